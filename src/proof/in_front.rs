//! Faults in front of an endpoint of somebody else: a server on this machine whose layers send what passes on to
//! the endpoint of a target, over HTTP. That endpoint is not changed, and is asked for nothing that the suite
//! would not ask it for: calls signed with the keys that the target names or arranged, for its own instances.
//!
//! Calls pass one after another. What the endpoint answers is passed on as it came, but for what belongs to one
//! connection alone.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use url::{Position, Url};

use super::stop::Stop;
use crate::api::Edition;
use crate::api::operations::REBOOT_INSTANCE;
use crate::endpoint::{
    self, Account, Arrangement, Below, CONTROL_PATH, Disk, Endpoint, Moment, PreparedInstance,
    Response, Server, Settings,
};
use crate::outcome::{Answer, Purpose};
use crate::suite::client::{Client, Prepared, Way};
use crate::suite::need::Need;
use crate::suite::target::{Instances, List, Target};
use crate::wire::http::RawRequest;

/// The methods that are passed on.
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

/// How long a call of the API may take that is sent after it was told to stop: others wait for it.
const AFTER_STOP: Duration = Duration::from_secs(1);

/// Headers of an answer that are of one connection, and said anew on the next.
/// Source: RFC 9110, section 7.6.1, "Connection".
const OF_A_CONNECTION: [&str; 8] = [
    "connection",
    "content-length",
    "content-type",
    "date",
    "keep-alive",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// A running server in front of an endpoint. It stops when this is dropped.
#[derive(Debug)]
pub struct InFront {
    /// What to call: the target that it stands in front of, at the address of the server.
    pub target: Target,
    /// The server.
    pub server: Server,
}

impl InFront {
    /// Starts one in front of a target, with the layers that it is given, on an address of this machine. When it is told to
    /// stop, the call that is under way to the endpoint is given up, so that others find their way: those that
    /// give back what was made.
    ///
    /// # Errors
    /// When the address cannot be listened on, or this machine has no thread left.
    pub async fn start(
        target: &Target,
        layered: impl FnOnce(Endpoint) -> Endpoint,
        edition: Edition,
        address: SocketAddr,
        stop: &Stop,
    ) -> io::Result<Self> {
        let remote = Remote::new(target, stop.clone())?;
        let endpoint = Endpoint::in_front_of(Box::new(remote), settings(target, edition));
        let server = Server::start(layered(endpoint), address).await?;
        let mut fronted = target.clone();
        fronted.url = server.url().parse().map_err(io::Error::other)?;
        fronted.arrange.control = target.arrange.control.as_ref().map(|_| server.control_url());
        Ok(Self { target: fronted, server })
    }
}

/// What the layers have to know of the endpoint behind them.
fn settings(target: &Target, edition: Edition) -> Settings {
    let key = &target.access_key;
    let host = &target.url[Position::BeforeHost..Position::AfterPort];
    Settings {
        // The endpoint behind remembers the nonces of layers that are long gone.
        seed: fastrand::u64(..),
        edition,
        region: target.region.clone(),
        host: host.to_owned(),
        access_keys: vec![endpoint::AccessKey {
            id: key.id.clone(),
            secret: key.secret.clone(),
            active: true,
            account: Account::Own,
        }],
        instances: listed(&target.instances),
        ..Settings::default()
    }
}

/// The instances that the target lists, as it says they are.
fn listed(instances: &Instances) -> Vec<PreparedInstance> {
    let of = |list: List| {
        let arrangement = arrangement(&list.need());
        let prepared = move |id: &String| PreparedInstance {
            id: id.clone(),
            arrangement: arrangement.clone(),
        };
        instances.of(list).iter().map(prepared)
    };
    List::ALL.into_iter().flat_map(of).collect()
}

/// An instance as it is wanted, for the reference endpoint.
#[must_use]
pub fn arrangement(need: &Need) -> Arrangement {
    Arrangement {
        status: Some(need.status),
        locks: Some(need.locks.clone()),
        disk: Some(if need.disk_abnormal { Disk::Abnormal } else { Disk::Normal }),
        account: Some(if need.other_account { Account::Other } else { Account::Own }),
        ..Arrangement::default()
    }
}

/// The endpoint behind the layers.
struct Remote {
    client: Arc<Client>,
    url: Url,
    control: Option<String>,
    stop: Stop,
    /// Its own, so that whoever waits for an answer does not hold up the one that fetches it.
    runtime: Option<Runtime>,
}

impl Remote {
    fn new(target: &Target, stop: Stop) -> io::Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        Ok(Self {
            client: Arc::new(Client::new(target.timeout)),
            url: target.url.clone(),
            control: target.arrange.control.clone(),
            stop,
            runtime: Some(runtime),
        })
    }

    /// The address that a request is for behind the layers; none, for a control protocol that is not there.
    fn address(&self, raw: &RawRequest<'_>) -> Option<String> {
        let target = String::from_utf8_lossy(raw.target);
        if let Some(rest) = target.strip_prefix(CONTROL_PATH) {
            return self.control.as_ref().map(|control| format!("{control}{rest}"));
        }
        let before = &self.url[..Position::AfterPath];
        Some(format!("{}{target}", before.trim_end_matches('/')))
    }

    fn prepared(&self, raw: &RawRequest<'_>) -> Option<Prepared> {
        let headers = raw.headers.iter().filter(|field| {
            !["content-length", "connection", "transfer-encoding"]
                .iter()
                .any(|own| field.name.eq_ignore_ascii_case(own))
        });
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        let is_control = is_control(raw);
        Some(Prepared {
            method: METHODS.into_iter().find(|method| *method == raw.method)?,
            url: self.address(raw)?,
            headers: headers
                // The control protocol is asked under its own name.
                .filter(|field| !is_control || !field.name.eq_ignore_ascii_case("host"))
                .map(|field| (field.name.to_owned(), text(field.value)))
                .collect(),
            body: raw.body.to_vec(),
            ..Prepared::default()
        })
    }
}

impl Below for Remote {
    fn answer(&mut self, raw: &RawRequest<'_>, _: Moment) -> Response {
        let Some(prepared) = self.prepared(raw) else {
            return plain(404, "nothing is behind this");
        };
        let Some(runtime) = &self.runtime else { return plain(502, STOPPED) };
        let has_come = self.stop.has_come();
        // Those that wait would hold up what gives back, and nothing is to be restarted any more.
        if has_come && restarts(&prepared) {
            return plain(502, STOPPED);
        }
        let (sender, receiver) = mpsc::channel();
        let client = Arc::clone(&self.client);
        let (stop, is_control) = (self.stop.clone(), is_control(raw));
        let given_up = async move {
            match (is_control, has_come) {
                // What it makes has to be known.
                (true, _) => std::future::pending().await,
                (false, true) => tokio::time::sleep(AFTER_STOP).await,
                (false, false) => stop.come().await,
            }
        };
        runtime.spawn(async move {
            tokio::select! {
                sent = client.send(Purpose::Judge, prepared, Way::Apart) => {
                    // Whoever waits may be gone.
                    let _ = sender.send(sent);
                }
                () = given_up => {}
            }
        });
        let Ok(sent) = receiver.recv() else { return plain(502, STOPPED) };
        match sent.exchange.answer {
            Some(answer) => passed_on(answer),
            None => plain(502, &sent.exchange.failure.unwrap_or_default()),
        }
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        // Waiting for it is not allowed where other tasks run.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// What is said in place of an answer when it was told to stop.
const STOPPED: &str = "it is stopped";

/// Whether a request is one of the control protocol.
fn is_control(raw: &RawRequest<'_>) -> bool {
    raw.target.starts_with(CONTROL_PATH.as_bytes())
}

/// Whether a request may ask for a restart: the operation stands in it, wherever that is.
fn restarts(request: &Prepared) -> bool {
    let name = REBOOT_INSTANCE.name;
    request.url.contains(name)
        || request.headers.iter().any(|(_, value)| value.contains(name))
        || String::from_utf8_lossy(&request.body).contains(name)
}

/// An answer, as the next connection says it.
fn passed_on(answer: Answer) -> Response {
    let content_type = answer.headers.iter().find(|(name, _)| name == "content-type");
    let content_type = content_type.map_or_else(String::new, |(_, value)| value.clone());
    let is_passed = |name: &str| !OF_A_CONNECTION.contains(&name);
    Response {
        status: answer.status,
        content_type: content_type.into(),
        headers: answer
            .headers
            .into_iter()
            .filter(|(name, _)| is_passed(name))
            .map(|(name, value)| (name.into(), value))
            .collect(),
        body: answer.body,
    }
}

fn plain(status: u16, text: &str) -> Response {
    Response {
        status,
        content_type: "text/plain; charset=utf-8".into(),
        headers: Vec::new(),
        body: text.as_bytes().to_vec(),
    }
}
