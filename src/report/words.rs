//! Small texts of the report for people that stand in many places.

use super::page::Page;

/// A text of several lines on one.
pub(super) fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Rule ids in their order, each with the number of its scenarios where there are several.
pub(super) fn by_rule<'a>(page: &Page, ids: impl Iterator<Item = &'a str>) -> String {
    let mut counted: Vec<(&str, usize)> = Vec::new();
    for id in ids {
        match counted.iter_mut().find(|(known, _)| *known == id) {
            Some((_, times)) => *times += 1,
            None => counted.push((id, 1)),
        }
    }
    let words = counted.into_iter().map(|(id, times)| match times {
        1 => page.own(id),
        // Without a space, so that no line ends between the two.
        _ => format!("{}×{times}", page.own(id)),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// `1 scenario`, `2 scenarios`.
pub(super) fn scenarios(count: usize) -> String {
    format!("{count} scenario{}", if count == 1 { "" } else { "s" })
}
