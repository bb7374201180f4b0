//! What a table has for every generated item: functions from bytes to bytes, by way of the item.

use tl_runtime::{
    DecodeError, DecodeErrorKind, Function, Root, Value, decode_reply, encode_reply, from_bytes, to_bytes,
};

/// A struct or enum of the output.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    /// Of a constructor, a function or a boxed type.
    pub(crate) tl_name: &'static str,
    /// None for a boxed type.
    pub(crate) id: Option<u32>,
    pub(crate) is_function: bool,
    pub(crate) trip: TripFn,
    pub(crate) answer: Option<AnswerFn>,
}

/// Decodes and encodes the item.
pub(crate) type TripFn = fn(&[u8]) -> Result<Trip, Stop>;

/// Why there was no way there and back.
pub(crate) enum Stop {
    /// The bytes are no value.
    Refused(String),
    /// The limits do not allow the value.
    Limit,
    /// What was decoded cannot be encoded, or not be decoded again: that is never right.
    Defect(String),
}

impl Stop {
    fn of(error: &DecodeError) -> Self {
        match error.kind() {
            DecodeErrorKind::Depth { .. }
            | DecodeErrorKind::Memory { .. }
            | DecodeErrorKind::ZeroSizeItems { .. } => Self::Limit,
            _ => Self::Refused(error.to_string()),
        }
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(text) => write!(f, "decode: {text}"),
            Self::Limit => f.write_str("the limits of the decoder"),
            Self::Defect(text) => f.write_str(text),
        }
    }
}

/// Decodes and encodes the answer to the request that the first bytes are; gives its name in the schema as well.
pub(crate) type AnswerFn = fn(&[u8], &[u8]) -> Result<(Vec<u8>, Root), Stop>;

/// What came of a value.
pub(crate) struct Trip {
    pub(crate) bytes: Vec<u8>,
    /// What the bytes decode to once more is equal to the value.
    pub(crate) is_same: bool,
    /// The name that the walker over the schema table starts from.
    pub(crate) root: Root,
    /// The fewest bytes, as the generated code has it.
    pub(crate) min: usize,
}

pub(crate) fn trip<'a, T: Value<'a> + PartialEq>(input: &'a [u8]) -> Result<Trip, Stop> {
    let value = from_bytes::<T>(input).map_err(|error| Stop::of(&error))?;
    let bytes = to_bytes(&value).map_err(|error| Stop::Defect(format!("encode: {error}")))?;
    // From the same bytes, which a borrowed value has to live as long as; the caller compares them with the new ones.
    let again = from_bytes::<T>(input).map_err(|error| Stop::Defect(format!("decode again: {error}")))?;
    Ok(Trip { bytes, is_same: value == again, root: T::ROOT, min: T::MIN })
}

pub(crate) fn answer<'a, F: Function<'a>>(request: &'a [u8], bytes: &[u8]) -> Result<(Vec<u8>, Root), Stop> {
    let request =
        from_bytes::<F>(request).map_err(|error| Stop::Defect(format!("decode the request: {error}")))?;
    let answer = decode_reply(&request, bytes).map_err(|error| Stop::of(&error))?;
    let bytes = encode_reply(&request, &answer).map_err(|error| Stop::Defect(format!("encode: {error}")))?;
    Ok((bytes, Root::Type(F::SCHEMA, F::RETURN)))
}
