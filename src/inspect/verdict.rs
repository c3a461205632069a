//! Whether a request is signed right and, if not, what it was signed with instead.

use super::asked::{Asked, Scheme};
use super::cause;
use super::shown::shown;
use crate::api::names::parameter;
use crate::api::parameters::required_of_all;
use crate::suite::doctor::compare;
use crate::wire::http::RawRequest;
use crate::wire::request;
use crate::wire::secret::{self, Secret};
use crate::wire::signature::mistakes::{Mistake, version_1, version_3};
use crate::wire::signature::signed::SignedRequest;
use crate::wire::signature::{v1, v3};

/// What is known beside the request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given<'a> {
    pub(super) secret: Option<&'a Secret>,
    /// The variable that should hold the secret.
    pub(super) variable: &'a str,
    /// What the client says that it signed.
    pub(super) theirs: Option<&'a str>,
}

/// Whether it is signed right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// It is.
    Right,
    /// It is not.
    Wrong,
    /// Without the secret that is not known.
    Inconclusive,
}

/// What is compared: the text that should be signed, and what goes with it.
struct Comparison {
    /// What the text is called.
    name: &'static str,
    ours: String,
    /// Whether the signature verifies; `None` without a secret.
    is_right: Option<bool>,
    /// The signature that the secret gives.
    signature: Option<String>,
    /// The mistake under which the signature verifies.
    explained: Option<Mistake>,
    /// The mistake that leads to the client's own text.
    made: Option<Mistake>,
}

/// The verdict, and what goes with it in lines.
pub(super) fn judge(raw: &RawRequest<'_>, asked: &Asked<'_>, given: &Given<'_>) -> (Match, String) {
    let compared = match asked.scheme {
        Scheme::Parameters => in_parameters(raw, asked, given),
        Scheme::Headers => in_headers(raw, given),
    };
    match compared {
        Ok(comparison) => comparison.told(given),
        Err(told) => (Match::Wrong, told),
    }
}

fn in_parameters(
    raw: &RawRequest<'_>,
    asked: &Asked<'_>,
    given: &Given<'_>,
) -> Result<Comparison, String> {
    let request = request::parse(raw)
        .map_err(|error| format!("The request cannot be understood: {error}.\n"))?;
    let missing: Vec<&str> = required_of_all()
        .map(|one| one.name)
        .filter(|name| request.parameters.get(name).is_none())
        .collect();
    if let Some(presented) = request.parameters.get(parameter::SIGNATURE)
        && missing.is_empty()
    {
        let query: Vec<_> = asked.query.iter().collect();
        let form: Vec<_> = asked.form.iter().collect();
        let call = version_1::Suspect { method: raw.method, query: &query, form: &form, presented };
        let ours = v1::string_to_sign(raw.method, &v1::canonical_query(request.parameters.iter()));
        let is_right = given.secret.map(|secret| v1::verify(secret, &ours, presented));
        let wrong_under = given.secret.filter(|_| is_right == Some(false));
        return Ok(Comparison {
            name: "string to sign",
            signature: given.secret.map(|secret| v1::sign(secret, &ours)),
            explained: wrong_under.and_then(|secret| version_1::explaining(&call, secret)),
            made: given.theirs.and_then(|theirs| version_1::making(&call, theirs)),
            ours,
            is_right,
        });
    }
    let mut told =
        format!("It is not signed, or not wholly: there is no {}.\n", missing.join(", no "));
    for name in missing {
        let near = |(other, _): &(&str, &str)| other.eq_ignore_ascii_case(name);
        if let Some((other, _)) = request.parameters.iter().find(near) {
            told.push_str(&format!(
                "The parameter {other} is another one: {name} is written with its own letter case.\n"
            ));
        }
    }
    Err(told)
}

fn in_headers(raw: &RawRequest<'_>, given: &Given<'_>) -> Result<Comparison, String> {
    let call = version_3::Suspect::read(raw);
    let signed = match SignedRequest::read(raw) {
        Ok(signed) => signed,
        Err(error) => {
            let mut told = format!("Its signature cannot be read: {error}.\n");
            let mistake = call
                .zip(given.secret)
                .and_then(|(call, secret)| version_3::explaining(&call, secret));
            if let Some(mistake) = mistake {
                told.push_str(&clauses(&mistake));
            }
            return Err(told);
        }
    };
    let is_right = given.secret.map(|secret| signed.verify(secret));
    let wrong_under = given.secret.filter(|_| is_right == Some(false));
    let is_hashed = given.theirs.is_some_and(|theirs| theirs.starts_with(v3::ALGORITHM));
    Ok(Comparison {
        name: if is_hashed { "string to sign" } else { "canonical request" },
        signature: given.secret.map(|secret| v3::sign(secret, &signed.string_to_sign)),
        explained: call
            .as_ref()
            .zip(wrong_under)
            .and_then(|(call, secret)| version_3::explaining(call, secret)),
        made: call
            .as_ref()
            .zip(given.theirs)
            .and_then(|(call, theirs)| version_3::making(call, theirs)),
        ours: if is_hashed { signed.string_to_sign } else { signed.canonical_request },
        is_right,
    })
}

impl Comparison {
    fn told(&self, given: &Given<'_>) -> (Match, String) {
        let mut text = format!("\nthe {} that is right\n{}\n", self.name, shown(&self.ours));
        if let Some(signature) = self.signature.as_ref().filter(|_| self.is_right == Some(false)) {
            text.push_str(&format!("its signature\n{signature}\n"));
        }
        let differs = given.theirs.and_then(|theirs| compare::first_difference(&self.ours, theirs));
        let (verdict, why) = match (self.is_right, &self.explained, given.theirs) {
            (Some(true), ..) => (Match::Right, String::new()),
            (_, None, Some(theirs)) if differs.is_some() => (Match::Wrong, self.apart(theirs)),
            (Some(false), Some(mistake), _) => {
                (Match::Wrong, clauses(mistake) + &self.marked(&mistake.signed))
            }
            (Some(false), None, Some(_)) => (
                Match::Wrong,
                "The client signed the same text: the secret or the digest differs.\n".to_owned(),
            ),
            (Some(false), None, None) => (
                Match::Wrong,
                "No known mistake makes this signature: the secret is another one, or the request was \
                 changed after it was signed.\nTo see where it differs, give what the client signed \
                 with --string-to-sign.\n"
                    .to_owned(),
            ),
            (None, _, theirs) => {
                let same = if theirs.is_some() { "The client signed the same text. " } else { "" };
                (
                    Match::Inconclusive,
                    format!(
                        "{same}Whether the signature is right cannot be told: {} does not hold the \
                         AccessKeySecret.\n",
                        secret::variable(given.variable, "--secret-env")
                    ),
                )
            }
        };
        if !why.is_empty() {
            text.push('\n');
        }
        (verdict, text + &why)
    }

    /// Where the client's own text parts from the right one, and why.
    fn apart(&self, theirs: &str) -> String {
        let why = match &self.made {
            Some(mistake) => clauses(mistake),
            None => {
                format!("The client signed another text. {}\n", cause::likely(&self.ours, theirs))
            }
        };
        why + &self.marked(theirs)
    }

    /// The first difference, marked; nothing where there is none.
    fn marked(&self, theirs: &str) -> String {
        let (ours, theirs) = (shown(&self.ours), shown(theirs));
        compare::first_difference(&ours, &theirs).map_or_else(String::new, |at| {
            format!("\n{}\n", compare::marked([("right", &ours), ("signed", &theirs)], at))
        })
    }
}

fn clauses(mistake: &Mistake) -> String {
    let clauses: String = mistake.what.iter().map(|what| format!("  {what}\n")).collect();
    format!("The client made a known mistake:\n{clauses}")
}
