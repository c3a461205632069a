//! A bound on what comes before an answer: interim answers (1xx) may come in any number, and the HTTP library
//! passes over them without end, at once, and without a turn for whoever watches the time.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::outcome::Answer;

/// How much may come before the head of an answer was read, in bytes: interim answers, the head, and what the library
/// reads of the body with it.
const MOST: usize = 3 * Answer::MAX_HEAD_BYTES;

/// How much may still come, known to a connection and to its user.
#[derive(Clone, Debug)]
pub(super) struct Room(Arc<AtomicUsize>);

impl Room {
    /// An answer is waited for.
    pub(super) fn for_a_head(&self) {
        self.0.store(MOST, Ordering::Relaxed);
    }

    /// It is there; whoever reads its body has a bound of their own.
    pub(super) fn for_a_body(&self) {
        self.0.store(usize::MAX, Ordering::Relaxed);
    }
}

/// A stream that fails where more comes.
pub(super) struct Bounded<S> {
    stream: S,
    room: Room,
}

impl<S> Bounded<S> {
    /// Bounds a stream, before the first answer.
    pub(super) fn new(stream: S) -> Self {
        Self { stream, room: Room(Arc::new(AtomicUsize::new(MOST))) }
    }

    /// What is to be told of answers.
    pub(super) fn room(&self) -> Room {
        self.room.clone()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Bounded<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let room = self.room.0.load(Ordering::Relaxed);
        if room == 0 {
            let what = format!("more than {} KiB came before an answer", MOST / 1024);
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, what)));
        }
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        let came = buffer.filled().len() - before;
        if room != usize::MAX && came > 0 {
            // Who waits for the next answer makes room anew, and may have done so just now.
            let left = room.saturating_sub(came);
            let _ = self.room.0.compare_exchange(room, left, Ordering::Relaxed, Ordering::Relaxed);
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Bounded<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

    use super::*;

    #[tokio::test]
    async fn what_comes_before_an_answer_is_bounded_and_what_comes_of_it_is_not() {
        let endless = || Bounded::new(tokio::io::repeat(b'a'));
        let mut read = vec![0; 2 * MOST];
        let mut answered = endless();
        answered.read_exact(&mut read[..MOST]).await.unwrap();
        let error = answered.read_exact(&mut read[..1]).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        answered.room().for_a_body();
        answered.read_exact(&mut read).await.unwrap();
        answered.room().for_a_head();
        answered.read_exact(&mut read[..MOST]).await.unwrap();
        assert!(answered.read_exact(&mut read[..1]).await.is_err());
    }
}
