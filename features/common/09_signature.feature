# Source: Signature; Request syntax and signature method V3 where a rule is of edition current.
Feature: Signature
  Every request is signed: Base64 of HMAC-SHA1 under the secret followed by &, over the method, %2F and
  the canonical query.

  @SG-01 @must @core
  Rule: A request signed as documented is accepted
    The algorithm of the Signature page, step by step.

    Scenario Outline: a Running instance, <format>
      Given an instance for the operation
      When the operation is called in <format>
      Then the call succeeds
      Examples:
        | format |
        | XML    |
        | JSON   |

  @SG-03 @must @core
  Rule: Parameters are sorted by the bytes of their names
    Upper case comes before lower case, a shorter name before a longer one that begins with it.

    Scenario Outline: <what>
      Given an instance for the operation
      When the operation is called with further parameters named <names> in XML
      Then the call succeeds
      Examples:
        | what                           | names               |
        | upper case before lower case   | aa, Zz, zz, AA      |
        | a prefix before a longer name  | Tag.10, Tag.1, Tag  |
        | a dot before digits            | Tag.1.Key, Tag.10   |
        | an underscore, a hyphen, a dot | x_a, x-a, x.a, xA   |

    Scenario: parameters that are signed unsorted
      Given an instance for the operation
      When the operation is called with a signature over unsorted parameters in XML
      Then the call is refused as "signature wrong"
      And the operation has no effect
      And the unchanged call is served

  @SG-04 @must @core
  Rule: Every byte but letters, digits and - _ . ~ is percent-encoded
    A to Z, a to z, 0 to 9, hyphen, underscore, dot and tilde stay as they are; every other byte is %XY
    with upper-case digits. The table shows each text as it is sent.

    Scenario Outline: <what>
      Given an instance for the operation
      When the operation is called with a parameter that holds <encoded> in XML
      Then the call succeeds
      Examples:
        | what                 | encoded                        |
        | letters and digits   | AZaz09                         |
        | hyphen to dot        | -_.                            |
        | a tilde              | a~b                            |
        | a blank              | a%20b                          |
        | an asterisk          | a%2Ab                          |
        | a plus sign          | a%2Bb                          |
        | a slash              | a%2Fb                          |
        | a percent sign       | a%25b                          |
        | an escape of its own | a%252Fb                        |
        | an equals sign       | a%3Db                          |
        | an ampersand         | a%26b                          |
        | a quotation mark     | a%22b                          |
        | a colon              | a%3Ab                          |
        | an exclamation mark  | a%21b                          |
        | an apostrophe        | a%27b                          |
        | an opening bracket   | a%28b                          |
        | a closing bracket    | a%29b                          |
        | a control character  | a%01b                          |
        | two-byte UTF-8       | %C3%A9                         |
        | three-byte UTF-8     | %E4%BA%91                      |
        | four-byte UTF-8      | %F0%9F%A6%80                   |

  @SG-05 @must @core
  Rule: A blank is signed as %20
    Never as a plus sign.

    Scenario: a blank signed as %20
      Given an instance for the operation
      When the operation is called with a parameter that holds a%20blank%20%2B in XML
      Then the call succeeds

    Scenario: a blank signed as a plus sign
      Given an instance for the operation
      When the operation is called with a signature that takes a blank for + in XML
      Then the call is refused as "signature wrong"
      And the operation has no effect
      And the unchanged call is served

  @SG-06 @must @core
  Rule: The string to sign begins with the method
    METHOD, &, %2F, & and the encoded canonical query; the method is the one that is used.

    Scenario Outline: signed for another method, <format>
      Given an instance for the operation
      When the operation is called with a signature for the method POST in <format>
      Then the call is refused as "signature wrong"
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario: sent by POST, signed for GET
      Given an instance for the operation
      When the operation is sent by POST with a signature for the method GET in XML
      Then the call is refused as "signature wrong", or such a call is not served at all
      And the operation has no effect
      And the unchanged call is served

  @SG-07 @must @core
  Rule: The key is the secret followed by &
    A signature under the bare secret is refused.

    Scenario Outline: the bare secret, <format>
      Given an instance for the operation
      When the operation is called with a signature under the bare secret in <format>
      Then the call is refused as "signature wrong"
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | format |
        | XML    |
        | JSON   |

  @SG-08 @must @core
  Rule: A wrong signature is refused
    400 IncompleteSignature, or SignatureDoesNotMatch of the gateway; and nothing is done. Each of these
    is Base64, so that it can be told from the right one alone.

    Scenario Outline: <signature>, <format>
      Given an instance for the operation
      When the operation is called with a signature <signature> in <format>
      Then the call is refused as "signature wrong"
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | signature                         | format |
        | under another secret              | XML    |
        | under another secret              | JSON   |
        | of the right length that is none  | XML    |
        | with its first character changed  | XML    |
        | with its last character changed   | JSON   |
        | in other letter case              | XML    |
        | with its last bytes cut off       | JSON   |
        | with a byte added                 | XML    |

    # Whoever looks for the signature among those of all keys takes this one for right.
    Scenario: under the secret of another access key, which is a made-up one where no key can be arranged
      Given an instance for the operation
      And the secret of another access key of its owner, or a made-up one
      When the operation is called with its own AccessKeyId and a signature under that secret in XML
      Then the call is refused as "signature wrong"
      And the operation has no effect
      And the unchanged call is served

  @SG-09 @must @core
  Rule: A change after signing is refused
    A value that is changed, a parameter that is added, dropped, or whose name changes its letter case; one
    with an empty value too, in the query and, where later editions have it, in the body.

    Scenario Outline: <change>, <format>
      Given an instance for the operation
      When the operation is signed with ForceStop=false in <format>, and then <change>
      Then the call is refused as "signature wrong"
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | change                         | format |
        | ForceStop is changed to true   | XML    |
        | ForceStop is changed to true   | JSON   |
        | ForceStop is dropped           | XML    |

    # Both now hold a parameter that the operation does not define, which may be refused for that.
    Scenario Outline: <change>, <format>
      Given an instance for the operation
      When the operation is signed with ForceStop=false in <format>, and then <change>
      Then the call is refused as "signature wrong" or "parameter not supported"
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | change                         | format |
        | RegionId is added              | XML    |
        | an empty SignatureType is added | JSON  |
        | ForceStop is renamed forceStop | XML    |

    Scenario: an empty SignatureType is dropped
      Given an instance for the operation
      When the operation is signed with an empty SignatureType in XML, and then that is dropped
      Then the call is refused as "signature wrong"
      And the operation has no effect
      And the unchanged call is served

    # What widely used clients do, and an endpoint need not: one that serves no form body is not judged by it.
    @current
    Scenario Outline: in a form body <change>, <format>
      Given an instance for the operation
      When the operation is signed in a form body in <format>, and then <change>
      Then the call is refused as "signature wrong", or such a call is not served at all
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | change                             | format |
        | ForceStop is changed to true       | XML    |
        | an empty SignatureType is added    | XML    |
        | an empty SignatureType is dropped  | JSON   |

    Scenario: the instance is changed
      Given two instances for the operation, of the same owner
      When the operation is signed with ForceStop=false in XML, and then the instance is changed to the other
      Then the call is refused as "signature wrong"
      And the operation has no effect
      And the other instance is as it was

  @SG-10 @must @core
  Rule: What is no signature is refused
    Not Base64, empty, cut short, or the signature of another request: a documented 4xx code. Without its =,
    or in the alphabet of addresses, it is recorded: what compares bytes takes it.

    Scenario Outline: a signature <signature>, <format>
      Given an instance for the operation
      When the operation is called with a signature <signature> in <format>
      Then the call is refused with a documented 4xx code
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | signature             | format |
        | that is not Base64    | XML    |
        | that is not Base64    | JSON   |
        | that is empty         | XML    |
        | that is cut short     | XML    |
        | that another call had | JSON   |
        | with a text behind it | XML    |

    Scenario Outline: a signature <signature>, recorded
      Given an instance for the operation
      When the operation is called with a signature <signature> in XML
      Then the call succeeds or is refused with a documented 4xx code
      Examples:
        | signature                        |
        | without its =                    |
        | in the alphabet of addresses     |

  @SG-11 @must @core
  Rule: Signature is not part of the string to sign
    Wherever it stands in the query.

    Scenario Outline: the parameters <order>, <format>
      Given an instance for the operation
      When the operation is called with the parameters <order> in <format>
      Then the call succeeds
      Examples:
        | order                | format |
        | behind the signature | XML    |
        | behind the signature | JSON   |
        | sorted               | XML    |

  @SG-12 @must @core
  Rule: A refusal discloses nothing
    Neither the secret nor the expected signature stands in the answer.

    Scenario Outline: a signature <signature>, <format>
      Given an instance for the operation
      When the operation is called with a signature <signature> in <format>
      Then the answer discloses neither the secret nor the expected signature
      Examples:
        | signature                        | format |
        | under another secret             | XML    |
        | under another secret             | JSON   |
        | of the right length that is none | XML    |
        | that is empty                    | JSON   |

    @closing
    Scenario: every answer of the run
      Given the well-formed id of an instance that does not exist
      When the operation is refused for a used nonce, a wrong signature and a missing Version, in XML and in JSON
      Then no answer of this run discloses the secret

  @SG-13 @should @core
  Rule: The signature covers decoded values
    Percent escapes in lower-case digits, and unreserved characters that are escaped without need,
    verify after decoding.

    Scenario Outline: the parameters <spelling>, <format>
      Given an instance for the operation
      When the operation is called with the parameters <spelling> in <format>
      Then the call succeeds
      Examples:
        | spelling                       | format |
        | written with lower-case digits | XML    |
        | escaped without need           | JSON   |

  @SG-20 @must @current
  Rule: A request signed by version 3 is accepted, and a change of it refused
    ACS3-HMAC-SHA256 in headers; tampering with a signed header, the query or the body is refused. That a form
    body is served is what clients do.

    Scenario: the parameters in the query
      Given an instance for the operation
      When the operation is signed by version 3 with its parameters in the query
      Then the call succeeds
      And the operation is seen to take effect

    @should
    Scenario: the parameters in the form body
      Given an instance for the operation
      When the operation is signed by version 3 with its parameters in the form body
      Then the call succeeds
      And the operation is seen to take effect

    Scenario: GET
      Given an instance for the operation
      When the operation is signed by version 3 and called by GET
      Then the call succeeds

    Scenario Outline: <change>
      Given an instance for the operation
      When the operation is signed by version 3, and then <change>
      Then the call is refused as "signature wrong"
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | change                             |
        | the query is changed               |
        | a header that is signed is changed |
        | its date is changed                |
        | its nonce is changed               |
        | the secret is another              |

    Scenario: the form body is changed
      Given an instance for the operation
      When the operation is signed by version 3, and then the form body is changed
      Then the call is refused with a documented 4xx code
      And the operation has no effect
      And the unchanged call is served

  @SG-21 @must @current
  Rule: Further x-acs headers are accepted and verified under version 3
    Whatever x-acs-* headers the client sends and signs; without Format, Accept: application/json is
    answered in JSON, and one that names XML alone in XML.

    Scenario Outline: <header>
      Given an instance for the operation
      When the operation is signed by version 3 with the header <header>
      Then the call succeeds with the documented shape
      Examples:
        | header                                |
        | x-acs-credentials-provider: static_ak |
        | x-acs-future-header: 1                |

    @should
    Scenario: Accept names XML alone
      Given an instance for the operation
      When the operation is signed by version 3 and called with Accept text/xml, application/xml
      Then the call succeeds with the documented shape

    Scenario: a further header that is changed
      Given an instance for the operation
      When the operation is signed by version 3, and then a header that is signed is changed
      Then the call is refused as "signature wrong"
      And the operation has no effect
