//! What can be wrong with bytes, with a value, or with the question.
//!
//! In: what reading, writing and drawing found, and where. Out: an [`Error`] whose text says what, where and what to do.

use std::fmt;

/// Why a value could not be read, written or drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Error {
    pub(super) kind: ErrorKind,
    pub(super) offset: Option<usize>,
    pub(super) path: String,
    pub(super) expected: String,
}

/// What is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The bytes end inside a value.
    End {
        /// How many bytes the next part takes.
        needed: u64,
        /// How many there are.
        left: usize,
    },
    /// An id that nothing of the expected type has.
    UnknownId {
        /// The id.
        id: u32,
        /// What in the schema has it, if anything has.
        found: Option<String>,
        /// What may stand here, as `name#id`; a few of them.
        known: Vec<String>,
    },
    /// A byte behind a string that has to be 0.
    Padding {
        /// The byte.
        byte: u8,
    },
    /// The length of a string is written in a longer form than it needs.
    LengthForm {
        /// The length.
        length: u64,
    },
    /// A string is not UTF-8.
    Utf8,
    /// Bytes behind the value.
    Trailing {
        /// How many.
        left: usize,
    },
    /// Nested deeper than [`Limits::depth`](super::Limits::depth).
    Depth,
    /// The value takes more memory than the limits grant.
    Memory,
    /// More items without bytes than [`Limits::empty_items`](super::Limits::empty_items).
    EmptyItems,
    /// The schema has nothing of that name.
    UnknownName {
        /// The name.
        name: String,
        /// The most similar one.
        near: Option<String>,
    },
    /// A value of another kind, or of another constructor, than the type asks for.
    Mismatch {
        /// What is there.
        found: String,
    },
    /// A field that has to be there is not.
    Missing,
    /// A field is there that the mask, or the schema, does not know.
    Surplus,
    /// A repetition has another number of items than its number says.
    Count {
        /// The number.
        expected: u32,
        /// The items.
        found: usize,
    },
    /// Too long to be written.
    TooLong,
    /// The type alone does not say what is read: it takes arguments, or a parameter that nothing stands for.
    Open,
    /// No value of the type has an end.
    Endless,
    /// Text that is not JSON, or a JSON value that stands for no value of the type.
    Json {
        /// Why.
        message: String,
    },
}

impl Error {
    pub(super) fn new(kind: ErrorKind) -> Self {
        Self { kind, offset: None, path: String::new(), expected: String::new() }
    }

    /// Adds the step that leads to the place, from the inside out.
    pub(super) fn inside(mut self, step: fmt::Arguments<'_>) -> Self {
        let step = step.to_string();
        if step.is_empty() {
            return self;
        }
        let joint = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = [&step, joint, &self.path].concat();
        self
    }

    /// Adds the type, unless an inner one is known already.
    pub(super) fn expecting(mut self, expected: impl fmt::Display) -> Self {
        if self.expected.is_empty() {
            self.expected = expected.to_string();
        }
        self
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// The first byte that does not fit; none when the error is about a value.
    #[must_use]
    pub fn offset(&self) -> Option<usize> {
        self.offset
    }

    /// The fields that lead there, such as `users[3].photo`; empty at the value itself.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The type that was expected there, as TL; empty where none was.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// Whether the limits refused it, not the schema.
    #[must_use]
    pub fn is_limit(&self) -> bool {
        matches!(self.kind, ErrorKind::Depth | ErrorKind::Memory | ErrorKind::EmptyItems)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.kind, f)?;
        if let Some(offset) = self.offset {
            write!(f, " at byte {offset}")?;
        }
        if !self.path.is_empty() {
            write!(f, " ({})", self.path)?;
        }
        if !self.expected.is_empty() {
            write!(f, ", where {} was expected", self.expected)?;
        }
        match &self.kind {
            ErrorKind::UnknownId { found: Some(found), .. } => write!(f, "; in this schema it is {found}")?,
            ErrorKind::UnknownName { near: Some(near), .. } => write!(f, "; did you mean `{near}`?")?,
            ErrorKind::Depth | ErrorKind::Memory | ErrorKind::EmptyItems => {
                f.write_str("; raise the limits if the bytes can be trusted")?;
            }
            _ => {}
        }
        match &self.kind {
            ErrorKind::UnknownId { known, .. } if !known.is_empty() => {
                write!(f, "; known here: {}", known.join(", "))
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::End { needed, left } => write!(f, "{needed} bytes are needed and {left} are left"),
            Self::UnknownId { id, .. } => write!(f, "the id 0x{id:08x} does not fit"),
            Self::Padding { byte } => write!(f, "the padding is 0x{byte:02x}, which has to be 0"),
            Self::LengthForm { length } => {
                write!(f, "the length {length} is written in a longer form than it needs")
            }
            Self::Utf8 => f.write_str("a string is not UTF-8"),
            Self::Trailing { left } => write!(f, "{left} bytes follow the value"),
            Self::Depth => f.write_str("values are nested deeper than the limit"),
            Self::Memory => f.write_str("the value takes more memory than the limit"),
            Self::EmptyItems => f.write_str("more items without bytes than the limit"),
            Self::UnknownName { name, .. } => write!(f, "the schema has no `{name}`"),
            Self::Mismatch { found } => write!(f, "{found} does not fit"),
            Self::Missing => f.write_str("the field is missing; add it, or clear its bit in the mask"),
            Self::Surplus => f.write_str(
                "the field must not be there; remove it, or set its bit in the mask if it has one",
            ),
            Self::Count { expected, found } => {
                write!(f, "{found} items, where the number beside them says {expected}")
            }
            Self::TooLong => f.write_str("too long to be written"),
            Self::Open => {
                f.write_str("the type does not stand alone: it takes arguments that nothing gives it")
            }
            Self::Endless => f.write_str("no value of this type with an end was found"),
            Self::Json { message } => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {}
