//! An endpoint of a few lines: it gives one answer for the head of each request.

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use super::{Folder, listen};

/// The endpoint, and a target file for it.
pub struct Stub {
    address: SocketAddr,
    folder: Folder,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Stub {
    /// Answers until the tests are over.
    pub fn start(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        let heads = Arc::<Mutex<Vec<String>>>::default();
        let seen = Arc::clone(&heads);
        let address = listen(move |mut stream| {
            let mut head = Vec::new();
            let mut buffer = [0; 4096];
            while !head.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
                match stream.read(&mut buffer) {
                    // A connection that is only opened, as a look at the address does.
                    Ok(0) | Err(_) => return,
                    Ok(read) => head.extend_from_slice(&buffer[..read]),
                }
            }
            let head = String::from_utf8_lossy(&head).into_owned();
            let answer = answer(&head);
            seen.lock().unwrap().push(head);
            let _ = stream.write_all(answer.as_bytes());
        });
        Self { address, folder: Folder::new(), heads }
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// A target file for it, with more lines.
    pub fn target(&self, more: &str) -> String {
        self.folder.target(&self.url(), "5s", more)
    }

    /// The heads of all requests so far.
    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

/// An answer that ends its connection.
pub fn http(status: &str, content_type: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// The same, in XML.
pub fn xml(status: &str, body: &str) -> String {
    http(status, "text/xml", body)
}
