//! Mistakes of clients in signing: what else a string to sign could have been made of, and under which of
//! them a given signature verifies. Only the signature of a client is known, not what it signed; the mistakes
//! that clients make are few enough to try them, alone and two at a time.
//!
//! Nothing is accepted here: whether a signature is right is [`super::v1`]'s and [`super::v3`]'s to say.

pub mod version_1;
pub mod version_3;

use crate::wire::percent::is_unreserved;

/// A mistake that explains a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// What the client did, one clause for each mistake.
    pub what: Vec<String>,
    /// What it signed: a string to sign of version 1.0, a canonical request of version 3.
    pub signed: String,
}

/// How long a text may be for mistakes to be tried, in bytes: some dozen keyed hashes.
const MOST_FOR_ONE: usize = 256 * 1024;

/// How long it may be for them to be tried two at a time: some thousand keyed hashes.
const MOST_FOR_TWO: usize = 4 * 1024;

/// How a recipe deviates, and what that is called.
type Step<R> = (fn(&mut R), &'static str);

/// The same, made for one call.
type Named<R> = (Box<dyn Fn(&mut R)>, String);

/// Tries each step alone, then each two of them.
fn first<R: Clone>(
    right: &R,
    steps: &[Named<R>],
    length: usize,
    mut explains: impl FnMut(&R) -> Option<String>,
) -> Option<Mistake> {
    let with = |recipe: &R, step: &dyn Fn(&mut R)| {
        let mut recipe = recipe.clone();
        step(&mut recipe);
        recipe
    };
    if length > MOST_FOR_ONE {
        return None;
    }
    for (step, what) in steps {
        if let Some(signed) = explains(&with(right, step)) {
            return Some(Mistake { what: vec![what.clone()], signed });
        }
    }
    if length > MOST_FOR_TWO {
        return None;
    }
    for (index, (step, what)) in steps.iter().enumerate() {
        let one = with(right, step);
        for (other, and) in &steps[index + 1..] {
            if let Some(signed) = explains(&with(&one, other)) {
                return Some(Mistake { what: vec![what.clone(), and.clone()], signed });
            }
        }
    }
    None
}

/// How names and values are percent-encoded. The default is the documented way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Escaping {
    /// A blank is `+`.
    pub blank_as_plus: bool,
    /// A blank stays.
    pub keep_blank: bool,
    /// `*` stays.
    pub keep_asterisk: bool,
    /// `!`, `'`, `(` and `)` stay.
    pub keep_marks: bool,
    /// `/` stays.
    pub keep_slash: bool,
    /// `:` stays.
    pub keep_colon: bool,
    /// `~` is escaped.
    pub escape_tilde: bool,
    /// Digits are lower-case.
    pub lower_case: bool,
    /// Digits are lower-case in the escapes of bytes beyond ASCII.
    pub lower_case_beyond_ascii: bool,
    /// Nothing is escaped.
    pub raw: bool,
    /// What is escaped is escaped again.
    pub twice: bool,
}

impl Escaping {
    /// The documented way.
    pub const DOCUMENTED: Self = Self {
        blank_as_plus: false,
        keep_blank: false,
        keep_asterisk: false,
        keep_marks: false,
        keep_slash: false,
        keep_colon: false,
        escape_tilde: false,
        lower_case: false,
        lower_case_beyond_ascii: false,
        raw: false,
        twice: false,
    };

    /// The deviations, and what they are called.
    const STEPS: [Step<Self>; 11] = [
        (|e| e.blank_as_plus = true, "a blank is written \"+\" instead of \"%20\""),
        (|e| e.keep_asterisk = true, "\"*\" is not escaped as \"%2A\""),
        (|e| e.escape_tilde = true, "\"~\" is escaped, and should not be"),
        (
            |e| (e.keep_marks, e.keep_asterisk) = (true, true),
            "\"!\", \"'\", \"(\", \")\" and \"*\" are not escaped, as encodeURIComponent leaves them",
        ),
        (
            |e| (e.blank_as_plus, e.keep_asterisk, e.escape_tilde) = (true, true, true),
            "names and values are encoded as a form: a blank is \"+\", \"*\" stays and \"~\" is escaped",
        ),
        (|e| e.keep_slash = true, "\"/\" is not escaped as \"%2F\""),
        (|e| e.keep_colon = true, "\":\" is not escaped as \"%3A\""),
        (|e| e.lower_case = true, "escapes are written with lower-case digits"),
        (|e| e.raw = true, "names and values are not percent-encoded"),
        (|e| e.twice = true, "names and values are percent-encoded once too often"),
        (|e| e.keep_marks = true, "\"!\", \"'\", \"(\" and \")\" are not escaped"),
    ];

    /// Encodes a name or a value.
    #[must_use]
    pub fn escape(self, text: &str) -> String {
        if self.raw {
            return text.to_owned();
        }
        let once = self.once(text);
        if self.twice { self.once(&once) } else { once }
    }

    fn once(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for byte in text.bytes() {
            let kept = match byte {
                b' ' if self.blank_as_plus => {
                    out.push('+');
                    continue;
                }
                b' ' => self.keep_blank,
                b'*' => self.keep_asterisk,
                b'!' | b'\'' | b'(' | b')' => self.keep_marks,
                b'/' => self.keep_slash,
                b':' => self.keep_colon,
                b'~' => !self.escape_tilde,
                other => is_unreserved(other),
            };
            if kept {
                out.push(char::from(byte));
            } else if self.lower_case || (self.lower_case_beyond_ascii && byte >= 0x80) {
                out.push_str(&format!("%{byte:02x}"));
            } else {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
        out
    }

    /// Writes a query.
    fn print(self, pairs: &[(&str, &str)]) -> String {
        let line = |(name, value): &(&str, &str)| self.escape(name) + "=" + &self.escape(value);
        pairs.iter().map(line).collect::<Vec<_>>().join("&")
    }
}

/// In which order parameters are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Order {
    #[default]
    ByBytes,
    WithoutCase,
    AsSent,
}

impl Order {
    const UNSORTED: &'static str = "the parameters are not sorted, but stand as they were sent";
    const WITHOUT_CASE: &'static str = "names are sorted without regard to letter case";

    fn arrange<'a>(self, pairs: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let mut pairs = pairs.to_vec();
        match self {
            Self::ByBytes => pairs.sort_unstable(),
            Self::WithoutCase => pairs.sort_by_key(|(name, _)| name.to_lowercase()),
            Self::AsSent => {}
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::percent;

    #[test]
    fn without_a_step_it_is_the_documented_encoding() {
        let text: String = (0..=0x7f).map(char::from).chain("é云🦀".chars()).collect();
        assert_eq!(Escaping::default().escape(&text), percent::encode(&text));
    }

    #[test]
    fn every_step_changes_something() {
        let text = "a *~!'()/:é%";
        let right = Escaping::default().escape(text);
        for (step, what) in Escaping::STEPS {
            let mut escaping = Escaping::default();
            step(&mut escaping);
            assert_ne!(escaping.escape(text), right, "{what}");
        }
    }
}
