//! Faults of checking signatures: what else is taken for right, and what is expected instead.

use std::cmp::Ordering;

use super::means::{common, id};
use crate::api::errors::Failure;
use crate::api::names::parameter;
use crate::api::operations::REBOOT_INSTANCE;
use crate::endpoint::faults::Fault;
use crate::endpoint::front::{Act, Asked, Front, Told};
use crate::endpoint::refusal::Refusal;
use crate::endpoint::response::Response;
use crate::endpoint::settings::AccessKey;
use crate::wire::query::Parameters;
use crate::wire::reply::member;
use crate::wire::request::split_target;
use crate::wire::secret::Secret;
use crate::wire::signature::authorization::Authorization;
use crate::wire::signature::mistakes::Escaping;
use crate::wire::signature::mistakes::version_1::sha256;
use crate::wire::signature::v1;
use crate::wire::signature::v3::{self, header};

/// What it does with a call.
pub(super) fn act(fault: Fault) -> Option<Act> {
    form(fault)
        .or_else(|| key(fault))
        .or_else(|| overlooked(fault))
        .or_else(|| wrong(fault))
        .or_else(|| headers(fault))
}

/// Another form of what is signed by version 1.0.
#[derive(Clone, Copy)]
struct Form {
    escaping: Escaping,
    order: fn(&str, &str) -> Ordering,
    keeps: fn(&str, &str) -> bool,
    /// Whether UTF-8 is misread as Latin-1.
    is_misread: bool,
}

const RIGHT: Form = Form {
    escaping: Escaping::DOCUMENTED,
    order: |one, two| one.cmp(two),
    keeps: |_, _| true,
    is_misread: false,
};

impl Form {
    fn canonical(&self, asked: &Asked) -> String {
        let mut pairs = asked.to_be_signed();
        pairs.retain(|(name, value)| (self.keeps)(name, value));
        pairs.sort_by(|one, two| (self.order)(one.0, two.0));
        let escape = |text: &str| {
            if self.is_misread {
                let misread: String = text.bytes().map(char::from).collect();
                self.escaping.escape(&misread)
            } else {
                self.escaping.escape(text)
            }
        };
        let pairs = pairs.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value)));
        pairs.collect::<Vec<_>>().join("&")
    }
}

/// The key of a call of version 1.0 that is under test.
fn signer(front: &Front<'_>, asked: &Asked) -> Option<AccessKey> {
    if asked.is_version_3() || !asked.is_under_test() { None } else { front.key(asked) }
}

/// Expects another signature: what has it is served, what is signed right is refused.
fn expects(
    front: &mut Front<'_>,
    asked: Asked,
    expected: impl FnOnce(&Asked, &Secret) -> String,
) -> Response {
    let Some(key) = signer(front, &asked) else { return front.forward(&asked) };
    if expected(&asked, &key.secret) == asked.signature() {
        front.sign_and_forward(asked)
    } else if front.is_signed_right(&asked) {
        front.refuse_signature(asked)
    } else {
        front.forward(&asked)
    }
}

/// Accepts what this says beside what is signed right.
pub(super) fn accepts(
    front: &mut Front<'_>,
    asked: Asked,
    is_accepted: impl FnOnce(&Front<'_>, &Asked, &Secret) -> bool,
) -> Response {
    let Some(key) = signer(front, &asked) else { return front.forward(&asked) };
    if !front.is_signed_right(&asked) && is_accepted(front, &asked, &key.secret) {
        return front.sign_and_forward(asked);
    }
    front.forward(&asked)
}

/// Expects what is signed to have another form.
fn in_form(front: &mut Front<'_>, asked: Asked, form: Form) -> Response {
    expects(front, asked, |asked, secret| {
        v1::sign(secret, &v1::string_to_sign(&asked.method, &form.canonical(asked)))
    })
}

fn form(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::FormatUnsigned => |front, asked| {
            in_form(front, asked, Form { keeps: |name, _| name != parameter::FORMAT, ..RIGHT })
        },
        Fault::EmptyValueUnsigned => |front, asked| {
            in_form(front, asked, Form { keeps: |_, value| !value.is_empty(), ..RIGHT })
        },
        Fault::SortedWithoutCase => |front, asked| {
            let order = |one: &str, two: &str| one.to_lowercase().cmp(&two.to_lowercase());
            in_form(front, asked, Form { order, ..RIGHT })
        },
        Fault::SortedLongerFirst => |front, asked| {
            let order = |one: &str, two: &str| {
                if one.starts_with(two) || two.starts_with(one) {
                    two.len().cmp(&one.len())
                } else {
                    one.cmp(two)
                }
            };
            in_form(front, asked, Form { order, ..RIGHT })
        },
        Fault::AsteriskUnescaped => {
            |front, asked| escaped(front, asked, |it| it.keep_asterisk = true)
        }
        Fault::TildeEscaped => |front, asked| escaped(front, asked, |it| it.escape_tilde = true),
        Fault::MarksUnescaped => |front, asked| escaped(front, asked, |it| it.keep_marks = true),
        Fault::SlashUnescaped => |front, asked| escaped(front, asked, |it| it.keep_slash = true),
        Fault::NonAsciiLowerCase => {
            |front, asked| escaped(front, asked, |it| it.lower_case_beyond_ascii = true)
        }
        Fault::BlankAsPlus => |front, asked| escaped(front, asked, |it| it.blank_as_plus = true),
        Fault::BlankEscapedOnce => |front, asked| escaped(front, asked, |it| it.keep_blank = true),
        Fault::NonAsciiMisread => {
            |front, asked| in_form(front, asked, Form { is_misread: true, ..RIGHT })
        }
        Fault::EscapesAsSent => |front, asked| {
            expects(front, asked, |asked, secret| {
                v1::sign(secret, &v1::string_to_sign(&asked.method, &as_sent(asked)))
            })
        },
        Fault::MethodAlwaysGet => |front, mut asked| {
            let expected = |asked: &Asked, secret: &Secret| {
                v1::sign(secret, &v1::string_to_sign("GET", &RIGHT.canonical(asked)))
            };
            let key = signer(front, &asked);
            // What is taken for a call by GET is one, also where the endpoint behind serves no other.
            if key.is_some_and(|key| expected(&asked, &key.secret) == asked.signature())
                && asked.has_no_form()
            {
                "GET".clone_into(&mut asked.method);
                return front.forward(&asked);
            }
            expects(front, asked, expected)
        },
        Fault::SignatureSigned => |front, asked| {
            expects(front, asked, |asked, secret| with_signature(asked, secret, asked.signature()))
        },
        Fault::SignatureSignedEmpty => {
            |front, asked| expects(front, asked, |asked, secret| with_signature(asked, secret, ""))
        }
        _ => return None,
    })
}

fn escaped(front: &mut Front<'_>, asked: Asked, how: fn(&mut Escaping)) -> Response {
    let mut escaping = Escaping::DOCUMENTED;
    how(&mut escaping);
    in_form(front, asked, Form { escaping, ..RIGHT })
}

/// The parameters of query and form as they were sent, sorted by their names: a shorter one comes before a longer
/// one, though `=` is greater than `.` and digits.
fn as_sent(asked: &Asked) -> String {
    asked.with_raw(|raw| {
        let (_, query) = split_target(raw.target);
        let mut pairs: Vec<String> = [query, raw.body]
            .into_iter()
            .flat_map(|text| text.split(|&byte| byte == b'&'))
            .filter(|pair| !pair.is_empty())
            .map(|pair| String::from_utf8_lossy(pair).into_owned())
            .filter(|pair| !pair.starts_with("Signature="))
            .collect();
        pairs.sort_by(|one, two| one.split('=').cmp(two.split('=')));
        pairs.join("&")
    })
}

/// The signature over parameters of which one is Signature.
fn with_signature(asked: &Asked, secret: &Secret, value: &str) -> String {
    let mut pairs = asked.to_be_signed();
    pairs.push((parameter::SIGNATURE, value));
    pairs.sort_unstable();
    let query = crate::wire::query::print(pairs);
    v1::sign(secret, &v1::string_to_sign(&asked.method, &query))
}

fn key(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::SignatureSha256 => |front, asked| {
            expects(front, asked, |asked, secret| sha256(&v1::key(secret), &asked.string_to_sign()))
        },
        Fault::BareSecretExpected => |front, asked| expects(front, asked, bare),
        Fault::BareSecretAccepted => |front, asked| {
            accepts(front, asked, |_, asked, secret| bare(asked, secret) == asked.signature())
        },
        Fault::OtherKeysSecretAccepted => |front, asked| {
            accepts(front, asked, |front, asked, _| {
                let mut active = front.ledger.keys().filter(|key| key.active);
                active.any(|key| is_right_for(asked, &key.secret, |_| {}))
            })
        },
        _ => return None,
    })
}

fn bare(asked: &Asked, secret: &Secret) -> String {
    v1::digest(secret.reveal().as_bytes(), &asked.string_to_sign())
}

/// Whether the signature is right for a changed call.
pub(super) fn is_right_for(
    asked: &Asked,
    secret: &Secret,
    change: impl FnOnce(&mut Asked),
) -> bool {
    let mut changed = asked.clone();
    change(&mut changed);
    v1::verify(secret, &changed.string_to_sign(), asked.signature())
}

/// The parameters that RebootInstance defines, the common ones included.
pub(super) fn is_known(name: &str) -> bool {
    REBOOT_INSTANCE.any_parameter(name).is_some()
}

fn overlooked(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::SignatureUnchecked => |front, asked| accepts(front, asked, |_, _, _| true),
        Fault::OtherMethodAccepted => |front, asked| {
            accepts(front, asked, |_, asked, secret| {
                let other = if asked.method == "GET" { "POST" } else { "GET" };
                is_right_for(asked, secret, |changed| changed.method = other.to_owned())
            })
        },
        Fault::AddedParameterUnseen => |front, asked| {
            accepts(front, asked, |_, asked, secret| {
                is_right_for(asked, secret, |changed| changed.retain(|name, _| is_known(name)))
            })
        },
        Fault::ForceStopUnsigned => |front, asked| {
            accepts(front, asked, |_, asked, secret| {
                [None, Some("true"), Some("false")].into_iter().any(|value| {
                    is_right_for(asked, secret, |changed| {
                        changed.drop(parameter::FORCE_STOP);
                        if let Some(value) = value {
                            changed.set(parameter::FORCE_STOP, value);
                        }
                    })
                })
            })
        },
        Fault::InstanceIdUnsigned => |front, asked| {
            accepts(front, asked, |front, asked, secret| {
                front.ledger.made().iter().any(|id| {
                    is_right_for(asked, secret, |changed| changed.set(parameter::INSTANCE_ID, id))
                })
            })
        },
        Fault::NamesInAnyCase => |front, asked| {
            let mut renamed = asked.clone();
            renamed.rename(|name| {
                let mut documented = REBOOT_INSTANCE.known().map(|one| one.name);
                documented.find(|known| known.eq_ignore_ascii_case(name))
            });
            let is_right = front.is_signed_right(&renamed);
            front.forward(if is_right { &renamed } else { &asked })
        },
        Fault::EmptySignatureAccepted => |front, asked| {
            accepts(front, asked, |_, asked, _| asked.get(parameter::SIGNATURE) == Some(""))
        },
        Fault::SignaturePrefixAccepted => |front, asked| {
            accepts(front, asked, |_, asked, secret| {
                let beginning = asked.signature().trim_end_matches('=');
                !beginning.is_empty()
                    && v1::sign(secret, &asked.string_to_sign()).starts_with(beginning)
            })
        },
        Fault::SignatureCached => |front, asked| {
            if asked.signature().is_empty() {
                return front.forward(&asked);
            }
            let seen = format!("signature {}", asked.signature());
            if front.is_signed_right(&asked) {
                front.before(&seen);
            }
            accepts(front, asked, |front, _, _| front.memory.counts.contains_key(&seen))
        },
        _ => return None,
    })
}

/// Whether a call is refused because its signature is wrong.
fn is_refused_for_it(front: &Front<'_>, asked: &Asked, response: &Response) -> bool {
    let told = Told::read(response);
    let codes = ["IncompleteSignature", "SignatureDoesNotMatch"];
    asked.is_under_test()
        && front.key(asked).is_some()
        && told.code().is_some_and(|code| codes.contains(&code))
}

fn wrong(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::WrongSignatureRestarts => |front, asked| {
            let response = front.forward(&asked);
            if is_refused_for_it(front, &asked, &response) {
                front.restart(&id(&asked));
            }
            response
        },
        Fault::WrongSignatureForbidden => |front, asked| {
            let response = front.forward(&asked);
            if is_refused_for_it(front, &asked, &response) {
                let told = "The caller is not authorized.";
                return front.refused(&asked, Refusal::other("Forbidden.Unauthorized", 403, told));
            }
            response
        },
        Fault::NotBase64InternalError => |front, asked| {
            let broken = signer(front, &asked).is_some()
                && asked.get(parameter::SIGNATURE).is_some_and(|text| !is_base64(text));
            front.refuse_if(broken, asked, common(Failure::ServerFault))
        },
        Fault::SignatureDisclosed => |front, asked| {
            told(front, asked, |asked, secret| {
                let right = v1::sign(secret, &asked.string_to_sign());
                format!("The right signature is {right}.")
            })
        },
        Fault::SecretDisclosed => |front, asked| {
            told(front, asked, |_, secret| format!("The secret is {}.", secret.reveal()))
        },
        _ => return None,
    })
}

/// Tells more of a wrong signature than it may.
fn told(front: &mut Front<'_>, asked: Asked, text: fn(&Asked, &Secret) -> String) -> Response {
    let response = front.forward(&asked);
    match signer(front, &asked) {
        Some(key) if is_refused_for_it(front, &asked, &response) => {
            response.with_member(member::MESSAGE, &text(&asked, &key.secret))
        }
        _ => response,
    }
}

/// Whether a text has only the letters of Base64, and as many as it should.
fn is_base64(text: &str) -> bool {
    text.len().is_multiple_of(4)
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
}

fn headers(fault: Fault) -> Option<Act> {
    Some(match fault {
        Fault::HeadersUnknown => |front, asked| {
            let signed = asked.is_version_3() && asked.is_under_test();
            let missing = Refusal::common(Failure::CommonParameterMissing, parameter::ACTION);
            front.refuse_if(signed, asked, missing)
        },
        Fault::HeadersUnchecked => |front, asked| {
            if asked.is_version_3() && asked.is_under_test() && front.key(&asked).is_some() {
                return front.sign_and_forward(asked);
            }
            front.forward(&asked)
        },
        Fault::HeadersUncheckedWithoutBody => |front, asked| {
            let unchecked = asked.is_version_3() && asked.is_under_test();
            if unchecked && asked.body().is_empty() && front.key(&asked).is_some() {
                return front.sign_and_forward(asked);
            }
            front.forward(&asked)
        },
        Fault::BodyHashUnchecked => |front, asked| {
            if asked.is_under_test() && is_right_as_claimed(front, &asked, |_| true) {
                return front.sign_and_forward(asked);
            }
            front.forward(&asked)
        },
        Fault::FurtherHeadersRefused => |front, asked| {
            if asked.is_under_test() && signs_further_headers(&asked) {
                return front.refuse_signature(asked);
            }
            front.forward(&asked)
        },
        Fault::FurtherHeadersUnsigned => |front, asked| {
            if !asked.is_under_test() || !signs_further_headers(&asked) {
                return front.forward(&asked);
            }
            if is_right_as_claimed(front, &asked, is_documented) {
                return front.sign_and_forward(asked);
            }
            front.refuse_signature(asked)
        },
        _ => return None,
    })
}

/// Whether a header is no `x-acs-*` beside the documented ones.
fn is_documented(name: &str) -> bool {
    let documented =
        [header::ACTION, header::VERSION, header::DATE, header::NONCE, header::CONTENT_SHA256];
    documented.contains(&name) || !name.starts_with(header::PREFIX)
}

fn signs_further_headers(asked: &Asked) -> bool {
    let text = asked.header(header::AUTHORIZATION).unwrap_or_default();
    Authorization::parse(text)
        .is_ok_and(|read| read.signed_headers.iter().any(|name| !is_documented(name)))
}

/// Whether a signature in headers is right for the hash that the request claims for its body, and for some of
/// its headers.
fn is_right_as_claimed(front: &Front<'_>, asked: &Asked, counts: fn(&str) -> bool) -> bool {
    let Some(key) = front.key(asked).filter(|_| asked.is_version_3()) else { return false };
    asked.with_raw(|raw| {
        let value = |name: &str| raw.header(name).unwrap_or_default();
        let Ok(authorization) = Authorization::parse(value(header::AUTHORIZATION)) else {
            return false;
        };
        let names = authorization.signed_headers.iter().filter(|name| counts(name));
        let headers: Vec<(&str, &str)> = names.map(|name| (*name, value(name))).collect();
        let (_, query) = split_target(raw.target);
        let mut parameters = Parameters::new();
        if parameters.read(query).is_err() {
            return false;
        }
        let canonical = v3::canonical_request(
            raw.method,
            &v3::canonical_query(parameters.iter()),
            &headers,
            value(header::CONTENT_SHA256),
        );
        v3::verify(&key.secret, &v3::string_to_sign(&canonical), authorization.signature)
    })
}
