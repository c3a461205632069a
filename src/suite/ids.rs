//! Ids that no instance has and that look as if one could: like those that the endpoint gave or that the target
//! file lists, with their last characters changed. The documentation shows ids but defines no form, so an endpoint
//! may refuse any other as malformed.

use std::collections::BTreeSet;
use std::sync::Mutex;

use fastrand::Rng;

use super::locked::locked;
use super::secrets::Secrets;

/// How many characters at the end of an id are changed at most: what stands before may name a region.
const CHANGED: usize = 12;

/// Of so many ids one is hardly ever taken, so that nobody has to look.
const ROOMY: f64 = 1e6;

/// How many digits a number has that is taken for one of a row: the last of the row is then the least likely
/// to be an instance.
const NUMBERED: usize = 5;

/// How many ids are remembered. The suite makes about a thousand in a run.
const MOST: usize = 20_000;

/// How many ids are made that differ in the same character.
const OF_A_PLACE: usize = 3;

/// How many characters at the end of an id count it, where ids are counted up.
const COUNTING: usize = 2;

/// The character in which an id that is nearly another differs from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Character {
    /// Any, for who looks whether it is that of an instance: the last ones first, unless ids are counted up.
    Any,
    /// One in the middle of what tells one instance from another.
    Middle,
}

/// What ids are known, and which came last.
#[derive(Debug, Default)]
struct Known {
    all: BTreeSet<String>,
    last: Option<String>,
}

/// The ids of instances that the endpoint gave or the target file lists.
#[derive(Debug, Default)]
pub struct KnownIds {
    known: Mutex<Known>,
    secrets: Secrets,
}

/// The part of an id that tells one instance from another, and what stands before it.
fn halves(id: &str) -> (&str, &str) {
    let is_part = |c: char| c.is_ascii_alphanumeric();
    let start = id
        .rfind(|c| !is_part(c))
        .map_or(0, |at| at + id[at..].chars().next().map_or(1, char::len_utf8));
    id.split_at(start)
}

/// The characters that a part like this is made of.
fn alphabet(part: &str) -> Vec<char> {
    let all = |is: fn(&char) -> bool| part.chars().all(|c| is(&c));
    let is_long = part.len() >= 8;
    if all(char::is_ascii_digit) {
        return ('0'..='9').collect();
    }
    if is_long && all(|c| matches!(c, '0'..='9' | 'a'..='f')) {
        return ('0'..='9').chain('a'..='f').collect();
    }
    if is_long && all(|c| matches!(c, '0'..='9' | 'A'..='F')) {
        return ('0'..='9').chain('A'..='F').collect();
    }
    let mut letters = Vec::new();
    for class in ['0'..='9', 'a'..='z', 'A'..='Z'] {
        if part.chars().any(|c| class.contains(&c)) {
            letters.extend(class);
        }
    }
    letters
}

/// An id like this one, that is not taken.
fn like(id: &str, random: &mut Rng, is_taken: impl Fn(&str) -> bool) -> String {
    let (head, part) = halves(id);
    let letters = alphabet(part);
    if letters.is_empty() {
        // Nothing of it is letters or digits: no form can be told.
        return id.to_owned() + "1";
    }
    if part.len() <= NUMBERED && part.bytes().all(|byte| byte.is_ascii_digit()) {
        let width = part.len();
        let numbers = (0..10_u32.pow(u32::try_from(width).unwrap_or(1))).rev();
        let mut ids = numbers.map(|number| format!("{head}{number:0width$}"));
        return ids.find(|id| !is_taken(id)).unwrap_or_else(|| format!("{id}0"));
    }
    let (kept, changed) = part.split_at(part.len().saturating_sub(CHANGED));
    // However few ids there are of this form, it comes to an end.
    let mut made = String::new();
    for _ in 0..100 {
        let end: String = changed.chars().filter_map(|_| random.choice(&letters)).collect();
        made = format!("{head}{kept}{end}");
        if !is_taken(&made) {
            break;
        }
    }
    made
}

/// Whether there are so many ids like this one that hardly any is taken.
#[must_use]
pub fn is_roomy(id: &str) -> bool {
    let (_, part) = halves(id);
    let changed = i32::try_from(part.len().min(CHANGED)).unwrap_or_default();
    f64::from(u8::try_from(alphabet(part).len()).unwrap_or(u8::MAX)).powi(changed) >= ROOMY
}

impl KnownIds {
    /// Those that the target file lists. What is like an id that holds one of the secrets would hold most of it,
    /// and could not be found in what is written down: no id is made like that.
    pub fn of<'a>(listed: impl Iterator<Item = &'a String>, secrets: &Secrets) -> Self {
        let all: BTreeSet<String> = listed.cloned().collect();
        let last = all.iter().max_by_key(|id| id.len()).cloned();
        Self { known: Mutex::new(Known { all, last }), secrets: secrets.clone() }
    }

    fn with<T>(&self, use_them: impl FnOnce(&mut Known) -> T) -> T {
        use_them(&mut locked(&self.known))
    }

    /// Notes an id that the endpoint gave.
    pub fn note(&self, id: &str) {
        self.with(|known| {
            if known.all.len() >= MOST {
                known.all.pop_first();
            }
            known.all.insert(id.to_owned());
            known.last = Some(id.to_owned());
        });
    }

    /// Whether an id is one of an instance that is known.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.with(|known| known.all.contains(id))
    }

    /// Whether any is known, so that others like it can be made.
    #[must_use]
    pub fn any(&self) -> bool {
        self.with(|known| known.last.is_some())
    }

    /// An id like the last one that came, which no instance is known to have. Where none is known, of the form
    /// that the documentation's examples have: `i-` and 20 letters and digits.
    pub fn unused(&self, random: &mut Rng) -> String {
        self.with(|known| {
            let like_this = known.last.as_deref().filter(|id| !self.holds_secret(id));
            let model = like_this.unwrap_or("i-bp67acfmxazb4ph00000");
            like(model, random, |id| known.all.contains(id))
        })
    }

    /// Whether an id holds a secret, so that nothing else than the whole of it may be sent.
    #[must_use]
    pub fn holds_secret(&self, id: &str) -> bool {
        self.secrets.stand_in(id)
    }

    /// Ids that differ from one in a single character and that no instance is known to have: those of one place
    /// after the other, in any order.
    pub fn one_character_away(&self, id: &str, which: Character, random: &mut Rng) -> Vec<String> {
        let (head, part) = halves(id);
        // The part is of ASCII letters and digits alone.
        let places: Vec<usize> = match which {
            Character::Middle => vec![part.len() / 2],
            // What differs from a counted one at its end may become one at any moment.
            Character::Any if self.may_be_counted(id) => match part.len().checked_sub(COUNTING) {
                None | Some(0) => (0..part.len()).collect(),
                Some(end) => (0..end).collect(),
            },
            Character::Any => (0..part.len()).rev().collect(),
        };
        let alphabet = alphabet(part);
        let mut all = Vec::new();
        for at in places {
            let Some(own) = part[at..].chars().next() else { continue };
            let (before, behind) = (&part[..at], &part[at + own.len_utf8()..]);
            let mut others: Vec<String> = alphabet
                .iter()
                .filter(|other| **other != own)
                .map(|other| format!("{head}{before}{other}{behind}"))
                .filter(|id| !self.has(id))
                .collect();
            random.shuffle(&mut others);
            if which == Character::Any {
                others.truncate(OF_A_PLACE);
            }
            all.append(&mut others);
        }
        all
    }

    /// Whether ids like this one may be counted up: it is a number, there are few like it, or one is known that
    /// differs from it in the last characters alone. What is near it may then be another instance's.
    #[must_use]
    pub fn may_be_counted(&self, id: &str) -> bool {
        let (_, part) = halves(id);
        if !is_roomy(id) || part.bytes().all(|byte| byte.is_ascii_digit()) {
            return true;
        }
        let Some((same, _)) =
            part.len().checked_sub(COUNTING).map(|_| id.split_at(id.len() - COUNTING))
        else {
            return true;
        };
        let is_next = |other: &String| other.len() == id.len() && other != id;
        self.with(|known| {
            let like_it = known.all.range(same.to_owned()..);
            like_it.take_while(|other| other.starts_with(same)).any(is_next)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(ids: &[&str]) -> KnownIds {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        KnownIds::of(ids.iter(), &Secrets::default())
    }

    /// What the ids of an endpoint look like, and whether a text does.
    type Form = (&'static str, fn(&str) -> bool);

    const FORMS: [Form; 6] = [
        ("i-bp67acfmxazb4ph0000x", |id| {
            id.starts_with("i-bp67acfm")
                && id[2..].bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        }),
        ("i-3fa4c701", |id| {
            id.starts_with("i-") && id[2..].bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        }),
        ("4711471147", |id| id.bytes().all(|b| b.is_ascii_digit())),
        ("0a1b2c3d-aaaa-bbbb-cccc-0123456789ab", |id| {
            id.starts_with("0a1b2c3d-aaaa-bbbb-cccc-")
                && id[24..].bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        }),
        ("instance-cn-hangzhou-zz9plural9z9alpha", |id| id.starts_with("instance-cn-hangzhou-")),
        ("VM_A7Q", |id| {
            id.starts_with("VM_")
                && id[3..].bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        }),
    ];

    #[test]
    fn an_unused_id_has_the_form_of_those_that_are_used() {
        let mut random = Rng::with_seed(7);
        for (id, fits) in FORMS {
            let ids = known(&[id]);
            for _ in 0..20 {
                let unused = ids.unused(&mut random);
                assert!(
                    unused != id && unused.len() == id.len() && fits(&unused),
                    "{id}: {unused}"
                );
            }
            for which in [Character::Any, Character::Middle] {
                let near = ids.one_character_away(id, which, &mut random);
                assert!(near.len() >= 3, "{near:?}");
                let same_end = near[0].chars().last() == id.chars().last();
                assert_eq!(same_end, which == Character::Middle || ids.may_be_counted(id));
                for near in near {
                    let differing = near.chars().zip(id.chars()).filter(|(a, b)| a != b).count();
                    assert!(differing == 1 && near.len() == id.len(), "{id}: {near}");
                    let keeps_head = halves(&near).0 == halves(id).0;
                    assert!(keeps_head && (which == Character::Any || fits(&near)), "{id}: {near}");
                }
            }
        }
    }

    #[test]
    fn of_ids_in_a_row_the_last_is_taken_and_never_one_that_is_known() {
        let mut random = Rng::with_seed(7);
        let ids = known(&["i-1", "i-2"]);
        assert_eq!(ids.unused(&mut random), "i-9");
        ids.note("i-9");
        assert_eq!(ids.unused(&mut random), "i-8");
        assert!(
            !ids.one_character_away("i-1", Character::Any, &mut random)
                .iter()
                .any(|id| ids.has(id))
        );
        assert!(!is_roomy("i-1") && is_roomy("i-3fa4c701"));
    }

    #[test]
    fn of_ids_that_are_counted_up_nothing_near_the_end_is_changed() {
        let mut random = Rng::with_seed(7);
        let all: Vec<String> = (1000..1100).map(|number| format!("i-{number}")).collect();
        let ids = known(&all.iter().map(String::as_str).collect::<Vec<_>>());
        let near = ids.one_character_away("i-1053", Character::Any, &mut random);
        assert!(near.len() == 6 && near.iter().all(|id| id.ends_with("53")), "{near:?}");
        // However many there are, and with one alone.
        let near = known(&[]).one_character_away("00000053", Character::Any, &mut random);
        assert!(near.iter().all(|id| id.ends_with("53")) && !near[0].starts_with('0'), "{near:?}");
        let ids = known(&["vm-0a1b2c3daaa", "vm-0a1b2c3daab"]);
        assert!(ids.may_be_counted("vm-0a1b2c3daaa"));
        assert!(!ids.may_be_counted("vm-0a1b2c3dzaa"));
        // Where it has no other places, these have to do.
        let ids = known(&["i-11", "i-12"]);
        let near = ids.one_character_away("i-11", Character::Any, &mut random);
        assert!(!near.is_empty() && !near.contains(&"i-12".to_owned()), "{near:?}");
    }

    #[test]
    fn what_the_endpoint_gave_last_is_the_model() {
        let mut random = Rng::with_seed(7);
        let ids = known(&[]);
        assert!(!ids.any());
        assert_eq!(ids.unused(&mut random).len(), 22);
        ids.note("4711471147");
        assert!(ids.any() && ids.unused(&mut random).bytes().all(|b| b.is_ascii_digit()));
    }

    #[test]
    fn no_id_is_made_like_one_that_holds_a_secret() {
        let mut random = Rng::with_seed(7);
        let secrets = Secrets::default();
        let ids = KnownIds::of(std::iter::empty(), &secrets);
        ids.note("i-0-s3cr3t-of-mine");
        assert!(ids.unused(&mut random).starts_with("i-0-s3cr3t-of"));
        // Learnt later than the id.
        secrets.know("s3cr3t-of-mine");
        assert!(ids.holds_secret("i-0-s3cr3t-of-mine") && !ids.holds_secret("i-0"));
        assert!(ids.unused(&mut random).starts_with("i-bp67acfm"));
        // A short one is a part of ids by chance.
        secrets.know("s3");
        assert!(!ids.holds_secret("i-s3"));
    }

    #[test]
    fn strange_ids_do_no_harm() {
        let mut random = Rng::with_seed(7);
        for id in ["", "-", "é", "i-é", "i-", "云"] {
            let unused = known(&[id]).unused(&mut random);
            assert_ne!(unused, id);
            for which in [Character::Any, Character::Middle] {
                known(&[id]).one_character_away(id, which, &mut random);
            }
        }
    }
}
