# Source: Common parameters, "Common response parameters".
Feature: Common response parameters
  Every time a user sends a request, the system returns a unique identification code, RequestId,
  whether the call succeeds or not.

  @CP-50 @must @core
  Rule: Every answer carries a RequestId
    A success and every refusal alike, those of other operations too.

    Scenario Outline: <instance>, <format>
      Given <instance>
      When the operation is called in <format>
      Then the answer carries a RequestId
      Examples:
        | instance                                              | format |
        | a Running instance                                    | XML    |
        | a Running instance                                    | JSON   |
        | a Stopped instance                                    | XML    |
        | a Stopped instance                                    | JSON   |
        | a Running instance locked for "security"              | XML    |
        | a Running instance locked for "security"              | JSON   |
        | a Running instance with an abnormal disk              | XML    |
        | a Running instance with an abnormal disk              | JSON   |
        | the well-formed id of an instance that does not exist | XML    |
        | the well-formed id of an instance that does not exist | JSON   |

    Scenario Outline: InstanceId <value>, <format>
      Given an instance for the operation
      When the operation is called with InstanceId <value> in <format>
      Then the answer carries a RequestId
      Examples:
        | value  | format |
        | absent | XML    |
        | absent | JSON   |
        | ""     | XML    |
        | ""     | JSON   |

    Scenario Outline: <parameter> <value>, <format>
      Given an instance for the operation
      When the operation is called with <parameter> <value> in <format>
      Then the answer carries a RequestId
      Examples:
        | parameter        | value                      | format |
        | Action           | absent                     | XML    |
        | Version          | absent                     | JSON   |
        | AccessKeyId      | absent                     | XML    |
        | Signature        | absent                     | JSON   |
        | SignatureMethod  | absent                     | XML    |
        | SignatureVersion | absent                     | JSON   |
        | SignatureNonce   | absent                     | XML    |
        | Timestamp        | absent                     | JSON   |
        | Action           | "NoSuchAction"             | JSON   |
        | Version          | "1999-01-01"               | XML    |
        | SignatureMethod  | "HMAC-MD5"                 | JSON   |
        | SignatureVersion | "9.0"                      | XML    |
        | AccessKeyId      | "LTAI4NoSuchKeyOfAnybody0" | JSON   |
        | AccessKeyId      | "no-such-access-key"       | XML    |
        | Timestamp        | "yesterday"                | JSON   |
        | Timestamp        | "2016-02-23T12:46:24Z"     | XML    |
        | InstanceId       | "no such id"               | JSON   |

    Scenario Outline: a wrong signature, <format>
      Given an instance for the operation
      When the operation is called with a signature under another secret in <format>
      Then the answer carries a RequestId
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario Outline: a SignatureNonce used before, <format>
      Given the well-formed id of an instance that does not exist
      When the operation is called in <format>
      And the same bytes are sent again
      Then the answer carries a RequestId
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario: a disabled access key
      Given an instance for the operation
      And a disabled access key of its owner
      When the operation is called with that access key in XML
      Then the answer carries a RequestId

    Scenario: an instance of another account
      Given a Running instance of another account
      When the operation is called in JSON
      Then the answer carries a RequestId

    Scenario: a request that cannot be decoded
      Given an instance for the operation
      When the operation is called with &x=%zz at the end of the query, after signing, in XML
      Then the answer carries a RequestId

    Scenario Outline: <fault>, <format>
      Given a Running instance on which every call fails with "<fault>"
      When the operation is called in <format>
      Then the answer carries a RequestId
      Examples:
        | fault               | format |
        | internal-error      | XML    |
        | service-unavailable | JSON   |
        | throttling          | XML    |

    @current
    Scenario: a call that DryRun ends
      Given an instance for the operation
      When the operation is called with DryRun "true" in XML
      Then the answer carries a RequestId

    @current
    Scenario Outline: <instance>, as later editions refuse it
      Given <instance>
      When the operation is called in <format>
      Then the answer carries a RequestId
      Examples:
        | instance                                                              | format |
        | a Running instance locked for "financial"                             | XML    |
        | a Running instance with an encrypted disk whose key may not be used   | JSON   |
        | a Running instance with an encrypted disk whose key is disabled       | XML    |
        | a Running instance with an encrypted disk whose key is gone           | JSON   |

    @current
    Scenario: a wrong signature of version 3
      Given an instance for the operation
      When the operation is signed by version 3, and then the secret is another
      Then the answer carries a RequestId

    @closing
    Scenario: four calls, and every answer of the run
      Given the well-formed id of an instance that does not exist
      When the operation is called 4 times, in XML and in JSON by turns
      Then every answer of this run carries a RequestId

  @CP-51 @must @core
  Rule: RequestIds never repeat
    The identification code is unique: no two answers of a run carry the same.

    @closing
    Scenario: ten calls, and every answer of the run
      Given the well-formed id of an instance that does not exist
      When the operation is called 10 times, in XML and in JSON by turns
      Then no RequestId of this run has come twice

  @CP-52 @should @core
  Rule: A RequestId has the form of the examples
    8-4-4-4-12 upper-case hexadecimal digits, as in F2E2C40D-AB09-45A1-B5C5-EB9F5C4E4E4A.

    Scenario Outline: <instance>, <format>
      Given <instance>
      When the operation is called in <format>
      Then its RequestId has the form 8-4-4-4-12 of upper-case hexadecimal digits
      Examples:
        | instance                                              | format |
        | a Running instance                                    | XML    |
        | a Running instance                                    | JSON   |
        | the well-formed id of an instance that does not exist | XML    |
        | the well-formed id of an instance that does not exist | JSON   |
