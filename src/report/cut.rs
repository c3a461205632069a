//! What is left of a secret where a text was cut before it came to be redacted: its beginning, in front
//! of the mark that says so, of a closing quote, or at the very end; and its end, behind the mark.

/// Says that a text was cut.
const MARK: char = '…';
/// The shortest part that is taken for one of a secret, where the text says that it was cut.
const SHORTEST: usize = 4;

/// Finds beginnings and ends of secrets.
pub(super) struct Cut {
    beginnings: Trie,
    /// Of the forms read from their ends.
    ends: Trie,
}

impl Cut {
    /// Finds parts of these forms.
    pub(super) fn new(forms: impl IntoIterator<Item = String>) -> Self {
        let (mut beginnings, mut ends) = (Trie::default(), Trie::default());
        for form in forms {
            beginnings.add(form.bytes(), form.len());
            ends.add(form.bytes().rev(), form.len());
        }
        beginnings.link();
        ends.link();
        Self { beginnings, ends }
    }

    /// The text, with this in the place of each part.
    pub(super) fn covered(&self, text: &str, cover: &str) -> String {
        if self.beginnings.is_empty() {
            return text.to_owned();
        }
        let mut places = self.beginnings_in(text.as_bytes());
        places.extend(self.ends_in(text));
        places.sort_unstable();
        let mut shown = String::with_capacity(text.len());
        let mut copied = 0;
        for (start, end) in places {
            if end <= copied {
                continue;
            }
            if start >= copied {
                shown.push_str(&text[copied..start]);
                shown.push_str(cover);
            }
            copied = end;
        }
        shown.push_str(&text[copied..]);
        shown
    }

    /// Beginnings where the text ends, in one pass. Where it says that it was cut, four bytes are enough,
    /// elsewhere one half of the secret, since words of a language look like that.
    fn beginnings_in(&self, text: &[u8]) -> Vec<(usize, usize)> {
        let mut places = Vec::new();
        let mut node = 0;
        for (place, ending) in endings(text).into_iter().enumerate() {
            let found = &self.beginnings.nodes[node];
            let least = match ending {
                Ending::Cut => SHORTEST,
                Ending::Quoted => (found.shortest / 2).max(6),
                Ending::None => usize::MAX,
            };
            if found.depth >= least {
                places.push((place - found.depth, place));
            }
            if let Some(byte) = text.get(place) {
                node = self.beginnings.step(node, *byte);
            }
        }
        places
    }

    /// Ends where the text begins again behind the mark, or behind the mark and a quote.
    fn ends_in(&self, text: &str) -> Vec<(usize, usize)> {
        let mut places = Vec::new();
        for (at, mark) in text.match_indices(MARK) {
            let behind = &text[at + mark.len()..];
            let bare = behind.trim_start_matches(['"', '\\', '(']);
            let start = text.len() - bare.len();
            let until = bare.find(MARK).unwrap_or(bare.len()).min(self.ends.longest);
            let until = bare.floor_char_boundary(until);
            let depth = bare.as_bytes()[..until]
                .iter()
                .rev()
                .fold(0, |node, byte| self.ends.step(node, *byte));
            let depth = self.ends.nodes[depth].depth;
            if depth >= SHORTEST {
                places.push((start, text.floor_char_boundary(start + depth)));
            }
        }
        places
    }
}

/// How a text ends at a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    None,
    /// With a quote, or at its very end.
    Quoted,
    /// With the mark; quotes and brackets may stand before it.
    Cut,
}

/// How a text ends at each place of it, and behind it.
fn endings(text: &[u8]) -> Vec<Ending> {
    let mut endings = vec![Ending::None; text.len() + 1];
    let mut mark = [0; 4];
    let mark = MARK.encode_utf8(&mut mark).as_bytes();
    endings[text.len()] = Ending::Quoted;
    for place in (0..text.len()).rev() {
        endings[place] = match (text[place], endings[place + 1]) {
            _ if text[place..].starts_with(mark) => Ending::Cut,
            (b'"' | b'\\' | b')', Ending::Cut) => Ending::Cut,
            (b'"', _) => Ending::Quoted,
            (b'\\', Ending::Quoted) if place + 1 < text.len() => Ending::Quoted,
            _ => Ending::None,
        };
    }
    endings
}

/// The beginnings of many forms, and how a text that goes on from one of them is within another: as Aho
/// and Corasick search, with what they leave out, how much of a form was read.
#[derive(Default)]
struct Trie {
    nodes: Vec<Node>,
    /// Where each byte leads to from the first node, where most of a text is read.
    first: Vec<usize>,
    longest: usize,
}

#[derive(Default)]
struct Node {
    /// How many bytes lead here.
    depth: usize,
    /// The shortest form that begins so.
    shortest: usize,
    /// Where the longest end of what leads here leads to, that is a beginning too.
    fallback: usize,
    /// Where each byte leads to.
    next: Vec<(u8, usize)>,
}

impl Trie {
    const fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    fn add(&mut self, form: impl Iterator<Item = u8>, length: usize) {
        if self.nodes.is_empty() {
            self.nodes.push(Node::default());
        }
        self.longest = self.longest.max(length);
        let mut node = 0;
        for byte in form {
            let known = self.nodes[node].next.iter().find(|(other, _)| *other == byte);
            node = match known {
                Some((_, next)) => *next,
                None => {
                    let new = self.nodes.len();
                    let depth = self.nodes[node].depth + 1;
                    self.nodes[node].next.push((byte, new));
                    self.nodes.push(Node { depth, shortest: length, ..Node::default() });
                    new
                }
            };
            let shortest = &mut self.nodes[node].shortest;
            *shortest = length.min(*shortest);
        }
    }

    /// Finds the fallbacks, from the shortest beginnings to the longest.
    fn link(&mut self) {
        self.first = vec![0; 256];
        let Some(root) = self.nodes.first() else { return };
        for (byte, next) in root.next.clone() {
            self.first[usize::from(byte)] = next;
        }
        let mut edges: Vec<(usize, u8, usize)> = Vec::new();
        for (parent, node) in self.nodes.iter().enumerate().skip(1) {
            edges.extend(node.next.iter().map(|(byte, next)| (parent, *byte, *next)));
        }
        edges.sort_unstable_by_key(|(.., next)| self.nodes[*next].depth);
        for (parent, byte, next) in edges {
            self.nodes[next].fallback = self.step(self.nodes[parent].fallback, byte);
        }
    }

    /// Reads a byte.
    fn step(&self, mut node: usize, byte: u8) -> usize {
        while node != 0 {
            let known = self.nodes[node].next.iter().find(|(other, _)| *other == byte);
            if let Some((_, next)) = known {
                return *next;
            }
            node = self.nodes[node].fallback;
        }
        self.first[usize::from(byte)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(text: &str) -> String {
        let forms = ["Marker/Secret+1", "Marker%2FSecret%2B1", "abababac", "Zq7\\\"/\\\"x9Hidden"];
        Cut::new(forms.map(str::to_owned)).covered(text, "[secret]")
    }

    #[test]
    fn a_secret_that_was_cut_is_covered() {
        for (text, shown) in [
            ("a Marker%2FSe… b", "a [secret]… b"),
            ("it said \"Mark…\"", "it said \"[secret]…\""),
            ("it said \"Mark\"…", "it said \"[secret]\"…"),
            ("it said \"x Marker/Se\\\"\"…", "it said \"x [secret]\\\"\"…"),
            ("it said \"x Marker/Sec\"; and", "it said \"x [secret]\"; and"),
            ("it said \"Mark\"; and", "it said \"Mark\"; and"),
            ("Zq7\\\"/\\\"x9H…\"", "[secret]…\""),
            ("Zq7\\\"/\\\"x…", "[secret]…"),
            ("body Marker/Sec", "body [secret]"),
            ("a Mar… and a Marker", "a Mar… and a Marker"),
            ("xabababab…", "xab[secret]…"),
            ("a …cret+1 b", "a …[secret] b"),
            ("a …\"cret%2B1\" b", "a …\"[secret]\" b"),
            ("a …t+1 b", "a …t+1 b"),
            ("ret+1 b", "ret+1 b"),
            ("", ""),
            ("…\"\\…", "…\"\\…"),
        ] {
            assert_eq!(covered(text), shown, "{text}");
        }
        assert_eq!(Cut::new([]).covered("a… b", "[secret]"), "a… b");
    }
}
