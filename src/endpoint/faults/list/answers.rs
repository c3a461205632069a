//! Faults of the answers and of what can be observed: rules RS, CP-50 to CP-52, LK, ST and OB.

macro_rules! answers {
    ($then:ident $($before:tt)*) => { $then! { $($before)*
        // RS: the answers.

        /// Every error is answered with HTTP 200.
        ErrorsOk, "errors-ok", "RS-01";
        /// An id that does not exist is answered with its error, but with HTTP 200.
        NotFoundOk, "not-found-ok", "RS-01";

        /// An XML success has a further element.
        XmlSuccessExtra, "xml-success-extra", "RS-02";
        /// An XML success holds its RequestId twice.
        XmlSuccessTwice, "xml-success-twice", "RS-02";

        /// A JSON success has a further member.
        JsonSuccessExtra, "json-success-extra", "RS-03";
        /// A JSON success is wrapped in RebootInstanceResponse.
        JsonSuccessWrapped, "json-success-wrapped", "RS-03";

        /// The root element of an XML error is Errors.
        XmlErrorRootOther, "xml-error-root-other", "RS-04";
        /// An XML error has no HostId.
        XmlErrorWithoutHost, "xml-error-without-host", "RS-04";

        /// An XML error that says that something does not exist has AccessDeniedDetail.
        XmlDetailOnNotFound, "xml-detail-on-not-found", "RS-04";
        /// An XML refusal of a used SignatureNonce has no HostId.
        XmlReplayWithoutHost, "xml-replay-without-host", "RS-04";

        /// A JSON error has no HostId.
        JsonErrorWithoutHost, "json-error-without-host", "RS-05";
        /// The HostId of a JSON error is null.
        JsonErrorHostNull, "json-error-host-null", "RS-05";
        /// AccessDeniedDetail of a JSON error is a text.
        JsonDetailText, "json-detail-text", "RS-05";
        /// A JSON refusal of a used SignatureNonce has no HostId.
        JsonReplayWithoutHost, "json-replay-without-host", "RS-05";

        /// The root element of an XML error is not closed.
        XmlErrorUnclosed, "xml-error-unclosed", "RS-06";
        /// The member names of a JSON success are not quoted.
        JsonSuccessUnquoted, "json-success-unquoted", "RS-06";
        /// An XML answer declares the encoding ISO-8859-1.
        XmlOtherEncoding, "xml-other-encoding", "RS-06";
        /// An XML refusal of a used SignatureNonce declares the encoding ISO-8859-1.
        XmlReplayOtherEncoding, "xml-replay-other-encoding", "RS-06";
        /// A byte order mark stands before an answer in JSON.
        JsonByteOrderMark, "json-byte-order-mark", "RS-06";

        // CP-50 to CP-52: the RequestId.

        /// A refusal has no RequestId.
        RefusalWithoutRequestId, "refusal-without-request-id", "CP-50";
        /// A refusal for a missing parameter has no RequestId.
        MissingParameterWithoutRequestId, "missing-parameter-without-request-id", "CP-50";
        /// A refusal for a nonce that was used has no RequestId.
        NonceUsedWithoutRequestId, "nonce-used-without-request-id", "CP-50";
        /// A refusal for a wrong signature has no RequestId.
        SignatureWrongWithoutRequestId, "signature-wrong-without-request-id", "CP-50";
        /// A refusal for a Timestamp has no RequestId.
        TimestampWithoutRequestId, "timestamp-without-request-id", "CP-50";
        /// A refusal for an access key has no RequestId.
        KeyWithoutRequestId, "key-without-request-id", "CP-50";
        /// An answer of a Describe operation has no RequestId.
        DescribeWithoutRequestId, "describe-without-request-id", "CP-50";

        /// Every answer has the same RequestId.
        RequestIdFixed, "request-id-fixed", "CP-51";
        /// A refusal repeats the RequestId of the answer before it.
        RefusalRepeatsRequestId, "refusal-repeats-request-id", "CP-51";

        /// A RequestId has lower-case digits.
        RequestIdLowerCase, "request-id-lower-case", "CP-52";
        /// A RequestId has no hyphens.
        RequestIdWithoutHyphens, "request-id-without-hyphens", "CP-52";

        // RS-07 to RS-15: the envelope, whatever it says.

        /// HostId is the service's own name, whatever host the request was sent to.
        HostIdFixed, "host-id-fixed", "RS-07";

        /// In JSON a missing or invalid parameter is answered with HTTP 403.
        JsonOtherStatus, "json-other-status", "RS-08";
        /// In JSON the messages of common failures are other ones.
        JsonOtherCommonMessage, "json-other-common-message", "RS-08";

        /// Text in an XML error is not escaped.
        XmlUnescaped, "xml-unescaped", "RS-09";
        /// `&` is not escaped in an XML error.
        XmlAmpersandUnescaped, "xml-ampersand-unescaped", "RS-09";
        /// Quotes in a JSON error are not escaped.
        JsonUnescaped, "json-unescaped", "RS-09";

        /// An XML answer has no declaration.
        XmlWithoutDeclaration, "xml-without-declaration", "RS-10";
        /// An XML refusal of a used SignatureNonce has no declaration.
        XmlReplayWithoutDeclaration, "xml-replay-without-declaration", "RS-10";

        /// Content-Type is text/plain, whatever the format.
        ContentTypePlain, "content-type-plain", "RS-12";
        /// The refusal of a used SignatureNonce is text/plain.
        ReplayPlain, "replay-plain", "RS-12";

        /// An invalid parameter is answered with the code BadRequest.
        InvalidBadRequest, "invalid-bad-request", "RS-13";
        /// The codes of common failures begin in lower case.
        CommonCodesLowerCase, "common-codes-lower-case", "RS-13";

        /// An internal failure is answered with an HTML page.
        InternalFailureHtml, "internal-failure-html", "RS-14";
        /// An internal failure is answered with HTTP 200.
        InternalFailureOk, "internal-failure-ok", "RS-14";
        /// A call that is throttled restarts the instance all the same.
        ThrottledRestarts, "throttled-restarts", "RS-15";
        /// A call that is throttled is answered with 429 TooManyRequests.
        ThrottledTooManyRequests, "throttled-too-many-requests", "RS-15";

        // LK, ST, OB: the other operations.

        /// DescribeInstanceStatus of a locked instance is refused.
        LockedStatusRefused, "locked-status-refused", "LK-01";
        /// DescribeInstances does not show locked instances.
        LockedHidden, "locked-hidden", "LK-01";
        /// OperationLocks are always shown empty.
        LocksHidden, "locks-hidden", "LK-02";
        /// LockReason is shown with a capital.
        LockReasonCapital, "lock-reason-capital", "LK-02";
        /// StartInstance starts a locked instance.
        LockedStarted, "locked-started", "LK-03";
        /// StartInstance on a locked instance is answered as a success, though nothing happens.
        LockedStartIgnored, "locked-start-ignored", "LK-03";
        /// StopInstance stops a locked instance.
        LockedStopped, "locked-stopped", "LK-04";

        /// An instance in a restart is shown as Restarting.
        StatusRestarting, "status-restarting", "ST-01";
        /// Pending is shown as Creating.
        StatusCreating, "status-creating", "ST-01";

        /// In JSON, DescribeInstanceStatus shows no status.
        JsonStatusHidden, "json-status-hidden", "OB-01";
        /// In JSON, the members of DescribeInstanceStatus begin in lower case.
        JsonStatusLowerCase, "json-status-lower-case", "OB-01";
    } };
}
