//! What stands in the way of calls: whose it is, and the next step. Of the answers that tell of the target's
//! set-up, and of everything that keeps an answer from coming.
//!
//! That it is the endpoint's is said only where that is known.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::answer::{Content, Received};
use super::client::NoAnswer;
use super::handshake::{self, ANOTHER_ADDRESS, HTTP_1};
use super::session::Session;
use crate::api::errors::{Failure, SET_UP, SetUp, Sign};
use crate::outcome::Answer;
use crate::outcome::diagnosis::Owner;

/// Why calls are not served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// Whose it is.
    pub owner: Owner,
    /// What was seen.
    pub seen: String,
    /// The next step.
    pub next: String,
    /// What was signed, where that is in question.
    pub signed: Option<String>,
}

impl Obstacle {
    /// An obstacle.
    pub fn new(owner: Owner, seen: impl Into<String>, next: impl Into<String>) -> Self {
        Self { owner, seen: seen.into(), next: next.into(), signed: None }
    }
}

impl std::fmt::Display for Obstacle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { owner, seen, next, signed } = self;
        write!(f, "{seen}\n  whose: {}\n  next: {next}", owner.words())?;
        if let Some(signed) = signed {
            write!(f, "\n  the string to sign that the suite used: {signed}")?;
        }
        Ok(())
    }
}

/// What an answer says of the set-up that is said in no other case: of the address, the key's rights, what stands
/// between. `on_own`: the call named an instance that is the caller's own.
#[must_use]
pub(super) fn surely_told_by(
    session: &Session,
    received: &Received,
    on_own: bool,
) -> Option<Obstacle> {
    let (Content::Read(answer, _) | Content::Unreadable(answer, _)) = &received.content else {
        return None;
    };
    let what = set_up(answer, received, on_own)?;
    let of = match what {
        SetUp::Rights => format!("the access key {:?}", session.target.access_key.id),
        _ => session.target.shown_url(),
    };
    let seen = format!("{of}: {}: {}", sentence(what), received.describe());
    Some(Obstacle::new(Owner::Setup, seen, next(session, what)))
}

/// What an answer to a plain correct call says of the set-up; also what it says of the key, the signature, the
/// time and the region, which an endpoint may be wrong about itself.
#[must_use]
pub(super) fn told_by(session: &Session, received: &Received, on_own: bool) -> Option<Obstacle> {
    if let Some(surely) = surely_told_by(session, received, on_own) {
        return Some(surely);
    }
    let came = received.describe();
    let key = &session.target.access_key.id;
    let (owner, seen, next) = if received.answers(Failure::AccessKeyMalformed) {
        (
            Owner::Setup,
            format!("the endpoint does not know the access key {key:?}: {came}"),
            "correct access_key_id in the target file, or make the key known to the endpoint",
        )
    } else if received.answers(Failure::AccessKeyDisabled) {
        (
            Owner::Setup,
            format!("the access key {key:?} is disabled: {came}"),
            "activate the key, or name another one in the target file",
        )
    } else if received.answers(Failure::SignatureWrong) {
        (
            Owner::Open,
            format!("the signature was refused: {came}"),
            "check access_key_secret; if it is right, compare the string to sign with the endpoint's: \
             rebootspec doctor shows both",
        )
    } else if received.answers(Failure::TimestampExpired) {
        (
            Owner::Open,
            format!("the Timestamp was refused: {came}"),
            "compare this machine's clock with the endpoint's: rebootspec doctor does",
        )
    } else if token_is_refused(received) {
        (
            Owner::Setup,
            format!("the SecurityToken of the access key {key:?} was refused: {came}"),
            "name a session key that is still valid, with its SecurityToken, in the target file, or another key",
        )
    } else if region_is_unknown(received) {
        (
            Owner::Setup,
            format!("the endpoint does not know the region {:?}: {came}", session.target.region),
            "correct region under [endpoint] of the target file",
        )
    } else {
        return None;
    };
    Some(Obstacle::new(owner, seen, next))
}

/// What a plain correct call on an own Running instance can be refused for that is a matter of the set-up and of
/// no rule: the key's rights, the account, https.
#[must_use]
pub(super) fn told_on_own(session: &Session, received: &Received) -> Option<Obstacle> {
    let Content::Read(answer, _) = &received.content else { return None };
    let what = set_up(answer, received, true)?;
    matches!(what, SetUp::Rights | SetUp::Account | SetUp::Https)
        .then(|| told_by(session, received, true))
        .flatten()
}

/// Whether it is the right to make the call that lacks.
#[must_use]
pub(super) fn lacks_right(received: &Received, on_own: bool) -> bool {
    match &received.content {
        Content::Read(answer, _) => set_up(answer, received, on_own) == Some(SetUp::Rights),
        Content::Unreadable(..) | Content::None(_) => false,
    }
}

fn region_is_unknown(received: &Received) -> bool {
    let code = received.reading().and_then(|reading| reading.code);
    code.is_some_and(|code| {
        code.starts_with("InvalidRegionId") || code == "InvalidOperation.NotSupportedEndpoint"
    })
}

fn token_is_refused(received: &Received) -> bool {
    let code = received.reading().and_then(|reading| reading.code);
    code.is_some_and(|code| code.starts_with("InvalidSecurityToken"))
}

/// What other servers in front say of the same things: Go's net/http and Apache of https, nginx of a client
/// certificate; and any of them of the version of HTTP (RFC 9110, sections 15.5.22 and 15.6.6).
const SERVERS: &[(SetUp, u16, Sign)] = &[
    (SetUp::Https, 400, Sign::Page("HTTP request to an HTTPS server")),
    (SetUp::Https, 400, Sign::Page("plain HTTP to an SSL-enabled server port")),
    (SetUp::ClientCertificate, 400, Sign::Page("The SSL certificate error")),
    (SetUp::HttpVersion, 426, Sign::Header("upgrade")),
    (SetUp::HttpVersion, 505, Sign::Status),
];

fn set_up(answer: &Answer, received: &Received, on_own: bool) -> Option<SetUp> {
    let code = received.reading().and_then(|reading| reading.code);
    let page = || String::from_utf8_lossy(&answer.body).to_ascii_lowercase();
    let shows = |sign: Sign| match sign {
        Sign::Code(known) => code == Some(known),
        Sign::CodeOnOwnInstance(known) => on_own && code == Some(known),
        Sign::Header(name) => answer.header(name).is_some(),
        Sign::Status => true,
        Sign::Page(words) => code.is_none() && page().contains(&words.to_ascii_lowercase()),
    };
    let of_the_api = SET_UP
        .iter()
        .filter(|one| one.status.matches(answer.status) && shows(one.sign))
        .map(|one| one.what);
    let of_servers = SERVERS
        .iter()
        .filter(|(_, status, sign)| *status == answer.status && shows(*sign))
        .map(|(what, ..)| *what);
    of_the_api.chain(of_servers).next()
}

const fn sentence(what: SetUp) -> &'static str {
    match what {
        SetUp::SessionKey => "the access key is a session key, and its SecurityToken is not sent",
        SetUp::Https => "https is wanted there, and the address is http",
        SetUp::Product => "it is the address of another product",
        SetUp::Region => "it is not the address of this region",
        SetUp::Rights => "it has not the right to make this call",
        SetUp::Account => "the account may not do this",
        SetUp::HttpAuthentication => {
            "a server in front of the endpoint asks for HTTP authentication"
        }
        SetUp::ProxyAuthentication => "a proxy asks for authentication",
        SetUp::ClientCertificate => {
            "a server in front of the endpoint asks for a client certificate"
        }
        SetUp::HttpVersion => "another version of HTTP than 1.1 is wanted there",
    }
}

/// What to allow the key's user.
pub(super) fn wanted_rights(session: &Session) -> String {
    let operation = session.operation.name;
    format!("allow the key's user {operation}, DescribeInstanceStatus and DescribeInstances")
}

fn next(session: &Session, what: SetUp) -> String {
    let next = match what {
        SetUp::SessionKey => "name an access key that needs no SecurityToken in the target file",
        SetUp::Https => "write https:// in url of the target file, with the port of https",
        SetUp::Product => "write the address of ECS into url of the target file",
        SetUp::Region => "correct url and region under [endpoint] of the target file",
        SetUp::Rights => {
            let rights = wanted_rights(session);
            return format!("{rights}, or name the key of another user in the target file");
        }
        SetUp::Account => {
            "look into the account: its balance, and whether it is under risk control"
        }
        SetUp::HttpAuthentication => {
            "give user and password in url of the target file (http://user:password@…), or the \
             endpoint's own address, without what stands in front"
        }
        SetUp::ProxyAuthentication => {
            "write the endpoint's own address into url of the target file, not that of a proxy"
        }
        SetUp::ClientCertificate => ANOTHER_ADDRESS,
        SetUp::HttpVersion => HTTP_1,
    };
    next.to_owned()
}

/// What to say where no answer came.
#[must_use]
pub(super) fn unanswered(session: &Session, failure: &NoAnswer) -> Obstacle {
    let url = session.target.shown_url();
    let (owner, next) = match failure {
        NoAnswer::Tls(cause) => handshake::told_by(cause),
        NoAnswer::Connect(cause) if session.target.url.scheme() == "https" => {
            handshake::told_by(cause)
        }
        NoAnswer::Dns(_) | NoAnswer::Refused | NoAnswer::Connect(_) | NoAnswer::NotHttp(_) => {
            (Owner::Setup, failure.advice())
        }
        NoAnswer::TimedOut(_) | NoAnswer::Closed(_) | NoAnswer::Dropped(_) | NoAnswer::Lost => {
            (Owner::Open, failure.advice())
        }
        NoAnswer::Unsendable(_) => (Owner::Suite, failure.advice()),
    };
    Obstacle::new(owner, format!("{url}: {failure}"), next)
}

/// The same, after a look at whether HTTP/2 alone is spoken there, or TLS.
pub(super) async fn unanswered_looked_into(session: &Session, failure: &NoAnswer) -> Obstacle {
    let plain = session.target.url.scheme() == "http";
    let may_be =
        matches!(failure, NoAnswer::NotHttp(_) | NoAnswer::Closed(_) | NoAnswer::Dropped(_));
    let obstacle = unanswered(session, failure);
    if plain && may_be && speaks_http_2(session).await {
        let seen =
            format!("{}: HTTP/2 is spoken there, and HTTP/1.1 is not", session.target.shown_url());
        return Obstacle::new(Owner::Setup, seen, next(session, SetUp::HttpVersion));
    }
    if plain && may_be && speaks_tls(session).await {
        let seen =
            format!("{}: TLS is spoken there, and the address is http", session.target.shown_url());
        return Obstacle::new(Owner::Setup, seen, next(session, SetUp::Https));
    }
    obstacle
}

/// Whether the beginning of a TLS handshake is answered in TLS, by a handshake or an alert. Source: RFC 5246, sections
/// 6.2.1, "Fragmentation", and 7.4.1.2, "Client Hello".
async fn speaks_tls(session: &Session) -> bool {
    let mut hello = vec![0x16, 3, 1, 0, 45, 1, 0, 0, 41, 3, 3];
    hello.extend((0..32).map(|_| fastrand::u8(..)));
    // No session, one suite (TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256), no compression.
    hello.extend([0, 0, 2, 0xc0, 0x2f, 1, 0]);
    begins(session, &hello, |head| matches!(head, [0x15 | 0x16, 3, ..])).await
}

/// How long to wait for the first bytes of HTTP/2 or TLS: their servers speak at once.
const SPEAKS: Duration = Duration::from_secs(2);

/// Whether the beginning of an HTTP/2 connection is answered by one. Source: RFC 9113, section 3.4, "HTTP/2
/// Connection Preface": the client's preface and a SETTINGS frame, answered by a SETTINGS frame.
async fn speaks_http_2(session: &Session) -> bool {
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    // A frame begins with its length in three bytes and its type, which is 4 for SETTINGS.
    begins(session, preface, |head| matches!(head, [0, _, _, 4])).await
}

/// Whether what is sent over a connection of its own is answered so, by the first four bytes of what comes.
async fn begins(session: &Session, sent: &[u8], is_it: impl Fn(&[u8; 4]) -> bool) -> bool {
    let url = &session.target.url;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default().unwrap_or_default();
    let attempt = async {
        let mut stream = TcpStream::connect((host.as_str(), port)).await?;
        stream.write_all(sent).await?;
        let mut head = [0; 4];
        stream.read_exact(&mut head).await?;
        Ok::<_, std::io::Error>(is_it(&head))
    };
    matches!(tokio::time::timeout(SPEAKS, attempt).await, Ok(Ok(true)))
}
