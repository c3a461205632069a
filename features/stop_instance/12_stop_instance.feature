# Source: StopInstance, the pages of 2021 to 2025-12.
Feature: Stopping an instance
  StopInstance stops an ECS instance that is Running.

  @STOP-01 @must @core
  Rule: A Running instance can be stopped
    The call succeeds with 2xx and an answer that holds the common response parameters alone.

    Scenario Outline: a Running instance, <format>
      Given a Running instance
      When StopInstance is called in <format>
      Then the call succeeds with the documented shape
      Examples:
        | format |
        | XML    |
        | JSON   |

  @STOP-03 @must @core
  Rule: The instance is Stopping, and then Stopped
    No other status is seen on the way. Stopping may be too short to be seen.

    Scenario Outline: after the call, <format>
      Given a Running instance
      When StopInstance is called in <format>
      Then the call succeeds
      And the operation is seen to take effect
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario Outline: until Stopped, <format>
      Given a Running instance
      When the operation is carried out in <format> and watched to its end
      Then no status but Running, Stopping and Stopped was seen on the way
      Examples:
        | format |
        | XML    |
        | JSON   |

  @STOP-06 @must @core
  Rule: An id that does not exist is refused
    404 InvalidInstanceId.NotFound.

    Scenario Outline: no instance, <format>
      Given the well-formed id of an instance that does not exist
      When StopInstance is called in <format>
      Then the call is refused with 404 "InvalidInstanceId.NotFound"
      Examples:
        | format |
        | XML    |
        | JSON   |
