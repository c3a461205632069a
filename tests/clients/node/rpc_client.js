// @alicloud/rpc-client, the client beneath the generated ones of 2020: common parameters in the query, the
// operation's own in a form body that is sent in chunks.
'use strict';

module.exports = (installed) => {
  const { default: Client, Config } = installed('@alicloud/rpc-client');
  const { RuntimeOptions } = installed('@alicloud/tea-util');
  return {
    packages: ['@alicloud/rpc-client'],
    client: (_, endpoint, secret) => {
      const rpc = new Client(new Config({
        accessKeyId: 'testid', accessKeySecret: secret, endpoint, protocol: 'http', regionId: 'cn-hangzhou',
      }));
      return (action, own) => (
        rpc.doRequest(action, 'HTTP', 'POST', '2014-05-26', 'AK', {}, own, new RuntimeOptions({})));
    },
    reboot: async (ask, id, force) => {
      const own = { InstanceId: id };
      if (force !== undefined) own.ForceStop = force;
      return (await ask('RebootInstance', own)).RequestId;
    },
    status: async (ask, id) => {
      const answer = await ask('DescribeInstanceStatus', { RegionId: 'cn-hangzhou', InstanceId: [id] });
      return answer.InstanceStatuses.InstanceStatus[0].Status;
    },
    told: (raised) => (raised.data ? {
      // It makes a name of the code.
      code: raised.code.replace(/Error$/, ''),
      message: raised.message,
      request_id: raised.data.RequestId,
      http_status: Number(/\bcode: (\d+),/.exec(raised.message)[1]),
    } : {}),
  };
};
