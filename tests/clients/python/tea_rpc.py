"""alibabacloud_tea_rpc, the client beneath the generated ones of 2020: common parameters in the query, the
operation's own in a form body."""

import re

from alibabacloud_tea_rpc.client import Client
from alibabacloud_tea_rpc.models import Config
from alibabacloud_tea_util.models import RuntimeOptions
from Tea.exceptions import TeaException

PACKAGES = ["alibabacloud_tea_rpc"]


def client(mode, endpoint, secret):
    rpc = Client(Config(
        access_key_id="testid", access_key_secret=secret, endpoint=endpoint, protocol="http",
        region_id="cn-hangzhou",
    ))

    def ask(action, own):
        return rpc.do_request(action, "HTTP", "POST", "2014-05-26", "AK", {}, own, RuntimeOptions())

    return ask


def reboot(ask, id, force):
    own = {"InstanceId": id}
    if force is not None:
        own["ForceStop"] = force
    return ask("RebootInstance", own)["RequestId"]


def status(ask, id):
    answer = ask("DescribeInstanceStatus", {"RegionId": "cn-hangzhou", "InstanceId": [id]})
    return answer["InstanceStatuses"]["InstanceStatus"][0]["Status"]


def told(raised):
    if not isinstance(raised, TeaException) or not raised.data:
        return {}
    return {
        "code": raised.code,
        "message": raised.message,
        "request_id": raised.data["RequestId"],
        "http_status": int(re.match(r"code: (\d+),", raised.message)[1]),
    }
