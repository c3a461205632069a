//! A mock endpoint in this process, judged: `cargo run --example judge_a_mock`. The mock restarts whatever it is
//! asked for, and the report says what is wrong with that.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

use rebootspec::{Options, Target, judge_blocking};

/// Says to every call that it is served.
fn answer(mut stream: TcpStream, number: usize) -> io::Result<()> {
    let head = BufReader::new(stream.try_clone()?).lines();
    // GET has no body: the head ends with an empty line.
    for line in head.take_while(|line| line.as_ref().is_ok_and(|line| !line.is_empty())) {
        line?;
    }
    let body = format!(
        "<RebootInstanceResponse><RequestId>0C9E7A1B-1111-4222-8333-{number:012X}</RequestId></RebootInstanceResponse>"
    );
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

#[expect(clippy::print_stdout, reason = "it is what the example shows")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/", listener.local_addr()?);
    thread::spawn(move || {
        for (number, stream) in listener.incoming().flatten().enumerate() {
            thread::spawn(move || answer(stream, number));
        }
    });

    let target = Target::local(&url, "testid", "testsecret")?.running(["i-1"]);
    let report = judge_blocking(&target, &Options::default().rule("RI-01").rule("RI-30"))?;
    println!("{report}");
    assert!(!report.conforms(), "an id that does not exist was restarted");
    Ok(())
}
