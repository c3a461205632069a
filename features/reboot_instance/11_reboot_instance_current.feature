# Source: RebootInstance of 2021 and later; behaviour for accounts with overdue payments.
Feature: What later editions of the RebootInstance page add
  DryRun validates without restarting; overdue payments and refused keys have errors of their own.

  @RI-40 @must @current
  Rule: DryRun=true validates and restarts nothing
    Where the call would succeed it answers the error code DryRunOperation.

    Scenario Outline: a Running instance, <format>
      Given a Running instance
      When RebootInstance is called with DryRun "true" in <format>
      Then the call is refused with 400 "DryRunOperation"
      And the instance is not restarted
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

  @RI-41 @must @current
  Rule: DryRun=true answers the error that the call would have
    Where the call would fail, that failure's own error.

    Scenario Outline: <instance>, <format>
      Given <instance>
      When RebootInstance is called with DryRun "true" in <format>
      Then the call is refused with <status> "<code>"
      Examples:
        | instance                                              | format | status | code                       |
        | a Stopped instance                                    | XML    | 403    | IncorrectInstanceStatus    |
        | a Stopped instance                                    | JSON   | 403    | IncorrectInstanceStatus    |
        | a Running instance locked for "security"              | XML    | 403    | InstanceLockedForSecurity  |
        | a Running instance with an abnormal disk              | JSON   | 403    | DiskError                  |
        | the well-formed id of an instance that does not exist | XML    | 404    | InvalidInstanceId.NotFound |

  @RI-42 @must @current
  Rule: DryRun=false behaves as absent
    The instance is restarted, or the call is refused as without it.

    Scenario Outline: a Running instance, <format>
      Given a Running instance
      When RebootInstance is called with DryRun "false" in <format>
      Then the call succeeds
      And the instance is seen in status Starting
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario: a Stopped instance
      Given a Stopped instance
      When RebootInstance is called with DryRun "false" in XML
      Then the call is refused with 403 "IncorrectInstanceStatus"

  @RI-43 @must @current
  Rule: An instance locked for financial reasons cannot be restarted
    403 InstanceExpiredOrInArrears; where it is locked for security as well, the error of either.

    Scenario Outline: locked, ForceStop <force>, <format>
      Given a Running instance locked for "financial"
      When RebootInstance is called with ForceStop <force> in <format>
      Then the call is refused with 403 "InstanceExpiredOrInArrears"
      And the instance is not restarted
      Examples:
        | force  | format |
        | absent | XML    |
        | absent | JSON   |
        | "true" | XML    |

    Scenario Outline: locked for both reasons, <format>
      Given a Running instance locked for "financial" and "security"
      When RebootInstance is called in <format>
      Then the call is refused with 403 "InstanceExpiredOrInArrears" or 403 "InstanceLockedForSecurity"
      And the instance is not restarted
      Examples:
        | format |
        | XML    |
        | JSON   |

  @RI-44 @must @current
  Rule: An instance whose disk key may not be used cannot be restarted
    403 InvalidParameter.KMSKeyId.KMSUnauthorized or InvalidParameter.KMSKeyId.CMKUnauthorized where the key of an
    encrypted disk may not be used.

    Scenario Outline: the key refused, ForceStop <force>, <format>
      Given a Running instance with an encrypted disk whose key may not be used
      When RebootInstance is called with ForceStop <force> in <format>
      Then the call is refused with 403 "InvalidParameter.KMSKeyId.KMSUnauthorized" or 403 "InvalidParameter.KMSKeyId.CMKUnauthorized"
      And the instance is not restarted
      Examples:
        | force  | format |
        | absent | XML    |
        | absent | JSON   |
        | "true" | XML    |

  @RI-45 @should @current
  Rule: ForceStop and DryRun are Booleans
    A value that is neither true nor false in any letter case is refused with 400.

    Scenario Outline: <parameter> <value>, <format>
      Given a Running instance
      When RebootInstance is called with <parameter> <value> in <format>
      Then the call is refused with a documented 400
      And the instance is not restarted
      Examples:
        | parameter | value   | format |
        | ForceStop | "maybe" | XML    |
        | ForceStop | "2"     | JSON   |
        | DryRun    | "maybe" | XML    |
        | DryRun    | "2"     | JSON   |

  @RI-46 @must @current
  Rule: An instance whose disk key is disabled or gone cannot be restarted
    403 InvalidParameter.KMSKeyId.CMKNotEnabled where the key of an encrypted disk is disabled, 404
    InvalidParameter.KMSKeyId.NotFound where it is gone (2025-12).

    Scenario Outline: <instance>, ForceStop <force>, <format>
      Given <instance>
      When RebootInstance is called with ForceStop <force> in <format>
      Then the call is refused with <status> "<code>"
      And the instance is not restarted
      Examples:
        | instance                                                      | force  | format | status | code                                    |
        | a Running instance with an encrypted disk whose key is disabled | absent | XML    | 403    | InvalidParameter.KMSKeyId.CMKNotEnabled |
        | a Running instance with an encrypted disk whose key is disabled | absent | JSON   | 403    | InvalidParameter.KMSKeyId.CMKNotEnabled |
        | a Running instance with an encrypted disk whose key is disabled | "true" | XML    | 403    | InvalidParameter.KMSKeyId.CMKNotEnabled |
        | a Running instance with an encrypted disk whose key is gone   | absent | XML    | 404    | InvalidParameter.KMSKeyId.NotFound      |
        | a Running instance with an encrypted disk whose key is gone   | absent | JSON   | 404    | InvalidParameter.KMSKeyId.NotFound      |
        | a Running instance with an encrypted disk whose key is gone   | "true" | XML    | 404    | InvalidParameter.KMSKeyId.NotFound      |

  @RI-47 @may @current
  Rule: ClientToken and the parameters of owners change nothing
    ClientToken makes no call idempotent. OwnerId, OwnerAccount, ResourceOwnerId and ResourceOwnerAccount are
    served or refused with a documented code, and never reach another account's instance.

    Scenario: a ClientToken used twice
      Given a Running instance
      When RebootInstance is called twice with the same ClientToken in XML
      Then the second call is refused as any other, as long as the restart is in progress

    Scenario Outline: <parameter> on an own instance
      Given a Running instance
      When RebootInstance is called with <parameter> <value> in XML
      Then the call succeeds or is refused with a documented 4xx code
      Examples:
        | parameter            | value               |
        | ClientToken          | "token-1"           |
        | OwnerId              | "1234567890123456"  |
        | OwnerAccount         | "owner@example.com" |
        | ResourceOwnerId      | "1234567890123456"  |
        | ResourceOwnerAccount | "owner@example.com" |

    Scenario Outline: <parameter> on another account's instance
      Given a Running instance of another account
      When RebootInstance is called with <parameter> <value> in XML
      Then the call is refused with a documented 4xx code
      And its owner sees that it is not restarted
      Examples:
        | parameter            | value               |
        | OwnerId              | "1234567890123456"  |
        | OwnerAccount         | "owner@example.com" |
        | ResourceOwnerId      | "1234567890123456"  |
        | ResourceOwnerAccount | "owner@example.com" |
