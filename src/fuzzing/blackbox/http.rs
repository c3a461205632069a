//! Reading one HTTP/1.x answer, bounded in bytes: whatever an endpoint sends, no more is kept than the
//! limits here say. The time is the caller's to bound.

use super::socket::{Connection, Ending};
use crate::fuzzing::recipe::oracle::Answered;
use crate::outcome::Answer;

/// An answer as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RawAnswer {
    pub(super) status: u16,
    /// Status line and headers.
    pub(super) head: Vec<u8>,
    /// Without chunks; at most [`Answer::MAX_BODY_BYTES`].
    pub(super) body: Vec<u8>,
    /// Whether the connection cannot be used any more.
    pub(super) closes: bool,
}

impl RawAnswer {
    /// What of it is judged.
    pub(super) fn judged(&self) -> Answered<'_> {
        Answered { status: self.status, body: &self.body }
    }
}

/// How many interim answers (1xx) may come before the one that counts.
const MAX_INTERIM: usize = 100;
/// How long the line with the size of a chunk may be, and each trailer, in bytes.
const MAX_CHUNK_LINE: usize = 4 * 1024;
/// How many trailers there may be.
const MAX_TRAILERS: usize = 64;

/// How the length of a body is said. Source: RFC 9112, section 6.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    Bytes(usize),
    Chunked,
    UntilClose,
}

/// Reads the next answer; `is_head` says that it answers a HEAD, and so has no body.
pub(super) async fn read(connection: &mut Connection, is_head: bool) -> Result<RawAnswer, Ending> {
    for _ in 0..=MAX_INTERIM {
        let (status, head, length, closes) = head(connection).await?;
        if (100..200).contains(&status) && status != 101 {
            continue;
        }
        let has_none = is_head || matches!(status, 101 | 204 | 304);
        let mut answer =
            RawAnswer { status, head, body: Vec::new(), closes: closes || status == 101 };
        match length {
            _ if has_none => {}
            Length::Bytes(count) => answer.body = exactly(connection, count).await?,
            Length::Chunked => answer.body = chunks(connection).await?,
            Length::UntilClose => {
                while connection.buffer.len() <= Answer::MAX_BODY_BYTES
                    && connection.fill().await > 0
                {}
                answer.body = std::mem::take(&mut connection.buffer);
                answer.closes = true;
            }
        }
        if answer.body.len() > Answer::MAX_BODY_BYTES {
            return Err(Ending::TooLong);
        }
        connection.answers += 1;
        return Ok(answer);
    }
    Err(Ending::NotHttp(format!("more than {MAX_INTERIM} interim answers")))
}

async fn head(connection: &mut Connection) -> Result<(u16, Vec<u8>, Length, bool), Ending> {
    let mut searched = 0;
    let end = loop {
        let from = usize::saturating_sub(searched, 3);
        if let Some(end) = end_of_head(&connection.buffer[from..]) {
            break from + end;
        }
        searched = connection.buffer.len();
        if searched > Answer::MAX_HEAD_BYTES {
            return Err(Ending::NotHttp(format!("a head past {} bytes", Answer::MAX_HEAD_BYTES)));
        }
        if connection.buffer.len() >= 5 && !connection.buffer.starts_with(b"HTTP/") {
            return Err(Ending::NotHttp("it does not begin with HTTP/".to_owned()));
        }
        if connection.fill().await == 0 {
            return Err(closed(connection));
        }
    };
    let head: Vec<u8> = connection.buffer.drain(..end).collect();
    let mut headers = vec![httparse::EMPTY_HEADER; Answer::MAX_HEADERS];
    let mut parsed = httparse::Response::new(&mut headers);
    match parsed.parse(&head) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => {
            return Err(Ending::NotHttp("the head does not end".into()));
        }
        Err(error) => return Err(Ending::NotHttp(format!("{error} in its head"))),
    }
    let status = parsed.code.unwrap_or_default();
    let mut closes = parsed.version == Some(0);
    let mut length = Length::UntilClose;
    for header in parsed.headers.iter() {
        let value = || String::from_utf8_lossy(header.value).trim().to_ascii_lowercase();
        if header.name.eq_ignore_ascii_case("connection") {
            let value = value();
            closes |= value.contains("close");
            closes &= !value.contains("keep-alive");
        } else if header.name.eq_ignore_ascii_case("transfer-encoding") {
            if value().ends_with("chunked") {
                length = Length::Chunked;
            }
        } else if header.name.eq_ignore_ascii_case("content-length") && length != Length::Chunked {
            let count = value()
                .parse()
                .map_err(|_| Ending::NotHttp("its Content-Length is no number".to_owned()))?;
            length = Length::Bytes(count);
        }
    }
    Ok((status, head, length, closes))
}

fn end_of_head(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

fn closed(connection: &Connection) -> Ending {
    Ending::Closed { fresh: connection.answers == 0, after_bytes: connection.buffer.len() }
}

async fn exactly(connection: &mut Connection, count: usize) -> Result<Vec<u8>, Ending> {
    if count > Answer::MAX_BODY_BYTES {
        return Err(Ending::TooLong);
    }
    while connection.buffer.len() < count {
        if connection.fill().await == 0 {
            return Err(closed(connection));
        }
    }
    Ok(connection.buffer.drain(..count).collect())
}

async fn chunks(connection: &mut Connection) -> Result<Vec<u8>, Ending> {
    let mut body = Vec::new();
    loop {
        let line = line(connection).await?;
        let size = line.split(|byte| *byte == b';').next().unwrap_or_default();
        let size = std::str::from_utf8(size).unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16)
            .map_err(|_| Ending::NotHttp("the size of a chunk is no number".to_owned()))?;
        if size == 0 {
            break;
        }
        if size > Answer::MAX_BODY_BYTES || body.len() + size > Answer::MAX_BODY_BYTES {
            return Err(Ending::TooLong);
        }
        body.extend(exactly(connection, size).await?);
        if !self::line(connection).await?.is_empty() {
            return Err(Ending::NotHttp("a chunk is longer than it says".to_owned()));
        }
    }
    for _ in 0..MAX_TRAILERS {
        if line(connection).await?.is_empty() {
            return Ok(body);
        }
    }
    Err(Ending::NotHttp(format!("more than {MAX_TRAILERS} trailers")))
}

/// A line without its end.
async fn line(connection: &mut Connection) -> Result<Vec<u8>, Ending> {
    loop {
        if let Some(at) = connection.buffer.iter().position(|byte| *byte == b'\n') {
            let mut line: Vec<u8> = connection.buffer.drain(..=at).collect();
            line.pop();
            if line.last() == Some(&b'\r') {
                line.pop();
            }
            return Ok(line);
        }
        if connection.buffer.len() > MAX_CHUNK_LINE {
            return Err(Ending::NotHttp(format!("a chunk's line past {MAX_CHUNK_LINE} bytes")));
        }
        if connection.fill().await == 0 {
            return Err(closed(connection));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::AsyncWriteExt as _;
    use tokio::net::TcpListener;

    use super::super::socket::Destination;
    use super::*;

    /// Reads the answers that an endpoint sends which says this and closes.
    async fn answers(said: &[u8], count: usize) -> Vec<Result<RawAnswer, Ending>> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        let said = said.to_vec();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.write_all(&said).await;
        });
        let to = Destination::of(&url).await.unwrap();
        let mut connection = Connection::open(&to, Duration::from_secs(30)).await.unwrap();
        let mut all = Vec::new();
        for _ in 0..count {
            all.push(read(&mut connection, false).await);
        }
        all
    }

    fn body(answer: &Result<RawAnswer, Ending>) -> (u16, &[u8], bool) {
        let answer = answer.as_ref().unwrap();
        (answer.status, &answer.body, answer.closes)
    }

    #[tokio::test]
    async fn lengths_chunks_and_the_end_of_a_connection_end_a_body() {
        let said = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc\
            HTTP/1.1 400 No\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\nT: x\r\n\r\n\
            HTTP/1.1 403 No\r\nConnection: close\r\n\r\nrest";
        let all = answers(said, 3).await;
        assert_eq!(body(&all[0]), (200, &b"abc"[..], false));
        assert_eq!(body(&all[1]), (400, &b"abc"[..], false));
        assert_eq!(body(&all[2]), (403, &b"rest"[..], true));
    }

    #[tokio::test]
    async fn a_head_that_is_long_is_read() {
        let mut said = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n".to_vec();
        said.extend(format!("x: {}\r\n", "y".repeat(200)).repeat(900).as_bytes());
        said.extend(b"\r\nabc");
        assert_eq!(body(&answers(&said, 1).await[0]), (200, &b"abc"[..], false));
    }

    #[tokio::test]
    async fn what_is_no_answer_is_named() {
        for (said, what) in [
            (&b""[..], "closed without"),
            (b"HTTP/1.1 200", "closed after 12 bytes"),
            (b"SSH-2.0-x\r\n", "not HTTP"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", "closed after 3 bytes"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", "no number"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", "a body past"),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "no number"),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n", "longer"),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n", "a body past"),
        ] {
            let ending = answers(said, 1).await.remove(0).unwrap_err().to_string();
            assert!(ending.contains(what), "{ending:?} of {said:?}");
        }
        let storm = b"HTTP/1.1 103 Early\r\n\r\n".repeat(200);
        let ending = answers(&storm, 1).await.remove(0).unwrap_err().to_string();
        assert!(ending.contains("interim"), "{ending}");
        let mut endless = b"HTTP/1.1 200 OK\r\n".to_vec();
        endless.extend(b"x: y\r\n".repeat(100_000));
        let ending = answers(&endless, 1).await.remove(0).unwrap_err().to_string();
        assert!(ending.contains("a head past"), "{ending}");
    }
}
