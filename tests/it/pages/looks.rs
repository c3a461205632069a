//! How the pages look: nothing sticks out at the width of a telephone, everything can be read in light
//! and dark, and on paper what failed is told in full.

use super::browser::Browser;
use super::page::{Look, NARROW, Page, WIDE};
use super::{Shelf, alone, every_verdict, quiet, side_by_side};

/// Unfolds everything, so that nothing escapes being looked at.
fn unfold(page: &mut Page<'_>) {
    page.value("document.querySelectorAll('details').forEach((d) => { d.open = true; })");
}

/// Keeps a picture where `REBOOTSPEC_PICTURES` says so.
fn keep(name: &str, bytes: impl FnOnce() -> Vec<u8>) {
    if let Some(folder) = std::env::var_os("REBOOTSPEC_PICTURES") {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(std::path::Path::new(&folder).join(name), bytes()).unwrap();
    }
}

fn pages() -> [(&'static str, String); 2] {
    [("report", every_verdict()), ("compare", side_by_side())]
}

#[test]
fn nothing_sticks_out_of_the_page() {
    let (_alone, shelf) = (alone(), Shelf::new());
    let Some(mut browser) = Browser::start() else { return };
    for (name, text) in pages() {
        let path = shelf.put(&format!("{name}.html"), &text);
        for look in [NARROW, Look { width: 700, ..WIDE }, WIDE] {
            let mut page = browser.open(&path, look);
            keep(&format!("{name}-{}-folded.png", look.width), || page.picture());
            unfold(&mut page);
            let wider = page.value("document.documentElement.scrollWidth - innerWidth");
            assert_eq!(
                wider.as_i64().map(|wider| wider.max(0)),
                Some(0),
                "{name} at {}",
                look.width
            );
            // What may be wider scrolls in a frame of its own.
            let out = page.value(
                "[...document.querySelectorAll('body *')].filter((e) => e.checkVisibility() && \
                 !e.closest('.wide, .skip, thead, svg') && e.getBoundingClientRect().right > innerWidth + 0.5)\
                 .map((e) => e.outerHTML.slice(0, 120))",
            );
            assert_eq!(out, serde_json::json!([]), "{name} at {}", look.width);
            keep(&format!("{name}-{}-unfolded.png", look.width), || page.picture());
            quiet(&page);
        }
    }
}

#[test]
fn everything_can_be_read_in_light_and_dark() {
    let (_alone, shelf) = (alone(), Shelf::new());
    let Some(mut browser) = Browser::start() else { return };
    for (name, text) in pages() {
        let path = shelf.put(&format!("{name}.html"), &text);
        for dark in [false, true] {
            let mut page = browser.open(&path, Look { dark, ..WIDE });
            unfold(&mut page);
            let weak = page.value(include_str!("contrast.js"));
            assert_eq!(weak["weak"], serde_json::json!([]), "{name}, dark: {dark}");
            assert!(weak["checked"].as_u64().unwrap() > 50, "{name}: {weak}");
            let scheme = if dark { "dark" } else { "light" };
            keep(&format!("{name}-{scheme}.png"), || page.picture());
        }
    }
}

#[test]
fn what_is_hard_to_read_would_be_noticed() {
    let (_alone, shelf) = (alone(), Shelf::new());
    let Some(mut browser) = Browser::start() else { return };
    let pale = "<!doctype html><title>x</title><body style='background:#fff'><p style='color:#aaa'>pale</p>";
    let mut page = browser.open(&shelf.put("pale.html", pale), WIDE);
    let weak = page.value(include_str!("contrast.js"));
    assert_eq!(weak["weak"].as_array().map(Vec::len), Some(1), "{weak}");
}

#[test]
fn paper_tells_what_failed_in_full() {
    let (_alone, shelf) = (alone(), Shelf::new());
    let Some(mut browser) = Browser::start() else { return };
    let path = shelf.put("report.html", &every_verdict());
    let mut page = browser.open(&path, WIDE);
    page.print_media();
    // The call that was judged is unfolded on paper, what passed is in the table alone.
    assert!(page.visible("#RI-20 details.judged pre") > 0);
    assert_eq!(page.visible("details.rule.passed, form.filter, button"), 0);
    assert_eq!(page.visible("tr[data-state=passed]"), 2);
    let paper = page.paper();
    assert!(paper.starts_with(b"%PDF"));
    keep("report.pdf", || paper);
    quiet(&page);
}
