//! The pages in a real browser: they are read, filtered, searched and unfolded there, at the width of a
//! telephone and of a wide screen, in light and dark, with and without a script, and on paper. They ask
//! for nothing, say nothing in the console, and text of an endpoint stays text.
//!
//! Without Chromium on the machine the tests say so; `REBOOTSPEC_CHROMIUM=required`, which `.ci/run` sets,
//! makes that a failure. `REBOOTSPEC_PICTURES=folder` keeps what the browser showed.

mod browser;
mod looks;
mod page;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::support::large::{five_hundred, hostile_and_plain, watched};
use crate::support::results::{redacted, with_a_baseline};
use browser::Browser;
use page::{Look, Page, WIDE};
use rebootspec::outcome::RunResult;
use rebootspec::report::{compare, html};

/// One browser at a time is enough for a small machine.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Pages in a folder that is gone with the test.
struct Shelf(tempfile::TempDir);

impl Shelf {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn put(&self, name: &str, page: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, page).unwrap();
        path
    }
}

fn every_verdict() -> String {
    html::report(&redacted(&watched()))
}

fn side_by_side() -> String {
    let first = redacted(&watched());
    let later = redacted(&with_a_baseline());
    let named = |name: &str, record: &RunResult| (name.to_owned(), record.clone());
    html::compare(&compare::compare(&[
        named("vendor-a.json", &first),
        named("vendor-b.json", &later),
    ]))
}

/// What has to be true of every page, whatever was done to it.
fn quiet(page: &Page<'_>) {
    assert_eq!(page.fetched(), Vec::<String>::new(), "the page asked for something");
    assert_eq!(page.said(), Vec::<String>::new(), "the console is not silent");
}

#[test]
fn rules_are_filtered_and_searched() {
    let (_alone, shelf) = (alone(), Shelf::new());
    let Some(mut browser) = Browser::start() else { return };
    let mut page = browser.open(&shelf.put("report.html", &every_verdict()), WIDE);
    let all = page.visible("tr[data-rule]");
    assert_eq!(all, 9);
    assert_eq!(page.text("output.tally"), "9 of 9 rules are shown");

    page.click("input[value=passed]");
    let passed = page.value("document.querySelectorAll('tr[data-state=passed]').length");
    assert_eq!(page.visible("tr[data-rule]"), all - passed.as_u64().unwrap());
    assert_eq!(page.visible("tr[data-state=passed], details.rule.passed"), 0);
    assert_eq!(page.visible("details.rule"), page.visible("tr[data-rule]"));

    page.click("button[type=reset]");
    page.value("new Promise((done) => setTimeout(done, 50))");
    assert_eq!(page.visible("tr[data-rule]"), all);

    page.value("document.querySelector('select[name=level]').focus()");
    page.value(
        "(() => { const s = document.activeElement; s.value = 'MAY'; \
                s.dispatchEvent(new Event('input', { bubbles: true })); })()",
    );
    assert_eq!(page.text("output.tally"), "1 of 9 rules are shown");
    page.click("button[type=reset]");
    page.value("new Promise((done) => setTimeout(done, 50))");

    // The name of a scenario stands in no row; it is found under its rule.
    page.click("input[name=search]");
    page.type_text("ForceStop ABSENT locked");
    assert_eq!(page.text("output.tally"), "1 of 9 rules are shown");
    assert_eq!(page.visible("tr[data-rule='RI-20']"), 1);
    quiet(&page);
}

#[test]
fn everything_folded_is_unfolded_by_keyboard() {
    let (_alone, shelf) = (alone(), Shelf::new());
    let Some(mut browser) = Browser::start() else { return };
    let mut page = browser.open(&shelf.put("report.html", &every_verdict()), WIDE);
    page.press("Tab");
    assert_eq!(page.text(":focus"), "Skip to the rules");
    page.press("Enter");
    page.tab_to("input[name=search]");

    // A rule that passed is folded; its link in the table unfolds it.
    assert_eq!(page.visible("#RI-18 blockquote"), 0);
    page.tab_to("a[href='#RI-18']");
    page.press("Enter");
    page.value("new Promise((done) => setTimeout(done, 100))");
    assert_eq!(page.visible("#RI-18 blockquote"), 1);

    // A call under judgement, in a rule that failed and is therefore open.
    assert_eq!(page.visible("#RI-20 details.judged pre"), 0);
    page.tab_to("#RI-20 details.judged > summary");
    page.press("Enter");
    assert_eq!(page.visible("#RI-20 details.judged[open] pre"), 2);
    assert!(page.text("#RI-20 details.judged[open] pre").starts_with("GET /"));
    page.press(" ");
    assert_eq!(page.visible("#RI-20 details.judged pre"), 0);

    page.tab_to("#RI-20 button.copy");
    page.press("Enter");
    page.value("new Promise((done) => setTimeout(done, 100))");
    assert!(["Copied", "Selected"].contains(&&*page.text("#RI-20 button.copy")));
    quiet(&page);
}

#[test]
fn runs_side_by_side_are_filtered_to_their_differences() {
    let (_alone, shelf) = (alone(), Shelf::new());
    let Some(mut browser) = Browser::start() else { return };
    let mut page = browser.open(&shelf.put("compare.html", &side_by_side()), WIDE);
    let all = page.visible("tr[data-rule]");
    let same = page.visible("tr[data-state=same]");
    assert!(same > 0 && same < all);
    page.tab_to("button[name=differences]");
    page.press("Enter");
    assert_eq!(page.visible("tr[data-rule]"), all - same);
    page.click("input[name=search]");
    page.type_text("RI-30");
    assert_eq!(page.visible("tr[data-rule]"), 1);
    quiet(&page);
}

#[test]
fn text_of_an_endpoint_stays_text() {
    let (_alone, shelf) = (alone(), Shelf::new());
    let Some(mut browser) = Browser::start() else { return };
    let (hostile, plain) = hostile_and_plain();
    let tags = "Object.fromEntries(['script', 'style', 'img', 'svg', 'iframe', 'form', 'input', 'meta', \
                'button', 'pre', 'table', 'tr'].map((tag) => [tag, document.querySelectorAll(tag).length]))";
    let mut expected = browser.open(&shelf.put("plain.html", &html::report(&plain)), WIDE);
    let expected = expected.value(tags);
    let mut page = browser.open(&shelf.put("hostile.html", &html::report(&hostile)), WIDE);
    assert_eq!(page.value(tags), expected);
    page.value("document.querySelectorAll('details').forEach((d) => { d.open = true; })");
    page.value("document.querySelectorAll('a').forEach((a) => a.click())");
    assert!(page.value("window.harm ?? null").is_null(), "a text was run");
    let handlers = "[...document.querySelectorAll('*')].filter((e) => \
                    [...e.attributes].some((a) => a.name.startsWith('on'))).length";
    assert_eq!(page.value(handlers), 0);
    assert_eq!(page.value("location.pathname.endsWith('hostile.html')"), true);
    let text = page.text("main");
    for shown in [
        "<script>window.harm = 1</script>",
        "</style></script><svg",
        "\\u{1b}[2J\\u{202e}",
        "{{7*7}}",
    ] {
        assert!(text.contains(shown), "{shown} is not shown");
    }
    quiet(&page);
}

#[test]
fn a_page_that_does_harm_would_be_noticed() {
    let (_alone, shelf) = (alone(), Shelf::new());
    let Some(mut browser) = Browser::start() else { return };
    let harm = "<!doctype html><title>x</title><img src=\"missing.png\"><script>console.log('here')</script>";
    let page = browser.open(&shelf.put("harm.html", harm), WIDE);
    assert!(page.fetched()[0].ends_with("missing.png"));
    assert!(page.said().iter().any(|said| said.contains("here")));

    // The policy of the pages lets none of it through.
    let page = every_verdict()
        .replace("</main>", &format!("{harm}<script>window.harm = 1</script></main>"));
    let mut page = browser.open(&shelf.put("policy.html", &page), WIDE);
    assert!(page.value("window.harm ?? null").is_null(), "the policy let a script run");
    assert!(page.said().iter().any(|said| said.contains("Content Security Policy")));
}

#[test]
fn everything_that_acts_has_a_name() {
    let (_alone, shelf) = (alone(), Shelf::new());
    let Some(mut browser) = Browser::start() else { return };
    for (name, text) in [("report.html", every_verdict()), ("compare.html", side_by_side())] {
        let mut page = browser.open(&shelf.put(name, &text), WIDE);
        let acting = page.acting();
        assert!(acting.len() > 8, "{name}: {acting:?}");
        for (role, spoken) in acting.iter().filter(|(role, _)| role != "RootWebArea") {
            assert!(!spoken.is_empty(), "{name}: something of role {role} has no name");
        }
        let copies: Vec<_> = acting.iter().filter(|(_, name)| name.starts_with("Copy ")).collect();
        let distinct: std::collections::BTreeSet<_> = copies.iter().collect();
        assert_eq!(copies.len(), distinct.len(), "two buttons have one name");
    }
}

#[test]
fn without_a_script_everything_is_there() {
    let (_alone, shelf) = (alone(), Shelf::new());
    let Some(mut browser) = Browser::start() else { return };
    let path = shelf.put("report.html", &every_verdict());
    // What the protocol evaluates runs although the page's scripts do not.
    let mut page = browser.open(&path, Look { scripts: false, ..WIDE });
    assert_eq!(page.visible("tr[data-rule]"), 9);
    assert_eq!(page.visible("form.filter, button"), 0, "controls that would do nothing are shown");
    assert_eq!(page.visible("details.rule"), 9);
    assert!(page.visible("#RI-20 .versus") > 0);
    quiet(&page);
}

#[test]
fn a_run_of_five_hundred_scenarios_opens_at_once() {
    let (_alone, shelf) = (alone(), Shelf::new());
    let Some(mut browser) = Browser::start() else { return };
    let empty = "<!doctype html><title>nothing</title>";
    let took = "performance.getEntriesByType('navigation')[0].loadEventEnd";
    let mut quickest = |path: &Path| {
        let times = (0..3).map(|_| browser.open(path, WIDE).value(took).as_f64().unwrap());
        times.fold(f64::INFINITY, f64::min)
    };
    let nothing = quickest(&shelf.put("empty.html", empty));
    let text = html::report(&five_hundred(300));
    let path = shelf.put("report.html", &text);
    let all = quickest(&path);
    // No bound: a clock decides nothing here. Read it with --nocapture.
    eprintln!(
        "500 scenarios, {} kB: loaded in {all:.0} ms, {:.0} times an empty page",
        text.len() / 1_000,
        all / nothing.max(1.0)
    );
    let mut page = browser.open(&path, WIDE);
    assert_eq!(page.visible("tr[data-rule]"), 100);
    assert_eq!(page.value("document.querySelectorAll('details.scenario').length"), 500);
    page.click("input[name=search]");
    page.type_text("RI-042");
    assert_eq!(page.text("output.tally"), "1 of 100 rules are shown");
    quiet(&page);
}
