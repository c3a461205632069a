//! Mistakes in signature version 3, ACS3-HMAC-SHA256.

use super::{Escaping, Mistake, Named, Order, first};
use crate::wire::http::RawRequest;
use crate::wire::query::Parameters;
use crate::wire::request::split_target;
use crate::wire::secret::Secret;
use crate::wire::signature::authorization::Authorization;
use crate::wire::signature::v3::{self, header};

/// A request that is held against its signature.
#[derive(Clone, Debug)]
pub struct Suspect<'a> {
    method: &'a str,
    path: &'a str,
    query: Parameters<'a>,
    form: Parameters<'a>,
    /// Names and values of the signed headers, as they were sent.
    headers: Vec<(&'a str, &'a str)>,
    body: &'a [u8],
    /// The value of `x-acs-content-sha256`.
    claimed: &'a str,
    presented: &'a str,
}

impl<'a> Suspect<'a> {
    /// Reads a request; leniently, so that mistakes can be looked for. `None` where a part that is signed
    /// cannot be read.
    #[must_use]
    pub fn read(raw: &RawRequest<'a>) -> Option<Self> {
        let authorization = Authorization::parse(raw.header(header::AUTHORIZATION)?).ok()?;
        let field = |name: &&'a str| {
            let field = raw.headers.iter().find(|field| field.name.eq_ignore_ascii_case(name))?;
            Some((field.name, std::str::from_utf8(field.value).ok()?))
        };
        let (path, query) = split_target(raw.target);
        let read = |text: &'a [u8]| {
            let mut parameters = Parameters::new();
            parameters.read(text).ok().map(|()| parameters)
        };
        Some(Self {
            method: raw.method,
            path: std::str::from_utf8(path).ok()?,
            query: read(query)?,
            form: read(raw.body).unwrap_or_default(),
            headers: authorization.signed_headers.iter().map(field).collect::<Option<_>>()?,
            body: raw.body,
            claimed: raw.header(header::CONTENT_SHA256).unwrap_or_default(),
            presented: authorization.signature,
        })
    }

    /// The canonical request, with the hash that is claimed for the body.
    #[must_use]
    pub fn canonical_request(&self) -> String {
        Recipe::default().canonical_request(self)
    }
}

/// How a canonical request and a signature are made. The default is right.
#[derive(Clone, Debug, Default)]
struct Recipe {
    escaping: Escaping,
    order: Order,
    parameters: Covered,
    other_method: bool,
    path: Path,
    names_as_sent: bool,
    without_port: bool,
    without_empty_line: bool,
    hash: Hash,
    key_with_ampersand: bool,
    unhashed: bool,
    upper_case: bool,
    line_feed: bool,
}

#[derive(Clone, Copy, Debug, Default)]
enum Covered {
    #[default]
    Query,
    Nothing,
    QueryAndForm,
}

/// What is signed as the canonical URI.
#[derive(Clone, Copy, Debug, Default)]
enum Path {
    #[default]
    Documented,
    Empty,
    OfAddress,
}

#[derive(Clone, Copy, Debug, Default)]
enum Hash {
    #[default]
    Claimed,
    OfBody,
    OfNothing,
    Nothing,
}

/// Every mistake that is tried, the likeliest first.
fn steps() -> Vec<Named<Recipe>> {
    let mut steps: Vec<Named<Recipe>> = Vec::new();
    let mut add = |step: fn(&mut Recipe), what: &str| steps.push((Box::new(step), what.to_owned()));
    add(
        |r| r.key_with_ampersand = true,
        "the key is the secret and a \"&\", as in version 1.0, and should be the secret alone",
    );
    add(|r| r.hash = Hash::OfBody, "another hash is signed than x-acs-content-sha256 says");
    add(|r| r.hash = Hash::OfNothing, "the hash of an empty body is signed");
    add(|r| r.hash = Hash::Nothing, "the hash of the body is left out");
    add(|r| r.order = Order::AsSent, Order::UNSORTED);
    add(|r| r.order = Order::WithoutCase, Order::WITHOUT_CASE);
    add(|r| r.parameters = Covered::Nothing, "the query is not signed");
    add(
        |r| r.parameters = Covered::QueryAndForm,
        "the form body is signed as if it stood in the query",
    );
    add(|r| r.other_method = true, "the other method, GET for POST or POST for GET, is signed");
    add(|r| r.path = Path::Empty, "the path is signed as empty instead of \"/\"");
    add(
        |r| r.path = Path::OfAddress,
        "the path of the address is signed, and should be \"/\" whatever it is",
    );
    add(|r| r.names_as_sent = true, "names of headers are not signed in lower case");
    add(|r| r.without_port = true, "host is signed without its port");
    add(|r| r.without_empty_line = true, "the empty line after the headers is missing");
    add(|r| r.unhashed = true, "the canonical request is signed itself, not its hash");
    add(|r| r.line_feed = true, "a line feed stands at the end of the canonical request");
    add(|r| r.upper_case = true, "the signature is written with upper-case digits");
    for (step, what) in Escaping::STEPS {
        steps.push((Box::new(move |recipe| step(&mut recipe.escaping)), what.to_owned()));
    }
    steps
}

impl Recipe {
    fn canonical_request(&self, call: &Suspect<'_>) -> String {
        let method = match (self.other_method, call.method) {
            (true, "GET") => "POST",
            (true, _) => "GET",
            (false, method) => method,
        };
        let pairs: Vec<(&str, &str)> = match self.parameters {
            Covered::Query => call.query.iter().collect(),
            Covered::Nothing => Vec::new(),
            Covered::QueryAndForm => call.query.iter().chain(call.form.iter()).collect(),
        };
        let query = self.escaping.print(&self.order.arrange(&pairs));
        let owned: Vec<(String, &str)> = call
            .headers
            .iter()
            .map(|(name, value)| {
                let lower = name.to_ascii_lowercase();
                let value = match value.rsplit_once(':') {
                    Some((host, _)) if self.without_port && lower == header::HOST => host,
                    _ => value,
                };
                (if self.names_as_sent { (*name).to_owned() } else { lower }, value)
            })
            .collect();
        let headers: Vec<(&str, &str)> =
            owned.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let hash = match self.hash {
            Hash::Claimed => call.claimed.to_owned(),
            Hash::OfBody => v3::sha256(call.body),
            Hash::OfNothing => v3::sha256(b""),
            Hash::Nothing => String::new(),
        };
        let mut text = v3::canonical_request(method, &query, &headers, &hash);
        let path = match self.path {
            Path::Documented => v3::CANONICAL_URI,
            Path::Empty => "",
            Path::OfAddress => call.path,
        };
        text = text.replacen(&format!("\n{}\n", v3::CANONICAL_URI), &format!("\n{path}\n"), 1);
        if self.without_empty_line {
            text = text.replacen("\n\n", "\n", 1);
        }
        if self.line_feed {
            text.push('\n');
        }
        text
    }

    fn signature(&self, secret: &Secret, canonical_request: &str) -> String {
        let text = if self.unhashed {
            canonical_request.to_owned()
        } else {
            v3::string_to_sign(canonical_request)
        };
        let signature = if self.key_with_ampersand {
            v3::sign(&Secret::new(format!("{}&", secret.reveal())), &text)
        } else {
            v3::sign(secret, &text)
        };
        if self.upper_case { signature.to_uppercase() } else { signature }
    }
}

/// The mistake under which the signature of a call verifies, if it is one of the known.
#[must_use]
pub fn explaining(call: &Suspect<'_>, secret: &Secret) -> Option<Mistake> {
    let right = Recipe::default();
    let length = right.canonical_request(call).len();
    first(&right, &steps(), length, |recipe| {
        let text = recipe.canonical_request(call);
        (recipe.signature(secret, &text) == call.presented).then_some(text)
    })
}

/// The mistake by which a client comes to this canonical request, if it is one of the known.
#[must_use]
pub fn making(call: &Suspect<'_>, canonical_request: &str) -> Option<Mistake> {
    first(&Recipe::default(), &steps(), canonical_request.len(), |recipe| {
        Some(recipe.canonical_request(call)).filter(|text| text == canonical_request)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::signature::signed::SignedRequest as Read;

    const REQUEST: &str = concat!(
        "POST /ecs/?b=x+y*~!/:&a=&B=1 HTTP/1.1\r\nHost: h:1\r\nX-Acs-Content-Sha256: ",
        "5206b8b8a996cf5320cb12ca91c7b790fba9f030408efe83ebb83548dc3007bd\r\n",
        "Authorization: ACS3-HMAC-SHA256 Credential=testid,",
        "SignedHeaders=host;x-acs-content-sha256,Signature=SIGNATURE\r\n\r\nc=2"
    );

    /// The request with the hash of its body and this signature.
    fn request(signature: &str) -> String {
        REQUEST
            .replace(
                "5206b8b8a996cf5320cb12ca91c7b790fba9f030408efe83ebb83548dc3007bd",
                &v3::sha256(b"c=2"),
            )
            .replace("SIGNATURE", signature)
    }

    fn with<T>(text: &str, test: impl FnOnce(&Suspect<'_>) -> T) -> T {
        test(&Suspect::read(&RawRequest::split(text.as_bytes()).unwrap()).unwrap())
    }

    #[test]
    fn the_default_is_the_documented_way() {
        let text = request("0f");
        let right = Read::read(&RawRequest::split(text.as_bytes()).unwrap()).unwrap();
        assert_eq!(with(&text, |call| call.canonical_request()), right.canonical_request);
    }

    #[test]
    fn every_mistake_is_told_by_its_signature() {
        let secret = Secret::new("testsecret");
        let right = with(&request("0f"), |call| call.canonical_request());
        for (step, what) in steps() {
            let mut recipe = Recipe::default();
            step(&mut recipe);
            let signed = with(&request("0f"), |call| recipe.canonical_request(call));
            if matches!(recipe.hash, Hash::OfBody) {
                assert_eq!(signed, right, "the claimed hash is that of the body");
                continue;
            }
            let signature = recipe.signature(&secret, &signed);
            let mistake = with(&request(&signature), |call| explaining(call, &secret)).unwrap();
            assert_eq!((&mistake.signed, mistake.what.len()), (&signed, 1), "{what}: {mistake:?}");
            if signed != right {
                let made = with(&request("0f"), |call| making(call, &signed)).unwrap();
                assert_eq!(made, mistake, "{what}");
            }
        }
    }

    #[test]
    fn what_is_no_known_mistake_is_not_explained() {
        let secret = Secret::new("testsecret");
        assert_eq!(with(&request("0f"), |call| explaining(call, &secret)), None);
        assert_eq!(with(&request("0f"), |call| making(call, "POST\n/")), None);
    }
}
