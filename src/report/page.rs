//! The sheet the terminal report is written on: colours, widths, indents, and the one door through
//! which text of others comes in, cut and escaped. Secrets are out of it by then.
//!
//! Knows nothing of results. Widths are counted in characters: wide ones (CJK) may stand out.

use anstyle::{AnsiColor, Style as Ansi};

use super::escape::{for_build_log, for_terminal, lines_for_terminal};
use super::redact;

/// How the report is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether colours may be used: on a terminal, not on a pipe.
    pub colour: bool,
    /// Width in characters; less than 40 counts as 40.
    pub width: usize,
    /// Whether to list passing scenarios too, and to show every exchange of a failure in full.
    pub verbose: bool,
}

/// How much of one text of others is shown, in bytes.
pub(super) const TEXT_LIMIT: usize = 4 * 1024;
const NARROWEST: usize = 40;
/// Where the values of fields begin, counted from their labels.
const LABEL_WIDTH: usize = 12;

/// What a piece of text stands for; the colours follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paint {
    Plain,
    Strong,
    Faint,
    Good,
    Warning,
    Bad,
}

impl Paint {
    fn ansi(self) -> Ansi {
        match self {
            Self::Plain => Ansi::new(),
            Self::Strong => Ansi::new().bold(),
            Self::Faint => Ansi::new().dimmed(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Warning => AnsiColor::Yellow.on_default(),
            Self::Bad => AnsiColor::Red.on_default().bold(),
        }
    }
}

/// The report so far.
pub(super) struct Page {
    style: Style,
    text: String,
}

impl Page {
    pub(super) const fn new(style: Style) -> Self {
        Self { style, text: String::new() }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    pub(super) const fn verbose(&self) -> bool {
        self.style.verbose
    }

    pub(super) fn width(&self) -> usize {
        self.style.width.max(NARROWEST)
    }

    /// Our own words, on one line.
    pub(super) fn own(&self, text: &str) -> String {
        for_terminal(text)
    }

    /// Text of others, on one line.
    pub(super) fn safe(&self, text: &str) -> String {
        for_terminal(&redact::clipped(text, TEXT_LIMIT))
    }

    /// Text of others, with the lines it has.
    pub(super) fn safe_lines(&self, text: &str) -> String {
        lines_for_terminal(&redact::clipped(text.trim_end(), TEXT_LIMIT))
    }

    /// A body of a message, with the lines it has.
    pub(super) fn safe_body(&self, body: &str) -> String {
        lines_for_terminal(&redact::clipped_again(body, TEXT_LIMIT))
    }

    pub(super) fn paint(&self, paint: Paint, text: &str) -> String {
        if !self.style.colour || paint == Paint::Plain || text.is_empty() {
            return text.to_owned();
        }
        let ansi = paint.ansi();
        format!("{ansi}{text}{ansi:#}")
    }

    pub(super) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A line as it is; text of others has gone through [`Page::safe`].
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(&for_build_log(line.trim_end()));
        self.text.push('\n');
    }

    /// A heading, after an empty line.
    pub(super) fn heading(&mut self, text: &str) {
        self.blank();
        let text = self.paint(Paint::Strong, text);
        self.line(&text);
    }

    /// Text broken between words, each line indented.
    pub(super) fn wrapped(&mut self, indent: usize, paint: Paint, text: &str) {
        for line in wrap(text, self.width().saturating_sub(indent)) {
            let line = format!("{:indent$}{}", "", self.paint(paint, &line));
            self.line(&line);
        }
    }

    /// A label, and a value beside it that may have many lines.
    pub(super) fn field(&mut self, indent: usize, label: &str, paint: Paint, value: &str) {
        let lines = wrap(value, self.width().saturating_sub(indent + LABEL_WIDTH));
        for (index, line) in lines.iter().enumerate() {
            let label = match index {
                0 => self.paint(Paint::Faint, &format!("{label:<LABEL_WIDTH$}")),
                _ => " ".repeat(LABEL_WIDTH),
            };
            let line = format!("{:indent$}{label}{}", "", self.paint(paint, line));
            self.line(&line);
        }
    }

    /// Text whose spaces matter: each of its lines begins with `mark`, and what does not fit goes on
    /// below without one.
    pub(super) fn verbatim(&mut self, mark: &str, text: &str) {
        let indent = mark.chars().count();
        let room = self.width().saturating_sub(indent);
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            for (index, piece) in pieces(line, room).into_iter().enumerate() {
                let start =
                    if index == 0 { self.paint(Paint::Faint, mark) } else { " ".repeat(indent) };
                self.line(&format!("{start}{piece}"));
            }
        }
    }
}

/// Breaks a text into lines of at most `width` characters, between words where that is possible.
/// Always at least one line; lines that fit keep their spaces.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.split('\n') {
        if line.chars().count() <= width {
            lines.push(line.trim_end().to_owned());
            continue;
        }
        let (mut current, mut taken) = (String::new(), 0);
        for word in line.split_whitespace() {
            let length = word.chars().count();
            if taken > 0 && taken + 1 + length > width {
                lines.push(std::mem::take(&mut current));
                taken = 0;
            }
            if taken > 0 {
                current.push(' ');
                taken += 1;
            }
            // A word that is too long stands alone, so its last piece is what the line begins with.
            let mut of_word = pieces(word, width);
            let last = of_word.pop().unwrap_or_default();
            lines.extend(of_word.into_iter().map(str::to_owned));
            current.push_str(last);
            taken += last.chars().count();
        }
        lines.push(current);
    }
    lines
}

/// Cuts a text that is longer than `width`, with an ellipsis in the place of the rest.
pub(super) fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    format!("{}…", text[..byte_of(text, width.saturating_sub(1))].trim_end())
}

/// A line in pieces of this width, at least one.
fn pieces(line: &str, width: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = line;
    // Only as far as the next piece goes, so that a long line does not cost more than its length.
    while let Some((end, _)) = rest.char_indices().nth(width.max(1)) {
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

/// Where the character of this number begins.
fn byte_of(text: &str, character: usize) -> usize {
    text.char_indices().nth(character).map_or(text.len(), |(byte, _)| byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_broken_between_words_and_long_words_where_they_must() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("ab abcdefgh i", 4), ["ab", "abcd", "efgh", "i"]);
        assert_eq!(wrap("ééé\n\n  kept", 6), ["ééé", "", "  kept"]);
        assert_eq!(wrap("", 4), [""]);
        assert_eq!(wrap("abcd e", 4), ["abcd", "e"]);
        assert_eq!(wrap("a bcdefghij kl", 4), ["a", "bcde", "fghi", "j kl"]);
    }

    /// An upper limit and no measure: what is quadratic in the text takes minutes.
    #[test]
    fn a_long_word_costs_no_more_than_its_length() {
        let began = std::time::Instant::now();
        let word = "é".repeat(1024 * 1024);
        assert_eq!(wrap(&word, 60).len(), (1024_usize * 1024).div_ceil(60));
        assert_eq!(pieces(&word, 60).len(), (1024_usize * 1024).div_ceil(60));
        assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
    }

    #[test]
    fn a_cut_text_says_so() {
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("ab cdef", 4), "ab…");
    }

    #[test]
    fn fields_align_and_verbatim_keeps_spaces() {
        let mut page = Page::new(Style { colour: false, width: 40, verbose: false });
        page.field(2, "expected", Paint::Bad, "one\ntwo");
        page.verbatim("> ", "a  b\n\nc");
        assert_eq!(page.finish(), "  expected    one\n              two\n> a  b\n>\n> c\n");
    }
}
