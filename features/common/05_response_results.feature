# Source: Response results; RebootInstance, "Response parameters".
Feature: Response results
  Every call is answered, in XML or in JSON, with a success or with an error.

  @RS-01 @must @core
  Rule: A success is 2xx, an error is 4xx or 5xx
    The HTTP status code says whether the call succeeded, and the body says the same.

    Scenario Outline: a success, <format>
      Given an instance for the operation
      When the operation is called in <format>
      Then the HTTP status is 2xx and the answer no error
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario Outline: <instance>, <format>
      Given <instance>
      When the operation is called in <format>
      Then the HTTP status is 4xx or 5xx and the answer an error
      Examples:
        | instance                                              | format |
        | a Stopped instance                                    | XML    |
        | a Stopped instance                                    | JSON   |
        | a Running instance locked for "security"              | XML    |
        | a Running instance locked for "security"              | JSON   |
        | the well-formed id of an instance that does not exist | XML    |
        | the well-formed id of an instance that does not exist | JSON   |

  @RS-02 @must @core
  Rule: The XML success has the root of its operation and the one child RequestId
    All response parameters are the common ones.

    Scenario Outline: XML, ForceStop <force>
      Given an instance for the operation
      When the operation is called with ForceStop <force> in XML
      Then the call succeeds with the documented shape
      Examples:
        | force  |
        | absent |
        | "true" |

  @RS-03 @must @core
  Rule: The JSON success is an object with the member RequestId alone
    All response parameters are the common ones.

    Scenario Outline: JSON, ForceStop <force>
      Given an instance for the operation
      When the operation is called with ForceStop <force> in JSON
      Then the call succeeds with the documented shape
      Examples:
        | force  |
        | absent |
        | "true" |

  @RS-04 @must @core
  Rule: The XML error has the root Error with RequestId, HostId, Code and Message
    Each stands once and is not empty; today's gateway may add Recommend, and on a 403 AccessDeniedDetail.

    Scenario Outline: XML, <instance>
      Given <instance>
      When the operation is called in XML
      Then the answer has the documented shape of an error
      Examples:
        | instance                                              |
        | a Stopped instance                                    |
        | a Running instance locked for "security"              |
        | a Running instance with an abnormal disk              |
        | the well-formed id of an instance that does not exist |

    Scenario: XML, a parameter is missing
      Given an instance for the operation
      When the operation is called with InstanceId absent in XML
      Then the answer has the documented shape of an error

    @closing
    Scenario: every error of the run
      Given the well-formed id of an instance that does not exist
      When the operation is refused for a used nonce, a wrong signature and a missing Version, in XML and in JSON
      Then every error of this run in XML has the documented shape

  @RS-05 @must @core
  Rule: The JSON error is an object with RequestId, HostId, Code and Message
    Each stands once, is a text and not empty; today's gateway may add Recommend, and on a 403
    AccessDeniedDetail, an object.

    Scenario Outline: JSON, <instance>
      Given <instance>
      When the operation is called in JSON
      Then the answer has the documented shape of an error
      Examples:
        | instance                                              |
        | a Stopped instance                                    |
        | a Running instance locked for "security"              |
        | a Running instance with an abnormal disk              |
        | the well-formed id of an instance that does not exist |

    Scenario: JSON, a parameter is missing
      Given an instance for the operation
      When the operation is called with InstanceId absent in JSON
      Then the answer has the documented shape of an error

    @closing
    Scenario: every error of the run
      Given the well-formed id of an instance that does not exist
      When the operation is refused for a used nonce, a wrong signature and a missing Version, in XML and in JSON
      Then every error of this run in JSON has the documented shape

  @RS-06 @must @core
  Rule: Answers are well-formed and in UTF-8
    An answer in XML is a well-formed XML document whose declaration names no other encoding, an answer in
    JSON a JSON text, without a byte order mark before it.

    Scenario Outline: <instance>, <format>
      Given <instance>
      When the operation is called in <format>
      Then the answer is well-formed and in UTF-8
      Examples:
        | instance                                              | format |
        | a Running instance                                    | XML    |
        | a Running instance                                    | JSON   |
        | a Stopped instance                                    | XML    |
        | a Stopped instance                                    | JSON   |
        | the well-formed id of an instance that does not exist | XML    |
        | the well-formed id of an instance that does not exist | JSON   |

    Scenario Outline: an id with <what>, <format>
      When the operation is called with InstanceId sent as <id> in <format>
      Then the answer is well-formed and in UTF-8
      Examples:
        | what               | id                                | format |
        | markup             | %3Ca%3E%26%22%27                  | XML    |
        | markup             | %3Ca%3E%26%22%27                  | JSON   |
        | control characters | i-%00%01%1F                       | XML    |
        | control characters | i-%00%01%1F                       | JSON   |
        | letters not ASCII  | i-%E4%BA%91%E6%9C%8D%E5%8A%A1     | XML    |
        | letters not ASCII  | i-%E4%BA%91%E6%9C%8D%E5%8A%A1     | JSON   |

    @should
    Scenario Outline: no byte order mark, <instance>
      Given <instance>
      When the operation is called in JSON
      Then the answer begins with no byte order mark
      Examples:
        | instance           |
        | a Running instance |
        | a Stopped instance |

    @closing
    Scenario: every answer of the run
      Given the well-formed id of an instance that does not exist
      When the operation is refused for a used nonce, a wrong signature and a missing Version, in XML and in JSON
      Then every answer of this run is well-formed and in UTF-8

  @RS-07 @should @core
  Rule: HostId is the host that was called
    With or without the port.

    Scenario Outline: <instance>, <format>
      Given <instance>
      When the operation is called in <format>
      Then its HostId is the host that was called
      Examples:
        | instance                                              | format |
        | a Stopped instance                                    | XML    |
        | the well-formed id of an instance that does not exist | JSON   |

  @RS-08 @must @core
  Rule: A failing call answers the same in both formats
    Code, Message and HTTP status. What a message repeats of the call itself (an id, the nonce, the string to
    sign), a RequestId, a time and the kind of line end are left out of it.

    Scenario Outline: <parameter> <value>
      Given an instance for the operation
      When the operation is called with <parameter> <value> in XML and in JSON
      Then both answers carry the same status, code and message
      Examples:
        | parameter        | value                |
        | InstanceId       | absent               |
        | InstanceId       | ""                   |
        | Version          | absent               |
        | Version          | "1999-01-01"         |
        | Action           | "NoSuchAction"       |
        | AccessKeyId      | "no-such-access-key" |
        | SignatureMethod  | "HMAC-MD5"           |
        | SignatureVersion | "9.0"                |
        | SignatureNonce   | absent               |
        | Timestamp        | absent               |
        | Timestamp        | "yesterday"          |
        | Timestamp        | "2016-02-23T12:46:24Z" |
        | Signature        | absent               |

    Scenario: a wrong signature
      Given an instance for the operation
      When the operation is called with a wrong signature in XML and in JSON
      Then both answers carry the same status, code and message

  @RS-09 @must @core
  Rule: Text that comes from the request is escaped
    An id such as <a>&"' or ","Code":"x leaves the envelope intact.

    Scenario Outline: <what>, <format>
      When the operation is called with InstanceId sent as <id> in <format>
      Then the call is refused with a documented 4xx code
      And the answer has the documented shape of an error
      Examples:
        | what              | id                                                 | format |
        | markup            | %3Ca%3E%26%22%27                                   | XML    |
        | markup            | %3Ca%3E%26%22%27                                   | JSON   |
        | a closing tag     | %3C%2FMessage%3E%3CCode%3Ex%3C%2FCode%3E           | XML    |
        | a CDATA end       | %5D%5D%3E                                          | XML    |
        | a JSON member     | %22%2C%22Code%22%3A%22x                            | JSON   |
        | a backslash       | %5C%22%5C                                          | JSON   |
        | a line separator  | i-%E2%80%A8%0A%00                                  | JSON   |
        | control characters | i-%01%0B%1B                                       | XML    |

  @RS-10 @should @core
  Rule: The XML answer begins with the declaration
    <?xml version="1.0" encoding="UTF-8"?>, with quotes of either kind and utf-8 in any letter case; a byte
    order mark before it is recorded.

    Scenario Outline: <instance>
      Given <instance>
      When the operation is called in XML
      Then the answer begins with the XML declaration
      Examples:
        | instance           |
        | a Running instance |
        | a Stopped instance |

    @closing
    Scenario: every answer of the run
      Given the well-formed id of an instance that does not exist
      When the operation is refused for a used nonce, a wrong signature and a missing Version, in XML and in JSON
      Then every answer of this run in XML begins with the XML declaration

  @RS-11 @may @core
  Rule: Answers are not pretty-printed
    The examples of the documentation are laid out for reading.

    Scenario Outline: <instance>, <format>
      Given <instance>
      When the operation is called in <format>
      Then whether it is pretty-printed is recorded
      Examples:
        | instance           | format |
        | a Running instance | XML    |
        | a Stopped instance | JSON   |

  @RS-12 @should @core
  Rule: Content-Type names the format that was sent
    text/xml or application/xml; application/json; with charset utf-8 or none.

    Scenario Outline: <instance>, <format>
      Given <instance>
      When the operation is called in <format>
      Then the Content-Type names the format that was sent
      Examples:
        | instance           | format |
        | a Running instance | XML    |
        | a Running instance | JSON   |
        | a Stopped instance | XML    |
        | a Stopped instance | JSON   |

    @closing
    Scenario: every answer of the run
      Given the well-formed id of an instance that does not exist
      When the operation is refused for a used nonce, a wrong signature and a missing Version, in XML and in JSON
      Then the Content-Type of every answer of this run names the format that was sent

  @RS-13 @must @core
  Rule: Error codes come from the documented set
    Of either dialect, each with its HTTP status; any other code is reported by name.

    Scenario Outline: <parameter> <value>, <format>
      Given an instance for the operation
      When the operation is called with <parameter> <value> in <format>
      Then its error code is one that the documentation knows
      Examples:
        | parameter   | value                | format |
        | InstanceId  | absent               | XML    |
        | InstanceId  | ""                   | JSON   |
        | InstanceId  | "no such id"         | XML    |
        | Version     | "1999-01-01"         | XML    |
        | Action      | "NoSuchAction"       | JSON   |
        | AccessKeyId | "no-such-access-key" | XML    |
        | Signature   | absent               | JSON   |
        | Timestamp   | "yesterday"          | XML    |

    @closing
    Scenario: four calls, and every error of the run
      Given the well-formed id of an instance that does not exist
      When the operation is called 4 times, in XML and in JSON by turns
      Then every error code of this run is one that the documentation knows

  @RS-14 @must @core
  Rule: A failure inside is 500 InternalError or 503 ServiceUnavailable
    In the error envelope.

    Scenario Outline: <fault>, <format>
      Given a Running instance on which every call fails with "<fault>"
      When the operation is called in <format>
      Then the call is refused as "server fault"
      And the answer has the documented shape of an error
      Examples:
        | fault               | format |
        | internal-error      | XML    |
        | internal-error      | JSON   |
        | service-unavailable | XML    |
        | service-unavailable | JSON   |

  @RS-15 @must @core
  Rule: A throttled call is 400 Throttling
    Or a code that begins with it, from today's gateway with 403 or 429 too, in the error envelope, and
    nothing is done.

    Scenario Outline: throttled, <format>
      Given a Running instance on which every call fails with "throttling"
      When the operation is called in <format>
      Then the call is refused as "throttled"
      And the answer has the documented shape of an error
      And the operation has no effect
      Examples:
        | format |
        | XML    |
        | JSON   |
