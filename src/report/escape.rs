//! Text of the endpoint made harmless: what a terminal or a build service would obey, and what a reader
//! cannot see, is shown as an escape such as `\u{1b}`.
//!
//! A backslash stays as it is, so an endpoint that sends the seven letters `\u{1b}` looks the same as
//! one that sends the character; the JSON report tells them apart. Nothing is hidden or cut here:
//! secrets are [`redact`](super::redact)'s.

/// Shows a text on one line: every character that [`is_hidden`] is escaped, newlines too.
#[must_use]
pub fn for_terminal(text: &str) -> String {
    escape(text, |_| false)
}

/// Shows a text that may have several lines: as [`for_terminal`], but newlines stay.
#[must_use]
pub fn lines_for_terminal(text: &str) -> String {
    escape(text, |character| character == '\n')
}

/// Breaks what the runner of a build service would obey in a line of its log: `::name::` at the
/// beginning, spaces apart, and `##[name]`, `##vso[name]` and `##teamcity[name]` anywhere (GitHub Actions,
/// Azure Pipelines, TeamCity). Otherwise an endpoint could raise or hide annotations of the build that judges
/// it.
#[must_use]
pub fn for_build_log(line: &str) -> String {
    let line = within_build_log(line);
    if line.trim_start().starts_with("::") { line.replacen("::", r"\u{3a}:", 1) } else { line }
}

/// Lines that a build service may log, each as [`for_build_log`] and with its end.
#[must_use]
pub fn log_lines(lines: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    lines.into_iter().map(|line| for_build_log(line.as_ref()) + "\n").collect()
}

/// As [`for_build_log`], of a part of a line that does not begin it.
#[must_use]
pub fn within_build_log(text: &str) -> String {
    without_commands(text, r"\u{23}")
}

/// As [`for_build_log`], of a text in JSON, which stays JSON and says the same.
#[must_use]
pub(super) fn json_for_build_log(text: &str) -> String {
    without_commands(text, r"\u0023")
}

/// Puts this in the place of the first mark of every `##name[`, whatever the name.
fn without_commands(text: &str, mark: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("##") {
        let name = rest[at..].trim_start_matches('#');
        let is_command =
            name.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).starts_with('[');
        let marks = &rest[at..rest.len() - name.len()];
        shown.push_str(&rest[..at]);
        if is_command {
            shown.push_str(&marks[..marks.len() - 2]);
            shown.push_str(mark);
            shown.push('#');
        } else {
            shown.push_str(marks);
        }
        rest = name;
    }
    shown + rest
}

/// Whether a character acts on a terminal, changes the order of what is shown, or cannot be seen.
///
/// Spaces other than the usual one are among them: two texts that differ in such a space would read
/// the same in "expected" and "actual".
#[must_use]
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{a0}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{1680}' | '\u{feff}' // marks, blanks
                | '\u{115f}'..='\u{1160}' | '\u{3164}' | '\u{ffa0}' // Hangul fillers
                | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{2000}'..='\u{200f}' // spaces, zero width, direction marks
                | '\u{2028}'..='\u{202f}' // line separators, bidi overrides
                | '\u{205f}'..='\u{206f}' // invisible operators, bidi isolates
                | '\u{3000}' | '\u{fe00}'..='\u{fe0f}' | '\u{fff0}'..='\u{fffb}'
                | '\u{fffe}'..='\u{ffff}' | '\u{fdd0}'..='\u{fdef}' // no characters; XML has none of the first
                | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}' // tags, more variation selectors
        )
}

fn escape(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_hidden(character) && !keep(character) {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_become_visible() {
        assert_eq!(for_terminal("\u{1b}[31mred\u{7}"), r"\u{1b}[31mred\u{7}");
        assert_eq!(for_terminal("a\u{9b}31mb\u{7f}\0"), r"a\u{9b}31mb\u{7f}\u{0}");
        assert_eq!(for_terminal("tab\tline\r\n"), r"tab\tline\r\n");
    }

    #[test]
    fn newlines_stay_only_where_asked() {
        assert_eq!(lines_for_terminal("one\ntwo\r\n"), "one\ntwo\\r\n");
        assert!(!for_terminal("one\ntwo").contains('\n'));
    }

    #[test]
    fn invisible_and_reordering_characters_become_visible() {
        for hidden in
            "\u{202a}\u{202e}\u{2066}\u{2069}\u{200b}\u{200f}\u{feff}\u{ad}\u{a0}\u{e0041}\u{2028}"
                .chars()
        {
            let shown = for_terminal(&format!("a{hidden}b"));
            assert_eq!(shown, format!("a\\u{{{:x}}}b", u32::from(hidden)));
        }
    }

    #[test]
    fn a_build_log_obeys_nothing() {
        assert_eq!(for_build_log("  ::error::no"), r"  \u{3a}:error::no");
        assert_eq!(for_build_log("a ##[error]b ##vso[c]"), r"a \u{23}#[error]b \u{23}#vso[c]");
        assert_eq!(for_build_log("core::fmt # ##"), "core::fmt # ##");
        assert_eq!(for_build_log("##teamcity[x]"), r"\u{23}#teamcity[x]");
        assert_eq!(for_build_log("###VSO[x] ##a ##"), r"#\u{23}#VSO[x] ##a ##");
        let json = json_for_build_log(r###"["##teamcity[x]"]"###);
        assert_eq!(json, r#"["\u0023#teamcity[x]"]"#);
        assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), ["##teamcity[x]"]);
    }

    #[test]
    fn ordinary_text_stays() {
        let text = r#"<b>"Zürich" 实例 🙂 \u{1b}</b>"#;
        assert_eq!(for_terminal(text), text);
    }
}
