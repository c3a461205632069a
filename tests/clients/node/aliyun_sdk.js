// aliyun-sdk, written apart from the vendor's clients, with its own table of operations: everything in a form
// body, and milliseconds in Timestamp.
'use strict';

module.exports = (installed) => {
  const ALY = installed('aliyun-sdk');
  return {
    packages: ['aliyun-sdk'],
    client: (_, endpoint, secret) => new ALY.ECS({
      accessKeyId: 'testid',
      secretAccessKey: secret,
      endpoint: `http://${endpoint}`,
      apiVersion: '2014-05-26',
      // Of itself it calls again after a failure of the endpoint or of the connection.
      maxRetries: 0,
    }),
    reboot: async (ecs, id, force) => {
      const params = { InstanceId: id };
      if (force !== undefined) params.ForceStop = force;
      return (await asked(ecs, 'rebootInstance', params)).RequestId;
    },
    status: async (ecs, id) => {
      // Its table knows no list of ids here.
      const params = { RegionId: 'cn-hangzhou', PageSize: 50 };
      const answer = await asked(ecs, 'describeInstanceStatus', params);
      return answer.InstanceStatuses.InstanceStatus.find((one) => one.InstanceId === id).Status;
    },
    told: (raised) => raised.told ?? {},
  };
};

// The RequestId of a refusal stands in the answer that it hands over beside its error.
function asked(ecs, operation, params) {
  return new Promise((resolve, reject) => {
    ecs[operation](params, function done(error, data) {
      if (!error) {
        resolve(data);
        return;
      }
      const { statusCode, body } = this.httpResponse;
      if (statusCode) {
        error.told = {
          code: error.code,
          message: error.message,
          request_id: JSON.parse(String(body)).RequestId,
          http_status: statusCode,
        };
      }
      reject(error);
    });
  });
}
