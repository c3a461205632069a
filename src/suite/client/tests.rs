//! What a connection that ends says of the request on it.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::*;

const KEPT: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// Reads the head of a request; whether there is one.
async fn asked(stream: &mut TcpStream) -> bool {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_buf(&mut head).await {
            Ok(0) | Err(_) => return false,
            Ok(_) => {}
        }
    }
    true
}

/// An endpoint that gives these answers, one connection after the other, and closes where there is none.
/// Counts the requests.
async fn endpoint(connections: Vec<Vec<Option<&'static [u8]>>>) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let count = Arc::<AtomicUsize>::default();
    let requests = Arc::clone(&count);
    tokio::spawn(async move {
        for answers in connections {
            let (mut stream, _) = listener.accept().await.unwrap();
            for answer in answers {
                if asked(&mut stream).await {
                    requests.fetch_add(1, Ordering::SeqCst);
                }
                let Some(answer) = answer else { break };
                stream.write_all(answer).await.unwrap();
            }
        }
    });
    (url, count)
}

async fn get(client: &Client, url: &str) -> Sent {
    let (headers, body) = (Vec::new(), Vec::new());
    let prepared =
        Prepared { method: "GET", url: url.to_owned(), headers, body, ..Prepared::default() };
    client.send(Purpose::Judge, prepared, Way::Any).await
}

fn client() -> Client {
    Client::new(Duration::from_secs(30))
}

#[tokio::test]
async fn no_answer_to_the_first_request_of_a_connection_is_no_answer() {
    let (url, requests) = endpoint(vec![vec![None]]).await;
    let sent = get(&client(), &url).await;
    assert!(matches!(sent.outcome, Err(NoAnswer::Dropped(_))), "{:?}", sent.outcome);
    assert_eq!((sent.dropped, requests.load(Ordering::SeqCst)), (None, 1));
}

#[tokio::test]
async fn a_connection_that_had_carried_an_answer_may_have_been_closed_before() {
    let (url, _) = endpoint(vec![vec![Some(KEPT), None]]).await;
    let client = client();
    assert!(get(&client, &url).await.outcome.is_ok());
    let sent = get(&client, &url).await;
    assert!(matches!(sent.outcome, Err(NoAnswer::Dropped(_))), "{:?}", sent.outcome);
    assert_eq!(sent.dropped, Some(Dropped::Kept));
}

#[tokio::test]
async fn no_connection_is_kept_that_the_answer_ends() {
    for ends in [
        &b"HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok"[..],
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: foo, Close\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\n\r\nok",
    ] {
        // The second request goes over a connection of its own, whether or not the first stands.
        let (url, requests) = endpoint(vec![vec![Some(ends)], vec![None]]).await;
        let client = client();
        assert_eq!(get(&client, &url).await.exchange.answer.unwrap().body, b"ok");
        let sent = get(&client, &url).await;
        assert!(matches!(sent.outcome, Err(NoAnswer::Dropped(_))), "{:?}", sent.outcome);
        assert_eq!((sent.dropped, requests.load(Ordering::SeqCst)), (None, 2));
    }
}

#[tokio::test]
async fn a_connection_that_is_closed_while_nothing_is_asked_costs_nothing() {
    let (url, requests) = endpoint(vec![vec![Some(KEPT)], vec![Some(KEPT)]]).await;
    let client = client();
    for _ in 0..2 {
        assert!(get(&client, &url).await.outcome.is_ok());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(requests.load(Ordering::SeqCst), 2);
}

/// An endpoint that closes every connection above so many at once, as soon as it is made.
async fn narrow(most: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let open = Arc::<AtomicUsize>::default();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            if open.load(Ordering::SeqCst) >= most {
                continue;
            }
            open.fetch_add(1, Ordering::SeqCst);
            let open = Arc::clone(&open);
            tokio::spawn(async move {
                while asked(&mut stream).await {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                    stream.write_all(KEPT).await.unwrap();
                }
                open.fetch_sub(1, Ordering::SeqCst);
            });
        }
    });
    url
}

#[tokio::test]
async fn no_more_connections_are_opened_than_an_endpoint_takes() {
    let url = narrow(3).await;
    let client = client();
    let mut lost = 0;
    for _ in 0..4 {
        let all = futures::future::join_all((0..12).map(|_| get(&client, &url))).await;
        let failed = all.iter().filter(|sent| sent.outcome.is_err());
        assert!(failed.clone().all(|sent| sent.dropped == Some(Dropped::OneTooMany)), "{all:?}");
        lost += failed.count();
    }
    assert!(lost <= 9, "{lost} requests were dropped");
    client.settle(true);
    assert!(get(&client, &url).await.outcome.is_ok());
    assert_eq!(client.connections_lowered_to(), Some(3));
    // One of its own takes the place of one that waits.
    let prepared = Prepared { method: "GET", url, ..Prepared::default() };
    let sent = client.send(Purpose::Judge, prepared, Way::Apart).await;
    let is_told = sent.dropped == Some(Dropped::OneTooMany);
    assert!(sent.outcome.is_ok() || is_told, "{:?}", sent.outcome);
}

#[tokio::test]
async fn nothing_that_listens_is_refused_at_once() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let began = Instant::now();
    let sent = get(&client(), &url).await;
    assert_eq!(sent.outcome, Err(NoAnswer::Refused));
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn what_comes_behind_an_answer_is_counted() {
    const KEPT_MORE: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok<a>more</a>";
    const CLOSED_MORE: &[u8] =
        b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\n";
    const CHUNKS_MORE: &[u8] =
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n\r\n";
    const NONE_MORE: &[u8] = b"HTTP/1.1 204 Done\r\n\r\nok";
    const CUT: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok";
    for (answer, count) in
        [(KEPT, 0), (CUT, 0), (KEPT_MORE, 1), (CLOSED_MORE, 1), (CHUNKS_MORE, 1), (NONE_MORE, 1)]
    {
        let (url, _) = endpoint(vec![vec![Some(answer)], vec![Some(KEPT), Some(KEPT)]]).await;
        let client = client();
        assert_eq!(get(&client, &url).await.outcome.is_ok(), answer != CUT);
        // The connection's own task may not have seen it yet.
        let until = Instant::now() + Duration::from_secs(20);
        while client.surplus() < count && Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        // The next answer is that to the next request.
        for _ in 0..2 {
            assert!(get(&client, &url).await.outcome.is_ok());
        }
        assert_eq!(client.surplus(), count, "{}", String::from_utf8_lossy(answer));
    }
}

#[tokio::test]
async fn an_answer_may_have_many_headers() {
    let head = format!("HTTP/1.1 200 OK\r\n{}content-length: 2\r\n\r\nok", "x: y\r\n".repeat(900));
    let (url, _) = endpoint(vec![vec![Some(head.leak().as_bytes())]]).await;
    let sent = get(&client(), &url).await;
    assert_eq!(sent.exchange.answer.map(|answer| answer.headers.len()), Some(901));
}
