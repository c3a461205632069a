//! A socket that keeps the bytes that come in, so that a request can be recorded as it was sent: letter
//! case and order of its headers, its escapes, its line ends. Nothing is kept unless somebody asked for it.
//!
//! What is recorded is one request with its body in one piece: a chunked body is joined, as in the captures.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use super::places::Pulse;
use crate::wire::http::RawRequest;

/// How many bytes are kept until they are taken: a request of the longest body that is read, sent in
/// small chunks.
const MOST: usize = 4 * 1024 * 1024;

/// The bytes that came in and were not taken yet, shared between a socket and who answers it.
#[derive(Clone, Debug, Default)]
pub(super) struct Heard(Option<Arc<Mutex<Vec<u8>>>>);

impl Heard {
    /// Keeps what comes in, or nothing.
    pub(super) fn new(keep: bool) -> Self {
        Self(keep.then(Arc::default))
    }

    fn add(&self, bytes: &[u8]) {
        let Some(kept) = &self.0 else { return };
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() + bytes.len() > MOST {
            // What is left cannot be read as a request, and will be rebuilt.
            kept.clear();
        } else {
            kept.extend_from_slice(bytes);
        }
    }

    /// Takes the request that is `understood`: its head as it came, and its body. Where its head was not
    /// kept, it is written anew from what was understood.
    pub(super) fn take(&self, understood: &RawRequest<'_>) -> Vec<u8> {
        let Some(kept) = &self.0 else { return rebuilt(understood) };
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut request, length) = match head_and_length(&kept) {
            Some((head, length)) => (kept[..head].to_vec(), length),
            None => {
                kept.clear();
                return rebuilt(understood);
            }
        };
        // A client that does not wait for answers has sent more.
        let length = length.min(kept.len());
        kept.drain(..length);
        request.extend_from_slice(understood.body);
        request
    }
}

/// How long the head is, and the whole request, of what begins these bytes.
fn head_and_length(bytes: &[u8]) -> Option<(usize, usize)> {
    let raw = RawRequest::split(bytes).ok()?;
    let head = bytes.len() - raw.body.len();
    let is_chunked = raw
        .header("transfer-encoding")
        .is_some_and(|codings| codings.to_ascii_lowercase().ends_with("chunked"));
    let body = if is_chunked {
        chunked_length(raw.body)?
    } else {
        raw.header("content-length").map_or(Some(0), |length| length.parse().ok())?
    };
    Some((head, head.checked_add(body)?))
}

/// How long a chunked body is. Source: RFC 9112, section 7.1, "Chunked Transfer Coding".
fn chunked_length(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let (line, next) = line(bytes, at)?;
        let digits = line.split(|&byte| byte == b';').next()?;
        let size = usize::from_str_radix(std::str::from_utf8(digits).ok()?.trim(), 16).ok()?;
        at = next;
        if size == 0 {
            break;
        }
        at = at.checked_add(size)?.checked_add(2)?;
    }
    // Trailers, up to an empty line.
    loop {
        let (line, next) = line(bytes, at)?;
        at = next;
        if line.is_empty() {
            return Some(at);
        }
    }
}

/// The line at a place, and where the next one begins.
fn line(bytes: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let rest = bytes.get(at..)?;
    let end = rest.windows(2).position(|pair| pair == b"\r\n")?;
    Some((&rest[..end], at + end + 2))
}

fn rebuilt(raw: &RawRequest<'_>) -> Vec<u8> {
    let mut bytes = [raw.method.as_bytes(), b" ", raw.target, b" HTTP/1.1\r\n"].concat();
    for field in &raw.headers {
        bytes.extend([field.name.as_bytes(), b": ", field.value, b"\r\n"].concat());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(raw.body);
    bytes
}

/// A connection whose incoming bytes are heard, and of which is known when something was last said.
#[derive(Debug)]
pub(super) struct Tap {
    stream: TcpStream,
    heard: Heard,
    pulse: Pulse,
}

impl Tap {
    /// Listens in on a connection.
    pub(super) fn new(stream: TcpStream, heard: Heard, pulse: Pulse) -> Self {
        Self { stream, heard, pulse }
    }
}

impl AsyncRead for Tap {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        let read = buffer.filled().get(before..).unwrap_or_default();
        if !read.is_empty() {
            self.pulse.beat();
            self.heard.add(read);
        }
        polled
    }
}

impl AsyncWrite for Tap {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.pulse.beat();
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.pulse.beat();
        Pin::new(&mut self.stream).poll_write_vectored(context, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "POST /?a=%2f HTTP/1.1\r\nHOST:  h\r\n";

    /// What is taken of bytes that came in, each time a request with this body was understood.
    fn taken(bytes: &[&str], bodies: &[&str]) -> Vec<String> {
        let heard = Heard::new(true);
        bytes.iter().for_each(|piece| heard.add(piece.as_bytes()));
        let request = |body: &&str| {
            let raw = RawRequest {
                method: "POST",
                target: b"/rebuilt",
                headers: Vec::new(),
                body: body.as_bytes(),
            };
            String::from_utf8(heard.take(&raw)).unwrap()
        };
        bodies.iter().map(request).collect()
    }

    #[test]
    fn a_request_is_taken_as_it_came() {
        let request = format!("{HEAD}Content-Length: 3\r\n\r\nb=1");
        let (one, two) = request.split_at(20);
        assert_eq!(taken(&[one, two], &["b=1"]).concat(), request);
        let both = format!("{request}{HEAD}\r\n");
        assert_eq!(taken(&[&both], &["b=1", ""]), [request, format!("{HEAD}\r\n")]);
    }

    #[test]
    fn chunks_are_joined() {
        let head = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n");
        let sent = format!("{head}2;x=y\r\nb=\r\n1\r\n1\r\n0\r\nTrailer: t\r\n\r\n{HEAD}\r\n");
        assert_eq!(taken(&[&sent], &["b=1", ""]), [format!("{head}b=1"), format!("{HEAD}\r\n")]);
    }

    #[test]
    fn what_was_not_kept_is_rebuilt() {
        let rebuilt = "POST /rebuilt HTTP/1.1\r\n\r\nb=1";
        let endless = "a".repeat(MOST);
        for sent in ["", "no request", &endless, &format!("{HEAD}Content-Length: x\r\n\r\n")] {
            assert_eq!(taken(&[sent, "\r\n"], &["b=1"]), [rebuilt], "{} bytes", sent.len());
        }
        for chunks in ["", "x\r\n", "2\r\nb=", "ffffffffffffffff\r\n", "0\r\nTrailer: t\r\n"] {
            let sent = format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n{chunks}");
            assert_eq!(taken(&[&sent], &["b=1"]), [rebuilt], "{chunks:?}");
        }
    }
}
