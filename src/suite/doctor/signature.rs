//! Whether the signature is accepted and, where it is not, whether the secret is wrong or the two
//! sides canonicalise in different ways. The endpoint's own string to sign tells them apart; so does a
//! signature made in a wrong way that is accepted.

use super::access::Meaning;
use super::{Asked, Examination, compare};
use crate::api::names::parameter;
use crate::api::operations;
use crate::client::Signing;
use crate::outcome::diagnosis::{Consequence, Owner};
use crate::suite::call::Call;
use crate::suite::explain;

const SIGNATURE: &str = "signature";

/// Mistakes of endpoints that are told by what they accept.
const MISTAKES: [(Signing, &str); 2] = [
    (Signing::BareSecret, "under the secret alone, without the & that belongs after it (SG-07)"),
    (Signing::Unsorted, "over the parameters in the order they were sent, not sorted (SG-03)"),
];

const NOT_QUOTED: &str =
    "the signature was refused, and the message does not quote the endpoint's string to sign";
const SAME: &str = "the signature was refused, although the endpoint made the same string to sign: \
                    the secret differs";
const OTHER: &str = "the signature was refused, and the endpoint made another string to sign";

impl Examination<'_> {
    pub(super) async fn signature(&mut self, asked: &Asked, meaning: Meaning) {
        match meaning {
            Meaning::Accepted => self.ok(SIGNATURE, "HMAC-SHA1, version 1.0: accepted"),
            Meaning::SignatureWrong => self.signature_refused(asked).await,
            _ => {
                self.skip(SIGNATURE, "not told: the call was refused before or for another reason")
            }
        }
    }

    async fn signature_refused(&mut self, asked: &Asked) {
        let ours = asked.string_to_sign.as_str();
        let reading = asked.received.reading();
        let message = reading.and_then(|reading| reading.message).unwrap_or_default();
        let theirs = explain::echoed(message);
        let difference = theirs.and_then(|theirs| compare::first_difference(ours, theirs));
        let mistake = match difference {
            Some(_) => None,
            None => self.accepted_mistake().await,
        };
        let (seen, owner, next) = match (theirs, difference, mistake) {
            (_, _, Some(how)) => (
                format!("the signature was refused, but one made {how} was accepted"),
                Owner::Endpoint,
                "correct how the endpoint works the signature out",
            ),
            (Some(_), Some(_), None) => (
                OTHER.to_owned(),
                Owner::Endpoint,
                "look at the first difference: the endpoint canonicalises in another way than the \
                 Signature page says, or something between changed the request",
            ),
            (Some(_), None, None) => (
                SAME.to_owned(),
                Owner::Setup,
                "correct the access key secret, in the file or in the variable that \
                 access_key_secret_env names",
            ),
            (None, ..) => (
                NOT_QUOTED.to_owned(),
                Owner::Setup,
                "check the access key secret first; if it is right, compare the string to sign \
                 below with the one that the endpoint makes of the same request",
            ),
        };
        let status = asked.received.status().unwrap_or_default();
        let seen = format!("{seen} ({status} {})", asked.code().unwrap_or("without a code"));
        self.problem(SIGNATURE, Consequence::NotServed, seen, owner, next);
        self.detail("the suite's string to sign", ours);
        if let Some(theirs) = theirs {
            self.detail("the endpoint's string to sign", theirs);
        }
        if let Some((theirs, at)) = theirs.zip(difference) {
            self.detail(
                "where they part",
                compare::marked([("suite", ours), ("endpoint", theirs)], at),
            );
        }
    }

    /// How a signature was made that is wrong, and was accepted all the same.
    async fn accepted_mistake(&self) -> Option<&'static str> {
        for (signing, how) in MISTAKES {
            let call = Call::new(operations::DESCRIBE_INSTANCE_STATUS.name)
                .format(self.session.observing_format())
                .with(parameter::REGION_ID, &*self.session.target.region)
                .signing(signing);
            if self.ask(&call).await.received.is_success() {
                return Some(how);
            }
        }
        None
    }
}
