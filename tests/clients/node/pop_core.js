// @alicloud/pop-core: everything in the query of a GET, or in the form body of a POST; in its releases 1.3, of
// 2018, in the query of a POST without a body.
'use strict';

module.exports = (installed, [, folder = '@alicloud/pop-core']) => {
  const RPCClient = installed(folder);
  return {
    packages: [folder],
    client: ([method], endpoint, secret) => {
      const rpc = new RPCClient({
        accessKeyId: 'testid', accessKeySecret: secret, endpoint: `http://${endpoint}`, apiVersion: '2014-05-26',
      });
      return (action, params) => rpc.request(action, params, { method });
    },
    reboot: async (ask, id, force) => {
      const params = { RegionId: 'cn-hangzhou', InstanceId: id };
      if (force !== undefined) params.ForceStop = force;
      return (await ask('RebootInstance', params)).RequestId;
    },
    status: async (ask, id) => {
      const answer = await ask('DescribeInstanceStatus', { RegionId: 'cn-hangzhou', InstanceId: [id] });
      return answer.InstanceStatuses.InstanceStatus[0].Status;
    },
    told: (raised) => (raised.data ? {
      code: raised.code,
      message: raised.data.Message,
      request_id: raised.data.RequestId,
      http_status: raised.entry.response.statusCode,
    } : {}),
  };
};
