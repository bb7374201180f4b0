//! What a table has for every generated item: functions from bytes to bytes, by way of the item.

use tl_runtime::{Function, Root, Value, decode_reply, encode_reply, from_bytes, to_bytes};

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
pub(crate) type TripFn = fn(&[u8]) -> Result<Trip, String>;

/// Decodes and encodes the answer to the request that the first bytes are; gives its name in the schema as well.
pub(crate) type AnswerFn = fn(&[u8], &[u8]) -> Result<(Vec<u8>, Root), String>;

/// What came of a value.
pub(crate) struct Trip {
    pub(crate) bytes: Vec<u8>,
    /// What the new bytes decode to is equal to the value.
    pub(crate) is_same: bool,
    /// The name that the walker over the schema table starts from.
    pub(crate) root: Root,
    /// The fewest bytes, as the generated code has it.
    pub(crate) min: usize,
}

pub(crate) fn trip<T: Value + PartialEq>(bytes: &[u8]) -> Result<Trip, String> {
    let value = from_bytes::<T>(bytes).map_err(|error| format!("decode: {error}"))?;
    let bytes = to_bytes(&value).map_err(|error| format!("encode: {error}"))?;
    let again = from_bytes::<T>(&bytes).map_err(|error| format!("decode again: {error}"))?;
    Ok(Trip { bytes, is_same: value == again, root: T::ROOT, min: T::MIN })
}

pub(crate) fn answer<F: Function>(request: &[u8], bytes: &[u8]) -> Result<(Vec<u8>, Root), String> {
    let request = from_bytes::<F>(request).map_err(|error| format!("decode the request: {error}"))?;
    let answer = decode_reply(&request, bytes).map_err(|error| format!("decode: {error}"))?;
    let bytes = encode_reply(&request, &answer).map_err(|error| format!("encode: {error}"))?;
    Ok((bytes, Root::Type(F::SCHEMA, F::RETURN)))
}
