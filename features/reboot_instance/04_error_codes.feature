# Source: RebootInstance, "Error codes".
Feature: Error codes of RebootInstance
  The errors specific to this interface, each with its code, its message and its HTTP status code.

  @RI-30 @must @core
  Rule: An id that does not exist is not found
    The specified InstanceId does not exist: 404 InvalidInstanceId.NotFound; in the dialect of the gateway 404
    Forbidden.InstanceNotFound too. So it is with one that was removed, and with one that is nearly one that exists:
    a digit away, or a beginning of it, which an endpoint may take for malformed as well.

    Scenario Outline: no such instance, ForceStop <force>, <format>
      Given the well-formed id of an instance that does not exist
      When RebootInstance is called with ForceStop <force> in <format>
      Then the call is refused with 404 "InvalidInstanceId.NotFound"
      Examples:
        | force  | format |
        | absent | XML    |
        | absent | JSON   |
        | "true" | XML    |

    Scenario Outline: an id that was removed, <format>
      Given the id of an instance that was removed
      When RebootInstance is called in <format>
      Then the call is refused with 404 "InvalidInstanceId.NotFound"
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario Outline: a digit away from one that exists, <format>
      Given a Running instance
      When RebootInstance is called with its id, one character changed, in <format>
      Then the call is refused with 404 "InvalidInstanceId.NotFound"
      And the instance is not restarted
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario Outline: the beginning of one that exists, <format>
      Given a Running instance
      When RebootInstance is called with its id, its last character cut off, in <format>
      Then the call is refused with 404 "InvalidInstanceId.NotFound" or as "operation parameter invalid" for InstanceId
      And the instance is not restarted
      Examples:
        | format |
        | XML    |
        | JSON   |

  @RI-31 @must @core
  Rule: A malformed id is refused
    An id that no instance can have is refused with a documented 4xx code, never accepted, never a
    server fault. The first table shows each id as it is sent. So is the id of an own Running instance with
    something added, cut off or changed, and that instance is not restarted. Other letter case is recorded alone.

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

    Scenario Outline: the id of a Running instance, <how>, <format>
      Given a Running instance
      When RebootInstance is called with its id, <how>, in <format>
      Then the call is refused with a documented 4xx code
      And the instance is not restarted
      Examples:
        | how                   | format |
        | a blank before it     | XML    |
        | a blank behind it     | JSON   |
        | a tab before it       | JSON   |
        | a tab behind it       | XML    |
        | a line end before it  | XML    |
        | a line end behind it  | JSON   |
        | a line feed before it | JSON   |
        | a line feed behind it | XML    |
        | a NUL before it       | XML    |
        | a NUL behind it       | JSON   |
        | its first half alone  | XML    |
        | twice over            | JSON   |
        | a path before it      | XML    |
        | a path behind it      | JSON   |
        | a query before it     | JSON   |
        | a query behind it     | XML    |
        | a comma before it     | XML    |
        | a comma behind it     | JSON   |

    Scenario Outline: the id of a Running instance in other letter case, <format>
      Given a Running instance
      When RebootInstance is called with its id, in other letter case, in <format>
      Then the call succeeds or is refused with a documented 4xx code
      Examples:
        | format |
        | XML    |
        | JSON   |

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
    The documentation sets no order of precedence, and ForceStop lifts none of them.

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

    Scenario Outline: <instance>, ForceStop <force>
      Given <instance>
      When RebootInstance is called with ForceStop <force> in XML
      Then the call is refused with 403 "<one>" or 403 "<other>"
      And the instance is not restarted
      Examples:
        | instance                                                       | force  | one                     | other                     |
        | a Stopped instance locked for "security"                       | "true" | IncorrectInstanceStatus | InstanceLockedForSecurity |
        | a Stopped instance with an abnormal disk                       | absent | IncorrectInstanceStatus | DiskError                 |
        | a Stopped instance with an abnormal disk                       | "true" | IncorrectInstanceStatus | DiskError                 |
        | a Running instance locked for "security" with an abnormal disk | "true" | DiskError               | InstanceLockedForSecurity |

    @current
    Scenario Outline: <instance>, ForceStop <force>, as later editions know it
      Given <instance>
      When RebootInstance is called with ForceStop <force> in <format>
      Then the call is refused as one of <causes>
      And the instance is not restarted
      Examples:
        | instance                                                                                  | force  | format | causes                                  |
        | a Stopped instance locked for "financial"                                                 | absent | XML    | its status, its financial lock          |
        | a Stopped instance locked for "financial"                                                 | "true" | JSON   | its status, its financial lock          |
        | a Running instance locked for "financial" with an abnormal disk                           | absent | JSON   | its disk, its financial lock            |
        | a Running instance locked for "financial" with an abnormal disk                           | "true" | XML    | its disk, its financial lock            |
        | a Running instance locked for "financial" and "security"                                  | "true" | XML    | its security lock, its financial lock   |
        | a Running instance locked for "financial" with an encrypted disk whose key may not be used | absent | XML    | its financial lock, the key of its disk |
        | a Running instance locked for "financial" with an encrypted disk whose key may not be used | "true" | JSON   | its financial lock, the key of its disk |
        | a Stopped instance with an encrypted disk whose key may not be used                       | absent | JSON   | its status, the key of its disk         |
        | a Stopped instance with an encrypted disk whose key may not be used                       | "true" | XML    | its status, the key of its disk         |
        | a Running instance locked for "security" with an encrypted disk whose key may not be used | absent | XML    | its security lock, the key of its disk  |
        | a Running instance locked for "security" with an encrypted disk whose key may not be used | "true" | JSON   | its security lock, the key of its disk  |
        | a Running instance with an abnormal, encrypted disk whose key may not be used             | absent | JSON   | its disk, the key of its disk           |
        | a Running instance with an abnormal, encrypted disk whose key may not be used             | "true" | XML    | its disk, the key of its disk           |

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
    Forbidden.SubUser or Forbidden.Unauthorized (403), or Forbidden.InstanceNotFound (403 or 404). What a message
    repeats of the call, a time and the kind of line end tell nothing apart. Nor do the Describe operations show it.

    Scenario Outline: the answer, <format>
      Given a Running instance of another account
      When RebootInstance is called in <format>
      And RebootInstance is called in <format> for an instance that does not exist
      Then the two answers cannot be told apart, or the first is 403 "Forbidden.RAM", "Forbidden.SubUser", "Forbidden.Unauthorized" or "Forbidden.InstanceNotFound", or 404 "Forbidden.InstanceNotFound"
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

    Scenario Outline: not shown, <format>
      Given a Running instance of another account
      When it is looked for in <format> by each Describe operation that is served
      Then no answer shows the instance
      Examples:
        | format |
        | XML    |
        | JSON   |

  @RI-38 @should @core
  Rule: The errors of the page carry the documented messages
    Services do reword messages, so a difference is a warning that shows both texts. Later editions leave that of
    IncorrectInstanceStatus free.

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
