//! The only way of a text into a page. What a reader could not see, or what would change the order of
//! what is read, is shown as an escape such as `\u{1b}`, set apart from the text around it; markup is
//! escaped by hand here, since the escapes bring markup of their own.

use maud::Render;

use crate::report::escape::{for_terminal, is_hidden, within_build_log};

/// A text that may have several lines.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    text: &'a str,
    /// How much of it is shown, in bytes.
    limit: usize,
}

/// A text, whole.
pub(super) const fn shown(text: &str) -> Shown<'_> {
    Shown { text, limit: usize::MAX }
}

/// A text, and of a very long one how much there is besides.
pub(super) const fn clipped(text: &str, limit: usize) -> Shown<'_> {
    Shown { text, limit }
}

/// A text for an attribute, on one line. The template escapes the markup in it.
pub(super) fn attribute(text: &str) -> String {
    within_build_log(&for_terminal(text))
}

impl Render for Shown<'_> {
    fn render_to(&self, page: &mut String) {
        let end = boundary(self.text, self.limit);
        let mut escaped = false;
        let mut begins_line = true;
        let mut characters = self.text[..end].chars().peekable();
        while let Some(character) = characters.next() {
            let hidden = is_hidden(character) && character != '\n';
            if hidden != escaped {
                page.push_str(if hidden { "<span class=x>" } else { "</span>" });
                escaped = hidden;
            }
            let is_double = characters.peek() == Some(&character);
            match character {
                // What a build service would obey in a line of its log.
                '#' if is_double => page.push_str("&#35;"),
                ':' if is_double && begins_line => page.push_str("&#58;"),
                '&' => page.push_str("&amp;"),
                '<' => page.push_str("&lt;"),
                '>' => page.push_str("&gt;"),
                '"' => page.push_str("&quot;"),
                '\'' => page.push_str("&#39;"),
                other if hidden => page.extend(other.escape_default()),
                other => page.push(other),
            }
            begins_line = character == '\n' || (begins_line && character.is_whitespace());
        }
        if escaped {
            page.push_str("</span>");
        }
        let rest = self.text.len() - end;
        if rest > 0 {
            page.push_str(&format!("<span class=cut>… {rest} more bytes in report.json</span>"));
        }
    }
}

/// Where a text of at most so many bytes ends. A text that is hardly longer is not cut.
fn boundary(text: &str, limit: usize) -> usize {
    if text.len() <= limit.saturating_add(64) {
        return text.len();
    }
    (0..=limit).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// `1 rule`, `2 rules`.
pub(super) fn counted(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        let text = "<script>alert('1')</script> ]]> </style> \" &amp;";
        let page = shown(text).render().into_string();
        assert_eq!(
            page,
            "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; ]]&gt; &lt;/style&gt; &quot; &amp;amp;"
        );
    }

    #[test]
    fn no_line_is_a_command_to_a_build_service() {
        let page = shown("::a::b\n  ::c\n##vso[d] a::b # ###").render().into_string();
        assert_eq!(page, "&#58;:a::b\n  &#58;:c\n&#35;#vso[d] a::b # &#35;&#35;#");
        assert_eq!(attribute("##vso[d]"), r"\u{23}#vso[d]");
    }

    #[test]
    fn what_cannot_be_seen_is_shown_and_set_apart() {
        let page = shown("a\u{1b}\u{202e}b\nc\u{7}").render().into_string();
        assert_eq!(page, "a<span class=x>\\u{1b}\\u{202e}</span>b\nc<span class=x>\\u{7}</span>");
        assert_eq!(attribute("a\u{202e}\n"), "a\\u{202e}\\n");
    }

    #[test]
    fn a_cut_is_between_characters_and_says_what_is_missing() {
        let text = "é".repeat(100);
        let page = clipped(&text, 11).render().into_string();
        assert!(page.starts_with("ééééé<span class=cut>… 190 more bytes"), "{page}");
        assert!(!clipped(&text, 150).render().into_string().contains("more bytes"));
    }
}
