//! A line for a shell that sends the very bytes of a request.

use crate::report::shell_quoted;
use crate::wire::http::RawRequest;

/// What a request file is sent with where curl cannot be made to write its bytes.
fn raw_line(https: bool, host: &str, file: &str) -> String {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => (name, port),
        _ => (host, if https { "443" } else { "80" }),
    };
    if https {
        format!(
            "openssl s_client -quiet -connect {} < {file}",
            shell_quoted(&format!("{name}:{port}"))
        )
    } else {
        let address = shell_quoted(&format!("telnet://{name}:{port}"));
        format!("curl --silent --no-buffer --max-time 10 {address} < {file}")
    }
}

/// A line that sends these bytes; `file` holds them too, and `base` is the endpoint's scheme and host.
pub(super) fn line(bytes: &[u8], scheme: &str, host: &str, file: &str) -> String {
    let https = scheme == "https";
    proper(bytes, scheme, host).unwrap_or_else(|| raw_line(https, host, file))
}

/// The line for a request that curl writes byte for byte, where it does.
fn proper(bytes: &[u8], scheme: &str, host: &str) -> Option<String> {
    let raw = RawRequest::split(bytes).ok()?;
    let target = std::str::from_utf8(raw.target).ok()?;
    let body = std::str::from_utf8(raw.body).ok()?;
    // Longer than a shell takes, or than anybody reads.
    let is_short = bytes.len() < 16 * 1024;
    if !target.starts_with('/') || !is_short || body.contains('\0') {
        return None;
    }
    let mut words: Vec<String> =
        ["curl", "--silent", "--include", "--path-as-is", "--globoff"].map(str::to_owned).into();
    words.extend(["--request".to_owned(), raw.method.to_owned()]);
    // What curl would add of its own accord.
    for name in ["accept", "user-agent"] {
        if raw.header(name).is_none() {
            words.extend(["--header".to_owned(), format!("{name}:")]);
        }
    }
    let mut length = None;
    for field in &raw.headers {
        let value = std::str::from_utf8(field.value).ok()?;
        if field.name.eq_ignore_ascii_case("content-length") {
            length = value.parse::<usize>().ok();
        } else if value.is_empty() {
            words.extend(["--header".to_owned(), format!("{};", field.name)]);
        } else {
            words.extend(["--header".to_owned(), format!("{}: {value}", field.name)]);
        }
    }
    if length.unwrap_or(0) != raw.body.len() {
        return None;
    }
    if length.is_some() {
        words.extend(["--data-raw".to_owned(), body.to_owned()]);
    }
    if raw.method == "HEAD" {
        words.push("--head".to_owned());
    }
    words.push(format!("{scheme}://{host}{target}"));
    Some(words.iter().map(|word| shell_quoted(word)).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proper_request_becomes_a_curl_line() {
        let bytes =
            b"POST /?a=%27 HTTP/1.1\r\nhost: h:1\r\nx: it's\r\ncontent-length: 3\r\n\r\nb=c";
        assert_eq!(
            line(bytes, "http", "h:1", "f"),
            r"curl --silent --include --path-as-is --globoff --request POST --header accept: --header user-agent: --header 'host: h:1' --header 'x: it'\''s' --data-raw 'b=c' 'http://h:1/?a=%27'"
        );
    }

    #[test]
    fn what_curl_would_repair_is_sent_from_its_file() {
        for bytes in [
            &b"\x00\x01\r\n\r\n"[..],
            b"GET /\r\n",
            b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\na",
        ] {
            assert!(line(bytes, "http", "h:1", "f").ends_with("telnet://h:1 < f"));
            assert!(line(bytes, "https", "h", "f").contains("-connect h:443 < f"));
        }
    }
}
