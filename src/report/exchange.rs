//! Requests and answers on the terminal: in full, or one line each.

use crate::outcome::{Answer, Exchange, Purpose, SentRequest};

use super::page::{Page, Paint, TEXT_LIMIT, cut};

/// Request and answer in full, secrets and control characters taken out.
pub(super) fn in_full(page: &mut Page, exchange: &Exchange) {
    let when = format!(
        "{}, {} into the run, {}",
        purpose_words(exchange.purpose),
        duration(exchange.at_ms),
        match &exchange.answer {
            Some(_) => format!("answered after {}", duration(exchange.took_ms)),
            None => format!("given up after {}", duration(exchange.took_ms)),
        }
    );
    let when = if exchange.asked_again { format!("{when}, and asked again") } else { when };
    page.wrapped(2, Paint::Strong, &when);
    request(page, &exchange.request);
    match &exchange.answer {
        Some(came) => answer(page, came),
        None => {
            let failure = page.safe_lines(exchange.failure.as_deref().unwrap_or_default());
            page.wrapped(4, Paint::Bad, &format!("no answer: {failure}"));
        }
    }
}

/// A table of calls, one line each: when, what, the status that came, how long it took.
pub(super) fn one_line_each<'e>(page: &mut Page, exchanges: impl Iterator<Item = &'e Exchange>) {
    for exchange in exchanges {
        let request = &exchange.request;
        let came = exchange.answer.as_ref();
        let came = came.map_or_else(|| "none".to_owned(), |answer| answer.status.to_string());
        let what = format!("{} {}", request.method, page.safe(exchange.called()));
        let room = page.width().saturating_sub(40);
        let failure = exchange.failure.as_ref().map(|failure| page.safe(failure));
        // A longer name pushes the rest to the right; cutting it could hide what was called.
        page.line(&format!(
            "    {:>9}  {what:<room$}  {came:>4}  {:>8}  {}",
            duration(exchange.at_ms),
            duration(exchange.took_ms),
            purpose_word(exchange.purpose),
        ));
        if let Some(failure) = failure {
            page.wrapped(15, Paint::Bad, &failure);
        }
    }
}

fn request(page: &mut Page, request: &SentRequest) {
    let url = page.safe(&request.url);
    let method = page.own(&request.method);
    let line = format!("{method} {url}");
    if line.chars().count() + 6 <= page.width() {
        page.verbatim("    > ", &line);
    } else {
        // A query in one piece would be broken in the middle of a value.
        let (address, query) = url.split_once('?').unwrap_or((&url, ""));
        page.verbatim("    > ", &format!("{method} {address}"));
        for (index, pair) in query.split('&').filter(|pair| !pair.is_empty()).enumerate() {
            page.verbatim("    >   ", &format!("{}{pair}", if index == 0 { '?' } else { '&' }));
        }
    }
    headers(page, "    > ", &request.headers);
    if !request.body.is_empty() {
        let body = page.safe_body(&request.text());
        page.verbatim("    > ", &format!("\n{body}"));
    }
}

fn answer(page: &mut Page, answer: &Answer) {
    page.verbatim("    < ", &format!("HTTP {}", answer.status));
    headers(page, "    < ", &answer.headers);
    let body = match answer.body.is_empty() {
        true => "(no body)".to_owned(),
        false => page.safe_body(&answer.text()),
    };
    page.verbatim("    < ", &format!("\n{body}"));
    if let Some(left_out) = answer.left_out.filter(|left_out| left_out.header_bytes > 0) {
        let text = format!("({} bytes of its headers were not kept)", left_out.header_bytes);
        page.wrapped(4, Paint::Warning, &text);
    }
    if answer.truncated {
        let limit = Answer::MAX_BODY_BYTES / 1024;
        page.wrapped(
            4,
            Paint::Warning,
            &format!("(the body went on; reading stopped at {limit} KiB)"),
        );
    }
}

fn headers(page: &mut Page, mark: &str, headers: &[(String, String)]) {
    for (name, value) in headers {
        let header = page.own(&cut(&format!("{name}: {value}"), TEXT_LIMIT));
        page.verbatim(mark, &header);
    }
}

const fn purpose_word(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Judge => "judged",
        Purpose::Observe => "observe",
        Purpose::Arrange => "arrange",
    }
}

const fn purpose_words(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Judge => "the call judged",
        Purpose::Observe => "a call to observe",
        Purpose::Arrange => "a call to arrange",
    }
}

/// A duration as people say it.
pub(super) fn duration(ms: f64) -> String {
    if ms < 10.0 {
        format!("{ms:.1} ms")
    } else if ms < 1_000.0 {
        format!("{ms:.0} ms")
    } else if ms < 60_000.0 {
        format!("{:.1} s", ms / 1_000.0)
    } else {
        let seconds = (ms / 1_000.0).round();
        format!("{:.0} min {:.0} s", (seconds / 60.0).floor(), seconds % 60.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_say_them() {
        assert_eq!(duration(0.44), "0.4 ms");
        assert_eq!(duration(120.4), "120 ms");
        assert_eq!(duration(12_340.0), "12.3 s");
        assert_eq!(duration(125_000.0), "2 min 5 s");
    }
}
