// @alicloud/openapi-client, which calls any operation by its name: parameters in the query or in a form
// body, with either signature.
'use strict';

module.exports = (installed) => {
  const { default: Client, Config, OpenApiRequest, Params } = installed('@alicloud/openapi-client');
  const { RuntimeOptions } = installed('@alicloud/tea-util');
  return {
    packages: ['@alicloud/openapi-client'],
    client: ([signature, place], endpoint, secret) => {
      const openapi = new Client(new Config({
        accessKeyId: 'testid',
        accessKeySecret: secret,
        endpoint,
        protocol: 'http',
        regionId: 'cn-hangzhou',
        // "v2" is its name of signature 1.0; without one it signs with ACS3-HMAC-SHA256.
        signatureAlgorithm: signature === '1.0' ? 'v2' : undefined,
      }));
      return async (action, parameters) => {
        const params = new Params({
          action,
          version: '2014-05-26',
          protocol: 'HTTP',
          method: 'POST',
          authType: 'AK',
          style: 'RPC',
          pathname: '/',
          reqBodyType: 'formData',
          bodyType: 'json',
        });
        const request = new OpenApiRequest(place === 'form' ? { body: parameters } : { query: parameters });
        return (await openapi.callApi(params, request, new RuntimeOptions({}))).body;
      };
    },
    reboot: async (ask, id, force) => {
      const parameters = { InstanceId: id };
      if (force !== undefined) parameters.ForceStop = String(force);
      return (await ask('RebootInstance', parameters)).RequestId;
    },
    status: async (ask, id) => {
      const answer = await ask('DescribeInstanceStatus', { RegionId: 'cn-hangzhou', 'InstanceId.1': id });
      return answer.InstanceStatuses.InstanceStatus[0].Status;
    },
    told: (raised) => (raised.data ? {
      code: raised.code,
      message: raised.message,
      request_id: raised.data.RequestId,
      http_status: raised.data.statusCode,
    } : {}),
  };
};
