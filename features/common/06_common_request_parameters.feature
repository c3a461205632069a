# Source: Common parameters, "Common request parameters"; Response results for the refusals.
Feature: Common request parameters
  Every request carries Action, Version, AccessKeyId, Signature, SignatureMethod, SignatureVersion,
  SignatureNonce and Timestamp; Format is optional.

  @CP-01 @must @core
  Rule: Action is required
    Left out, and the rest signed anew, the call is refused and nothing is done. A name in other letter case is
    another name.

    Scenario Outline: Action absent, <format>
      Given an instance for the operation
      When the operation is called with Action absent in <format>
      Then the call is refused as "common parameter missing" for Action
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

    @should
    Scenario: Action under the name action
      Given an instance for the operation
      When the operation is called with Action under the name "action" in XML
      Then the call is refused as "common parameter missing" for Action
      And the operation has no effect

  @CP-02 @must @core
  Rule: Version is required
    Left out, and the rest signed anew, the call is refused and nothing is done. A name in other letter case is
    another name.

    Scenario Outline: Version absent, <format>
      Given an instance for the operation
      When the operation is called with Version absent in <format>
      Then the call is refused as "common parameter missing" for Version
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

    @should
    Scenario: Version under the name version
      Given an instance for the operation
      When the operation is called with Version under the name "version" in JSON
      Then the call is refused as "common parameter missing" for Version
      And the operation has no effect

  @CP-03 @must @core
  Rule: AccessKeyId is required
    Left out, and the rest signed anew, the call is refused and nothing is done. A name in other letter case is
    another name.

    Scenario Outline: AccessKeyId absent, <format>
      Given an instance for the operation
      When the operation is called with AccessKeyId absent in <format>
      Then the call is refused as "common parameter missing" for AccessKeyId
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

    @should
    Scenario: AccessKeyId under the name accessKeyId
      Given an instance for the operation
      When the operation is called with AccessKeyId under the name "accessKeyId" in XML
      Then the call is refused as "common parameter missing" for AccessKeyId
      And the operation has no effect

  @CP-04 @must @core
  Rule: Signature is required
    Left out, the call is refused and nothing is done. A name in other letter case is
    another name.

    Scenario Outline: Signature absent, <format>
      Given an instance for the operation
      When the operation is called with Signature absent in <format>
      Then the call is refused as "common parameter missing" for Signature
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

    @should
    Scenario: Signature under the name signature
      Given an instance for the operation
      When the operation is called with Signature under the name "signature" in JSON
      Then the call is refused as "common parameter missing" for Signature
      And the operation has no effect

  @CP-05 @must @core
  Rule: SignatureMethod is required
    Left out, and the rest signed anew, the call is refused and nothing is done. A name in other letter case is
    another name.

    Scenario Outline: SignatureMethod absent, <format>
      Given an instance for the operation
      When the operation is called with SignatureMethod absent in <format>
      Then the call is refused as "SignatureMethod missing" for SignatureMethod
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

    @should
    Scenario: SignatureMethod under the name signatureMethod
      Given an instance for the operation
      When the operation is called with SignatureMethod under the name "signatureMethod" in XML
      Then the call is refused as "SignatureMethod missing" for SignatureMethod
      And the operation has no effect

  @CP-06 @must @core
  Rule: SignatureVersion is required
    Left out, and the rest signed anew, the call is refused and nothing is done. A name in other letter case is
    another name.

    Scenario Outline: SignatureVersion absent, <format>
      Given an instance for the operation
      When the operation is called with SignatureVersion absent in <format>
      Then the call is refused as "SignatureVersion missing" for SignatureVersion
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

    @should
    Scenario: SignatureVersion under the name signatureversion
      Given an instance for the operation
      When the operation is called with SignatureVersion under the name "signatureversion" in JSON
      Then the call is refused as "SignatureVersion missing" for SignatureVersion
      And the operation has no effect

  @CP-07 @must @core
  Rule: SignatureNonce is required
    Left out, and the rest signed anew, the call is refused and nothing is done. A name in other letter case is
    another name.

    Scenario Outline: SignatureNonce absent, <format>
      Given an instance for the operation
      When the operation is called with SignatureNonce absent in <format>
      Then the call is refused as "SignatureNonce missing" for SignatureNonce
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

    @should
    Scenario: SignatureNonce under the name signatureNonce
      Given an instance for the operation
      When the operation is called with SignatureNonce under the name "signatureNonce" in XML
      Then the call is refused as "SignatureNonce missing" for SignatureNonce
      And the operation has no effect

  @CP-08 @must @core
  Rule: Timestamp is required
    Left out, and the rest signed anew, the call is refused and nothing is done. A name in other letter case is
    another name.

    Scenario Outline: Timestamp absent, <format>
      Given an instance for the operation
      When the operation is called with Timestamp absent in <format>
      Then the call is refused as "Timestamp missing" for Timestamp
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

    @should
    Scenario: Timestamp under the name timestamp
      Given an instance for the operation
      When the operation is called with Timestamp under the name "timestamp" in JSON
      Then the call is refused as "Timestamp missing" for Timestamp
      And the operation has no effect

  @CP-10 @must @core
  Rule: Version is 2014-05-26
    Another version is refused, an earlier one and a value that is nearly it included.

    Scenario Outline: <version>, <format>
      Given an instance for the operation
      When the operation is called with Version "<version>" in <format>
      Then the call is refused as "Version wrong" for Version
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | version    | format |
        | 2014-05-27 | XML    |
        | 2014-05-27 | JSON   |
        | 1999-01-01 | XML    |
        | 2013-01-10 | JSON   |

    Scenario Outline: nearly it, <version>, <format>
      Given an instance for the operation
      When the operation is called with Version <version> in <format>
      Then the call is refused as "Version wrong" for Version
      And the operation has no effect
      Examples:
        | version       | format |
        | "2014-05-2"   | XML    |
        | "2014-05"     | JSON   |
        | "2014-05-261" | JSON   |
        | " 2014-05-26" | JSON   |
        | "2014-05-26 " | XML    |

  @CP-11 @must @core
  Rule: An Action that does not exist is refused
    Action names an interface of version 2014-05-26. Letter case is left open.

    Scenario Outline: <action>, <format>
      Given an instance for the operation
      When the operation is called with Action "<action>" in <format>
      Then the call is refused as "Action unknown" for Action
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | action          | format |
        | RestartInstance | XML    |
        | RestartInstance | JSON   |
        | NoSuchAction    | XML    |

    Scenario Outline: nearly it, <action>, <format>
      Given an instance for the operation
      When the operation is called with Action <action> in <format>
      Then the call is refused as "Action unknown" for Action
      And the operation has no effect
      Examples:
        | action            | format |
        | "RebootInstanc"   | JSON   |
        | "Reboot"          | XML    |
        | "RebootInstance1" | XML    |
        | " RebootInstance" | XML    |
        | "RebootInstance " | JSON   |

    Scenario Outline: other letter case, <action>
      Given an instance for the operation
      When the operation is called with Action "<action>" in XML
      Then the call succeeds or is refused with a documented 4xx code
      Examples:
        | action         |
        | rebootInstance |
        | REBOOTINSTANCE |

  @CP-12 @must @core
  Rule: SignatureMethod is HMAC-SHA1
    Another method is refused, also where the call is rightly signed by it. Letter case is left open.

    Scenario Outline: <method>, <format>
      Given an instance for the operation
      When the operation is called with SignatureMethod "<method>" in <format>
      Then the call is refused as "SignatureMethod wrong" for SignatureMethod
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | method      | format |
        | HMAC-MD5    | XML    |
        | HMAC-MD5    | JSON   |
        | HMAC-SHA256 | XML    |

    Scenario Outline: nearly it, <method>, <format>
      Given an instance for the operation
      When the operation is called with SignatureMethod <method> in <format>
      Then the call is refused as "SignatureMethod wrong" for SignatureMethod
      And the operation has no effect
      Examples:
        | method         | format |
        | "HMAC-SHA"     | XML    |
        | "HMAC-SHA1-96" | JSON   |
        | " HMAC-SHA1"   | JSON   |
        | "HMAC-SHA1 "   | XML    |

    Scenario Outline: signed by HMAC-SHA256, <format>
      Given an instance for the operation
      When the operation is called with SignatureMethod "HMAC-SHA256", and signed by that, in <format>
      Then the call is refused as "SignatureMethod wrong" or "signature wrong"
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario: other letter case
      Given an instance for the operation
      When the operation is called with SignatureMethod "hmac-sha1" in XML
      Then the call succeeds or is refused with a documented 4xx code

  @CP-13 @must @core
  Rule: SignatureVersion is 1.0
    Another version is refused; what reads as the same number is another text.

    Scenario Outline: <version>, <format>
      Given an instance for the operation
      When the operation is called with SignatureVersion "<version>" in <format>
      Then the call is refused as "SignatureVersion wrong" for SignatureVersion
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | version | format |
        | 9.0     | XML    |
        | 9.0     | JSON   |
        | 2.0     | XML    |

    Scenario Outline: nearly it, <version>, <format>
      Given an instance for the operation
      When the operation is called with SignatureVersion <version> in <format>
      Then the call is refused as "SignatureVersion wrong" for SignatureVersion
      And the operation has no effect
      Examples:
        | version | format |
        | "1"     | XML    |
        | "1.00"  | JSON   |
        | "1.0.1" | XML    |
        | " 1.0"  | XML    |
        | "1.0 "  | JSON   |

  @CP-14 @must @core
  Rule: An unknown AccessKeyId is refused
    InvalidAccessKeyId.NotFound; what has not the form of a key, LTAI and 20 letters and digits, may be
    refused as InvalidAccessKeyId too. A key is known by its whole id, and for as long as it is there.

    Scenario Outline: unknown, <format>
      Given an instance for the operation
      When the operation is called with AccessKeyId "no-such-access-key" in <format>
      Then the call is refused as "AccessKeyId that has not the form of a key" for AccessKeyId
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario Outline: unknown, of the form of a key, <format>
      Given an instance for the operation
      When the operation is called with AccessKeyId "LTAI4NoSuchKeyOfAnybody0" in <format>
      Then the call is refused as "AccessKeyId unknown"
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario Outline: the known one, <change>, <format>
      Given an instance for the operation
      When the operation is called with its AccessKeyId <change> in <format>
      Then the call is refused as "AccessKeyId unknown", or as "AccessKeyId that has not the form of a key" where it has not
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | change                        | format |
        | without its last character    | XML    |
        | without its last character    | JSON   |
        | with another character behind | XML    |

    @should
    Scenario: the known one, in other letter case
      Given an instance for the operation
      When the operation is called with its AccessKeyId in other letter case in XML
      Then the call is refused as "AccessKeyId unknown", or as "AccessKeyId that has not the form of a key" where it has not
      And the operation has no effect

    Scenario Outline: removed, <format>
      Given an instance for the operation
      And an access key of its owner that was used and then removed
      When the operation is called with that access key in <format>
      Then the call is refused as "AccessKeyId unknown", or as "AccessKeyId that has not the form of a key" where it has not
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

  @CP-15 @must @core
  Rule: A disabled access key is refused
    403 Forbidden.AccessKeyDisabled.

    Scenario Outline: disabled, <format>
      Given an instance for the operation
      And a disabled access key of its owner
      When the operation is called with that access key in <format>
      Then the call is refused as "access key disabled"
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

  @CP-20 @must @core
  Rule: Timestamp is YYYY-MM-DDThh:mm:ssZ
    Other forms are refused, also where they name the same instant. No zone at all is a warning; a fraction of
    a second and a lower-case z, which clients send, are left open.

    Scenario Outline: a Timestamp <form>, <format>
      Given an instance for the operation
      When the operation is called with a Timestamp <form> in <format>
      Then the call is refused as "Timestamp malformed"
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | form                                        | format |
        | with an offset for Z                        | XML    |
        | with an offset for Z                        | JSON   |
        | with a blank for T                          | JSON   |
        | of the month 13                             | XML    |
        | of the hour 25                              | JSON   |
        | whose days go on from the month before      | XML    |
        | whose hours go on from the day before       | JSON   |
        | whose minutes go on from the hour before    | XML    |
        | in Unix seconds                             | XML    |
        | in the basic form                           | JSON   |
        | without seconds                             | XML    |
        | with text behind the Z                      | JSON   |
        | with a blank before it                      | XML    |
        | with a blank behind it                      | JSON   |

    @should
    Scenario Outline: a Timestamp without Z, <format>
      Given an instance for the operation
      When the operation is called with a Timestamp without Z in <format>
      Then the call is refused as "Timestamp malformed"
      And the operation has no effect
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario Outline: a Timestamp <form>
      Given an instance for the operation
      When the operation is called with a Timestamp <form> in XML
      Then the call succeeds or is refused with a documented 4xx code
      Examples:
        | form                        |
        | with a fraction of a second |
        | with a lower-case z         |

  @CP-21 @must @core
  Rule: A Timestamp too far in the past is refused
    The documents have windows of 15 and of 31 minutes: 10 minutes old is accepted, 65 minutes old is refused,
    and nothing between is judged.

    Scenario Outline: 10 minutes, <format>
      Given an instance for the operation
      When the operation is called with a Timestamp 10 minutes in the past in <format>
      Then the call succeeds
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario Outline: 65 minutes, <format>
      Given an instance for the operation
      When the operation is called with a Timestamp 65 minutes in the past in <format>
      Then the call is refused as "Timestamp expired"
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

  @CP-22 @should @core
  Rule: A Timestamp an hour in the future is refused
    The window has two ends. Eight hours are what the local time of UTC+8 is ahead where it is labelled Z, the
    commonest mistake of all for this service.

    Scenario Outline: <ahead>, <format>
      Given an instance for the operation
      When the operation is called with a Timestamp <ahead> in the future in <format>
      Then the call is refused as "Timestamp expired"
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | ahead       | format |
        | 65 minutes  | XML    |
        | 65 minutes  | JSON   |
        | eight hours | XML    |
        | eight hours | JSON   |

  @CP-23 @must @core
  Rule: The time zone counts
    Timestamp is UTC. The local time of a zone west of Greenwich, labelled Z, lies hours in the past and
    is refused; the right instant written for UTC is accepted.

    Scenario Outline: local time labelled Z, <format>
      Given an instance for the operation
      When the operation is called with a Timestamp that is the local time of New York, labelled Z in <format>
      Then the call is refused as "Timestamp expired"
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

  @CP-30 @must @core
  Rule: A SignatureNonce is used once
    A nonce that the same key used before in a rightly signed call, whether that was served or refused,
    is refused: 400 SignatureNonceUsed. A byte-for-byte replay therefore does nothing. So is one used on
    another instance, in another format, over another connection, by the other method, under the other signature
    version, and one of many calls ago.

    Scenario Outline: a call that was served, <format>
      Given an instance for the operation
      When the operation is carried out in <format> and watched to its end
      And the same bytes are sent again
      Then the call is refused as "SignatureNonce used before"
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario: a call that the operation refused
      Given an instance that the operation is refused for
      When the operation is called in XML
      And the same bytes are sent again
      Then the call is refused as "SignatureNonce used before"

    Scenario: another call with the same nonce
      Given an instance for the operation
      When the operation is carried out in XML and watched to its end
      And the operation is called with the same SignatureNonce, newly signed, in XML
      Then the call is refused as "SignatureNonce used before"
      And the operation has no effect
      And the unchanged call is served

    Scenario: a call on another instance
      Given an instance for the operation
      When the operation is called in XML for an instance that does not exist
      And the operation is called with the same SignatureNonce, newly signed, in XML
      Then the call is refused as "SignatureNonce used before"
      And the operation has no effect
      And the unchanged call is served

    Scenario Outline: a call in another format, <format> and then <other>
      Given the well-formed id of an instance that does not exist
      When the operation is called in <format>
      And the operation is called with the same SignatureNonce, newly signed, in <other>
      Then the call is refused as "SignatureNonce used before"
      Examples:
        | format | other |
        | XML    | JSON  |
        | JSON   | XML   |

    Scenario: a call over another connection
      Given the well-formed id of an instance that does not exist
      When the operation is called in XML
      And the same bytes are sent again over a connection of their own
      Then the call is refused as "SignatureNonce used before"

    @current
    Scenario: a call by the other method
      Given the well-formed id of an instance that does not exist
      When the operation is called in XML
      And the operation is called with the same SignatureNonce by POST in XML
      Then the call is refused as "SignatureNonce used before"

    @current
    Scenario: a call under the other signature version
      Given the well-formed id of an instance that does not exist
      When the operation is called in XML
      And the operation is signed by version 3 with the same SignatureNonce
      Then the call is refused as "SignatureNonce used before"

    Scenario: a call of a thousand calls ago
      An endpoint that throttles is asked fewer, as many as fit into five seconds; a slow one as many as into 20.

      Given the well-formed id of an instance that does not exist
      When the operation is called in XML
      And the operation is called a thousand times more
      And the same bytes are sent again
      Then the call is refused as "SignatureNonce used before"

  @CP-31 @must @core
  Rule: Different nonces are independent
    Two calls that differ in nonce and signature alone are both served, also where the nonces begin with the
    same 32 characters or differ in letter case alone. Edition current: a nonce may have 300 characters.

    Scenario Outline: two calls of the same second, <format>
      Given an instance for the operation
      When the operation is carried out in <format> and watched to its end
      And the operation is called with the same Timestamp and another SignatureNonce in <format>
      Then the call succeeds
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario Outline: the same first 32 characters, <format>
      Given an instance for the operation
      When the operation is carried out in <format> and watched to its end
      And the operation is called with a SignatureNonce that goes on where the last one ended, in <format>
      Then the call succeeds, unless the endpoint takes no such nonce
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario Outline: another letter case, <format>
      Given an instance for the operation
      When the operation is carried out in <format> and watched to its end
      And the operation is called with the same SignatureNonce in other letter case, in <format>
      Then the call succeeds, unless the endpoint takes no such nonce
      Examples:
        | format |
        | XML    |
        | JSON   |

    @current
    Scenario Outline: 300 characters, <format>
      Given an instance for the operation
      When the operation is called with a SignatureNonce of 300 characters in <format>
      Then the call succeeds
      Examples:
        | format |
        | XML    |
        | JSON   |

  @CP-40 @must @core
  Rule: Without Format the answer is XML
    XML is the default value, whatever the header Accept says.

    Scenario: a success
      Given an instance for the operation
      When the operation is called without Format
      Then the call succeeds with the documented shape

    Scenario: an error
      Given an instance that the operation is refused for
      When the operation is called without Format
      Then the answer has the documented shape of an error

    Scenario: a refused common parameter
      Given an instance for the operation
      When the operation is called with Version absent and without Format
      Then the answer has the documented shape of an error

    Scenario Outline: a success, Accept "<accept>"
      Given an instance for the operation
      When the operation is called without Format, and with the header Accept "<accept>"
      Then the call succeeds with the documented shape
      Examples:
        | accept                            |
        | application/json                  |
        | application/json, text/xml;q=0.5  |

    Scenario: an error, Accept "application/json"
      Given the well-formed id of an instance that does not exist
      When the operation is called without Format, and with the header Accept "application/json"
      Then the answer has the documented shape of an error

  @CP-41 @must @core
  Rule: Format decides the format of successes and of errors
    JSON answers JSON, XML answers XML, whatever the header Accept says.

    Scenario Outline: <instance>, <format>
      Given <instance>
      When the operation is called in <format>
      Then the answer is well-formed and in UTF-8
      Examples:
        | instance                                              | format |
        | a Running instance                                    | XML    |
        | a Running instance                                    | JSON   |
        | a Running instance locked for "security"              | XML    |
        | a Running instance locked for "security"              | JSON   |
        | the well-formed id of an instance that does not exist | XML    |
        | the well-formed id of an instance that does not exist | JSON   |

    Scenario Outline: <parameter> absent, <format>
      Given an instance for the operation
      When the operation is called with <parameter> absent in <format>
      Then the answer is well-formed and in UTF-8
      Examples:
        | parameter | format |
        | Timestamp | XML    |
        | Timestamp | JSON   |
        | Signature | JSON   |
        | Version   | JSON   |

    Scenario Outline: <instance>, <format>, Accept "<accept>"
      Given <instance>
      When the operation is called in <format>, and with the header Accept "<accept>"
      Then the answer is well-formed and in UTF-8
      Examples:
        | instance                                              | format | accept           |
        | a Running instance                                    | XML    | application/json |
        | a Running instance                                    | JSON   | text/xml         |
        | the well-formed id of an instance that does not exist | XML    | application/json |

  @CP-42 @should @core
  Rule: Format is read without regard to letter case
    The documentation writes it both ways.

    Scenario Outline: <format>
      Given an instance for the operation
      When the operation is called with the Format "<format>"
      Then the call succeeds with the documented shape
      Examples:
        | format |
        | json   |
        | Json   |
        | xml    |
        | Xml    |

  @CP-43 @may @core
  Rule: Another Format
    The answer is XML, or a documented 400.

    Scenario Outline: <format>
      Given an instance for the operation
      When the operation is called with the Format "<format>"
      Then the call succeeds or is refused with a documented 4xx code
      Examples:
        | format |
        | YAML   |
        | HTML   |
