//! What every page is framed by: head, style, script, and a policy that lets a browser load nothing and
//! run nothing but the script that stands in the page.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::text::shown;

const STYLE: &str =
    concat!(include_str!("base.css"), include_str!("report.css"), include_str!("print.css"));
const SCRIPT: &str = include_str!("page.js");

/// A whole page.
pub(super) fn page(title: &str, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                title { (shown(title)) " · rebootspec" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#rules" { "Skip to the rules" }
                (body)
                // Last, so that everything is there when it runs.
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
    .into_string()
}

/// Nothing may be loaded, sent or framed; style and script are allowed by what they say.
fn policy() -> String {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; \
         form-action 'none'",
        digest(STYLE),
        digest(SCRIPT)
    )
}

fn digest(text: &str) -> String {
    BASE64_STANDARD.encode(Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_style_nor_script_ends_itself_or_names_an_address() {
        for text in [STYLE, SCRIPT] {
            for part in ["</", "<!--", "http:", "https:", "url(", "@import"] {
                assert!(!text.contains(part), "{part} stands in it");
            }
        }
    }
}
