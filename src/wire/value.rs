//! The tree of an answer body, and why bytes are none.

/// How deep an answer may be nested. Source of the figure: none; the answers here are 5 deep.
pub const MAX_DEPTH: usize = 32;

/// How many values an answer may hold. Source of the figure: none; a page of a hundred instances holds about
/// eight thousand. A tree takes many times the room of a text with few letters a value.
pub const MAX_VALUES: usize = 32_768;

/// A value in an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text; in XML every leaf.
    Text(String),
    /// A JSON number, as written.
    Number(String),
    /// A JSON true or false.
    Boolean(bool),
    /// A JSON null.
    Null,
    /// Members in order; the same name may stand twice.
    Object(Vec<(String, Value)>),
    /// A JSON array. In XML the items stand as members of the same name.
    List(Vec<Value>),
}

impl Value {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// An object, from names and values.
    pub fn object<N: Into<String>>(members: impl IntoIterator<Item = (N, Self)>) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    /// The members, where this is an object.
    #[must_use]
    pub fn members(&self) -> &[(String, Self)] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }

    /// The text of a text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The first member of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.members().iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The text of the first member of a name.
    #[must_use]
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Self::as_text)
    }

    /// Every value of a name, whether it repeats as in XML or is a list as in JSON.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&Self> {
        self.members()
            .iter()
            .filter(|(key, _)| key == name)
            .flat_map(|(_, value)| match value {
                Self::List(items) => items.iter().collect(),
                single => vec![single],
            })
            .collect()
    }
}

/// Why bytes are not an answer in the format asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The bytes are not UTF-8.
    #[error("it is not UTF-8")]
    NotUtf8,
    /// There is nothing but white space.
    #[error("it is empty")]
    Empty,
    /// It is not well-formed; where and why, as far as is known.
    #[error("it is not well-formed: {0}")]
    Malformed(String),
    /// Nested deeper than [`MAX_DEPTH`].
    #[error("it is nested deeper than {MAX_DEPTH}")]
    TooDeep,
    /// More than [`MAX_VALUES`] values.
    #[error("it holds more than {MAX_VALUES} values")]
    TooMany,
    /// XML whose document type declaration brings declarations with it, which an answer has no use for and
    /// which can make a reader do anything.
    #[error("it declares entities or elements of its own (an internal subset), which are not read")]
    Doctype,
    /// XML with an element that holds both text and elements.
    #[error("the element {0:?} holds text beside elements")]
    Mixed(String),
}
