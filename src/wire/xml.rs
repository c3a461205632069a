//! XML to the name of its root and its [`Value`], and back. Reading events is quick-xml's; ours is what it leaves open: one root,
//! legal names and characters, no entity beyond the five predefined ones.
//!
//! Attributes, namespaces, comments and processing instructions are read over: no rule judges them. So is a
//! document type declaration that declares nothing itself; what it refers to is never loaded.

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::value::{DecodeError, MAX_DEPTH, Value};

/// An element that is not closed yet.
struct Open {
    name: String,
    text: String,
    members: Vec<(String, Value)>,
}

impl Open {
    fn close(mut self) -> Result<(String, Value), DecodeError> {
        self.members.shrink_to_fit();
        self.text.shrink_to_fit();
        if self.members.is_empty() {
            Ok((self.name, Value::Text(self.text)))
        } else if self.text.trim_matches(is_xml_space).is_empty() {
            Ok((self.name, Value::Object(self.members)))
        } else {
            Err(DecodeError::Mixed(self.name))
        }
    }
}

const fn is_xml_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

fn malformed(what: impl ToString) -> DecodeError {
    DecodeError::Malformed(what.to_string())
}

/// How many elements a text can hold at most.
pub(super) fn most_values(text: &str) -> usize {
    let pairs = text.as_bytes().windows(2);
    pairs.filter(|pair| pair[0] == b'<' && !matches!(pair[1], b'/' | b'!' | b'?')).count()
}

pub(super) fn decode(text: &str) -> Result<(String, Value), DecodeError> {
    check_characters(text)?;
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut open: Vec<Open> = Vec::new();
    let mut root: Option<(String, Value)> = None;
    let mut first = true;
    let mut typed = false;
    loop {
        let event = reader
            .read_event()
            .map_err(|error| malformed(format!("byte {}: {error}", reader.error_position())))?;
        match event {
            Event::Eof => break,
            Event::DocType(_) if typed || !open.is_empty() || root.is_some() => {
                return Err(malformed(
                    "a document type declaration that does not stand at the head",
                ));
            }
            Event::DocType(declared) => {
                document_type(&declared)?;
                typed = true;
            }
            Event::Decl(_) if !first => return Err(malformed("a declaration that is not first")),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Start(start) => {
                if open.len() == MAX_DEPTH {
                    return Err(DecodeError::TooDeep);
                }
                open.push(begin(&start, root.is_some())?);
            }
            Event::Empty(start) => {
                let element = begin(&start, root.is_some())?.close()?;
                place(element, &mut open, &mut root);
            }
            // quick-xml has checked that the names of start and end agree.
            Event::End(_) => {
                let element = open.pop().ok_or_else(|| malformed("an end without a start"))?;
                place(element.close()?, &mut open, &mut root);
            }
            Event::Text(text) => {
                if text.contains("]]>") {
                    return Err(malformed("\"]]>\" in text"));
                }
                add_text(&text.xml10_content(), &mut open)?;
            }
            Event::CData(text) => {
                if open.is_empty() {
                    return Err(malformed("text outside the root element"));
                }
                add_text(&text.xml10_content(), &mut open)?;
            }
            Event::GeneralRef(reference) => {
                let resolved = resolve(&reference)?;
                let element =
                    open.last_mut().ok_or_else(|| malformed("text outside the root element"))?;
                element.text.push(resolved);
            }
        }
        first = false;
    }
    if let Some(element) = open.last() {
        return Err(malformed(format!("the element {:?} is not closed", element.name)));
    }
    root.ok_or_else(|| malformed("there is no element"))
}

/// Checks what a document type declaration holds: a name, and where its subset is to be had, if anywhere. One
/// that it brings with it can make a reader do anything.
///
/// Source: XML 1.0, productions 28 and 75, "doctypedecl" and "ExternalID".
fn document_type(declared: &str) -> Result<(), DecodeError> {
    let wrong = || malformed("a document type declaration that is none");
    let declared = declared.trim_matches(is_xml_space);
    let end = declared.find(|c| is_xml_space(c) || c == '[').unwrap_or(declared.len());
    let (name, rest) = declared.split_at(end);
    if !is_name(name) {
        return Err(wrong());
    }
    let rest = rest.trim_start_matches(is_xml_space);
    let (literals, mut rest) = match (rest.strip_prefix("SYSTEM"), rest.strip_prefix("PUBLIC")) {
        (Some(rest), _) => (1, rest),
        (_, Some(rest)) => (2, rest),
        (None, None) => (0, rest),
    };
    for _ in 0..literals {
        let literal = rest.trim_start_matches(is_xml_space);
        let quote = literal.chars().next().filter(|quote| matches!(quote, '"' | '\''));
        let (Some(quote), true) = (quote, literal.len() < rest.len()) else { return Err(wrong()) };
        let (_, after) = literal[1..].split_once(quote).ok_or_else(wrong)?;
        rest = after;
    }
    match rest.trim_matches(is_xml_space) {
        "" => Ok(()),
        subset if subset.starts_with('[') => Err(DecodeError::Doctype),
        _ => Err(wrong()),
    }
}

fn begin(start: &BytesStart<'_>, after_root: bool) -> Result<Open, DecodeError> {
    if after_root {
        return Err(malformed("a second root element"));
    }
    let name = start.name().as_ref().to_owned();
    if !is_name(&name) {
        return Err(malformed(format!("{name:?} is not an element name")));
    }
    for attribute in start.attributes() {
        let attribute = attribute.map_err(malformed)?;
        if attribute.value.contains('<') {
            return Err(malformed("\"<\" in an attribute"));
        }
        unescape(&attribute.value).map_err(malformed)?;
    }
    Ok(Open { name, text: String::new(), members: Vec::new() })
}

fn place(element: (String, Value), open: &mut [Open], root: &mut Option<(String, Value)>) {
    match open.last_mut() {
        Some(parent) => parent.members.push(element),
        None => *root = Some(element),
    }
}

fn add_text(text: &str, open: &mut [Open]) -> Result<(), DecodeError> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim_matches(is_xml_space).is_empty() => {}
        None => return Err(malformed("text outside the root element")),
    }
    Ok(())
}

fn resolve(reference: &BytesRef<'_>) -> Result<char, DecodeError> {
    if let Some(character) = reference.resolve_char_ref().map_err(malformed)? {
        return if is_character(character) {
            Ok(character)
        } else {
            Err(malformed(format!("U+{:04X} is no XML character", u32::from(character))))
        };
    }
    match &**reference {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        other => Err(malformed(format!("the entity {other:?} is not declared"))),
    }
}

/// Source: XML 1.0, production 2, "Char".
const fn is_character(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn check_characters(text: &str) -> Result<(), DecodeError> {
    match text.chars().find(|&character| !is_character(character)) {
        Some(character) => {
            Err(malformed(format!("U+{:04X} is no XML character", u32::from(character))))
        }
        None => Ok(()),
    }
}

/// Source: XML 1.0, productions 4 and 4a, "NameStartChar" and "NameChar".
fn is_name(name: &str) -> bool {
    let start = |c: char| {
        matches!(c, ':' | '_' | 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}'
            | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}'
            | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
            | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
            | '\u{10000}'..='\u{effff}')
    };
    let rest = |c: char| {
        start(c)
            || matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
    };
    let mut characters = name.chars();
    characters.next().is_some_and(start) && characters.all(rest)
}

/// The declaration that documented answers begin with. Source: Response results, "XML format".
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

pub(super) fn encode(root: &str, value: &Value) -> String {
    let mut out = String::from(DECLARATION);
    element(&mut out, root, value);
    out
}

fn element(out: &mut String, name: &str, value: &Value) {
    if let Value::List(items) = value {
        for item in items {
            element(out, name, item);
        }
        return;
    }
    out.push('<');
    out.push_str(name);
    out.push('>');
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                element(out, name, value);
            }
        }
        Value::Text(text) | Value::Number(text) => escape(out, text),
        Value::Boolean(boolean) => out.push_str(if *boolean { "true" } else { "false" }),
        Value::Null | Value::List(_) => {}
    }
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            // A reader folds a bare carriage return into a line feed.
            '\r' => out.push_str("&#13;"),
            // XML 1.0 has no way to write most control characters.
            other if !is_character(other) => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_become_members() {
        let (root, value) =
            decode("<?xml version='1.0'?>\n<!-- c --><a x='&lt;'> <b>1</b>\n<b>2</b><c/><d><![CDATA[<&>]]></d></a>\n")
                .unwrap();
        assert_eq!(root, "a");
        assert_eq!(
            value,
            Value::object([
                ("b", Value::text("1")),
                ("b", Value::text("2")),
                ("c", Value::text("")),
                ("d", Value::text("<&>")),
            ])
        );
    }

    #[test]
    fn text_comes_back() {
        let text = "<a>&\"' \r\n\t]]> é 云 🦀";
        let encoded = encode("x", &Value::text(text));
        assert_eq!(decode(&encoded).unwrap().1, Value::text(text), "{encoded}");
    }

    #[test]
    fn control_characters_are_replaced() {
        assert_eq!(
            decode(&encode("x", &Value::text("a\u{1}b"))).unwrap().1,
            Value::text("a\u{fffd}b")
        );
    }

    #[test]
    fn lists_become_repeated_elements() {
        let list = Value::object([("i", Value::List(vec![Value::text("1"), Value::text("2")]))]);
        let decoded = decode(&encode("x", &list)).unwrap().1;
        assert_eq!(decoded.all("i"), list.all("i"));
    }

    #[test]
    fn what_is_not_well_formed_is_named() {
        for text in [
            "<a>",
            "<a></b>",
            "</a>",
            "<a/><b/>",
            "text",
            "<a/>text",
            "<a>&nbsp;</a>",
            "<a>&</a>",
            "<a>&#0;</a>",
            "<a>&#x1;</a>",
            "<a>\u{1}</a>",
            "<1/>",
            "<a b/>",
            "<a b='1' b='2'/>",
            "<a b='<'/>",
            "<a>]]></a>",
            "<a",
            "<a><!-- -- --></a>",
            "{}",
            "<a/><?xml version='1.0'?>",
            "<!-- -->",
            "<![CDATA[ ]]><a/>",
            "&lt;<a/>",
        ] {
            assert!(
                matches!(decode(text), Err(DecodeError::Malformed(_))),
                "{text}: {:?}",
                decode(text)
            );
        }
        assert_eq!(decode("<a>x<b/></a>"), Err(DecodeError::Mixed("a".into())));
    }

    #[test]
    fn a_document_type_is_read_over_and_what_it_brings_is_not_read() {
        for head in [
            "<!DOCTYPE a>",
            "<?xml version='1.0'?>\n<!-- c -->\n<!DOCTYPE a >\n",
            "<!DOCTYPE a SYSTEM \"a.dtd\">",
            "<!DOCTYPE a SYSTEM 'a[b]>.dtd'>",
            "<!DOCTYPE a PUBLIC \"-//A//B\" 'a.dtd' >",
        ] {
            let read = decode(&format!("{head}<a>1</a>"));
            assert_eq!(read.map(|(_, value)| value), Ok(Value::text("1")), "{head}");
        }
        for head in [
            "<!DOCTYPE a [<!ENTITY b 'c'>]>",
            "<!DOCTYPE a[]>",
            "<!DOCTYPE a SYSTEM 'a' [ ]>",
            "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>",
        ] {
            assert_eq!(decode(&format!("{head}<a>1</a>")), Err(DecodeError::Doctype), "{head}");
        }
        for text in [
            "<!DOCTYPE a><a>&b;</a>",
            "<!DOCTYPE><a/>",
            "<!DOCTYPE 1><a/>",
            "<!DOCTYPE a b><a/>",
            "<!DOCTYPE a SYSTEM><a/>",
            "<!DOCTYPE a SYSTEM'a'><a/>",
            "<!DOCTYPE a PUBLIC 'a'><a/>",
            "<!DOCTYPE a PUBLIC 'a''b'><a/>",
            "<!DOCTYPE a SYSTEM 'a' b><a/>",
            "<!DOCTYPE a><!DOCTYPE a><a/>",
            "<a><!DOCTYPE a></a>",
            "<a/><!DOCTYPE a>",
            "<!DOCTYPE a>",
            "<!DOCTYPE a><?xml version='1.0'?><a/>",
        ] {
            let decoded = decode(text);
            assert!(matches!(decoded, Err(DecodeError::Malformed(_))), "{text}: {decoded:?}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |n: usize| "<a>".repeat(n) + &"</a>".repeat(n);
        assert!(decode(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(decode(&nested(MAX_DEPTH + 1)), Err(DecodeError::TooDeep));
    }
}
