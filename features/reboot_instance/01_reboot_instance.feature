# Source: RebootInstance, "Description".
Feature: Restarting an instance
  RebootInstance restarts an ECS instance that is Running.

  @RI-01 @must @core
  Rule: A Running instance can be restarted
    You can restart an ECS instance that is in the Running status: the call succeeds with 2xx and an
    answer that holds the common response parameters alone.

    Scenario Outline: a Running instance, <format>
      Given a Running instance
      When RebootInstance is called in <format>
      Then the call succeeds with the documented shape
      Examples:
        | format |
        | XML    |
        | JSON   |

  @RI-02 @must @core
  Rule: An instance that is not Running cannot be restarted
    You can only restart an ECS instance that is in the Running status: 403 IncorrectInstanceStatus. In the
    dialect of the gateway it may be IncorrectInstanceStatus.Initializing too.

    Scenario Outline: status <status>, <format>
      Given a <status> instance
      When RebootInstance is called in <format>
      Then the call is refused with 403 "IncorrectInstanceStatus"
      Examples:
        | status   | format |
        | Stopped  | XML    |
        | Stopped  | JSON   |
        | Stopping | XML    |
        | Stopping | JSON   |
        | Starting | XML    |
        | Starting | JSON   |
        | Pending  | XML    |
        | Pending  | JSON   |

  @RI-03 @must @core
  Rule: The intermediate status is Starting
    After an ECS instance is restarted, its intermediate status is Starting.

    Scenario Outline: after the call, <format>
      Given a Running instance
      When RebootInstance is called in <format>
      Then the call succeeds
      And the instance is seen in status Starting
      Examples:
        | format |
        | XML    |
        | JSON   |

  @RI-04 @must @core
  Rule: The restart ends
    The status returns to Running within the deadline that the target file sets, and no status but
    Stopping, Starting and Running is seen on the way.

    Scenario Outline: until Running again, <format>
      Given a Running instance
      When the instance is restarted in <format> and watched until it is Running again
      Then no status but Stopping, Starting and Running was seen on the way
      Examples:
        | format |
        | XML    |
        | JSON   |

  @RI-05 @must @core
  Rule: An instance that is being restarted cannot be restarted
    While a restart is in progress the instance is not Running, so a second call is refused: 403
    IncorrectInstanceStatus, or 409 OperationConflict, or in the dialect of the gateway 409
    InvalidOperation.Conflict.

    Scenario Outline: a second call, ForceStop <force>, <format>
      Given a Running instance
      And a restart of it in progress
      When RebootInstance is called with ForceStop <force> in <format>
      Then the call is refused as long as the restart is in progress
      Examples:
        | force  | format |
        | absent | XML    |
        | absent | JSON   |
        | "true" | XML    |

  @RI-06 @must @core
  Rule: After a completed restart the instance can be restarted again
    The instance is Running again, and a Running instance can be restarted.

    Scenario Outline: a second restart, <format>
      Given a Running instance
      When the instance is restarted in <format> and watched until it is Running again
      And the instance is restarted in <format> and watched until it is Running again
      Then the instance is Running again
      Examples:
        | format |
        | XML    |
        | JSON   |

  @RI-07 @must @core
  Rule: A refused call changes nothing
    The status of the instance is the same before and after a call that is refused.

    Scenario Outline: <instance>, ForceStop <force>
      Given <instance>
      When RebootInstance is called with ForceStop <force> in XML
      Then the call is refused with a documented 4xx code
      And the status of the instance is still <status>
      Examples:
        | instance                                | force  | status   |
        | a Stopped instance                      | absent | Stopped  |
        | a Stopped instance                      | "true" | Stopped  |
        | a Stopping instance                     | absent | Stopping |
        | a Starting instance                     | absent | Starting |
        | a Pending instance                      | absent | Pending  |
        | a Pending instance                      | "true" | Pending  |
        | a Running instance locked for "security" | absent | Running  |
        | a Running instance locked for "security" | "true" | Running  |
        | a Running instance with an abnormal disk | absent | Running  |
        | a Running instance with an abnormal disk | "true" | Running  |

  @RI-08 @must @core
  Rule: A call restarts the named instance only
    Another Running instance of the same owner stays Running.

    Scenario Outline: two instances, <format>
      Given two Running instances of the same owner
      When RebootInstance is called in <format>
      Then the call succeeds
      And the instance is seen in status Starting
      And the other instance is still Running
      Examples:
        | format |
        | XML    |
        | JSON   |

  @RI-09 @should @core
  Rule: Of calls that overlap one is served
    The others are refused as any other call while a restart is in progress, and the instance is restarted once. A
    service may accept several before its status shows, so this is a warning.

    Scenario Outline: calls at the same moment, <format>
      Given a Running instance
      When RebootInstance is called 4 times at the same moment, each over its own connection, in <format>
      Then one call succeeds, and the others are refused as long as the restart is in progress
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario: what comes of them
      Given a Running instance
      When an instance whose restart is short is called 4 times at the same moment in XML
      Then the instance is restarted once
