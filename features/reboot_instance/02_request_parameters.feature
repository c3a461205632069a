# Source: RebootInstance, "Request parameters".
Feature: Request parameters
  Action and InstanceId are required, ForceStop is optional and false by default.

  @RI-10 @must @core
  Rule: Action=RebootInstance selects the operation
    The name of this interface is RebootInstance; the success root element is RebootInstanceResponse.

    Scenario: the root element
      Given a Running instance
      When RebootInstance is called in XML
      Then the call succeeds
      And the XML root element is "RebootInstanceResponse"

  @RI-11 @must @core
  Rule: InstanceId is required
    Left out, the call is refused as lacking a parameter (400), and the message names InstanceId. A name in
    other letter case is another name.

    Scenario Outline: absent, <format>
      Given a Running instance
      When RebootInstance is called with InstanceId absent in <format>
      Then the call is refused as "operation parameter missing" for InstanceId
      And the message names InstanceId
      And the instance is not restarted
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

    @should
    Scenario: InstanceId under the name instanceId
      Given a Running instance
      When RebootInstance is called with InstanceId under the name "instanceId" in XML
      Then the call is refused as "operation parameter missing" for InstanceId
      And the instance is not restarted

  @RI-12 @must @core
  Rule: InstanceId must not be empty
    An empty InstanceId names no instance: a documented 4xx code.

    Scenario Outline: empty, <format>
      Given a Running instance
      When RebootInstance is called with InstanceId "" in <format>
      Then the call is refused with a documented 4xx code
      And the instance is not restarted
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

  @RI-13 @must @core
  Rule: ForceStop is optional
    Left out, the call succeeds.

    Scenario Outline: absent, <format>
      Given a Running instance
      When RebootInstance is called with ForceStop absent in <format>
      Then the call succeeds
      And the instance is seen in status Starting
      Examples:
        | format |
        | XML    |
        | JSON   |

  @RI-14 @must @core
  Rule: ForceStop=false behaves as absent
    false shuts the instance down normally before it restarts, and is the default value.

    Scenario Outline: a Running instance, <format>
      Given a Running instance
      When RebootInstance is called with ForceStop "false" in <format>
      Then the call succeeds
      And the instance is seen in status Starting
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario Outline: <instance>, refused as without it
      Given <instance>
      When RebootInstance is called with ForceStop "false" in XML
      Then the call is refused with 403 "<code>"
      And the instance is not restarted
      Examples:
        | instance                                 | code                      |
        | a Stopped instance                       | IncorrectInstanceStatus   |
        | a Running instance locked for "security" | InstanceLockedForSecurity |

  @RI-15 @must @core
  Rule: ForceStop=true is accepted on a Running instance
    true forces the instance to shut down before it restarts; RI-03 and RI-04 hold as without it.

    Scenario Outline: Starting is seen, <format>
      Given a Running instance
      When RebootInstance is called with ForceStop "true" in <format>
      Then the call succeeds
      And the instance is seen in status Starting
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario: until Running again
      Given a Running instance
      When the instance is restarted with ForceStop "true" in XML and watched until it is Running again
      Then no status but Stopping, Starting and Running was seen on the way

  @RI-16 @must @core
  Rule: ForceStop=true does not lift the status rule
    An instance that is not Running is refused with ForceStop=true as well: 403 IncorrectInstanceStatus.

    Scenario Outline: status <status>, <format>
      Given a <status> instance
      When RebootInstance is called with ForceStop "true" in <format>
      Then the call is refused with 403 "IncorrectInstanceStatus"
      And the instance is not restarted
      Examples:
        | status   | format |
        | Stopped  | XML    |
        | Stopped  | JSON   |
        | Stopping | XML    |
        | Starting | JSON   |
        | Pending  | XML    |

  @RI-17 @must @core
  Rule: ForceStop=true does not lift the security lock
    A security-locked instance is refused with ForceStop=true as well: 403 InstanceLockedForSecurity.

    Scenario Outline: locked, <format>
      Given a Running instance locked for "security"
      When RebootInstance is called with ForceStop "true" in <format>
      Then the call is refused with 403 "InstanceLockedForSecurity"
      And the instance is not restarted
      Examples:
        | format |
        | XML    |
        | JSON   |

  @RI-18 @should @core
  Rule: ForceStop is true or false
    The optional values are true and false; another one is refused with 400 InvalidParameter or a code
    that begins with it, and nothing is restarted.

    Scenario Outline: <value>, <format>
      Given a Running instance
      When RebootInstance is called with ForceStop <value> in <format>
      Then the call is refused as "operation parameter invalid" for ForceStop
      And the instance is not restarted
      And the unchanged call is served
      Examples:
        | value       | format |
        | "yes"       | XML    |
        | "1"         | JSON   |
        | ""          | XML    |
        | "truefalse" | JSON   |

  @RI-19 @may @core
  Rule: The letter case of ForceStop
    Widely used clients send True, the documentation writes true. Both readings are recorded; neither
    may be a server fault.

    Scenario Outline: <value>, <format>
      Given a Running instance
      When RebootInstance is called with ForceStop <value> in <format>
      Then the call succeeds or is refused with a documented 4xx code
      Examples:
        | value   | format |
        | "True"  | XML    |
        | "True"  | JSON   |
        | "TRUE"  | XML    |
        | "FALSE" | JSON   |
