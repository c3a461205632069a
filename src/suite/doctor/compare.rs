//! Two strings to sign side by side, such as the one that the suite signed and the one that the endpoint
//! quotes in its refusal, with the first difference marked.

/// How much is shown before and after the first difference, in characters.
const AROUND: usize = 24;

/// Where two texts first differ, in characters from 0; `None` where they are the same.
#[must_use]
pub fn first_difference(ours: &str, theirs: &str) -> Option<usize> {
    let same = ours.chars().zip(theirs.chars()).take_while(|(a, b)| a == b).count();
    (ours != theirs).then_some(same)
}

/// The places where two texts first differ, one above the other, each after its name, and a mark below.
#[must_use]
pub fn marked([ours, theirs]: [(&str, &str); 2], difference: usize) -> String {
    let names = ours.0.chars().count().max(theirs.0.chars().count());
    let from = difference.saturating_sub(AROUND);
    let lead = if from > 0 { "…" } else { "" };
    let window = |text: &str| -> String {
        let mut rest = text.chars().skip(from);
        let shown: String = rest.by_ref().take(difference - from + AROUND).collect();
        let tail = if rest.next().is_some() { "…" } else { "" };
        format!("{lead}{shown}{tail}")
    };
    let column = lead.chars().count() + difference - from;
    format!(
        "{:names$} {}\n{:names$} {}\n{:names$} {:column$}^ character {}",
        ours.0,
        window(ours.1),
        theirs.0,
        window(theirs.1),
        "",
        "",
        difference + 1
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_marked() {
        assert_eq!(first_difference("abc", "abc"), None);
        assert_eq!(first_difference("abc", "ab"), Some(2));
        let (ours, theirs) = ("GET&%2F&A%3D%2520", "GET&%2F&A%3D%2B");
        let at = first_difference(ours, theirs).unwrap();
        assert_eq!(
            marked([("suite", ours), ("endpoint", theirs)], at),
            "suite    GET&%2F&A%3D%2520\nendpoint GET&%2F&A%3D%2B\n                       ^ character 15"
        );
    }

    #[test]
    fn long_strings_are_shown_around_the_difference() {
        let ours = format!("{}X{}", "é".repeat(100), "a".repeat(100));
        let theirs = format!("{}Y", "é".repeat(100));
        let shown = marked([("suite", &ours), ("endpoint", &theirs)], 100);
        let lines: Vec<&str> = shown.lines().collect();
        assert!(lines[0].starts_with("suite    …é") && lines[0].ends_with("a…"), "{shown}");
        assert!(lines[1].ends_with("éY"), "{shown}");
        let column = |line: &str, mark: char| line.chars().position(|c| c == mark);
        assert_eq!(column(lines[2], '^'), column(lines[0], 'X'));
        assert_eq!(column(lines[2], '^'), column(lines[1], 'Y'));
    }
}
