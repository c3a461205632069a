# Source: Common parameters, "Common response parameters".
Feature: Common response parameters
  Every time a user sends a request, the system returns a unique identification code, RequestId,
  whether the call succeeds or not.

  @CP-50 @must @core
  Rule: Every answer carries a RequestId
    A success and every refusal alike.

    Scenario Outline: <instance>, <format>
      Given <instance>
      When RebootInstance is called in <format>
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
      Given a Running instance
      When RebootInstance is called with InstanceId <value> in <format>
      Then the answer carries a RequestId
      Examples:
        | value  | format |
        | absent | XML    |
        | absent | JSON   |
        | ""     | XML    |
        | ""     | JSON   |

  @CP-51 @must @core
  Rule: RequestIds never repeat
    The identification code is unique: no two answers of a run carry the same.

    @closing
    Scenario: ten calls, and every answer of the run
      Given the well-formed id of an instance that does not exist
      When RebootInstance is called 10 times, in XML and in JSON by turns
      Then no RequestId of this run has come twice

  @CP-52 @should @core
  Rule: A RequestId has the form of the examples
    8-4-4-4-12 upper-case hexadecimal digits, as in F2E2C40D-AB09-45A1-B5C5-EB9F5C4E4E4A.

    Scenario Outline: <instance>, <format>
      Given <instance>
      When RebootInstance is called in <format>
      Then its RequestId has the form 8-4-4-4-12 of upper-case hexadecimal digits
      Examples:
        | instance                                              | format |
        | a Running instance                                    | XML    |
        | a Running instance                                    | JSON   |
        | the well-formed id of an instance that does not exist | XML    |
        | the well-formed id of an instance that does not exist | JSON   |
