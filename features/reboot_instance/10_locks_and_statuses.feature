# Source: API behaviour when an instance is locked for security reasons; Instance status table;
# DescribeInstances; DescribeInstanceStatus.
Feature: Locks, statuses and what shows them
  A locked instance can be looked at, but neither started nor stopped; a status is one of five.

  @LK-01 @must @core
  Rule: A locked instance can be looked at
    DescribeInstances and DescribeInstanceStatus answer as usual.

    Scenario Outline: DescribeInstanceStatus, <format>
      Given a Running instance locked for "security"
      When DescribeInstanceStatus is called for it in <format>
      Then the answer shows the instance in status Running
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario Outline: DescribeInstances, <format>
      Given a Running instance locked for "security"
      When DescribeInstances is called for it in <format>
      Then the answer shows the instance
      Examples:
        | format |
        | XML    |
        | JSON   |

  @LK-02 @must @core
  Rule: OperationLocks show why an instance is locked
    Of a security-locked instance they show LockReason security.

    Scenario Outline: DescribeInstances, <format>
      Given a Running instance locked for "security"
      When DescribeInstances is called for it in <format>
      Then its OperationLocks show LockReason "security"
      Examples:
        | format |
        | XML    |
        | JSON   |

  @LK-03 @must @core
  Rule: A locked instance cannot be started
    StartInstance is an error.

    Scenario Outline: StartInstance, <format>
      Given a Stopped instance locked for "security"
      When StartInstance is called for it in <format>
      Then the HTTP status is 4xx or 5xx and the answer an error
      And the status of the instance is still Stopped
      Examples:
        | format |
        | XML    |
        | JSON   |

  @LK-04 @should @core
  Rule: A locked instance cannot be stopped
    StopInstance is an error on the page of 2018; its latest editions let it through, so that edition current
    records what came. What may be stopped must not be anybody's own: the instance is one that may be changed.

    Scenario Outline: StopInstance, <format>
      Given a Running instance locked for "security", which may be changed
      When StopInstance is called for it in <format>
      Then the call is an error and the instance still Running; edition current leaves it open
      Examples:
        | format |
        | XML    |
        | JSON   |

  @ST-01 @must @core
  Rule: A status is one of the documented five
    Pending, Starting, Running, Stopping, Stopped: every status ever observed.

    Scenario Outline: a <status> instance
      Given a <status> instance
      When its status is looked at in XML
      Then the answer shows the instance in a documented status
      Examples:
        | status   |
        | Pending  |
        | Starting |
        | Running  |
        | Stopping |
        | Stopped  |

    @closing
    Scenario: a restart, and every status of the run
      Given a Running instance
      When the instance is restarted in XML and watched until it is Running again
      Then every status observed in this run is a documented one

  @OB-01 @must @core
  Rule: DescribeInstanceStatus reports an instance with its id and status
    In both formats.

    Scenario Outline: a <status> instance, <format>
      Given a <status> instance
      When DescribeInstanceStatus is called for it in <format>
      Then the answer shows the instance in status <status>
      Examples:
        | status  | format |
        | Running | XML    |
        | Running | JSON   |
        | Stopped | XML    |
        | Stopped | JSON   |
