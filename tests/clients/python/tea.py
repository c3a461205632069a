"""alibabacloud_ecs20140526, the generated client of today, with either signature."""

from alibabacloud_ecs20140526.client import Client
from alibabacloud_ecs20140526.models import DescribeInstanceStatusRequest, RebootInstanceRequest
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.models import Config

PACKAGES = ["alibabacloud_ecs20140526", "alibabacloud_tea_openapi"]


def client(mode, endpoint, secret):
    # "v2" is its name of signature 1.0; without one it signs with ACS3-HMAC-SHA256.
    return Client(Config(
        access_key_id="testid", access_key_secret=secret, endpoint=endpoint, protocol="http",
        region_id="cn-hangzhou", signature_algorithm="v2" if mode == "1.0" else None,
    ))


def reboot(ecs, id, force):
    return ecs.reboot_instance(RebootInstanceRequest(instance_id=id, force_stop=force)).body.request_id


def status(ecs, id):
    request = DescribeInstanceStatusRequest(region_id="cn-hangzhou", instance_id=[id])
    return ecs.describe_instance_status(request).body.instance_statuses.instance_status[0].status


def told(raised):
    if not isinstance(raised, AlibabaCloudException):
        return {}
    return {
        "code": raised.code,
        "message": raised.message,
        "request_id": raised.request_id,
        "http_status": raised.status_code,
    }
