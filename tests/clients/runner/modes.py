"""The modes: each client, and each way in which it can be told to call."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mode:
    """One way of calling. `name` is also that of its captures under tests/data/captures."""

    name: str
    language: str  # python or node: the folder of the driver
    driver: str  # the file of the driver
    arguments: tuple  # what the driver is told
    client: str  # the package that the mode is about
    described: str  # the mode, for people
    signature: str  # "1.0" or "ACS3"
    asks_for: str  # the format of answers: "XML" or "JSON"
    # The client itself polls until the instance is Running again, so that it must not take an hour.
    waits: bool = False
    # The client hands over no RequestId of a success.
    keeps_request_id: bool = False
    # The client does not read errors: its exception quotes the body.
    quotes_errors: bool = False
    # The folder of what is installed for it, where that is not the language's own.
    installed: str = ""
    # What the client makes of SignatureDoesNotMatch where the endpoint's string to sign is its own.
    wrong_secret: str = "SignatureDoesNotMatch"


MODES = (
    Mode("py-sdk-core-xml", "python", "sdk_core", ("xml",), "aliyun-python-sdk-core", "XML", "1.0", "XML",
         quotes_errors=True),
    Mode("py-sdk-core", "python", "sdk_core", ("json",), "aliyun-python-sdk-core", "JSON", "1.0", "JSON",
         wrong_secret="InvalidAccessKeySecret"),
    Mode("py-tea-rpc-v2", "python", "tea", ("1.0",), "alibabacloud_ecs20140526", "signature 1.0", "1.0", "JSON"),
    Mode("py-tea-acs3", "python", "tea", ("acs3",), "alibabacloud_ecs20140526", "ACS3", "ACS3", "JSON"),
    Mode("py-libcloud", "python", "libcloud_ecs", ("xml",), "apache-libcloud", "XML", "1.0", "XML",
         waits=True, keeps_request_id=True),
    Mode("node-pop-core", "node", "pop_core", ("GET",), "@alicloud/pop-core", "GET", "1.0", "JSON"),
    Mode("node-pop-core-post", "node", "pop_core", ("POST",), "@alicloud/pop-core", "POST", "1.0", "JSON"),
    Mode("node-ecs-rpc-v2", "node", "ecs", ("1.0",), "@alicloud/ecs20140526", "signature 1.0", "1.0", "JSON"),
    Mode("node-ecs-acs3", "node", "ecs", ("acs3",), "@alicloud/ecs20140526", "ACS3", "ACS3", "JSON"),
    Mode("node-openapi-client-rpc-v2", "node", "openapi", ("1.0", "query"), "@alicloud/openapi-client",
         "signature 1.0, query", "1.0", "JSON"),
    Mode("node-openapi-client-rpc-v2-formbody", "node", "openapi", ("1.0", "form"), "@alicloud/openapi-client",
         "signature 1.0, form body", "1.0", "JSON"),
    Mode("node-openapi-client-acs3", "node", "openapi", ("acs3", "query"), "@alicloud/openapi-client",
         "ACS3, query", "ACS3", "JSON"),
    Mode("node-openapi-client-acs3-formbody", "node", "openapi", ("acs3", "form"), "@alicloud/openapi-client",
         "ACS3, form body", "ACS3", "JSON"),
    # Clients of other generations, and one of other authors.
    Mode("py-tea-rpc", "python", "tea_rpc", ("1.0",), "alibabacloud_tea_rpc", "signature 1.0", "1.0", "JSON",
         installed="python-older"),
    Mode("node-pop-core-1.3-post", "node", "pop_core", ("POST", "pop-core-1.3"), "@alicloud/pop-core", "POST",
         "1.0", "JSON"),
    Mode("node-rpc-client", "node", "rpc_client", (), "@alicloud/rpc-client", "signature 1.0", "1.0", "JSON"),
    Mode("node-aliyun-sdk", "node", "aliyun_sdk", (), "aliyun-sdk", "signature 1.0", "1.0", "JSON"),
)
