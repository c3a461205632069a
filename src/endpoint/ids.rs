//! Ids and secrets, all from one seed, so that a run can be repeated to the letter.

use fastrand::Rng;

/// What an id of an instance looks like. The documentation shows ids but defines no form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IdForm {
    /// `i-` and 20 letters and digits, as the pages show it; whatever begins so is taken for an id.
    #[default]
    Usual,
    /// `i-` and 8 hexadecimal digits.
    Short,
    /// 10 digits.
    Number,
    /// A UUID.
    Uuid,
    /// `instance-`, the region and 36 letters and digits.
    Long,
    /// `i-` and a number of 4 digits, which is counted up.
    Counted,
}

/// The number before the first instance that is counted.
const BEFORE_COUNTED: u32 = 1000;

/// How long an id of the usual form may be after its `i-`. The service's own have 20 characters.
const MAX_USUAL_REST: usize = 62;

impl IdForm {
    /// What each form begins with, and the lengths of the groups that follow, hyphens between them.
    const fn parts(self) -> (&'static str, &'static [usize], &'static [u8]) {
        match self {
            Self::Usual => ("i-", &[LENGTH], LETTERS),
            Self::Short => ("i-", &[8], HEXADECIMAL),
            Self::Number => ("", &[10], DIGITS),
            Self::Uuid => ("", &[8, 4, 4, 4, 12], HEXADECIMAL),
            Self::Long => ("instance-cn-hangzhou-", &[36], LETTERS),
            Self::Counted => ("i-", &[4], DIGITS),
        }
    }

    /// Whether a text has this form.
    pub(super) fn is_well_formed(self, id: &str) -> bool {
        let (head, groups, letters) = self.parts();
        let Some(rest) = id.strip_prefix(head) else { return false };
        if self == Self::Usual {
            return (1..=MAX_USUAL_REST).contains(&rest.len())
                && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        }
        let found: Vec<&str> = rest.split('-').collect();
        found.len() == groups.len()
            && found.iter().zip(groups).all(|(group, length)| {
                group.len() == *length && group.bytes().all(|byte| letters.contains(&byte))
            })
    }
}

/// The source of everything that has to be unique.
#[derive(Debug)]
pub(super) struct Ids {
    random: Rng,
    form: IdForm,
    /// The number of the instance that was counted last.
    counted: u32,
}

const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const DIGITS: &[u8] = b"0123456789";
const HEXADECIMAL: &[u8] = b"0123456789abcdef";
/// Digits beyond the first ones of an id: as many as the service's own ids have.
const LENGTH: usize = 20;

impl Ids {
    pub(super) fn new(seed: u64, form: IdForm) -> Self {
        Self { random: Rng::with_seed(seed), form, counted: BEFORE_COUNTED }
    }

    /// A RequestId: 8-4-4-4-12 upper-case hexadecimal digits. Source: RebootInstance, "Examples".
    pub(super) fn request_id(&mut self) -> String {
        written(self.random.u128(..))
    }

    /// The id of an instance, which is not taken.
    pub(super) fn instance(&mut self, taken: impl Fn(&str) -> bool) -> String {
        let (head, groups, letters) = self.form.parts();
        loop {
            let length: usize = groups.iter().sum();
            let groups: Vec<_> = groups.iter().map(|length| self.of(letters, *length)).collect();
            let mut id = format!("{head}{}", groups.join("-"));
            if self.form == IdForm::Counted {
                self.counted += 1;
                id = format!("{head}{:0length$}", self.counted);
            }
            if !taken(&id) {
                return id;
            }
        }
    }

    /// A name with this beginning that is not taken.
    pub(super) fn unused(&mut self, beginning: &str, taken: impl Fn(&str) -> bool) -> String {
        loop {
            let id = format!("{beginning}{}", self.text(LENGTH));
            if !taken(&id) {
                return id;
            }
        }
    }

    /// So many letters and digits.
    pub(super) fn text(&mut self, length: usize) -> String {
        self.of(LETTERS, length)
    }

    fn of(&mut self, letters: &[u8], length: usize) -> String {
        (0..length)
            .filter_map(|_| self.random.choice(letters))
            .map(|&byte| char::from(byte))
            .collect()
    }
}

/// Bits as a RequestId.
fn written(bits: u128) -> String {
    let group = |low: u32, digits: u32| bits >> low & ((1 << (4 * digits)) - 1);
    format!(
        "{:08X}-{:04X}-{:04X}-{:04X}-{:012X}",
        group(96, 8),
        group(80, 4),
        group(64, 4),
        group(48, 4),
        group(0, 12),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::reply::is_request_id;

    fn usual() -> Ids {
        Ids::new(7, IdForm::Usual)
    }

    #[test]
    fn an_id_has_the_form_of_its_endpoint_and_no_other() {
        use IdForm::{Counted, Long, Number, Short, Usual, Uuid};
        let forms = [Usual, Short, Number, Uuid, Long, Counted];
        for form in forms {
            let id = Ids::new(7, form).instance(|_| false);
            let fitting: Vec<_> =
                forms.into_iter().filter(|form| form.is_well_formed(&id)).collect();
            let wanted = match form {
                Short | Counted => vec![Usual, form],
                _ => vec![form],
            };
            assert_eq!(fitting, wanted, "{id}");
            for wrong in [&id[1..], &format!("{id} "), &id.repeat(4), ""] {
                assert!(!form.is_well_formed(wrong), "{wrong}");
            }
        }
        let shown = ["i-instance1", "i-", "i-a b"];
        let taken = shown.map(|id| Usual.is_well_formed(id));
        assert_eq!(taken, [true, false, false]);
    }

    #[test]
    fn a_seed_repeats_and_a_source_does_not() {
        let (mut one, mut two) = (usual(), usual());
        let first = one.request_id();
        assert!(is_request_id(&first), "{first}");
        assert_eq!(two.request_id(), first);
        assert_ne!(one.request_id(), first);
    }

    #[test]
    fn a_taken_name_is_not_given() {
        let first = usual().unused("i-", |_| false);
        assert_ne!(usual().unused("i-", |id| id == first), first);
    }
}
