//! What most calls of a run have in common, so that a page says it once: the origin of the addresses,
//! and headers with their values.

use crate::outcome::{Exchange, RunResult};
use std::collections::HashMap;

/// How many messages there must be before anything is called usual.
const FEW: usize = 20;

/// What is said once for all calls.
#[derive(Default)]
pub(in crate::report::html) struct Usual<'a> {
    /// Scheme and authority of the target, such as `http://127.0.0.1:8080`.
    pub(in crate::report::html) origin: Option<&'a str>,
    /// Headers of most requests.
    pub(super) requests: Vec<(&'a str, &'a str)>,
    /// Headers of most answers.
    pub(super) answers: Vec<(&'a str, &'a str)>,
}

type Header = (String, String);

impl<'a> Usual<'a> {
    /// Looks at every call of every scenario.
    pub(in crate::report::html) fn of(record: &'a RunResult) -> Self {
        let scenarios = record.rules.iter().flat_map(|rule| &rule.scenarios);
        let calls: Vec<&Exchange> = scenarios.flat_map(|scenario| &scenario.exchanges).collect();
        let answers = calls.iter().filter_map(|call| call.answer.as_ref());
        Self {
            origin: origin(&record.target.url),
            requests: most(calls.iter().map(|call| &*call.request.headers)),
            answers: most(answers.map(|answer| &*answer.headers)),
        }
    }

    /// All usual headers.
    pub(in crate::report::html) fn headers(&self) -> impl Iterator<Item = &(&'a str, &'a str)> {
        self.requests.iter().chain(&self.answers)
    }

    /// An address without the origin that all have.
    pub(super) fn address<'u>(&self, url: &'u str) -> &'u str {
        self.origin
            .and_then(|origin| url.strip_prefix(origin))
            .filter(|rest| rest.starts_with('/'))
            .unwrap_or(url)
    }
}

fn origin(url: &str) -> Option<&str> {
    let authority = url.find("://")? + 3;
    let length = url[authority..].find(['/', '?', '#']).unwrap_or(url.len() - authority);
    (length > 0).then(|| &url[..authority + length])
}

fn most<'a>(messages: impl Iterator<Item = &'a [Header]>) -> Vec<(&'a str, &'a str)> {
    let mut times: HashMap<(&str, &str), usize> = HashMap::new();
    let mut total = 0;
    for headers in messages {
        total += 1;
        for (name, value) in headers {
            *times.entry((name, value)).or_default() += 1;
        }
    }
    let mut usual: Vec<_> = times
        .into_iter()
        .filter(|(_, times)| total >= FEW && *times * 2 > total)
        .map(|(header, _)| header)
        .collect();
    usual.sort_unstable();
    usual
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_more_than_half_are_usual() {
        let header = |value: &str| ("a".to_owned(), value.to_owned());
        let of = |value: &str, times| std::iter::repeat_n(vec![header(value)], times);
        let messages: Vec<_> = of("1", 20).chain(of("2", 10)).collect();
        assert_eq!(most(messages.iter().map(|headers| &**headers)), [("a", "1")]);
        assert_eq!(most(messages.iter().take(5).map(|headers| &**headers)), []);
    }

    #[test]
    fn an_address_is_shortened_where_it_is_the_target_s() {
        let usual = Usual { origin: origin("http://h:80/a?b"), ..Usual::default() };
        assert_eq!(usual.address("http://h:80/?A=1"), "/?A=1");
        assert_eq!(usual.address("http://h:8080/"), "http://h:8080/");
        assert_eq!(origin("h"), None);
    }
}
