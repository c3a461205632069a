//! Many writings looked for at once, in one pass over a text: what Aho and Corasick found.
//!
//! Written here since two things are asked of it that libraries do not give: how much of a writing was
//! read where a text ends, and little memory for each byte of a secret, of which others give many and
//! long ones.

use super::writings::Writing;

/// A place in a text at which nothing of a writing was read.
pub(super) const START: u32 = 0;
/// Of a writing that a text may break off without saying so, at least half is taken for a part of it, and
/// no less than this: words of a language look like less.
const LEAST_UNSAID: u32 = 6;

/// Finds writings.
pub(super) struct Automaton {
    /// In the order of how much was read; those that one leads to stand together. Behind them one more,
    /// where the last of them end.
    nodes: Vec<Node>,
    /// Where each byte leads to from the start, where most of a text is read.
    first: Vec<u32>,
    any_case: bool,
    longest: usize,
}

/// What was read of writings, up to a place in a text.
#[derive(Clone, Copy, Default)]
pub(super) struct Node {
    /// The longest beginning of a writing that ends here.
    pub(super) depth: u32,
    /// The longest whole writing that ends here; 0 where none does.
    pub(super) whole: u32,
    /// The longest beginning that ends here and is half of a writing, or more; 0 where none does.
    pub(super) half: u32,
    /// The longest beginning that ends here, but for the one that is this node.
    fallback: u32,
    /// The first of those that this one leads to.
    next: u32,
    /// The byte that leads here.
    byte: u8,
    /// Whether what ends here is a piece of Base64.
    pub(super) is_piece: bool,
}

impl Automaton {
    /// Finds these writings; `None` where there are none.
    pub(super) fn new(mut writings: Vec<Writing>, any_case: bool) -> Option<Self> {
        if any_case {
            writings.iter_mut().for_each(|writing| writing.bytes.make_ascii_lowercase());
        }
        // Of two that are the same, the one that covers more comes first.
        writings.sort_unstable_by(|one, other| {
            one.bytes.cmp(&other.bytes).then(other.is_piece.cmp(&one.is_piece))
        });
        writings.dedup_by(|one, other| one.bytes == other.bytes);
        writings.retain(|writing| !writing.bytes.is_empty());
        let longest = writings.iter().map(|writing| writing.bytes.len()).max()?;
        let nodes = tree(&writings);
        let mut automaton = Self { nodes, first: vec![START; 256], any_case, longest };
        automaton.link();
        Some(automaton)
    }

    /// The longest writing, in bytes.
    pub(super) const fn longest(&self) -> usize {
        self.longest
    }

    /// How many nodes it has.
    #[cfg(test)]
    pub(super) const fn size(&self) -> usize {
        self.nodes.len()
    }

    /// What was read.
    pub(super) fn read(&self, place: u32) -> &Node {
        &self.nodes[place as usize]
    }

    /// Reads one byte more.
    pub(super) fn step(&self, place: u32, byte: u8) -> u32 {
        self.step_folded(place, if self.any_case { byte.to_ascii_lowercase() } else { byte })
    }

    fn step_folded(&self, mut place: u32, byte: u8) -> u32 {
        while place != START {
            let (from, to) = (self.read(place).next, self.nodes[place as usize + 1].next);
            let next = &self.nodes[from as usize..to as usize];
            if let Ok(found) = next.binary_search_by_key(&byte, |node| node.byte) {
                return from + number(found);
            }
            place = self.read(place).fallback;
        }
        self.first[usize::from(byte)]
    }

    /// Finds what else ends where each node ends, from the shortest beginnings to the longest.
    fn link(&mut self) {
        let count = self.nodes.len() - 1;
        for place in 0..count {
            let (from, to) = (self.nodes[place].next, self.nodes[place + 1].next);
            for next in from..to {
                let byte = self.nodes[next as usize].byte;
                if place == 0 {
                    self.first[usize::from(byte)] = next;
                    continue;
                }
                let fallback = self.step_folded(self.nodes[place].fallback, byte);
                self.nodes[next as usize].fallback = fallback;
            }
        }
        for place in 1..count {
            let other = self.nodes[self.nodes[place].fallback as usize];
            let node = &mut self.nodes[place];
            // A longer one ends here than in what it falls back to.
            if node.whole == 0 {
                node.whole = other.whole;
            }
            node.is_piece |= other.is_piece;
            // Up to now, the shortest writing that begins so.
            let least = (node.half / 2).max(LEAST_UNSAID);
            node.half = if node.depth >= least { node.depth } else { other.half };
        }
    }
}

/// The beginnings of sorted writings, without what [`Automaton::link`] finds.
fn tree(writings: &[Writing]) -> Vec<Node> {
    let mut before: &[u8] = &[];
    let mut count = 2;
    for writing in writings {
        let shared = before.iter().zip(&writing.bytes).take_while(|(one, other)| one == other);
        count += writing.bytes.len() - shared.count();
        before = &writing.bytes;
    }
    let mut nodes = Vec::with_capacity(count);
    nodes.push(Node::default());
    // Of each node, which of the writings begin so.
    let mut ranges = Vec::with_capacity(count);
    ranges.push((0, number(writings.len())));
    let mut place = 0;
    while let Some((from, to)) = ranges.get(place).copied() {
        let read = nodes[place].depth as usize;
        nodes[place].next = number(nodes.len());
        let mut rest = &writings[from as usize..to as usize];
        // What ends here comes before what goes on.
        if let [whole, others @ ..] = rest
            && whole.bytes.len() == read
        {
            nodes[place].whole = number(read);
            nodes[place].is_piece = whole.is_piece;
            rest = others;
        }
        while let Some(byte) = rest.first().map(|writing| writing.bytes[read]) {
            let same = rest.iter().take_while(|writing| writing.bytes[read] == byte);
            let (same, shortest) = same.fold((0, usize::MAX), |(same, shortest), writing| {
                (same + 1, shortest.min(writing.bytes.len()))
            });
            let from = to - number(rest.len());
            ranges.push((from, from + number(same)));
            let (depth, half) = (number(read + 1), number(shortest));
            nodes.push(Node { depth, half, byte, ..Node::default() });
            rest = &rest[same..];
        }
        place += 1;
    }
    nodes.push(Node { next: number(nodes.len()), ..Node::default() });
    nodes
}

/// A number of bytes or of nodes. Secrets are read bounded, and one byte of them makes some twenty nodes.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn automaton(writings: &[&str], any_case: bool) -> Automaton {
        let writings = writings
            .iter()
            .map(|writing| Writing { bytes: writing.as_bytes().to_vec(), is_piece: false });
        Automaton::new(writings.collect(), any_case).unwrap()
    }

    /// What was read at each place of a text, found by looking for every writing at every place.
    fn by_hand(writings: &[&str], text: &str) -> Vec<(usize, usize)> {
        let ends = (0..=text.len()).map(|end| {
            let (mut depth, mut whole) = (0, 0);
            for writing in writings {
                let longest = (1..=writing.len().min(end))
                    .filter(|length| text[..end].ends_with(&writing[..*length]))
                    .max()
                    .unwrap_or(0);
                depth = depth.max(longest);
                if text[..end].ends_with(writing) {
                    whole = whole.max(writing.len());
                }
            }
            (depth, whole)
        });
        ends.collect()
    }

    #[test]
    fn it_finds_what_looking_at_every_place_finds() {
        let mut random = fastrand::Rng::with_seed(7);
        for _ in 0..400 {
            let word = |random: &mut fastrand::Rng, most: usize| -> String {
                (0..random.usize(1..=most))
                    .map(|_| char::from(random.choice(*b"abc").unwrap()))
                    .collect()
            };
            let writings: Vec<String> =
                (0..random.usize(1..8)).map(|_| word(&mut random, 6)).collect();
            let writings: Vec<&str> = writings.iter().map(String::as_str).collect();
            let text = word(&mut random, 60);
            let automaton = automaton(&writings, random.bool());
            let mut place = START;
            let mut read = vec![(0, 0)];
            for byte in text.bytes() {
                place = automaton.step(place, byte);
                let node = automaton.read(place);
                read.push((node.depth as usize, node.whole as usize));
            }
            assert_eq!(read, by_hand(&writings, &text), "{writings:?} in {text}");
        }
    }

    #[test]
    fn letters_are_the_same_in_any_case_where_asked() {
        for (any_case, wanted) in [(true, 4), (false, 0)] {
            let automaton = automaton(&["Abc1"], any_case);
            let end = b"xaBC1".iter().fold(START, |place, byte| automaton.step(place, *byte));
            assert_eq!(automaton.read(end).whole, wanted);
        }
        assert!(Automaton::new(Vec::new(), true).is_none());
    }

    #[test]
    fn half_of_a_writing_is_told_from_less() {
        let automaton = automaton(&["abcdefghijklmnop", "cdefghi"], true);
        let mut place = START;
        let halves = b"abcdefghijk".iter().map(|byte| {
            place = automaton.step(place, *byte);
            automaton.read(place).half
        });
        // The shorter one from its sixth byte on, the longer one from its eighth.
        assert_eq!(halves.collect::<Vec<_>>(), [0, 0, 0, 0, 0, 0, 0, 8, 9, 10, 11]);
    }
}
