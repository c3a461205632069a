"""aliyun-python-sdk-core with the requests of aliyun-python-sdk-ecs. Its own format is XML, which it hands
over unparsed; nearly everybody asks for JSON."""

import json
import xml.etree.ElementTree as xml

from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.client import AcsClient
from aliyunsdkecs.request.v20140526.DescribeInstanceStatusRequest import DescribeInstanceStatusRequest
from aliyunsdkecs.request.v20140526.RebootInstanceRequest import RebootInstanceRequest

PACKAGES = ["aliyun-python-sdk-core", "aliyun-python-sdk-ecs"]


def client(mode, endpoint, secret):
    host, port = endpoint.split(":")
    acs = AcsClient("testid", secret, "cn-hangzhou", port=int(port))

    def ask(request):
        request.set_endpoint(host)
        if mode == "json":
            return json.loads(acs.do_action_with_exception(request))
        # do_action_with_exception asks for JSON whatever was set, and get_response, which does not, drops
        # the exception that the client made. Both call this.
        request.set_accept_format("XML")
        _, _, body, exception = acs._implementation_of_do_action(request)
        if exception:
            raise exception
        return xml.fromstring(body)

    return ask


def reboot(ask, id, force):
    request = RebootInstanceRequest()
    request.set_InstanceId(id)
    if force is not None:
        request.set_ForceStop(force)
    answer = ask(request)
    return answer["RequestId"] if isinstance(answer, dict) else answer.findtext("RequestId")


def status(ask, id):
    request = DescribeInstanceStatusRequest()
    request.set_InstanceIds([id])
    answer = ask(request)
    if isinstance(answer, dict):
        return answer["InstanceStatuses"]["InstanceStatus"][0]["Status"]
    return answer.findtext("InstanceStatuses/InstanceStatus/Status")


def told(raised):
    if not isinstance(raised, ServerException):
        return {}
    return {
        "code": raised.get_error_code(),
        "message": raised.get_error_msg(),
        "request_id": raised.get_request_id(),
        "http_status": raised.get_http_status(),
    }
