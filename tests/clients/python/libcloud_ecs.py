"""apache-libcloud's own Aliyun ECS driver, which reads XML. `reboot_node` waits until the instance is
Running again, by DescribeInstances; DescribeInstanceStatus goes over the driver's connection."""

import ast

from libcloud.common.exceptions import BaseHTTPError
from libcloud.compute.base import Node
from libcloud.compute.drivers.ecs import ECSDriver
from libcloud.compute.types import NodeState

PACKAGES = ["apache-libcloud"]


def client(mode, endpoint, secret):
    host, port = endpoint.split(":")
    return ECSDriver("testid", secret, secure=False, host=host, port=int(port), region="cn-hangzhou")


def reboot(driver, id, force):
    node = Node(id, id, NodeState.RUNNING, [], [], driver)
    done = driver.reboot_node(node) if force is None else driver.reboot_node(node, ex_force_stop=force)
    assert done, "the driver says that it was not rebooted"
    return None  # It does not hand the RequestId on.


def status(driver, id):
    params = {"Action": "DescribeInstanceStatus", "RegionId": "cn-hangzhou", "InstanceId.1": id}
    answer = driver.connection.request(driver.path, params=params)
    return answer.object.findtext("InstanceStatuses/InstanceStatus/Status")


def told(raised):
    if not isinstance(raised, BaseHTTPError):
        return {}
    told = ast.literal_eval(raised.message)  # The text of a dict.
    return {
        "code": told["code"],
        "message": told["message"],
        "request_id": told["request_id"],
        "http_status": raised.code,
    }
