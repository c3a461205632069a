# Source: Request structure; RebootInstance of 2021 and later where a rule is of edition current.
Feature: Request structure
  Requests are sent over HTTP or HTTPS, with their parameters in the query string, in UTF-8.

  @RQ-01 @must @core
  Rule: GET with all parameters in the query is served
    A request is an HTTP GET whose address holds every parameter.

    Scenario Outline: a kept connection, <format>
      Given an instance for the operation
      When the operation is called by GET in <format>
      Then the call succeeds
      And the operation is seen to take effect
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario Outline: a fresh connection, <format>
      Given an instance for the operation
      When the operation is called over a fresh connection in <format>
      Then the call succeeds
      Examples:
        | format |
        | XML    |
        | JSON   |

  @RQ-02 @must @core
  Rule: HTTPS is served where the endpoint is HTTPS
    The certificate verifies for the host that is called.

    Scenario: the configured scheme
      Given an instance for the operation
      When the operation is called over a fresh connection in XML
      Then the call succeeds
      And where the endpoint is configured as https, the certificate has been verified

  @RQ-03 @must @core
  Rule: Requests and answers are UTF-8
    A percent-encoded multi-byte value goes through the signature, and where it is quoted in a message
    it comes back as it was.

    Scenario Outline: signed, <what>
      Given an instance for the operation
      When the operation is called with a parameter that holds <encoded> in XML
      Then the call succeeds
      Examples:
        | what       | encoded                        |
        | two bytes  | %C3%A9                         |
        | three      | %E4%BA%91%E6%9C%8D%E5%8A%A1    |
        | four bytes | %F0%9F%A6%80                   |

    Scenario Outline: quoted, <format>
      When the operation is called with InstanceId sent as i-%E4%BA%91%E6%9C%8D in <format>
      Then the message quotes i-%E4%BA%91%E6%9C%8D unharmed or not at all
      Examples:
        | format |
        | XML    |
        | JSON   |

  @RQ-04 @must @core
  Rule: Parameters may come in any order
    The order in which they are sent means nothing.

    Scenario Outline: <order>, <format>
      Given an instance for the operation
      When the operation is called with the parameters <order> in <format>
      Then the call succeeds
      Examples:
        | order                | format |
        | sorted               | XML    |
        | sorted backwards     | JSON   |
        | behind the signature | XML    |

  @RQ-05 @must @core
  Rule: Other HTTP methods are refused
    PUT, DELETE and PATCH are not among the documented methods: UnsupportedHTTPMethod with 403, 400 or 405,
    or the HTTP layer's own 400, 403, 405 or 501. HEAD does nothing; OPTIONS is not judged.

    Scenario Outline: <method>, <format>
      Given an instance for the operation
      When the operation is called by <method> in <format>
      Then the call is refused as "HTTP method not supported", or by the HTTP layer
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | method | format |
        | PUT    | XML    |
        | PUT    | JSON   |
        | DELETE | XML    |
        | PATCH  | XML    |

    Scenario: HEAD
      Given an instance for the operation
      When the operation is called by HEAD in XML
      Then the operation has no effect
      And the unchanged call is served

    Scenario: HEAD, signed for GET
      Given an instance for the operation
      When the operation is sent by HEAD with a signature for the method GET in XML
      Then the operation has no effect
      And the unchanged call is served

  @RQ-06 @must @core
  Rule: A parameter that the operation does not define does not make the call fail
    SDKs send RegionId to every operation; UnsupportedParameter (400) is the only other documented
    answer, and for the region of another endpoint InvalidRegionId.NotFound or
    InvalidOperation.NotSupportedEndpoint.

    Scenario Outline: RegionId, <format>
      Given an instance for the operation
      When the operation is called with the endpoint's RegionId in <format>
      Then the call succeeds, or the unknown parameter is refused as not supported
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario: a name that nothing defines
      Given an instance for the operation
      When the operation is called with NoSuchParameter "x" in XML
      Then the call succeeds, or the unknown parameter is refused as not supported

    Scenario: RegionId of another region
      Given an instance for the operation
      When the operation is called with the RegionId of another region in XML
      Then the call succeeds, or the region is refused as another endpoint's

  @RQ-07 @must @core
  Rule: A malformed query is refused or what is malformed is ignored
    Added after signing, what cannot be decoded or named is refused with a documented 4xx code or
    ignored; it is never a server fault. A value that was signed and can be decoded no more is refused.

    Scenario Outline: <what>, <format>
      Given an instance for the operation
      When the operation is called with <tail> at the end of the query, after signing, in <format>
      Then the call succeeds or is refused with a documented 4xx code
      Examples:
        | what                      | tail         | format |
        | bytes that are not UTF-8  | &x=%FF       | XML    |
        | bytes that are not UTF-8  | &x=%FF       | JSON   |
        | UTF-8 that is cut short   | &x=%E4%BA    | JSON   |
        | a surrogate               | &x=%ED%A0%80 | XML    |
        | an escape that is cut     | &x=%4        | XML    |
        | an escape without digits  | &x=%         | JSON   |
        | an escape of other digits | &x=%zz       | XML    |
        | a name that is not UTF-8  | &%FF=x       | JSON   |
        | a bare ampersand          | &            | XML    |
        | three bare ampersands     | &&&          | JSON   |
        | a bare equals sign        | &=           | XML    |
        | an empty name             | &=x          | JSON   |

    Scenario Outline: a signed value with <what> behind it, <format>
      Given an instance for the operation
      When the operation is signed with ForceStop=false and sent with <tail> behind that in <format>
      Then the call is refused with a documented 4xx code
      And the operation has no effect
      And the unchanged call is served
      Examples:
        | what                     | tail | format |
        | an escape that is cut    | %4   | XML    |
        | bytes that are not UTF-8 | %FF  | JSON   |

  @RQ-08 @must @core
  Rule: A parameter given twice is not read two ways
    One that is added after signing is refused with a 4xx, or ignored by signature and operation alike.

    Scenario Outline: InstanceId, the second <side> the first, <signed>, <format>
      Given two instances for the operation, of the same owner
      When the operation is called with the other instance as a second InstanceId <side> the first, <signed>, in <format>
      Then the call is refused with a documented 4xx code, or it is carried out on the instance that was signed for alone
      Examples:
        | side   | signed   | format |
        | behind | unsigned | XML    |
        | before | unsigned | XML    |
        | behind | unsigned | JSON   |

  @RQ-10 @should @current
  Rule: POST with the parameters in a form body is served
    Content-Type application/x-www-form-urlencoded.

    Scenario Outline: a form body, <format>
      Given an instance for the operation
      When the operation is called by POST with all parameters in a form body in <format>
      Then the call succeeds
      And the operation is seen to take effect
      Examples:
        | format |
        | XML    |
        | JSON   |

  @RQ-11 @must @current
  Rule: POST with the parameters in the query and an empty body is served
    The commonest call of all, among clients of today.

    Scenario Outline: an empty body, <format>
      Given an instance for the operation
      When the operation is called by POST with all parameters in the query and an empty body in <format>
      Then the call succeeds
      And the operation is seen to take effect
      Examples:
        | format |
        | XML    |
        | JSON   |

    Scenario: a query that is changed after signing
      Given an instance for the operation
      When the operation is signed for POST in XML, and then the query is changed
      Then the call is refused as "signature wrong"
      And the operation has no effect
      And the unchanged call is served

  @RQ-12 @should @current
  Rule: Parameters of query and form body are one set
    Some travel in the query, the others in the form body, and the signature covers both.

    Scenario Outline: both places, <format>
      Given an instance for the operation
      When the operation is called by POST with its own parameters in a form body and the others in the query in <format>
      Then the call succeeds
      And the operation is seen to take effect
      Examples:
        | format |
        | XML    |
        | JSON   |

  @RQ-13 @must @core
  Rule: An empty value is a value
    A parameter with an empty value, SignatureType= as a widely used client sends it, is signed and
    accepted as such.

    Scenario Outline: SignatureType=, <format>
      Given an instance for the operation
      When the operation is called with an empty SignatureType in <format>
      Then the call succeeds
      Examples:
        | format |
        | XML    |
        | JSON   |

  @RQ-14 @may @core
  Rule: A parameter given twice and signed so is refused or served
    A copy of the version 3 page sorts repeated names by value, so such a call can be signed: it is refused,
    or served by one of the two, or by both in order; never a server fault.

    Scenario Outline: InstanceId, the second <side> the first, <format>
      Given two instances for the operation, of the same owner
      When the operation is called with the other instance as a second InstanceId <side> the first, signed, in <format>
      Then the call succeeds or is refused with a documented 4xx code
      And on which of the two instances it was carried out is recorded
      Examples:
        | side   | format |
        | behind | XML    |
        | before | JSON   |

  @RQ-15 @must @current
  Rule: A Content-Type does not make a call without a body fail
    Content-Type is optional where there is no body, and then application/json.

    Scenario Outline: version 1.0 by <method>, <format>
      Given an instance for the operation
      When the operation is called without a body by <method> with Content-Type application/json in <format>
      Then the call succeeds
      Examples:
        | method | format |
        | GET    | XML    |
        | POST   | JSON   |

    Scenario Outline: version 3 by <method>
      Given an instance for the operation
      When the operation is signed by version 3 and called by <method> with Content-Type application/json
      Then the call succeeds
      Examples:
        | method |
        | GET    |
        | POST   |
