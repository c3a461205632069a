//! How much of what an endpoint sends is kept: of one answer, of a text out of it, of an id, and of a whole
//! run. All of it is judged before; what was left out is said in its place.

use std::borrow::Cow;
use std::sync::atomic::{AtomicUsize, Ordering};

use sha2::{Digest as _, Sha256};

use crate::outcome::{Answer, Exchange, LeftOut, Purpose};
use crate::wire::document::{Document, Value};

/// Of the body of one answer, in bytes.
pub const BODY: usize = 64 * 1024;
/// Of its headers, in bytes.
pub const HEADERS: usize = 16 * 1024;
/// Of its headers once a run has kept enough, in bytes.
const HEADERS_LATER: usize = 1024;
/// Of an id or a word out of an answer, in bytes.
pub const ID: usize = 256;
/// Of any other text that quotes an answer, in bytes.
pub const TEXT: usize = 4 * 1024;
/// Of one run: the calls under judgement, and as much again of all others, as reports write them, in
/// bytes. From then on no bodies are kept, and past twice as much of the other calls only that they were made.
pub const RUN: usize = 5 * 1024 * 1024;

/// How much a run has kept so far.
#[derive(Debug)]
pub struct Kept {
    most: usize,
    judged: AtomicUsize,
    others: AtomicUsize,
}

impl Default for Kept {
    /// Has no bound in sum: for who keeps nothing for long.
    fn default() -> Self {
        Self::at_most(usize::MAX / 2)
    }
}

impl Kept {
    /// Keeps this much in sum.
    #[must_use]
    pub fn at_most(most: usize) -> Self {
        Self { most, judged: AtomicUsize::new(0), others: AtomicUsize::new(0) }
    }

    fn so_far(&self, purpose: Purpose) -> &AtomicUsize {
        if purpose == Purpose::Judge { &self.judged } else { &self.others }
    }

    /// Leaves of an exchange what is kept of it, and gives the whole answer, to be judged.
    pub(super) fn take(&self, exchange: &mut Exchange) -> Option<Answer> {
        let so_far = self.so_far(exchange.purpose);
        let spent = so_far.load(Ordering::Relaxed);
        let (body, headers) = match spent < self.most {
            true => (BODY, HEADERS),
            false => (0, HEADERS_LATER),
        };
        exchange.failure = exchange.failure.take().map(text);
        let whole = exchange.answer.as_mut().map(|answer| {
            let kept = part_of(answer, body, headers);
            std::mem::replace(answer, kept)
        });
        if self.is_past_all(exchange.purpose) {
            // That it was made, and what came to, is all that stays.
            let url = &mut exchange.request.url;
            url.truncate(url.find('?').unwrap_or(url.len()));
            exchange.request.headers.clear();
            exchange.request.body.clear();
            if let Some(answer) = &mut exchange.answer {
                answer.headers.clear();
            }
        }
        so_far.fetch_add(weight(exchange), Ordering::Relaxed);
        whole
    }

    fn is_past_all(&self, purpose: Purpose) -> bool {
        purpose != Purpose::Judge && self.others.load(Ordering::Relaxed) >= 2 * self.most
    }
}

/// The part of an answer that is kept.
fn part_of(answer: &Answer, most_of_body: usize, most_of_headers: usize) -> Answer {
    let end = boundary(&answer.body, most_of_body);
    let mut room = most_of_headers;
    let mut headers = Vec::new();
    let mut header_bytes = 0;
    for (name, value) in &answer.headers {
        let size = name.len() + value.len();
        if size <= room {
            headers.push((name.clone(), value.clone()));
            room -= size;
            continue;
        }
        let kept = room.checked_sub(name.len()).map_or(0, |room| value.floor_char_boundary(room));
        if kept > 0 {
            // The mark says so in its place too, and that half a secret may stand before it.
            headers.push((name.clone(), format!("{}…", &value[..kept])));
            header_bytes += value.len() - kept;
        } else {
            header_bytes += size;
        }
        room = 0;
    }
    let body_bytes = answer.body.len() - end;
    let before = answer.left_out.unwrap_or_default();
    let left_out = LeftOut {
        body_bytes: before.body_bytes + body_bytes,
        header_bytes: before.header_bytes + header_bytes,
    };
    let body = answer.body[..end].to_vec();
    let (status, truncated, left_out) = (answer.status, answer.truncated, left_out.told());
    Answer { status, headers, body, truncated, left_out, ..Answer::default() }
}

/// A place at or before this one where no character of UTF-8 is cut.
fn boundary(bytes: &[u8], most: usize) -> usize {
    if bytes.len() <= most {
        return bytes.len();
    }
    let is_start = |place: &usize| bytes[*place] & 0b1100_0000 != 0b1000_0000;
    (most.saturating_sub(3)..=most).rev().find(is_start).unwrap_or(most)
}

/// About how many bytes an exchange takes in a report: what no report can write as it is takes several.
fn weight(exchange: &Exchange) -> usize {
    let of = |bytes: &[u8]| -> usize {
        let plain = |byte: &&u8| {
            (**byte).is_ascii_graphic() && !b"\"\\<>&'".contains(byte) || **byte == b' '
        };
        let plain = bytes.iter().filter(plain).count();
        plain + (bytes.len() - plain) * 4
    };
    let of_headers = |headers: &[(String, String)]| -> usize {
        headers.iter().map(|(name, value)| name.len() + of(value.as_bytes()) + 32).sum()
    };
    let request = &exchange.request;
    let sent = request.url.len() + of_headers(&request.headers) + of(&request.body);
    let came = exchange.answer.as_ref().map(|came| of_headers(&came.headers) + of(&came.body));
    let failure = exchange.failure.as_ref().map(|failure| of(failure.as_bytes()));
    sent + came.or(failure).unwrap_or_default()
}

/// A text that quotes an answer, cut where it is long, with how much is missing.
#[must_use]
pub fn text(mut text: String) -> String {
    if text.len() > TEXT {
        let end = text.floor_char_boundary(TEXT);
        let more = text.len() - end;
        text.truncate(end);
        text.push_str(&format!("… {more} more bytes"));
        text.shrink_to_fit();
    }
    text
}

/// The first characters of a text, with the mark of a cut behind them where there are more.
#[must_use]
pub fn beginning(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// An id or a word, cut where it is long; what tells it from others stays.
#[must_use]
pub fn id(id: &str) -> Cow<'_, str> {
    shortened(id, ID)
}

fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most {
        return Cow::Borrowed(text);
    }
    let digest: String =
        Sha256::digest(text.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let kept = &text[..text.floor_char_boundary(most)];
    Cow::Owned(format!("{kept}… ({} bytes, SHA-256 {digest}…)", text.len()))
}

/// A document with its long texts cut as [`id`] cuts them: two that differ still do.
pub(super) fn document(document: &mut Document) {
    let mut left = vec![&mut document.value];
    while let Some(value) = left.pop() {
        match value {
            Value::Text(text) if text.len() > TEXT => {
                *text = shortened(text, TEXT).into_owned();
            }
            Value::Object(members) => left.extend(members.iter_mut().map(|(_, value)| value)),
            Value::List(items) => left.extend(items),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::Format;
    use crate::outcome::SentRequest;

    fn exchange(purpose: Purpose, answer: Answer) -> Exchange {
        let request = SentRequest {
            method: "GET".to_owned(),
            url: "http://h/?A=1".to_owned(),
            headers: vec![("accept".to_owned(), "*/*".to_owned())],
            body: Vec::new(),
        };
        let mut exchange = Exchange::under_way(purpose, request, 0.0);
        exchange.came(Ok(answer));
        exchange
    }

    fn padded(body: usize, header: usize) -> Answer {
        let headers = [("a", 10), ("long", header), ("z", 10)];
        let headers = headers.map(|(name, length)| (name.to_owned(), "h".repeat(length)));
        let body = vec![b'b'; body];
        Answer { status: 200, headers: headers.into(), body, ..Answer::default() }
    }

    fn kept(exchange: &Exchange) -> &Answer {
        exchange.answer.as_ref().unwrap()
    }

    #[test]
    fn of_one_answer_its_beginning_is_kept_and_what_is_missing_is_said() {
        let mut long = exchange(Purpose::Judge, padded(BODY + 7, HEADERS));
        let whole = Kept::default().take(&mut long).unwrap();
        assert_eq!((whole.body.len(), whole.headers.len()), (BODY + 7, 3), "for the judge");
        let kept = kept(&long);
        assert_eq!(kept.body.len(), BODY);
        assert_eq!(kept.headers.len(), 2);
        let (name, value) = &kept.headers[1];
        assert_eq!((name.as_str(), value.len()), ("long", HEADERS - 11 - 4 + '…'.len_utf8()));
        assert_eq!(kept.left_out, Some(LeftOut { body_bytes: 7, header_bytes: 15 + 11 }));
        let mut short = exchange(Purpose::Judge, padded(BODY, 10));
        let before = short.clone();
        Kept::default().take(&mut short);
        assert_eq!(short, before);
    }

    #[test]
    fn no_character_is_cut() {
        for most in 0..12 {
            let end = boundary("aé€😀b".as_bytes(), most);
            assert!(end <= most && "aé€😀b".is_char_boundary(end), "{most}: {end}");
        }
        assert_eq!(boundary(&[0x80; 9], 5), 5, "what is no UTF-8");
    }

    #[test]
    fn a_run_is_bounded_in_sum_and_the_judged_calls_have_a_room_of_their_own() {
        let bound = Kept::at_most(100_000);
        let mut sizes = Vec::new();
        for _ in 0..40 {
            let mut observed = exchange(Purpose::Observe, padded(10_000, 10));
            bound.take(&mut observed);
            sizes.push((kept(&observed).body.len(), kept(&observed).headers.len()));
        }
        assert_eq!(sizes[0], (10_000, 3));
        assert_eq!(sizes[20], (0, 3), "no bodies any more");
        let mut judged = exchange(Purpose::Judge, padded(10_000, 10));
        bound.take(&mut judged);
        assert_eq!(kept(&judged).body.len(), 10_000);
        for _ in 0..2000 {
            bound.take(&mut exchange(Purpose::Arrange, padded(10_000, 10)));
        }
        let mut bare = exchange(Purpose::Arrange, padded(10_000, 10));
        bound.take(&mut bare);
        assert_eq!(bare.request.url, "http://h/");
        assert_eq!((kept(&bare).status, kept(&bare).headers.len()), (200, 0));
    }

    #[test]
    fn a_long_text_says_what_is_missing_and_a_long_id_stays_itself() {
        assert_eq!(text("a".repeat(TEXT)).len(), TEXT);
        assert!(text("a".repeat(TEXT + 5)).ends_with("a… 5 more bytes"));
        let (one, other) = (format!("{}1", "x".repeat(5000)), format!("{}2", "x".repeat(5000)));
        assert_ne!(id(&one), id(&other));
        assert!(id(&one).len() < ID + 60, "{}", id(&one));
        let json = format!(r#"{{"a":["{one}","{other}",1]}}"#);
        let mut long = Document::decode(Format::Json, json.as_bytes()).unwrap();
        document(&mut long);
        let texts: Vec<_> =
            long.value.all("a").iter().filter_map(|value| value.as_text()).collect();
        assert!(texts[0] != texts[1] && texts[0].len() < TEXT + 60);
    }
}
