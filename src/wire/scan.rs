//! Finds the parts of a query or form: where each ends, and whether it stands for itself. One look at
//! each byte tells both, which is most of what makes the reader fast. What a part means, and whether
//! it may be empty, is not decided here.

/// Where a name or value stands in the input.
pub(super) struct Part {
    pub(super) start: usize,
    pub(super) end: usize,
    /// There is no `%` and no `+` in it.
    pub(super) is_plain: bool,
}

const EQUALS: u8 = 1;
const AMPERSAND: u8 = 2;
const ESCAPE: u8 = 4;

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    classes[b'=' as usize] = EQUALS;
    classes[b'&' as usize] = AMPERSAND;
    classes[b'%' as usize] = ESCAPE;
    classes[b'+' as usize] = ESCAPE;
    classes
};

impl Part {
    /// The part from `start` up to `=` or `&`, or to the end of the input.
    pub(super) fn name(input: &[u8], start: usize) -> Self {
        Self::up_to(EQUALS | AMPERSAND, input, start)
    }

    /// The part from `start` up to `&`, or to the end of the input.
    pub(super) fn value(input: &[u8], start: usize) -> Self {
        Self::up_to(AMPERSAND, input, start)
    }

    fn up_to(ends: u8, input: &[u8], start: usize) -> Self {
        let mut seen = 0;
        let length = input[start..].iter().position(|byte| {
            let class = CLASSES[usize::from(*byte)];
            seen |= class;
            class & ends != 0
        });
        let end = length.map_or(input.len(), |length| start + length);
        Self { start, end, is_plain: seen & ESCAPE == 0 }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.start == self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_at_either_mark_and_values_at_one() {
        let part = |part: Part| (part.start, part.end, part.is_plain);
        assert_eq!(part(Part::name(b"a=1&b", 0)), (0, 1, true));
        assert_eq!(part(Part::name(b"a&b=1", 0)), (0, 1, true));
        assert_eq!(part(Part::value(b"a=1=2&b%", 2)), (2, 5, true));
        assert_eq!(part(Part::value(b"a=1=2&b%", 6)), (6, 8, false));
        assert_eq!(part(Part::value(b"a+b", 0)), (0, 3, false));
        assert!(Part::value(b"a=", 2).is_empty());
    }
}
