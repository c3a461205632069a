//! A call as a layer reads it: leniently, and so that what a layer does not change is sent on byte for byte.
//! Nothing is checked here; whether a call is signed right is `sign`'s.

use std::borrow::Cow;

use crate::api::Format;
use crate::api::names::parameter;
use crate::wire::http::{Field, RawRequest};
use crate::wire::percent;
use crate::wire::request::{FORM, split_target};
use crate::wire::signature::v3::{self, header};

/// A parameter as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::endpoint) struct Pair {
    /// Name and value, where both can be decoded.
    decoded: Option<(String, String)>,
    /// As it was sent, the `=` included.
    bytes: Vec<u8>,
}

impl Pair {
    fn read(bytes: &[u8]) -> Self {
        let equals = bytes.iter().position(|&byte| byte == b'=').unwrap_or(bytes.len());
        let decode = |part: &[u8]| percent::decode(part).ok().map(Cow::into_owned);
        let name = decode(&bytes[..equals]);
        let value = decode(bytes.get(equals + 1..).unwrap_or_default());
        Self { decoded: name.zip(value), bytes: bytes.to_vec() }
    }

    fn new(name: &str, value: &str) -> Self {
        let bytes = format!("{}={}", percent::encode(name), percent::encode(value)).into_bytes();
        Self { decoded: Some((name.to_owned(), value.to_owned())), bytes }
    }

    fn name(&self) -> Option<&str> {
        self.decoded.as_ref().map(|(name, _)| name.as_str())
    }
}

/// A call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::endpoint) struct Asked {
    /// HTTP method.
    pub(in crate::endpoint) method: String,
    path: Vec<u8>,
    headers: Vec<(String, Vec<u8>)>,
    query: Vec<Pair>,
    form: Vec<Pair>,
    /// A body that is no form.
    other_body: Vec<u8>,
}

/// The headers that stand in for common parameters under version 3.
const HEADED: [(&str, &str); 4] = [
    (parameter::ACTION, header::ACTION),
    (parameter::VERSION, header::VERSION),
    (parameter::SIGNATURE_NONCE, header::NONCE),
    (parameter::TIMESTAMP, header::DATE),
];

fn headed(name: &str) -> Option<&'static str> {
    HEADED.iter().find(|(parameter, _)| *parameter == name).map(|(_, header)| *header)
}

fn pairs(text: &[u8]) -> Vec<Pair> {
    if text.is_empty() {
        return Vec::new();
    }
    text.split(|&byte| byte == b'&').map(Pair::read).collect()
}

fn joined(pairs: &[Pair]) -> Vec<u8> {
    pairs.iter().map(|pair| pair.bytes.as_slice()).collect::<Vec<_>>().join(&b'&')
}

impl Asked {
    /// Reads a request; there is none that cannot be read.
    pub(in crate::endpoint) fn read(raw: &RawRequest<'_>) -> Self {
        let (path, query) = split_target(raw.target);
        let content_type = raw.header("content-type").unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        let is_form = raw.method == "POST" && media_type.eq_ignore_ascii_case(FORM);
        Self {
            method: raw.method.to_owned(),
            path: path.to_vec(),
            headers: raw
                .headers
                .iter()
                .map(|field| (field.name.to_owned(), field.value.to_vec()))
                .collect(),
            query: pairs(query),
            form: if is_form { pairs(raw.body) } else { Vec::new() },
            other_body: if is_form { Vec::new() } else { raw.body.to_vec() },
        }
    }

    /// Whether a value of a parameter holds this text.
    pub(in crate::endpoint) fn mentions(&self, text: &str) -> bool {
        self.parameters().any(|(_, value)| value.contains(text))
    }

    /// Whether all its parameters stand in the query.
    pub(in crate::endpoint) const fn has_no_form(&self) -> bool {
        self.form.is_empty()
    }

    /// Hands it over as a request.
    pub(in crate::endpoint) fn with_raw<T>(&self, use_it: impl FnOnce(&RawRequest<'_>) -> T) -> T {
        let target = self.target();
        let body = self.body();
        let headers =
            self.headers.iter().map(|(name, value)| Field { name, value: value.as_slice() });
        use_it(&RawRequest {
            method: &self.method,
            target: &target,
            headers: headers.collect(),
            body: &body,
        })
    }

    fn target(&self) -> Vec<u8> {
        let mut target = self.path.clone();
        if !self.query.is_empty() {
            target.push(b'?');
            target.extend(joined(&self.query));
        }
        target
    }

    /// The body, as it is sent.
    pub(in crate::endpoint) fn body(&self) -> Vec<u8> {
        if self.form.is_empty() { self.other_body.clone() } else { joined(&self.form) }
    }

    /// Whether it is signed in headers, by version 3.
    pub(in crate::endpoint) fn is_version_3(&self) -> bool {
        self.header(header::AUTHORIZATION)
            .is_some_and(|value| value.split(' ').next() == Some(v3::ALGORITHM))
    }

    /// The parameters that can be decoded, those of the query first.
    pub(in crate::endpoint) fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.query
            .iter()
            .chain(&self.form)
            .filter_map(|pair| pair.decoded.as_ref().map(|(name, value)| (&**name, &**value)))
    }

    /// The first value of a parameter; under version 3 of the header that stands in for it.
    pub(in crate::endpoint) fn get(&self, name: &str) -> Option<&str> {
        match headed(name) {
            Some(header) if self.is_version_3() => self.header(header),
            _ => self.parameters().find(|(other, _)| *other == name).map(|(_, value)| value),
        }
    }

    /// The value of `Action`.
    pub(in crate::endpoint) fn action(&self) -> Option<&str> {
        self.get(parameter::ACTION)
    }

    /// Gives a parameter a value: the first of that name, or one more in the query.
    pub(in crate::endpoint) fn set(&mut self, name: &str, value: &str) {
        if let Some(header) = headed(name).filter(|_| self.is_version_3()) {
            self.set_header(header, value);
            return;
        }
        let mut all = self.query.iter_mut().chain(&mut self.form);
        match all.find(|pair| pair.name() == Some(name)) {
            Some(pair) => *pair = Pair::new(name, value),
            None => self.query.push(Pair::new(name, value)),
        }
    }

    /// Leaves a parameter out, wherever it stands.
    pub(in crate::endpoint) fn drop(&mut self, name: &str) {
        if let Some(header) = headed(name).filter(|_| self.is_version_3()) {
            self.drop_header(header);
        }
        for pairs in [&mut self.query, &mut self.form] {
            pairs.retain(|pair| pair.name() != Some(name));
        }
    }

    /// Keeps the parameters that these say to keep, of the query and of the form.
    pub(in crate::endpoint) fn retain(&mut self, mut keep: impl FnMut(&str, &str) -> bool) {
        for pairs in [&mut self.query, &mut self.form] {
            pairs
                .retain(|pair| pair.decoded.as_ref().is_none_or(|(name, value)| keep(name, value)));
        }
    }

    /// The same with each name once: the first or the last of those that stand twice.
    pub(in crate::endpoint) fn once_each(&self, first: bool) -> Self {
        let names: Vec<&str> = self.parameters().map(|(name, _)| name).collect();
        let mut at = 0;
        let mut once = self.clone();
        once.retain(|name, _| {
            let others = if first { &names[..at] } else { &names[at + 1..] };
            at += 1;
            !others.contains(&name)
        });
        once
    }

    /// Leaves out what cannot be decoded or has no name, of the query and of the form.
    pub(in crate::endpoint) fn drop_unreadable(&mut self) {
        for pairs in [&mut self.query, &mut self.form] {
            pairs.retain(|pair| pair.name().is_some_and(|name| !name.is_empty()));
        }
    }

    /// Gives parameters other names, where there is one for theirs.
    pub(in crate::endpoint) fn rename(&mut self, new: impl Fn(&str) -> Option<&'static str>) {
        for pair in self.query.iter_mut().chain(&mut self.form) {
            let renamed = pair.decoded.as_ref().and_then(|(name, value)| {
                let new = new(name).filter(|new| new != name)?;
                Some(Pair::new(new, value))
            });
            if let Some(renamed) = renamed {
                *pair = renamed;
            }
        }
    }

    /// Cuts the values in the query that cannot be decoded to what can, of the parameters that are meant.
    pub(in crate::endpoint) fn cut_undecodable(&mut self, is_meant: fn(&str) -> bool) {
        for pair in self.query.iter_mut().filter(|pair| pair.decoded.is_none()) {
            let Some(equals) = pair.bytes.iter().position(|&byte| byte == b'=') else { continue };
            let (name, value) = (&pair.bytes[..equals], &pair.bytes[equals + 1..]);
            let Some(name) = percent::decode(name).ok().filter(|name| is_meant(name)) else {
                continue;
            };
            let readable =
                (0..value.len()).rev().find_map(|end| percent::decode(&value[..end]).ok());
            let cut = Pair::new(&name, &readable.unwrap_or_default());
            *pair = cut;
        }
    }

    /// Leaves the body out.
    pub(in crate::endpoint) fn clear_body(&mut self) {
        self.form.clear();
        self.other_body.clear();
    }

    /// Cuts the query behind a parameter.
    pub(in crate::endpoint) fn cut_query_after(&mut self, name: &str) {
        if let Some(at) = self.query.iter().position(|pair| pair.name() == Some(name)) {
            self.query.truncate(at + 1);
        }
    }

    /// The parameters of the query, as they were sent and in their order.
    pub(in crate::endpoint) fn query_mut(&mut self) -> &mut Vec<Pair> {
        &mut self.query
    }

    /// The first value of a header that is text, without regard to the letter case of its name.
    pub(in crate::endpoint) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .and_then(|(_, value)| std::str::from_utf8(value).ok())
            .map(str::trim)
    }

    /// Gives a header a value, or adds it.
    pub(in crate::endpoint) fn set_header(&mut self, name: &str, value: &str) {
        match self.headers.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(name)) {
            Some((_, old)) => *old = value.into(),
            None => self.headers.push((name.to_owned(), value.into())),
        }
    }

    /// Leaves a header out.
    pub(in crate::endpoint) fn drop_header(&mut self, name: &str) {
        self.headers.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
    }

    /// The format that its answer should have, as `response::format` reads it.
    pub(in crate::endpoint) fn format(&self) -> Format {
        self.with_raw(crate::endpoint::response::format)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_changed_is_sent_on_byte_for_byte() {
        for (method, target, body) in [
            ("GET", "/?a=%4a&%zz=1&&=x&b", ""),
            ("POST", "/x", "a=1&a=+"),
            ("PUT", "/?", "not=a form"),
        ] {
            let headers = vec![Field { name: "Content-Type", value: FORM.as_bytes() }];
            let raw = RawRequest {
                method,
                target: target.as_bytes(),
                headers: headers.clone(),
                body: body.as_bytes(),
            };
            Asked::read(&raw).with_raw(|again| {
                assert_eq!(again.target, target.trim_end_matches('?').as_bytes());
                assert_eq!((again.method, again.body), (method, body.as_bytes()));
                assert_eq!(again.headers, headers);
            });
        }
    }

    #[test]
    fn only_what_is_set_is_written_anew() {
        let raw = RawRequest {
            method: "GET",
            target: b"/?a=%4a&b=1&b=2",
            headers: Vec::new(),
            body: b"",
        };
        let mut asked = Asked::read(&raw);
        asked.set("b", "x y");
        asked.set("c", "");
        asked.with_raw(|raw| assert_eq!(raw.target, b"/?a=%4a&b=x%20y&b=2&c="));
        asked.drop("b");
        assert_eq!(asked.get("a"), Some("J"));
        asked.with_raw(|raw| assert_eq!(raw.target, b"/?a=%4a&c="));
    }
}
