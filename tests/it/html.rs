//! The pages as text: what they say for a run with every verdict, that nothing of an endpoint becomes
//! markup, that they load nothing, and how large they may become. How they behave is `pages`' to try.

use crate::support::large::{PAYLOADS, five_hundred, hostile_and_plain, watched};
use crate::support::results::{redacted, snapshot, unreachable_target, with_a_baseline};
use rebootspec::outcome::RunResult;
use rebootspec::report::{compare, html};

/// The page with its style and script left out, a tag a line, so that a difference can be read.
fn readable(page: &str) -> String {
    let mut text = page.to_owned();
    for (from, to) in [("<style>", "</style>"), ("<script>", "</script>")] {
        let start = text.find(from).unwrap() + from.len();
        let end = start + text[start..].find(to).unwrap();
        text.replace_range(start..end, "…");
    }
    let start = text.find("default-src").unwrap();
    let end = start + text[start..].find('"').unwrap();
    text.replace_range(start..end, "…");
    text = without_digests(&text);
    for tag in ["<div", "<p", "<li", "<section", "<details", "<tr", "<dt", "<h", "<pre", "<summary"]
    {
        text = text.replace(tag, &format!("\n{tag}"));
    }
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// A digest changes with each release, as the version does.
fn without_digests(text: &str) -> String {
    let is_digest = |code: &str| code.len() == 64 && code.bytes().all(|b| b.is_ascii_hexdigit());
    text.split("<code>")
        .map(|part| match part.split_once("</code>") {
            Some((code, rest)) if is_digest(code) => format!("[digest]</code>{rest}"),
            _ => part.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("<code>")
}

fn record_of(result: &RunResult) -> RunResult {
    redacted(result)
}

fn three_runs() -> compare::Comparison {
    let base = record_of(&watched());
    let mut later = base.clone();
    later.rules.remove(2);
    let swap = |record: &mut RunResult, from: &str, to: &str| {
        let verdict = record.rules.iter().find(|rule| rule.id == from).unwrap().verdict;
        record.rules.iter_mut().find(|rule| rule.id == to).unwrap().verdict = verdict;
    };
    swap(&mut later, "RI-20", "RI-01");
    swap(&mut later, "RI-01", "RI-18");
    let mut last = base.clone();
    swap(&mut last, "RI-18", "RI-20");
    swap(&mut last, "RI-18", "RI-30");
    last.target.url = "https://ecs.example/".to_owned();
    compare::compare(&[
        ("reference.json".to_owned(), base),
        ("vendor <a>.json".to_owned(), later),
        ("vendor-b.json".to_owned(), last),
    ])
}

#[test]
fn every_verdict_is_on_the_page() {
    snapshot("report_html_all_verdicts", &readable(&html::report(&record_of(&watched()))));
}

#[test]
fn what_the_baseline_accepts_is_on_the_page() {
    let page = html::report(&record_of(&with_a_baseline()));
    assert!(page.contains("Accepted deviations") && page.contains("2027-01-31"));
    assert!(page.contains("The baseline does not hold"));
    snapshot("report_html_baseline", &readable(&page));
}

#[test]
fn a_failed_control_call_comes_first() {
    let page = html::report(&record_of(&unreachable_target()));
    let diagnosis = page.find("The first control call was not served").unwrap();
    assert!(diagnosis < page.find("All rules").unwrap());
    assert!(page.contains("Could not be judged"));
}

#[test]
fn runs_side_by_side_are_a_matrix() {
    snapshot("compare_html", &readable(&html::compare(&three_runs())));
}

#[test]
fn no_text_becomes_markup() {
    let (hostile, _) = hostile_and_plain();
    let page = html::report(&hostile);
    for part in
        ["<script>window", "<img", "<svg onload", "</style></script><", "href=\"javascript:"]
    {
        assert!(!page.contains(part), "{part} is in the page");
    }
    assert!(!page.chars().any(|c| rebootspec::report::escape::is_hidden(c) && c != '\n'));
    assert_eq!(page.matches("<script").count(), 1);
    assert!(
        page.contains("&lt;script&gt;window.harm = 1&lt;/script&gt;"),
        "it is not shown at all"
    );

    let mut comparison = three_runs();
    for (turn, rule) in comparison.rules.iter_mut().enumerate() {
        rule.title = PAYLOADS[turn % PAYLOADS.len()].to_owned();
        rule.id = rule.title.clone();
    }
    comparison.runs[0].name = PAYLOADS[1].to_owned();
    comparison.runs[1].target_url = PAYLOADS[3].to_owned();
    let page = html::compare(&comparison);
    assert!(!page.contains("<img") && page.matches("<script").count() == 1);
    assert!(!page.chars().any(|c| rebootspec::report::escape::is_hidden(c) && c != '\n'));
}

#[test]
fn a_page_has_no_address_to_load_from() {
    for page in [html::report(&record_of(&watched())), html::compare(&three_runs())] {
        for part in
            [" src=", "<link", "@import", "url(", "<iframe", "<object", "http-equiv=\"refresh"]
        {
            assert!(!page.contains(part), "{part} is in the page");
        }
        for link in page.split("href=\"").skip(1) {
            assert!(link.starts_with('#'), "a link leads out: {}", &link[..40]);
        }
    }
}

#[test]
fn a_page_stays_small_however_much_was_sent() {
    const MIB: usize = 1_000_000;
    for bytes in [300, 5_000, 20_000] {
        let page = html::report(&five_hundred(bytes));
        assert!(page.len() < 3 * MIB, "{} bytes for answers of {bytes}", page.len());
        assert!(page.contains("RI-099") && page.contains("403 InstanceLockedForSecurity"));
        let cut = page.contains("This run has more than a page can hold");
        assert_eq!(cut, bytes > 300, "answers of {bytes} bytes");
    }
}

#[test]
fn a_part_of_the_suite_does_not_read_as_the_whole() {
    let mut record = record_of(&watched());
    assert!(!html::report(&record).contains("A part of the suite only"));
    record.selection.of = 396;
    let page = html::report(&record);
    let part = page.find("A part of the suite only").unwrap();
    assert!(part < page.find("All rules").unwrap());
}
