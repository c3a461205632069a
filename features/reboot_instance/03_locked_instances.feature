# Source: RebootInstance, "Description"; API behaviour when an instance is locked for security reasons.
Feature: Locked instances
  If the OperationLocks of an instance indicate "LockReason" : "security", you cannot restart it.

  @RI-20 @must @core
  Rule: A security-locked instance cannot be restarted
    OperationLocks of the instance hold LockReason "security": 403 InstanceLockedForSecurity.

    Scenario Outline: locked, ForceStop <force>, <format>
      Given a Running instance locked for "security"
      When RebootInstance is called with ForceStop <force> in <format>
      Then the call is refused with 403 "InstanceLockedForSecurity"
      Examples:
        | force   | format |
        | absent  | XML    |
        | absent  | JSON   |
        | "false" | XML    |

  @RI-21 @must @core
  Rule: The lock holds although the instance is Running
    A locked instance that is Running stays locked against a restart, and stays Running.

    Scenario Outline: Running before and after, <format>
      Given a Running instance locked for "security"
      When RebootInstance is called in <format>
      Then the call is refused with 403 "InstanceLockedForSecurity"
      And the status of the instance is still Running
      Examples:
        | format |
        | XML    |
        | JSON   |

  @RI-22 @must @core
  Rule: After the lock is lifted the instance can be restarted
    The lock alone stood against the restart. Locked again, the instance is refused again; and with one of two
    locks lifted the other one holds.

    Scenario Outline: lock lifted, <format>
      Given a Running instance locked for "security", whose lock can be lifted
      When the lock is lifted
      And RebootInstance is called in <format>
      Then the call succeeds
      And the instance is seen in status Starting
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario Outline: locked again, ForceStop <force>, <format>
      Given a Running instance locked for "security", whose lock can be lifted
      When the lock is lifted
      And it is locked for "security" again
      And RebootInstance is called with ForceStop <force> in <format>
      Then the call is refused with 403 "InstanceLockedForSecurity"
      And the status of the instance is still Running
      Examples:
        | force  | format |
        | absent | XML    |
        | absent | JSON   |
        | "true" | XML    |

    @current
    Scenario Outline: one of two locks lifted, "<left>" left, <format>
      Given a Running instance locked for "financial" and "security", whose locks can be lifted
      When of its locks "<left>" alone is left
      And RebootInstance is called in <format>
      Then the call is refused with 403 "<code>"
      And the status of the instance is still Running
      Examples:
        | left      | format | code                       |
        | security  | XML    | InstanceLockedForSecurity  |
        | security  | JSON   | InstanceLockedForSecurity  |
        | financial | XML    | InstanceExpiredOrInArrears |
        | financial | JSON   | InstanceExpiredOrInArrears |
