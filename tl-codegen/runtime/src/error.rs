//! What can go wrong with bytes and values, as data and as sentences.
//!
//! In go the facts that the reader, the writer and the walk over the bytes found; out come errors that say what is
//! wrong, where, and what to do. Messages are made here and nowhere else.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::{error::Error, fmt};

/// Bytes were refused. Says what is wrong, at which byte, on which path, and what was expected there.
///
/// ```
/// let error = tl_runtime::from_bytes::<Vec<bool>>(&[0x15, 0xc4, 0xb5, 0x1c, 1, 0, 0, 0, 9, 0, 0, 0]).unwrap_err();
/// assert_eq!(error.offset(), 8);
/// assert_eq!(error.path(), "Vector[0]");
/// assert_eq!(error.kind(), &tl_runtime::DecodeErrorKind::Bool { id: 9 });
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError(Box<DecodeDetails>);

/// Boxed, so that a result stays small on the way that nearly always goes well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DecodeDetails {
    pub(crate) kind: DecodeErrorKind,
    pub(crate) offset: usize,
    pub(crate) path: String,
    pub(crate) expected: String,
    /// What the schema knows about the ids that take part.
    pub(crate) known: Vec<(u32, &'static str)>,
    /// The line of the id that was found, if it belongs elsewhere in the schema.
    pub(crate) found: Option<&'static str>,
}

/// What is wrong with the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The bytes end in the middle of a value.
    Eof {
        /// How many bytes the next part takes.
        needed: u64,
        /// How many there are.
        left: usize,
    },
    /// The id belongs to no constructor of the type.
    UnknownId {
        /// The id that stands there.
        id: u32,
        /// The type that was to be read.
        type_name: &'static str,
    },
    /// The id is not the only one that may stand here.
    WrongId {
        /// The id that stands there.
        id: u32,
        /// The id that must stand there.
        expected: u32,
    },
    /// The word is neither `boolTrue` nor `boolFalse`.
    Bool {
        /// The word that stands there.
        id: u32,
    },
    /// A byte that fills a string or bytes up to a multiple of four is not zero.
    Padding,
    /// A length is written in a longer form than it needs.
    LengthForm {
        /// The length.
        length: u64,
        /// How many bytes its form takes.
        header: u64,
    },
    /// A string is not UTF-8.
    Utf8,
    /// A vector claims more items than the bytes that are left can hold.
    Count {
        /// How many items it claims.
        count: u32,
        /// The fewest bytes that an item takes.
        min: usize,
        /// How many bytes are left.
        left: usize,
    },
    /// A vector claims more items of no size than the limits allow.
    ZeroSizeItems {
        /// How many items it claims.
        count: u32,
        /// How many all vectors may have together.
        limit: usize,
    },
    /// Values are nested deeper than the limits allow.
    Depth {
        /// The deepest nesting allowed.
        limit: u32,
    },
    /// The value would take more memory than the limits allow for so few bytes.
    Memory {
        /// How many bytes of memory the part takes that was refused.
        wanted: usize,
    },
    /// The value is complete, and bytes follow.
    Trailing {
        /// How many bytes follow.
        left: usize,
    },
    /// The peer's layer is older than all layers of the schema.
    Layer {
        /// The peer's layer.
        layer: i32,
        /// The oldest layer of the schema.
        oldest: i32,
    },
    /// A container of MTProto claims more messages than one may hold.
    TooManyMessages {
        /// How many it claims.
        count: u32,
        /// How many a container may hold.
        limit: u32,
    },
    /// A message of MTProto says a length for its body that no body has, or an answer has a result of such a length.
    BodyLength {
        /// The length.
        length: i32,
    },
    /// An object of MTProto stands in another of its kind, which is not allowed.
    Nested {
        /// The name of the object.
        name: &'static str,
    },
    /// A compressed object of MTProto cannot be unpacked.
    Gzip(GzipProblem),
}

/// Why compressed data cannot be unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum GzipProblem {
    /// It does not begin like a gzip file.
    Header,
    /// The compressed data is damaged, incomplete, or followed by other data.
    Data,
    /// The data has another length than the file says.
    Length,
    /// The data has another checksum than the file says.
    Checksum,
    /// There is more data than the limits allow.
    Size {
        /// How many bytes the file says that it holds.
        size: u32,
        /// How many are allowed.
        limit: usize,
    },
    /// This crate was built without the feature `gzip`.
    Feature,
}

/// The error of generated code that was asked to read a layer which its schema does not go back to.
#[doc(hidden)]
#[must_use]
pub fn layer_too_old(layer: i32, oldest: i32) -> DecodeError {
    DecodeError::new(DecodeDetails {
        kind: DecodeErrorKind::Layer { layer, oldest },
        offset: 0,
        path: String::new(),
        expected: String::new(),
        known: Vec::new(),
        found: None,
    })
}

impl DecodeError {
    pub(crate) fn new(details: DecodeDetails) -> Self {
        Self(Box::new(details))
    }

    /// What is wrong.
    pub fn kind(&self) -> &DecodeErrorKind {
        &self.0.kind
    }

    /// The byte, counted from the start of the input, where the part begins that was refused.
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// The way from the outermost value to the place: names of constructors and fields, and numbers of items, as in
    /// `users.userFull.full_user.userFull.bot_info.botInfo.commands[3]`. Ends in `…` when the way was too long to follow.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The type that was expected at the place, as TL text; empty where that is not known.
    pub fn expected(&self) -> &str {
        &self.0.expected
    }

    /// The ids that may stand at the place, each with its name, where an id was refused.
    pub fn known_ids(&self) -> &[(u32, &'static str)] {
        &self.0.known
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let DecodeDetails { kind, offset, path, expected, .. } = &*self.0;
        write!(f, "{kind} at byte {offset}")?;
        if !path.is_empty() {
            write!(f, " ({path})")?;
        }
        if !expected.is_empty() {
            write!(f, ", where {expected} was expected")?;
        }
        if let Some(line) = self.0.found {
            write!(f, "; that id is `{line}`")?;
        }
        self.write_known(f)?;
        match kind.advice() {
            Some(advice) => write!(f, "; {advice}"),
            None => Ok(()),
        }
    }
}

impl DecodeError {
    /// The ids that are known, the first few of them if there are many.
    fn write_known(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 6;
        let known = self.known_ids();
        for (place, (id, name)) in known.iter().take(SHOWN).enumerate() {
            let before = if place == 0 { "; known here: " } else { ", " };
            write!(f, "{before}{name}#{id:08x}")?;
        }
        match known.len().checked_sub(SHOWN) {
            None | Some(0) => Ok(()),
            Some(more) => write!(f, " and {more} more"),
        }
    }
}

impl Error for DecodeError {}

impl fmt::Display for DecodeErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Eof { needed, left } => {
                write!(f, "the bytes end too early: {needed} needed, {left} left")
            }
            Self::UnknownId { id, type_name } => {
                write!(f, "{id:#010x} is no constructor of {type_name}")
            }
            Self::WrongId { id, expected } => write!(f, "id {id:#010x} instead of {expected:#010x}"),
            Self::Bool { id } => write!(f, "{id:#010x} is neither boolTrue nor boolFalse"),
            Self::Padding => write!(f, "a byte of padding is not zero"),
            Self::LengthForm { length, header } => {
                write!(
                    f,
                    "the length {length} is written in the form of {header} bytes, a shorter one is due"
                )
            }
            Self::Utf8 => write!(f, "the string is not UTF-8"),
            Self::Count { count, min, left } => {
                write!(f, "{count} items of at least {min} bytes cannot be in the {left} bytes left")
            }
            Self::ZeroSizeItems { count, limit } => {
                write!(f, "{count} more items of no size than the limit of {limit} allows")
            }
            Self::Depth { limit } => write!(f, "values are nested deeper than the limit of {limit} levels"),
            Self::Memory { wanted } => {
                write!(f, "{wanted} bytes of memory are more than the limit leaves for so short an input")
            }
            Self::Trailing { left } => write!(f, "the value is complete, but {left} bytes follow"),
            Self::Layer { layer, oldest } => {
                write!(f, "layer {layer} is older than layer {oldest}, the oldest of the schema")
            }
            Self::TooManyMessages { count, limit } => {
                write!(f, "a container of {count} messages, where {limit} is the most")
            }
            Self::BodyLength { length } => write!(f, "a body cannot take {length} bytes"),
            Self::Nested { name } => write!(f, "a {name} inside a {name}"),
            Self::Gzip(problem) => problem.fmt(f),
        }
    }
}

impl fmt::Display for GzipProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => write!(f, "the data is no gzip file"),
            Self::Data => write!(f, "the compressed data is damaged, incomplete or too long"),
            Self::Length => write!(f, "the data has another length than the gzip file says"),
            Self::Checksum => write!(f, "the data has another checksum than the gzip file says"),
            Self::Size { size, limit } => {
                write!(f, "{size} bytes once inflated are more than the limit of {limit}")
            }
            Self::Feature => write!(f, "the object is compressed, and tl-runtime was built without gzip"),
        }
    }
}

impl DecodeErrorKind {
    fn advice(&self) -> Option<&'static str> {
        match self {
            Self::UnknownId { .. } | Self::WrongId { .. } => Some(
                "if the peer speaks another layer of the schema, generate the code from the schema of that layer",
            ),
            Self::Eof { .. } => Some("pass the whole message"),
            Self::Bool { .. } | Self::Padding | Self::LengthForm { .. } | Self::Count { .. } => {
                Some("the bytes are damaged or belong to another type")
            }
            Self::Utf8 => Some("a field of arbitrary data must be `bytes` in the schema"),
            Self::ZeroSizeItems { .. } => Some("if the input is trusted, raise Limits::zero_size_items"),
            Self::Depth { .. } => Some("if the input is trusted, raise Limits::depth"),
            Self::Memory { .. } => Some("if the input is trusted, raise Limits::memory_per_byte"),
            Self::Trailing { .. } => {
                Some("pass the bytes of the value alone, or use from_prefix if more may follow")
            }
            Self::Layer { .. } => {
                Some("refuse the peer, or generate the code from a schema that goes back further")
            }
            Self::BodyLength { .. } => Some("a body takes a multiple of four bytes, at least 4"),
            Self::TooManyMessages { .. } | Self::Nested { .. } => {
                Some("refuse the message: the protocol does not allow it")
            }
            Self::Gzip(GzipProblem::Size { .. }) => Some("if the input is trusted, raise Limits::inflated"),
            Self::Gzip(GzipProblem::Feature) => Some("turn on the feature `gzip` of tl-runtime"),
            Self::Gzip(_) => Some("the bytes are damaged: refuse the message"),
        }
    }
}

/// A value cannot be written, because parts of it contradict each other or are too long for their form.
///
/// ```
/// # use tl_runtime::{EncodeErrorKind, Reader, Facts, Schema, Value, Bare, Writer, VERSION, to_bytes};
/// # static SCHEMA: Schema =
/// #     Schema::new(VERSION, &["grid#55550001 n:# cells:n*[int] = Grid"], &[]);
/// # struct Grid { n: u32, cells: Vec<i32> }
/// # impl Bare<'_> for Grid {
/// #     const FACTS: Facts = Facts(&SCHEMA, 0x5555_0001, 4);
/// #     fn read_bare(r: &mut Reader<'_>) -> Self { let n = r.nat(); Self { n, cells: r.repeat(n, 4, |r| r.get()) } }
/// #     fn write_bare(&self, w: &mut Writer) {
/// #         w.nat(self.n);
/// #         w.repeat(self.n, &self.cells, "cells", |w, cell| w.put(cell));
/// #     }
/// # }
/// // grid n:# cells:n*[int] = Grid;
/// let error = to_bytes(&Grid { n: 3, cells: vec![1] }).unwrap_err();
/// assert_eq!(error.field(), Some("cells"));
/// assert_eq!(error.kind(), &EncodeErrorKind::Count { count: 3, items: 1 });
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodeError(Box<EncodeDetails>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EncodeDetails {
    pub(crate) kind: EncodeErrorKind,
    pub(crate) field: Option<&'static str>,
    pub(crate) root: String,
}

/// Why a value cannot be written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeErrorKind {
    /// Of fields that share a flag bit, one is there and another is not.
    SharedBit,
    /// A field is there although its bit is not set in a mask that was given, or the other way round.
    Mask {
        /// The bit of the mask.
        bit: u32,
        /// Whether the bit is set.
        expected: bool,
    },
    /// A field is there although its mask is zero, or the other way round.
    WholeMask {
        /// Whether the mask is other than zero.
        expected: bool,
    },
    /// A repetition has another number of items than its count field says.
    Count {
        /// The count field.
        count: u32,
        /// How many items there are.
        items: usize,
    },
    /// A vector has more items than a count of 32 bits can say.
    TooManyItems {
        /// How many items there are.
        items: usize,
    },
    /// A string or bytes is longer than a length of 56 bits can say.
    TooLong {
        /// How many bytes there are.
        length: usize,
    },
    /// A container of MTProto has more messages than one may hold.
    TooManyMessages {
        /// How many there are.
        count: usize,
        /// How many a container may hold.
        limit: u32,
    },
    /// The body of a message or the result of a request of MTProto has a length that no object has.
    BodyLength {
        /// How many bytes there are.
        length: usize,
    },
    /// An object of MTProto would stand in another of its kind, which is not allowed.
    Nested {
        /// The name of the object.
        name: &'static str,
    },
}

impl EncodeError {
    pub(crate) fn new(details: EncodeDetails) -> Self {
        Self(Box::new(details))
    }

    /// Why the value cannot be written.
    pub fn kind(&self) -> &EncodeErrorKind {
        &self.0.kind
    }

    /// The field at fault, where it is one.
    pub fn field(&self) -> Option<&'static str> {
        self.0.field
    }

    /// The constructor, function or type that was being written.
    pub fn root(&self) -> &str {
        &self.0.root
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let EncodeDetails { kind, field, root } = &*self.0;
        write!(f, "cannot write {root}: ")?;
        match field {
            Some(field) => write!(f, "{field}: {kind}"),
            None => write!(f, "{kind}"),
        }
    }
}

impl Error for EncodeError {}

impl fmt::Display for EncodeErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SharedBit => {
                write!(f, "fields that share a flag bit must all be set or all be absent")
            }
            Self::Mask { bit, expected: true } => {
                write!(
                    f,
                    "bit {bit} of the mask is set, so the field must be: set the field or clear the bit"
                )
            }
            Self::Mask { bit, expected: false } => {
                write!(
                    f,
                    "the field is set, so bit {bit} of the mask must be: set the bit or clear the field"
                )
            }
            Self::WholeMask { expected: true } => {
                write!(f, "the mask is not zero, so the field must be there: set the field or clear the mask")
            }
            Self::WholeMask { expected: false } => {
                write!(f, "the field is set, so the mask must not be zero: set the mask or clear the field")
            }
            Self::Count { count, items } => {
                write!(f, "{items} items, but the count field says {count}: make them equal")
            }
            Self::TooManyItems { items } => {
                write!(f, "a vector of {items} items; at most {} can be counted: split it", u32::MAX)
            }
            Self::TooLong { length } => {
                write!(f, "a string of {length} bytes; at most 2^56 - 1 can be counted: split it")
            }
            Self::TooManyMessages { count, limit } => {
                write!(f, "{count} messages, where {limit} is the most: send several containers")
            }
            Self::BodyLength { length } => {
                write!(
                    f,
                    "{length} bytes are no object: one takes a multiple of four bytes, at least 4, below 2^31"
                )
            }
            Self::Nested { name } => {
                write!(f, "a {name} inside a {name}, which the protocol does not allow: send what is in it")
            }
        }
    }
}
