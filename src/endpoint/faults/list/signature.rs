//! Faults of checking the signature: rules SG.

macro_rules! signature {
    ($then:ident $($before:tt)*) => { $then! { $($before)*
        /// The signature is expected as HMAC-SHA256.
        SignatureSha256, "signature-sha256", "SG-01";
        /// Format is left out of what is signed.
        FormatUnsigned, "format-unsigned", "SG-01";

        /// Names are sorted without regard to letter case.
        SortedWithoutCase, "sorted-without-case", "SG-03";
        /// A longer name is sorted before its prefix.
        SortedLongerFirst, "sorted-longer-first", "SG-03";

        /// `*` is not escaped in what is signed.
        AsteriskUnescaped, "asterisk-unescaped", "SG-04";
        /// `~` is escaped in what is signed.
        TildeEscaped, "tilde-escaped", "SG-04";
        /// `!`, `'`, `(` and `)` are not escaped in what is signed.
        MarksUnescaped, "marks-unescaped", "SG-04";
        /// `/` is not escaped in what is signed.
        SlashUnescaped, "slash-unescaped", "SG-04";
        /// Bytes beyond ASCII are escaped with lower-case digits in what is signed.
        NonAsciiLowerCase, "non-ascii-lower-case", "SG-04";

        /// A blank is `+` in what is signed.
        BlankAsPlus, "blank-as-plus", "SG-05";
        /// A blank is escaped once, not twice, in what is signed.
        BlankEscapedOnce, "blank-escaped-once", "SG-05";

        /// The method in what is signed is always GET.
        MethodAlwaysGet, "method-always-get", "SG-06";
        /// A signature for the other method is accepted too.
        OtherMethodAccepted, "other-method-accepted", "SG-06";

        /// A signature under the bare secret is accepted too.
        BareSecretAccepted, "bare-secret-accepted", "SG-07";
        /// The key is the bare secret.
        BareSecretExpected, "bare-secret-expected", "SG-07";

        /// The signature is not checked.
        SignatureUnchecked, "signature-unchecked", "SG-08";
        /// A wrongly signed call is refused, and restarts the instance all the same.
        WrongSignatureRestarts, "wrong-signature-restarts", "SG-08";
        /// A wrong signature is answered with 403 Forbidden.Unauthorized.
        WrongSignatureForbidden, "wrong-signature-forbidden", "SG-08";
        /// A signature under the secret of another active key is accepted too.
        OtherKeysSecretAccepted, "other-keys-secret-accepted", "SG-08";
        /// The first character of a signature is not looked at.
        SignatureFirstUnseen, "signature-first-unseen", "SG-08";
        /// The last character of a signature is not looked at.
        SignatureLastUnseen, "signature-last-unseen", "SG-08";
        /// Signatures are compared without regard to letter case.
        SignatureInAnyCase, "signature-in-any-case", "SG-08";
        /// As many bytes of a signature are compared as it has.
        SignatureBytesShort, "signature-bytes-short", "SG-08";
        /// What stands behind the bytes of a signature is not looked at.
        SignatureBytesLonger, "signature-bytes-longer", "SG-08";

        /// A parameter that the operation does not define need not be signed.
        AddedParameterUnseen, "added-parameter-unseen", "SG-09";
        /// ForceStop may be changed, added or dropped after signing.
        ForceStopUnsigned, "force-stop-unsigned", "SG-09";
        /// In a form body, ForceStop may be changed after signing.
        FormForceStopUnsigned, "form-force-stop-unsigned", "SG-09";
        /// A parameter without a value may be added to the query after signing.
        EmptyAddedUnseen, "empty-added-unseen", "SG-09";
        /// An empty SignatureType may be left out of the query after signing.
        EmptyDroppedUnseen, "empty-dropped-unseen", "SG-09";
        /// A parameter without a value may be added to a form body after signing.
        FormEmptyAddedUnseen, "form-empty-added-unseen", "SG-09";
        /// An empty SignatureType may be left out of a form body after signing.
        FormEmptyDroppedUnseen, "form-empty-dropped-unseen", "SG-09";
        /// Names are read without regard to letter case.
        NamesInAnyCase, "names-in-any-case", "SG-09";
        /// InstanceId may be that of another instance than the one signed for.
        InstanceIdUnsigned, "instance-id-unsigned", "SG-09";

        /// An empty signature is accepted.
        EmptySignatureAccepted, "empty-signature-accepted", "SG-10";
        /// The beginning of a signature is accepted for the whole.
        SignaturePrefixAccepted, "signature-prefix-accepted", "SG-10";
        /// A text behind a signature is not looked at.
        SignatureTextLonger, "signature-text-longer", "SG-10";
        /// A signature that is not Base64 is answered with 500 InternalError.
        NotBase64InternalError, "not-base64-internal-error", "SG-10";
        /// A signature that was right once is accepted for every other call.
        SignatureCached, "signature-cached", "SG-10";

        /// Signature itself is part of what is signed.
        SignatureSigned, "signature-signed", "SG-11";
        /// Signature is part of what is signed, with an empty value.
        SignatureSignedEmpty, "signature-signed-empty", "SG-11";

        /// The message of a wrong signature tells the right one.
        SignatureDisclosed, "signature-disclosed", "SG-12";
        /// The message of a wrong signature tells the secret.
        SecretDisclosed, "secret-disclosed", "SG-12";
        /// The message of a used SignatureNonce tells the secret.
        ReplayDisclosesSecret, "replay-discloses-secret", "SG-12";

        /// Parameters are signed with the escapes with which they were sent.
        EscapesAsSent, "escapes-as-sent", "SG-13";

        // SG-20, SG-21: ACS3-HMAC-SHA256.

        /// A call signed in headers is taken for one without a signature.
        HeadersUnknown, "acs3-unknown", "SG-20";
        /// A signature in headers is not checked.
        HeadersUnchecked, "acs3-unchecked", "SG-20";
        /// The body is not held against x-acs-content-sha256.
        BodyHashUnchecked, "acs3-body-unchecked", "SG-20";
        /// A signature in headers is not checked where the body is empty.
        HeadersUncheckedWithoutBody, "acs3-unchecked-without-body", "SG-20";
        /// A signed x-acs-* header that the documentation does not list is refused.
        FurtherHeadersRefused, "acs3-further-headers-refused", "SG-21";
        /// x-acs-* headers that the documentation does not list are left out of what is signed.
        FurtherHeadersUnsigned, "acs3-further-headers-unsigned", "SG-21";
        /// Accept is not looked at.
        AcceptIgnored, "acs3-accept-ignored", "SG-21";
        /// Without Format, version 3 is always answered in JSON.
        AcceptOfXmlIgnored, "acs3-accept-of-xml-ignored", "SG-21";
    } };
}
