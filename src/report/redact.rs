//! Secrets and signatures taken out of text before it is shown or written.
//!
//! Works on text alone, so that a secret is found wherever it stands: in an address, a body, an error
//! of the HTTP client, an echo by the endpoint. What it takes grows with the text and no faster, whatever
//! the text is. Does not make text harmless to a terminal: that is [`escape`](super::escape)'s, and comes
//! after.

use std::borrow::Cow;
use std::fmt;

use super::automaton::{Automaton, START};
use super::cut::{self, LONGEST_ESCAPE, SHORTEST};
use super::mask::{drop_user_info, mask};
use super::unescape::Level;
use super::writings::{self, Writing};

/// Stands where a secret stood.
const SECRET: &str = "[secret]";
/// Stands where a text of others stood, which may hold a secret that is not known.
const LEFT_OUT: &str = "[left out: the control protocol gave more secrets than are looked for]";
/// How much of a signature is shown: enough to tell two apart, too little to use.
const SIGNATURE_SHOWN: usize = 4;
/// From here on a writing is found in any letter case, as in the name of a header. A shorter one may be a
/// word, and words begin sentences.
const ANY_CASE: usize = 8;

/// Takes secrets out of text.
pub struct Redactor {
    searches: Vec<Search>,
    secrets: usize,
    /// Whether there are more secrets than it knows.
    is_short: bool,
}

impl Redactor {
    /// A redactor of these secrets; empty ones are left out.
    #[must_use]
    pub fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let secrets: Vec<String> =
            secrets.into_iter().filter(|secret| !secret.is_empty()).collect();
        let all = secrets.iter().flat_map(|secret| writings::of(secret));
        let (long, short) = all.partition(|one| one.bytes.len() >= ANY_CASE);
        let searches = [Search::new(short, false), Search::new(long, true)];
        let searches = searches.into_iter().flatten().collect();
        Self { searches, secrets: secrets.len(), is_short: false }
    }

    /// A redactor of all secrets that a run knows; where it does not know all that there are, and so has `None`, no
    /// text of others is shown.
    #[must_use]
    pub fn of(all: Option<Vec<String>>) -> Self {
        match all {
            Some(all) => Self::new(all),
            None => Self { is_short: true, ..Self::new([]) },
        }
    }

    /// Any text: secrets become `[secret]`, in each form they may be written in, and what is left of them
    /// where the text was cut; the value of a `Signature` is cut to its first four characters, that of an
    /// `AccessKeySecret` or a `SecurityToken` is covered, and user information of an address is dropped.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        // Secrets first: where one stands in the place of a signature, four characters are too many.
        let text = drop_user_info(&self.covered(text, true));
        let text = mask(&text, "accesskeysecret", |_| SECRET.to_owned());
        let text = mask(&text, "securitytoken", |_| SECRET.to_owned());
        mask(&text, "signature", |value| match value.char_indices().nth(SIGNATURE_SHOWN) {
            Some((end, _)) => format!("{}…", &value[..end]),
            None => value.to_owned(),
        })
    }

    /// An address.
    #[must_use]
    pub fn url(&self, url: &str) -> String {
        if self.is_short {
            // Host and port are the user's own.
            let host = url.find("://").map_or(0, |at| at + 3);
            let end = url[host..].find('/').map_or(url.len(), |at| host + at + 1);
            return drop_user_info(&url[..end]);
        }
        self.text(url)
    }

    /// Headers; credentials of `Authorization` other than a signature are covered as a whole.
    #[must_use]
    pub fn headers(&self, headers: &[(String, String)]) -> Vec<(String, String)> {
        headers
            .iter()
            .map(|(name, value)| {
                let scheme = value.split(' ').next().unwrap_or_default();
                let value = match scheme.to_ascii_lowercase().as_str() {
                    "basic" | "bearer" if name.to_ascii_lowercase().ends_with("authorization") => {
                        format!("{scheme} {SECRET}")
                    }
                    _ => self.text(value),
                };
                (self.text(name), value)
            })
            .collect()
    }

    /// A body as text, at most about `limit` bytes of it. Bytes that are not UTF-8 become U+FFFD.
    #[must_use]
    pub fn body(&self, body: &[u8], limit: usize) -> String {
        self.clipped(&String::from_utf8_lossy(body), limit)
    }

    /// As [`Redactor::body`], of a body whose last `left_out` bytes are not there any more.
    #[must_use]
    pub fn part_of_body(&self, body: &[u8], left_out: usize, limit: usize) -> String {
        if left_out == 0 {
            return self.body(body, limit);
        }
        // With the mark of a cut, in front of which half a secret is looked for.
        let text = self.text(&format!("{}…", String::from_utf8_lossy(body)));
        cut(text.strip_suffix('…').unwrap_or(&text), limit, left_out)
    }

    /// As [`Redactor::text`], at most about `limit` bytes of it: a remark says how many more there
    /// are. Cut after redaction, since half a secret would not be recognised.
    #[must_use]
    pub fn clipped(&self, text: &str, limit: usize) -> String {
        clipped(&self.text(text), limit)
    }

    /// Any text: secrets become `[secret]`, in each form they may be written in, and all else stays. For
    /// what is about a signature, and has to show it; everywhere else [`Redactor::text`].
    #[must_use]
    pub fn without_secrets(&self, text: &str) -> String {
        self.covered(text, false)
    }

    fn covered(&self, text: &str, parts: bool) -> String {
        if self.is_short {
            return if text.is_empty() { String::new() } else { LEFT_OUT.to_owned() };
        }
        let mut shown = String::with_capacity(text.len());
        let mut copied = 0;
        for (start, end) in self.places(text.as_bytes(), parts) {
            let (start, end) = (text.floor_char_boundary(start), text.ceil_char_boundary(end));
            shown.push_str(&text[copied..start.max(copied)]);
            shown.push_str(SECRET);
            copied = end;
        }
        shown.push_str(&text[copied..]);
        shown
    }

    /// As [`Redactor::without_secrets`], of bytes that need be no text.
    #[must_use]
    pub fn bytes_without_secrets<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        if self.is_short && !bytes.is_empty() {
            return Cow::Owned(LEFT_OUT.into());
        }
        let places = self.places(bytes, false);
        if places.is_empty() {
            return Cow::Borrowed(bytes);
        }
        let mut shown = Vec::with_capacity(bytes.len());
        let mut copied = 0;
        for (start, end) in places {
            shown.extend_from_slice(&bytes[copied..start]);
            shown.extend_from_slice(SECRET.as_bytes());
            copied = end;
        }
        shown.extend_from_slice(&bytes[copied..]);
        Cow::Owned(shown)
    }

    /// Where secrets stand, and `parts` of them where the text was cut, in order and apart from each other.
    fn places(&self, text: &[u8], parts: bool) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        if self.searches.is_empty() {
            return found;
        }
        let mut search = |text: &[u8], source: &dyn Fn(usize, usize) -> (usize, usize)| {
            let endings = if parts { cut::endings(text) } else { Vec::new() };
            let beginnings = if parts { cut::beginnings(text) } else { Vec::new() };
            for search in &self.searches {
                for (start, end) in search.all(text, &endings) {
                    found.push(source(start, end));
                }
                let ends = beginnings.iter().filter_map(|place| search.end_behind(text, *place));
                found.extend(ends.map(|(start, end)| source(start, end)));
            }
        };
        search(text, &|start, end| (start, end));
        for undone in Level::all(text) {
            search(&undone.bytes, &|start, end| undone.source(start, end));
        }
        found.sort_unstable();
        let mut apart = Vec::with_capacity(found.len());
        for (start, end) in found {
            add(&mut apart, start, end);
        }
        apart
    }
}

/// Puts a place to others that are in order and apart; those that it overlaps become one with it.
fn add(places: &mut Vec<(usize, usize)>, mut start: usize, mut end: usize) {
    while let Some(last) = places.pop_if(|last| start < last.1) {
        start = start.min(last.0);
        end = end.max(last.1);
    }
    places.push((start, end));
}

/// A text, at most about `limit` bytes of it: a remark says how many more there are.
pub(super) fn clipped(text: &str, limit: usize) -> String {
    if text.len() <= limit { text.to_owned() } else { cut(text, limit, 0) }
}

/// As [`clipped`], of a text that may have been cut before: the remark counts what was left out then too.
pub(super) fn clipped_again(text: &str, limit: usize) -> String {
    let remark = text.rsplit_once("… ").and_then(|(before, remark)| {
        Some((before, remark.strip_suffix(" more bytes")?.parse().ok()?))
    });
    match remark {
        Some((before, left_out)) if before.len() > limit => cut(before, limit, left_out),
        Some(_) => text.to_owned(),
        None => clipped(text, limit),
    }
}

/// A text up to a limit, and how much more there is, with what was left out before.
fn cut(text: &str, limit: usize, left_out: usize) -> String {
    let end = text.floor_char_boundary(limit.min(text.len()));
    format!("{}… {} more bytes", &text[..end], (text.len() - end).saturating_add(left_out))
}

// A derived Debug would print the secrets into logs and panics.
impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redactor").field("secrets", &self.secrets).finish_non_exhaustive()
    }
}

/// Finds all of many writings in one pass.
struct Search {
    forwards: Automaton,
    /// Of the writings read from their ends.
    backwards: Automaton,
}

impl Search {
    fn new(writings: Vec<Writing>, any_case: bool) -> Option<Self> {
        let reversed = writings.iter().map(|writing| Writing {
            bytes: writing.bytes.iter().rev().copied().collect(),
            is_piece: writing.is_piece,
        });
        let backwards = Automaton::new(reversed.collect(), any_case)?;
        Some(Self { forwards: Automaton::new(writings, any_case)?, backwards })
    }

    /// Every place where a writing stands, also where two overlap, and where one begins that does not end
    /// before one of these endings; in order and apart.
    fn all(&self, text: &[u8], endings: &[cut::Ending]) -> Vec<(usize, usize)> {
        let mut places = Vec::new();
        let mut endings = endings.iter().peekable();
        let mut read = START;
        for place in 0..=text.len() {
            let node = self.forwards.read(read);
            while let Some(ending) = endings.next_if(|ending| ending.at == place) {
                let part = match ending.is_said {
                    true if node.depth >= SHORTEST => node.depth,
                    true => 0,
                    false => node.half,
                };
                if part > 0 {
                    add(&mut places, place - part as usize, ending.until);
                }
            }
            let Some(byte) = text.get(place) else { break };
            read = self.forwards.step(read, *byte);
            let node = self.forwards.read(read);
            if node.whole > 0 {
                let (mut start, mut end) = (place + 1 - node.whole as usize, place + 1);
                if node.is_piece {
                    (start, end) = with_neighbours(text, start, end);
                }
                add(&mut places, start, end);
            }
        }
        places
    }

    /// The end of a writing where a text begins, up to where it was cut again.
    fn end_behind(&self, text: &[u8], (begin, until): (usize, usize)) -> Option<(usize, usize)> {
        let until = until.min(begin + self.backwards.longest() + LONGEST_ESCAPE);
        let mut read = START;
        let mut found = None;
        for place in (begin..until).rev() {
            read = self.backwards.step(read, text[place]);
            let depth = self.backwards.read(read).depth;
            if depth >= SHORTEST && cut::is_rest_of_escape(&text[begin..place]) {
                let end = place + depth as usize;
                found = Some((begin, found.map_or(end, |(_, other): (_, usize)| other.max(end))));
            }
        }
        found
    }
}

/// A piece of Base64 with the characters beside it, which hold bits of the secret too, and of its
/// neighbours.
fn with_neighbours(text: &[u8], mut start: usize, mut end: usize) -> (usize, usize) {
    if start > 0 && is_base64(text[start - 1]) {
        start -= 1;
    }
    if text.get(end).is_some_and(|byte| is_base64(*byte)) {
        end += 1;
    }
    let padding = text[end..].iter().take(2).take_while(|byte| **byte == b'=');
    (start, end + padding.count())
}

const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

#[cfg(test)]
mod tests;
