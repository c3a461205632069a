// @alicloud/ecs20140526, the generated client of today, with either signature.
'use strict';

module.exports = (installed) => {
  const { default: Client, DescribeInstanceStatusRequest, RebootInstanceRequest } = installed('@alicloud/ecs20140526');
  const { $OpenApiUtil } = installed('@alicloud/openapi-core');
  return {
    packages: ['@alicloud/ecs20140526', '@alicloud/openapi-core'],
    client: ([signature], endpoint, secret) => new Client(new $OpenApiUtil.Config({
      accessKeyId: 'testid',
      accessKeySecret: secret,
      endpoint,
      protocol: 'http',
      regionId: 'cn-hangzhou',
      // "v2" is its name of signature 1.0; without one it signs with ACS3-HMAC-SHA256.
      signatureAlgorithm: signature === '1.0' ? 'v2' : undefined,
    })),
    reboot: async (ecs, id, force) => {
      const request = new RebootInstanceRequest({ instanceId: id, forceStop: force });
      return (await ecs.rebootInstance(request)).body.requestId;
    },
    status: async (ecs, id) => {
      const request = new DescribeInstanceStatusRequest({ regionId: 'cn-hangzhou', instanceId: [id] });
      return (await ecs.describeInstanceStatus(request)).body.instanceStatuses.instanceStatus[0].status;
    },
    told: (raised) => (raised.data ? {
      code: raised.code,
      message: raised.message,
      request_id: raised.requestId,
      http_status: raised.statusCode,
    } : {}),
  };
};
