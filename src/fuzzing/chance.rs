//! Choices of a fuzz body that are not part of its input.

/// Chance that depends on all of an input, so that a fuzzer can reach each choice.
pub(super) fn of(data: &[u8]) -> fastrand::Rng {
    let hash = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    fastrand::Rng::with_seed(data.iter().fold(0, hash))
}

/// The text with one character changed, or one added where there is none.
pub(super) fn changed(random: &mut fastrand::Rng, text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    match random.choice(&mut characters) {
        Some(character) => *character = if *character == 'x' { 'y' } else { 'x' },
        None => characters.push('x'),
    }
    characters.into_iter().collect()
}
