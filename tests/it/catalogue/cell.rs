//! A cell of the table of common failures, read as people write it: statuses, then the codes that come with
//! them, messages in quotes, and references to other cells.

use std::collections::BTreeSet;

/// Status and code of an answer. A code that ends with `.*` stands for all that begin with it, `*` for all.
pub type Answer = (String, String);

/// What a cell says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    pub answers: BTreeSet<Answer>,
    pub messages: BTreeSet<String>,
}

/// Cells that a cell may refer to.
pub struct Others<'a> {
    /// The documented one of the same row: "the same".
    pub documented: Option<&'a Cell>,
    /// The one above, in the same column: "as above".
    pub above: Option<&'a Cell>,
    /// A row by its name, in the same column: "as signature wrong".
    pub named: &'a dyn Fn(&str) -> Option<Cell>,
}

/// Reads a cell.
pub fn read(text: &str, others: &Others<'_>) -> Cell {
    let (plain, messages) = without_quotes(text);
    let plain = plain.split("Under version 3").next().unwrap();
    let plain = without_parentheses(plain);
    let mut cell = Cell { messages, ..Cell::default() };
    let mut take = |other: Option<&Cell>| {
        let other = other.unwrap_or_else(|| panic!("{text:?} refers to a cell that is not there"));
        cell.answers.extend(other.answers.iter().cloned());
        cell.messages.extend(other.messages.iter().cloned());
    };
    if plain.starts_with("the same") {
        take(others.documented);
    }
    if plain.contains("as above") {
        take(others.above);
    } else if let Some((_, name)) =
        plain.split_once("as ").filter(|(before, _)| before.is_empty() || before.ends_with(' '))
    {
        take((others.named)(name.trim()).as_ref());
    }
    cell.answers.extend(answers(&plain));
    cell
}

/// The answers that running text names: each code with every status that stands before it.
pub fn answers(text: &str) -> Vec<Answer> {
    let mut statuses: Vec<&str> = Vec::new();
    let mut last_code: Option<String> = None;
    let mut found = Vec::new();
    let plain = text.replace("**", "");
    let mut words = plain.split_whitespace().map(|word| word.trim_matches([',', ';', ':', '`']));
    while let Some(word) = words.next() {
        if matches!(word, "naming" | "names") {
            // What a message names is no code.
            words.next();
        } else if word == "documented" && text.contains("any documented 4xx") {
            words.next();
            found.push(("4xx".to_owned(), "*".to_owned()));
        } else if is_status(word) {
            if last_code.take().is_some() {
                statuses.clear();
            }
            statuses.push(word);
        } else if let Some(code) = code(word, last_code.as_deref()) {
            found.extend(statuses.iter().map(|status| ((*status).to_owned(), code.clone())));
            last_code = Some(code);
        }
    }
    found
}

fn is_status(word: &str) -> bool {
    word == "4xx" || (word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A code, or `.Last` for another one that begins as the one before it.
fn code(word: &str, before: Option<&str>) -> Option<String> {
    if let (Some(last), Some(before)) = (word.strip_prefix('.'), before) {
        let head = before.rsplit_once('.')?.0;
        return Some(format!("{head}.{last}"));
    }
    let word = word.trim_end_matches('.');
    is_code(word).then(|| word.to_owned())
}

/// Whether a word has the form of an error code: several words joined, or parts joined by a dot.
pub fn is_code(word: &str) -> bool {
    let is_allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'{' | b'}' | b'*');
    let inner = word.get(1..).unwrap_or_default();
    let is_joined = inner.contains(['.', '{']) || inner.bytes().any(|b| b.is_ascii_uppercase());
    word.starts_with(|first: char| first.is_ascii_uppercase())
        && word.bytes().all(is_allowed)
        && word.bytes().any(|byte| byte.is_ascii_lowercase())
        && (is_joined || word == "Throttling")
}

/// The text without what stands in quotes, and the sentences that stood there.
fn without_quotes(text: &str) -> (String, BTreeSet<String>) {
    let text = text.replace("\"{P}\"", "“{P}”");
    let (mut plain, mut messages) = (String::new(), BTreeSet::new());
    for (number, part) in text.split('"').enumerate() {
        if number % 2 == 0 {
            plain.push_str(part);
            plain.push(' ');
        } else if part.ends_with('.') {
            messages.insert(part.to_owned());
        }
    }
    (plain, messages)
}

/// The text without its asides; statuses of version 3 and of older editions are none.
pub fn without_parentheses(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, aside)) = rest.split_once('(') {
        plain.push_str(before);
        let (inner, after) = aside.split_once(')').unwrap();
        if let Some(statuses) = inner.strip_prefix("V3: ").or(inner.strip_prefix("older: ")) {
            plain.push_str(statuses);
        }
        rest = after;
    }
    plain + rest
}

#[test]
fn a_cell_is_read_as_it_is_meant() {
    let none = |_: &str| None;
    let documented = Cell { answers: [("400".into(), "A.*".into())].into(), ..Cell::default() };
    let others = Others { documented: Some(&documented), above: None, named: &none };
    let cell = read(
        "the same, or 400 Missing{P} (\"Not {P}.\"), or 400 or 404 Gone.Away, `Gone.Far`; any 4xx BadKey, \"a ( b\"",
        &others,
    );
    let told: Vec<String> = cell.answers.iter().map(|(s, c)| format!("{s} {c}")).collect();
    assert_eq!(
        told,
        [
            "400 A.*",
            "400 Gone.Away",
            "400 Gone.Far",
            "400 Missing{P}",
            "404 Gone.Away",
            "404 Gone.Far",
            "4xx BadKey"
        ]
    );
    assert_eq!(cell.messages, BTreeSet::from(["Not {P}.".to_owned()]));
    assert_eq!(
        answers("403 Key.Bad, .Worse"),
        [("403".to_owned(), "Key.Bad".to_owned()), ("403".to_owned(), "Key.Worse".to_owned())]
    );
}
