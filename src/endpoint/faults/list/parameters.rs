//! Faults of the common parameters and of how a request is read: rules CP-01 to CP-43, and RQ.

macro_rules! parameters {
    ($then:ident $($before:tt)*) => { $then! { $($before)*
        // CP-01 to CP-08: each common parameter is required.

        /// A call without Action is served as RebootInstance.
        MissingActionServed, "missing-action-served", "CP-01";
        /// A call without Action is answered as one of an unknown Action.
        MissingActionUnknown, "missing-action-unknown", "CP-01";
        /// A call without Version is served.
        MissingVersionServed, "missing-version-served", "CP-02";
        /// A call without Version is answered as one of a wrong Version.
        MissingVersionWrong, "missing-version-wrong", "CP-02";
        /// A call without AccessKeyId is served for the first key.
        MissingKeyServed, "missing-key-served", "CP-03";
        /// A call without AccessKeyId is answered with InvalidAccessKeyId.NotFound.
        MissingKeyUnknown, "missing-key-unknown", "CP-03";
        /// A call without Signature is served.
        MissingSignatureServed, "missing-signature-served", "CP-04";
        /// A call without Signature is answered as one that is wrongly signed.
        MissingSignatureWrong, "missing-signature-wrong", "CP-04";
        /// A call without SignatureMethod is served.
        MissingMethodServed, "missing-signature-method-served", "CP-05";
        /// A call without SignatureMethod is answered with 500 InternalError.
        MissingMethodInternalError, "missing-signature-method-internal-error", "CP-05";
        /// A call without SignatureVersion is served.
        MissingSignatureVersionServed, "missing-signature-version-served", "CP-06";
        /// A call without SignatureVersion is answered as one that is wrongly signed.
        MissingSignatureVersionWrong, "missing-signature-version-wrong", "CP-06";
        /// A call without SignatureNonce is served.
        MissingNonceServed, "missing-nonce-served", "CP-07";
        /// A call without SignatureNonce is answered with SignatureNonceUsed.
        MissingNonceUsed, "missing-nonce-used", "CP-07";
        /// A call without Timestamp is served.
        MissingTimestampServed, "missing-timestamp-served", "CP-08";
        /// A call without Timestamp is answered with 500 InternalError.
        MissingTimestampInternalError, "missing-timestamp-internal-error", "CP-08";
        /// Names of common parameters and of InstanceId are read in any letter case.
        NamesWithoutCase, "names-without-case", "CP-01";

        // CP-10 to CP-15: each has to be right.

        /// Version is not looked at.
        VersionUnchecked, "version-unchecked", "CP-10";
        /// Any date is taken for a Version.
        VersionAnyDate, "version-any-date", "CP-10";
        /// Blanks around a Version are left out.
        VersionTrimmed, "version-trimmed", "CP-10";
        /// Of a Version, its first ten characters are compared.
        VersionBeginning, "version-beginning", "CP-10";
        /// A beginning of 2014-05-26 is taken for it.
        VersionShort, "version-short", "CP-10";
        /// The earlier Version 2013-01-10 is served too.
        VersionEarlier, "version-earlier", "CP-10";
        /// An Action that does not exist is answered as a success.
        UnknownActionServed, "unknown-action-served", "CP-11";
        /// An Action that does not exist is answered with 500 InternalError.
        UnknownActionInternalError, "unknown-action-internal-error", "CP-11";
        /// Blanks around an Action are left out.
        ActionTrimmed, "action-trimmed", "CP-11";
        /// What begins with RebootInstance is taken for it.
        ActionBeginning, "action-beginning", "CP-11";
        /// A beginning of RebootInstance is taken for it.
        ActionShort, "action-short", "CP-11";
        /// The Action RestartInstance restarts too.
        ActionOtherName, "action-other-name", "CP-11";
        /// SignatureMethod is not looked at.
        SignatureMethodUnchecked, "signature-method-unchecked", "CP-12";
        /// Any SignatureMethod that begins with HMAC is taken for HMAC-SHA1.
        SignatureMethodAnyHmac, "signature-method-any-hmac", "CP-12";
        /// Blanks around a SignatureMethod are left out.
        SignatureMethodTrimmed, "signature-method-trimmed", "CP-12";
        /// A SignatureMethod that begins with HMAC-SHA1 is taken for it.
        SignatureMethodBeginning, "signature-method-beginning", "CP-12";
        /// A beginning of HMAC-SHA1 is taken for it.
        SignatureMethodShort, "signature-method-short", "CP-12";
        /// A call that is signed by HMAC-SHA256 and says so is served.
        SignatureMethodSha256, "signature-method-sha256", "CP-12";
        /// SignatureVersion is not looked at.
        SignatureVersionUnchecked, "signature-version-unchecked", "CP-13";
        /// A SignatureVersion after 1.0 is taken for 1.0.
        SignatureVersionLater, "signature-version-later", "CP-13";
        /// Blanks around a SignatureVersion are left out.
        SignatureVersionTrimmed, "signature-version-trimmed", "CP-13";
        /// What goes on behind 1.0 with a further part is taken for 1.0.
        SignatureVersionBeginning, "signature-version-beginning", "CP-13";
        /// A SignatureVersion is read as a number.
        SignatureVersionNumber, "signature-version-number", "CP-13";
        /// A call under an unknown AccessKeyId is served, its signature unchecked.
        UnknownKeyServed, "unknown-key-served", "CP-14";
        /// An unknown AccessKeyId is answered as a wrong signature.
        UnknownKeySignatureWrong, "unknown-key-signature-wrong", "CP-14";
        /// An unknown AccessKeyId of the form of a key is answered as a disabled one.
        UnknownKeyDisabled, "unknown-key-disabled", "CP-14";
        /// A beginning of a known AccessKeyId is taken for it.
        KeyBeginning, "key-beginning", "CP-14";
        /// What goes on behind a known AccessKeyId is not looked at.
        KeyRestUnseen, "key-rest-unseen", "CP-14";
        /// AccessKeyIds are compared without regard to letter case.
        KeyWithoutCase, "key-without-case", "CP-14";
        /// An access key that was removed is served.
        RemovedKeyServed, "removed-key-served", "CP-14";
        /// A disabled access key is served.
        DisabledKeyServed, "disabled-key-served", "CP-15";
        /// A disabled access key is answered with InvalidAccessKeyId.NotFound.
        DisabledKeyUnknown, "disabled-key-unknown", "CP-15";

        // CP-20 to CP-23: the Timestamp.

        /// A Timestamp that cannot be read is not looked at.
        TimestampMalformedServed, "timestamp-malformed-served", "CP-20";
        /// A Timestamp without its Z is taken for UTC.
        TimestampWithoutZone, "timestamp-without-zone", "CP-20";
        /// A Timestamp with +00:00 for its Z is read.
        TimestampOffsetRead, "timestamp-offset-read", "CP-20";
        /// Blanks around a Timestamp are left out.
        TimestampTrimmed, "timestamp-trimmed", "CP-20";
        /// What stands behind the Z of a Timestamp is not read.
        TimestampRestUnread, "timestamp-rest-unread", "CP-20";
        /// What is too much of a part of a Timestamp is carried over to the next.
        TimestampCarriedOver, "timestamp-carried-over", "CP-20";
        /// A Timestamp in the basic form of ISO 8601 is read.
        TimestampBasicForm, "timestamp-basic-form", "CP-20";
        /// A Timestamp without seconds is read.
        TimestampWithoutSeconds, "timestamp-without-seconds", "CP-20";
        /// A Timestamp that cannot be read is answered with 500 InternalError.
        TimestampMalformedInternalError, "timestamp-malformed-internal-error", "CP-20";
        /// A Timestamp may lie any time in the past.
        TimestampPastUnchecked, "timestamp-past-unchecked", "CP-21";
        /// A Timestamp may lie 24 hours in the past.
        TimestampWindowDay, "timestamp-window-day", "CP-21";
        /// A Timestamp may lie two hours in the past.
        TimestampWindowTwoHours, "timestamp-window-two-hours", "CP-21";
        /// A Timestamp may lie five minutes in the past, no more.
        TimestampWindowFiveMinutes, "timestamp-window-five-minutes", "CP-21";
        /// A Timestamp may lie any time in the future.
        TimestampFutureUnchecked, "timestamp-future-unchecked", "CP-22";
        /// A Timestamp may lie two hours in the future.
        TimestampFutureTwoHours, "timestamp-future-two-hours", "CP-22";
        /// The local time of a zone two or more hours east of Greenwich is accepted.
        LocalTimeAheadAccepted, "local-time-ahead-accepted", "CP-22";
        /// The local time of a zone two or more hours west of Greenwich is accepted.
        LocalTimeAccepted, "local-time-accepted", "CP-23";
        /// The hour of a Timestamp is not looked at.
        TimestampHourUnseen, "timestamp-hour-unseen", "CP-23";

        // CP-30, CP-31: the SignatureNonce.

        /// A SignatureNonce may be used again.
        NonceUnchecked, "nonce-unchecked", "CP-30";
        /// The SignatureNonce of a call that the operation refuses is forgotten.
        NonceForgottenAfterRefusal, "nonce-forgotten-after-refusal", "CP-30";
        /// A SignatureNonce counts as used only with the same Signature.
        NonceWithSignature, "nonce-with-signature", "CP-30";
        /// A SignatureNonce is kept for each InstanceId.
        NoncePerInstance, "nonce-per-instance", "CP-30";
        /// A SignatureNonce is kept for each format.
        NoncePerFormat, "nonce-per-format", "CP-30";
        /// A SignatureNonce is kept for each connection.
        NoncePerConnection, "nonce-per-connection", "CP-30";
        /// A SignatureNonce is kept for each HTTP method.
        NoncePerMethod, "nonce-per-method", "CP-30";
        /// A SignatureNonce is kept for each signature version.
        NoncePerVersion, "nonce-per-version", "CP-30";
        /// The last 500 SignatureNonces are kept.
        NonceLast500, "nonce-last-500", "CP-30";
        /// A call that differs from an earlier one in SignatureNonce and Signature alone is refused.
        SimilarCallRefused, "similar-call-refused", "CP-31";
        /// Of a SignatureNonce, the first 32 characters are compared.
        NonceFirst32, "nonce-first-32", "CP-31";
        /// SignatureNonces are compared without regard to letter case.
        NonceWithoutCase, "nonce-without-case", "CP-31";
        /// A SignatureNonce of more than 255 characters is refused.
        NonceLongRefused, "nonce-long-refused", "CP-31";
        /// A second call on an instance within the same second is refused.
        SecondCallInSecondRefused, "second-call-in-second-refused", "CP-31";

        // CP-40 to CP-43: the Format.

        /// Without Format the answer is JSON.
        DefaultJson, "default-json", "CP-40";
        /// Without Format an error is JSON.
        DefaultJsonForErrors, "default-json-for-errors", "CP-40";
        /// Without Format the header Accept decides.
        AcceptDecides, "accept-decides", "CP-40";
        /// Format is not looked at: every answer is XML.
        FormatIgnored, "format-ignored", "CP-41";
        /// The header Accept decides, whatever Format says.
        AcceptOverFormat, "accept-over-format", "CP-41";
        /// An error is XML, whatever Format says.
        JsonErrorsInXml, "json-errors-in-xml", "CP-41";
        /// Format is read in upper case alone.
        FormatUpperCaseOnly, "format-upper-case-only", "CP-42";
        /// A Format that does not exist is answered with 500 InternalError.
        OtherFormatInternalError, "other-format-internal-error", "CP-43";

        // RQ: how a request is read.

        /// GET is answered as a success, but only POST does anything.
        GetIgnored, "get-ignored", "RQ-01";
        /// GET is refused with UnsupportedHTTPMethod.
        GetRefused, "get-refused", "RQ-01";

        /// A parameter that is not ASCII is answered with 500 InternalError.
        NonAsciiInternalError, "non-ascii-internal-error", "RQ-03";
        /// UTF-8 is misread as Latin-1 before the signature is checked.
        NonAsciiMisread, "non-ascii-misread", "RQ-03";

        /// Signature has to be the last parameter.
        SignatureLast, "signature-last", "RQ-04";
        /// What comes after Signature is not read.
        AfterSignatureUnread, "after-signature-unread", "RQ-04";

        /// PUT, DELETE and PATCH are served as GET and POST are.
        OtherMethodsServed, "other-methods-served", "RQ-05";
        /// PUT, DELETE and PATCH are answered with 400 InvalidParameter.
        OtherMethodsBadRequest, "other-methods-bad-request", "RQ-05";
        /// HEAD is served as GET and POST are.
        HeadServed, "head-served", "RQ-05";
        /// HEAD is taken for GET.
        HeadTakenForGet, "head-taken-for-get", "RQ-05";

        /// A parameter that the operation does not define is refused with InvalidParameter.
        UnknownParameterRefused, "unknown-parameter-refused", "RQ-06";
        /// A parameter that no client sends is refused with InvalidParameter.
        UndefinedNameRefused, "undefined-name-refused", "RQ-06";
        /// The RegionId of another region is refused with InvalidParameter.
        ForeignRegionRefused, "foreign-region-refused", "RQ-06";
        /// RegionId is refused with InvalidParameter.
        RegionIdRefused, "region-id-refused", "RQ-06";

        /// A query that cannot be read is answered with 500 InternalError.
        MalformedInternalError, "malformed-internal-error", "RQ-07";
        /// A percent escape that is cut short is answered with 500 InternalError.
        TruncatedEscapeInternalError, "truncated-escape-internal-error", "RQ-07";
        /// A value that cannot be decoded is read up to where it cannot.
        ValueReadInPart, "value-read-in-part", "RQ-07";

        /// Of a parameter given twice, the signature takes the last and the operation the first.
        DuplicateFirstObeyed, "duplicate-first-obeyed", "RQ-08";
        /// Of a parameter given twice, the signature takes the first and the operation the last.
        DuplicateLastObeyed, "duplicate-last-obeyed", "RQ-08";

        /// POST with a form body is refused with UnsupportedHTTPMethod.
        FormRefused, "form-refused", "RQ-10";
        /// The body of a POST is not read.
        FormUnread, "form-unread", "RQ-10";

        /// The query of a POST is not read.
        PostQueryUnread, "post-query-unread", "RQ-11";
        /// POST without a body is refused with InvalidParameter.
        PostWithoutBodyRefused, "post-without-body-refused", "RQ-11";

        /// Beside a form body the query is not read.
        QueryUnreadBesideForm, "query-unread-beside-form", "RQ-12";
        /// Beside a query the form body is not part of what is signed.
        FormUnsignedBesideQuery, "form-unsigned-beside-query", "RQ-12";

        /// A parameter without a value is refused with InvalidParameter.
        EmptyValueRefused, "empty-value-refused", "RQ-13";
        /// A parameter without a value is left out of what is signed.
        EmptyValueUnsigned, "empty-value-unsigned", "RQ-13";

        /// A parameter that is signed twice is answered with 500 InternalError.
        DuplicateSignedInternalError, "duplicate-signed-internal-error", "RQ-14";

        /// A call without a body is refused for the Content-Type application/json.
        JsonContentTypeRefused, "json-content-type-refused", "RQ-15";
        /// A call of version 3 with the Content-Type application/json has to have a body in JSON.
        JsonBodyDemanded, "json-body-demanded", "RQ-15";
    } };
}
