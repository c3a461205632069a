# Source: RebootInstance, "Error codes".
Feature: Error codes of RebootInstance
  The errors specific to this interface, each with its code, its message and its HTTP status code.

  @RI-30 @must @core
  Rule: An id that does not exist is not found
    The specified InstanceId does not exist: 404 InvalidInstanceId.NotFound.

    Scenario Outline: no such instance, ForceStop <force>, <format>
      Given the well-formed id of an instance that does not exist
      When RebootInstance is called with ForceStop <force> in <format>
      Then the call is refused with 404 "InvalidInstanceId.NotFound"
      Examples:
        | force  | format |
        | absent | XML    |
        | absent | JSON   |
        | "true" | XML    |

  @RI-31 @must @core
  Rule: A malformed id is refused
    An id that no instance can have is refused with a documented 4xx code, never accepted, never a
    server fault. The table shows each id as it is sent.

    Scenario Outline: <what>, <format>
      When RebootInstance is called with InstanceId sent as <id> in <format>
      Then the call is refused with a documented 4xx code
      Examples:
        | what                 | id                                                              | format |
        | a blank              | %20                                                             | XML    |
        | blanks around        | %20i-bp67acfmxazb4ph0000%20                                     | JSON   |
        | control characters   | i-%00%01%1F                                                     | XML    |
        | control characters   | i-%00%01%1F                                                     | JSON   |
        | a line break         | i-1%0D%0ASet-Cookie%3A%20a%3Db                                  | XML    |
        | not ASCII            | i-%E4%BA%91%E6%9C%8D%E5%8A%A1                                   | XML    |
        | not ASCII            | i-%E4%BA%91%E6%9C%8D%E5%8A%A1                                   | JSON   |
        | four-byte UTF-8      | i-%F0%9F%A6%80                                                  | JSON   |
        | XML markup           | %3CInstanceId%3Ei-1%3C%2FInstanceId%3E%26%3B                    | XML    |
        | JSON markup          | %22%2C%22Code%22%3A%22x                                         | JSON   |
        | an SQL fragment      | i-1%27%20OR%20%271%27%3D%271                                    | XML    |
        | a path fragment      | ..%2F..%2Fetc%2Fpasswd                                          | JSON   |
        | a list of ids        | %5B%22i-1%22%2C%22i-2%22%5D                                     | JSON   |
        | a wildcard           | %2A                                                             | XML    |
        | too long             | i-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | XML    |
        | too long             | i-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | JSON   |

  @RI-32 @must @core
  Rule: An instance with an abnormal disk cannot be restarted
    Abnormal disk status: 403 DiskError.

    Scenario Outline: abnormal disk, ForceStop <force>, <format>
      Given a Running instance with an abnormal disk
      When RebootInstance is called with ForceStop <force> in <format>
      Then the call is refused with 403 "DiskError"
      And the instance is not restarted
      Examples:
        | force  | format |
        | absent | XML    |
        | absent | JSON   |
        | "true" | XML    |

  @RI-35 @must @core
  Rule: Where two causes hold at once, the answer is the documented error of one of them
    The documentation sets no order of precedence.

    Scenario Outline: locked and Stopped, <format>
      Given a Stopped instance locked for "security"
      When RebootInstance is called in <format>
      Then the call is refused with 403 "IncorrectInstanceStatus" or 403 "InstanceLockedForSecurity"
      And the instance is not restarted
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario Outline: locked and abnormal disk, <format>
      Given a Running instance locked for "security" with an abnormal disk
      When RebootInstance is called in <format>
      Then the call is refused with 403 "DiskError" or 403 "InstanceLockedForSecurity"
      And the instance is not restarted
      Examples:
        | format |
        | XML    |
        | JSON   |

  @RI-36 @must @core
  Rule: The errors of the page are the same in both formats
    Each of the four errors has the same code, message and HTTP status in XML and in JSON.

    Scenario Outline: <code>
      Given <instance>
      When RebootInstance is called in XML and in JSON
      Then both answers are <status> "<code>" with the same message
      Examples:
        | instance                                              | status | code                       |
        | the well-formed id of an instance that does not exist | 404    | InvalidInstanceId.NotFound |
        | a Running instance with an abnormal disk              | 403    | DiskError                  |
        | a Stopped instance                                    | 403    | IncorrectInstanceStatus    |
        | a Running instance locked for "security"              | 403    | InstanceLockedForSecurity  |

  @RI-37 @must @core
  Rule: An instance of another account cannot be restarted
    The answer does not tell it apart from an id that does not exist, or it is Forbidden.RAM,
    Forbidden.SubUser or Forbidden.Unauthorized (403).

    Scenario Outline: the answer, <format>
      Given a Running instance of another account
      When RebootInstance is called in <format>
      And RebootInstance is called in <format> for an instance that does not exist
      Then the two answers cannot be told apart, or the first is 403 "Forbidden.RAM", "Forbidden.SubUser" or "Forbidden.Unauthorized"
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario Outline: not restarted, ForceStop <force>
      Given a Running instance of another account
      When RebootInstance is called with ForceStop <force> in XML
      Then the call is refused with a documented 4xx code
      And its owner sees that it is not restarted
      Examples:
        | force  |
        | absent |
        | "true" |

  @RI-38 @should @core
  Rule: The errors of the page carry the documented messages
    Services do reword messages, so a difference is a warning that shows both texts.

    Scenario Outline: <code>, <format>
      Given <instance>
      When RebootInstance is called in <format>
      Then the call is refused with <status> "<code>"
      And the message is "<message>"
      Examples:
        | instance                                              | format | status | code                       | message                                                                            |
        | the well-formed id of an instance that does not exist | XML    | 404    | InvalidInstanceId.NotFound | The specified InstanceId does not exist.                                           |
        | the well-formed id of an instance that does not exist | JSON   | 404    | InvalidInstanceId.NotFound | The specified InstanceId does not exist.                                           |
        | a Running instance with an abnormal disk              | XML    | 403    | DiskError                  | IncorrectDiskStatus.                                                               |
        | a Running instance with an abnormal disk              | JSON   | 403    | DiskError                  | IncorrectDiskStatus.                                                               |
        | a Stopped instance                                    | XML    | 403    | IncorrectInstanceStatus    | The current status of the resource does not support this operation.                |
        | a Stopped instance                                    | JSON   | 403    | IncorrectInstanceStatus    | The current status of the resource does not support this operation.                |
        | a Running instance locked for "security"              | XML    | 403    | InstanceLockedForSecurity  | The specified operation is denied as your instance is locked for security reasons. |
        | a Running instance locked for "security"              | JSON   | 403    | InstanceLockedForSecurity  | The specified operation is denied as your instance is locked for security reasons. |
