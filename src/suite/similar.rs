//! "Did you mean": which of the known names look like one that is not known. Here alone is decided how
//! alike two names have to be, so that nothing is suggested that only happens to be the nearest.

/// How alike two names are that may be meant for each other: of a name of five characters, one may differ.
const LEAST: f64 = 0.61;
/// How long a name must be that is looked for as a part of others.
const PART: usize = 3;
/// How many names are suggested.
const MOST: usize = 3;

/// The known names that look like `wanted` in any letter case, the most similar first; none where none does.
#[must_use]
pub fn similar<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = wanted.to_lowercase();
    let mut found: Vec<(f64, &str)> = known
        .into_iter()
        .filter_map(|name| {
            let lower = name.to_lowercase();
            let alike = strsim::normalized_damerau_levenshtein(&wanted, &lower);
            let is_part = wanted.chars().count() >= PART && lower.contains(&wanted);
            (alike >= LEAST || is_part).then_some((alike, name))
        })
        .collect();
    found.sort_by(|(one, a), (two, b)| two.total_cmp(one).then_with(|| a.cmp(b)));
    found.into_iter().take(MOST).map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::similar;

    #[test]
    fn names_that_look_alike_are_suggested_and_no_others() {
        let fields = ["url", "region", "timeout", "restart_deadline"];
        for (wanted, meant) in [
            ("ulr", vec!["url"]),
            ("Timeout", vec!["timeout"]),
            ("deadline", vec!["restart_deadline"]),
            ("colour", vec![]),
            ("", vec![]),
            ("x", vec![]),
        ] {
            assert_eq!(similar(wanted, fields), meant, "{wanted}");
        }
        assert_eq!(similar("RI-2O", ["RI-20", "RI-38", "RI-22", "RI-02"]), ["RI-20", "RI-22"]);
    }
}
