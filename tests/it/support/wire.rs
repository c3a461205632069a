//! Sockets that behave as a test says: a plain listener, and a forwarder to a real endpoint that
//! misbehaves where it is told to.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A request as it came, head and body.
pub struct Request {
    bytes: Vec<u8>,
    head: usize,
    /// How many calls of RebootInstance its forwarder has seen, this one included.
    reboots: usize,
}

impl Request {
    /// Reads one request; `None` when the client closes before its end.
    fn read(stream: &mut TcpStream) -> Option<Self> {
        let mut bytes = Vec::new();
        loop {
            if let Some(head) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                let head = head + 4;
                let request = Self { bytes: bytes.clone(), head, reboots: 0 };
                if bytes.len() - head >= request.body_bytes() {
                    return Some(request);
                }
            }
            let mut buffer = [0; 16 * 1024];
            match stream.read(&mut buffer) {
                Ok(0) | Err(_) => return None,
                Ok(read) => bytes.extend_from_slice(&buffer[..read]),
            }
        }
    }

    fn head(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.head]).unwrap()
    }

    fn body_bytes(&self) -> usize {
        self.head()
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .map_or(0, |(_, value)| value.trim().parse().unwrap())
    }

    /// Method, path and query, as in `GET /?Action=RebootInstance`.
    pub fn line(&self) -> &str {
        self.head().lines().next().unwrap().trim_end_matches(" HTTP/1.1")
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let fields = self.head().lines().skip(1).filter_map(|line| line.split_once(':'));
        let mut values = fields.filter(|(other, _)| other.eq_ignore_ascii_case(name));
        values.next().map(|(_, value)| value.trim())
    }

    /// Whether it calls RebootInstance and is not the control call, which is the first that does.
    pub fn is_reboot(&self) -> bool {
        self.calls_reboot() && self.reboots > 1
    }

    /// Whether it calls RebootInstance, by query or by form.
    fn calls_reboot(&self) -> bool {
        let action: &[u8] = b"Action=RebootInstance";
        self.bytes.windows(action.len()).any(|window| window == action)
    }

    /// The same, asking for a connection that ends with the answer.
    fn for_one_answer(&self) -> Vec<u8> {
        let line_end = self.head().find("\r\n").unwrap() + 2;
        let mut bytes = self.bytes[..line_end].to_vec();
        bytes.extend_from_slice(b"connection: close\r\n");
        bytes.extend_from_slice(&self.bytes[line_end..]);
        bytes
    }
}

/// A port on which nothing listens.
pub fn closed_port() -> SocketAddr {
    // Free since the listener is dropped; the system does not give it out again at once.
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap()
}

/// Listens, and does this with every connection, each in a thread of its own. Threads end with the
/// test process.
pub fn listen(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let serve = Arc::new(serve);
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let serve = Arc::clone(&serve);
            thread::spawn(move || serve(stream));
        }
    });
    address
}

/// A forwarder to an endpoint, which keeps count of what was made there and is still there.
pub struct Forwarder {
    address: SocketAddr,
    made: Arc<Mutex<Made>>,
}

/// What the control protocol was asked for.
#[derive(Debug, Default)]
struct Made {
    ever: usize,
    left: Vec<String>,
}

impl Forwarder {
    /// Forwards to `endpoint` every request that `misbehave` does not take for itself, which it does
    /// by giving `true`.
    pub fn start(
        endpoint: SocketAddr,
        misbehave: impl Fn(&Request, &mut TcpStream) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self::both(endpoint, misbehave, |answer| answer)
    }

    /// Forwards everything, with another `Date` in every answer.
    pub fn dated(endpoint: SocketAddr, date: &str) -> Self {
        let line = format!("date: {date}\r\n");
        let dated = move |answer: Vec<u8>| {
            let head = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 2;
            let lines = answer[..head].split_inclusive(|byte| *byte == b'\n');
            let mut other: Vec<u8> = Vec::new();
            lines
                .filter(|line| !line.to_ascii_lowercase().starts_with(b"date:"))
                .for_each(|line| other.extend_from_slice(line));
            other.extend_from_slice(line.as_bytes());
            other.extend_from_slice(&answer[head..]);
            other
        };
        Self::both(endpoint, |_, _| false, dated)
    }

    /// Forwards everything, with every answer changed.
    pub fn changing(
        endpoint: SocketAddr,
        change: impl Fn(Vec<u8>) -> Vec<u8> + Send + Sync + 'static,
    ) -> Self {
        Self::both(endpoint, |_, _| false, change)
    }

    fn both(
        endpoint: SocketAddr,
        misbehave: impl Fn(&Request, &mut TcpStream) -> bool + Send + Sync + 'static,
        change: impl Fn(Vec<u8>) -> Vec<u8> + Send + Sync + 'static,
    ) -> Self {
        let made = Arc::<Mutex<Made>>::default();
        let count = Arc::clone(&made);
        let reboots = AtomicUsize::new(0);
        let address = listen(move |mut client| {
            let Some(mut request) = Request::read(&mut client) else { return };
            if request.calls_reboot() {
                request.reboots = reboots.fetch_add(1, Ordering::SeqCst) + 1;
            }
            if misbehave(&request, &mut client) {
                return;
            }
            // The endpoint may be dead, which the client sees as a closed connection.
            let Ok(answer) = send(endpoint, &request) else { return };
            note(&mut count.lock().unwrap(), &request, &answer);
            let _ = client.write_all(&change(answer));
        });
        Self { address, made }
    }

    /// Misbehaves on RebootInstance, and forwards the rest.
    pub fn on_reboot(
        endpoint: SocketAddr,
        misbehave: impl Fn(&mut TcpStream) + Send + Sync + 'static,
    ) -> Self {
        Self::start(endpoint, move |request, client| {
            if request.is_reboot() {
                misbehave(client);
            }
            request.is_reboot()
        })
    }

    /// Its address as that of an endpoint.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// `[arrange]` with the control protocol behind it.
    pub fn arrange(&self) -> String {
        format!("[arrange]\ncontrol = \"http://{}/_control\"\n", self.address)
    }

    /// How many instances and keys were made, and which of them were not removed.
    pub fn made(&self) -> (usize, Vec<String>) {
        let made = self.made.lock().unwrap();
        (made.ever, made.left.clone())
    }
}

/// Sends a request to an endpoint, and gives its answer.
pub fn send(endpoint: SocketAddr, request: &Request) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(endpoint)?;
    stream.write_all(&request.for_one_answer())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

fn note(made: &mut Made, request: &Request, answer: &[u8]) {
    let answer = String::from_utf8_lossy(answer);
    let Some((_, path)) = request.line().split_once("/_control/") else { return };
    if request.line().starts_with("POST") && answer.starts_with("HTTP/1.1 201") {
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        let id = ["InstanceId", "AccessKeyId", "id"].iter().find_map(|name| body[name].as_str());
        made.ever += 1;
        made.left.push(format!("{path}/{}", id.unwrap()));
    } else if request.line().starts_with("DELETE") && answer.starts_with("HTTP/1.1 204") {
        made.left.retain(|thing| thing != path);
    }
}

/// Sends the beginning once, and the rest again and again with pauses, until the client goes away.
pub fn for_ever(client: &mut TcpStream, beginning: &[u8], rest: &[u8], pause: Duration) {
    let mut sent = client.write_all(beginning);
    while sent.is_ok() {
        sent = client.write_all(rest);
        thread::sleep(pause);
    }
}
