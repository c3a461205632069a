# Source: Response results; RebootInstance, "Response parameters".
Feature: Response results
  Every call is answered, in XML or in JSON, with a success or with an error.

  @RS-01 @must @core
  Rule: A success is 2xx, an error is 4xx or 5xx
    The HTTP status code says whether the call succeeded, and the body says the same.

    Scenario Outline: a success, <format>
      Given a Running instance
      When RebootInstance is called in <format>
      Then the HTTP status is 2xx and the answer no error
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario Outline: <instance>, <format>
      Given <instance>
      When RebootInstance is called in <format>
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
  Rule: The XML success has the root RebootInstanceResponse and the one child RequestId
    All response parameters are the common ones.

    Scenario Outline: XML, ForceStop <force>
      Given a Running instance
      When RebootInstance is called with ForceStop <force> in XML
      Then the call succeeds with the documented shape
      Examples:
        | force  |
        | absent |
        | "true" |

  @RS-03 @must @core
  Rule: The JSON success is an object with the member RequestId alone
    All response parameters are the common ones.

    Scenario Outline: JSON, ForceStop <force>
      Given a Running instance
      When RebootInstance is called with ForceStop <force> in JSON
      Then the call succeeds with the documented shape
      Examples:
        | force  |
        | absent |
        | "true" |

  @RS-04 @must @core
  Rule: The XML error has the root Error with RequestId, HostId, Code and Message
    Each stands once and is not empty; Recommend, which today's gateway adds, is allowed.

    Scenario Outline: XML, <instance>
      Given <instance>
      When RebootInstance is called in XML
      Then the answer has the documented shape of an error
      Examples:
        | instance                                              |
        | a Stopped instance                                    |
        | a Running instance locked for "security"              |
        | a Running instance with an abnormal disk              |
        | the well-formed id of an instance that does not exist |

    Scenario: XML, a parameter is missing
      Given a Running instance
      When RebootInstance is called with InstanceId absent in XML
      Then the answer has the documented shape of an error

  @RS-05 @must @core
  Rule: The JSON error is an object with RequestId, HostId, Code and Message
    Each stands once, is a text and not empty; Recommend, which today's gateway adds, is allowed.

    Scenario Outline: JSON, <instance>
      Given <instance>
      When RebootInstance is called in JSON
      Then the answer has the documented shape of an error
      Examples:
        | instance                                              |
        | a Stopped instance                                    |
        | a Running instance locked for "security"              |
        | a Running instance with an abnormal disk              |
        | the well-formed id of an instance that does not exist |

    Scenario: JSON, a parameter is missing
      Given a Running instance
      When RebootInstance is called with InstanceId absent in JSON
      Then the answer has the documented shape of an error

  @RS-06 @must @core
  Rule: Answers are well-formed and in UTF-8
    An answer in XML is a well-formed XML document, an answer in JSON a JSON text.

    Scenario Outline: <instance>, <format>
      Given <instance>
      When RebootInstance is called in <format>
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
      When RebootInstance is called with InstanceId sent as <id> in <format>
      Then the answer is well-formed and in UTF-8
      Examples:
        | what               | id                                | format |
        | markup             | %3Ca%3E%26%22%27                  | XML    |
        | markup             | %3Ca%3E%26%22%27                  | JSON   |
        | control characters | i-%00%01%1F                       | XML    |
        | control characters | i-%00%01%1F                       | JSON   |
        | letters not ASCII  | i-%E4%BA%91%E6%9C%8D%E5%8A%A1     | XML    |
        | letters not ASCII  | i-%E4%BA%91%E6%9C%8D%E5%8A%A1     | JSON   |
