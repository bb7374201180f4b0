//! The entry points: the only functions that make a reader or a writer, and the only ones that look at its error. Two
//! others do as they do: the look at a request's start, and containers of MTProto, whose bodies no schema describes.
//!
//! In go values or bytes; out come bytes or values, or an error. A value that was read past an error never gets out.

use crate::{
    Bare, DecodeError, DecodeErrorKind, EncodeError, Function, Limits, Reader, Root, Value, Writer,
    error::{DecodeDetails, EncodeDetails},
    reader::Fault,
    sequence::VECTOR_ID,
    trace::{self, Place},
    value::{BOOL_FALSE, BOOL_TRUE},
    writer::WriteFault,
};
use alloc::vec::Vec;
use core::mem;

/// The capacity that a fresh buffer starts with: most requests fit, so they are written with one allocation, and to
/// allocate less would not be faster.
const FRESH_CAPACITY: usize = 256;

/// Writes a value in its default form: built-ins as they are, everything else with its id first.
///
/// It fails when the value contradicts itself: fields that share a flag bit disagree, or a repetition has another
/// number of items than its count field says.
///
/// ```
/// assert_eq!(tl_runtime::to_bytes(&String::from("abc"))?, *b"\x03abc");
/// # Ok::<(), tl_runtime::EncodeError>(())
/// ```
pub fn to_bytes<'v, T: Value<'v>>(value: &T) -> Result<Vec<u8>, EncodeError> {
    fresh(T::ROOT, |w| value.write(w))
}

/// Writes a value as [`to_bytes`] does, after what is in the buffer already. On an error the buffer is as before.
///
/// ```
/// let mut buffer = vec![1, 2, 3, 4];
/// tl_runtime::append_bytes(&7_i32, &mut buffer)?;
/// assert_eq!(buffer, [1, 2, 3, 4, 7, 0, 0, 0]);
/// # Ok::<(), tl_runtime::EncodeError>(())
/// ```
pub fn append_bytes<'v, T: Value<'v>>(value: &T, buffer: &mut Vec<u8>) -> Result<(), EncodeError> {
    let before = buffer.len();
    let mut writer = Writer::new(mem::take(buffer));
    value.write(&mut writer);
    let (bytes, fault) = writer.finish();
    *buffer = bytes;
    match fault {
        None => Ok(()),
        Some(fault) => {
            buffer.truncate(before);
            Err(refusal(fault, T::ROOT))
        }
    }
}

/// Reads a value in its default form from exactly these bytes, within the default [`Limits`]. What the type borrows, it
/// borrows from these bytes.
///
/// ```
/// assert_eq!(tl_runtime::from_bytes::<String>(b"\x03abc")?, "abc");
/// assert_eq!(tl_runtime::from_bytes::<&str>(b"\x03abc")?, "abc");
/// # Ok::<(), tl_runtime::DecodeError>(())
/// ```
pub fn from_bytes<'a, T: Value<'a>>(bytes: &'a [u8]) -> Result<T, DecodeError> {
    from_bytes_with(bytes, &Limits::new())
}

/// Reads a value as [`from_bytes`] does, within other limits.
///
/// ```
/// let limits = tl_runtime::Limits::new().depth(16);
/// assert_eq!(tl_runtime::from_bytes_with::<String>(b"\x03abc", &limits)?, "abc");
/// # Ok::<(), tl_runtime::DecodeError>(())
/// ```
pub fn from_bytes_with<'a, T: Value<'a>>(bytes: &'a [u8], limits: &Limits) -> Result<T, DecodeError> {
    whole(bytes, limits, T::ROOT, T::read)
}

/// Reads a value in its default form from the start of the bytes, and says how many bytes it took.
///
/// ```
/// let (text, read) = tl_runtime::from_prefix::<String>(b"\x03abc and more")?;
/// assert_eq!((text.as_str(), read), ("abc", 4));
/// # Ok::<(), tl_runtime::DecodeError>(())
/// ```
pub fn from_prefix<'a, T: Value<'a>>(bytes: &'a [u8]) -> Result<(T, usize), DecodeError> {
    prefix(bytes, &Limits::new(), T::ROOT, T::read)
}

/// Writes a constructor or function without its id, as it stands where the schema says it is bare.
///
/// ```
/// # use tl_runtime::{Bare, Facts, Reader, Schema, VERSION, Writer};
/// # static SCHEMA: Schema = Schema::new(VERSION, &["geo.dot#11110001 x:int = geo.Point"], &[]);
/// # #[derive(Debug, PartialEq)]
/// # struct Dot { x: i32 }
/// # impl Bare<'_> for Dot {
/// #     const FACTS: Facts = Facts(&SCHEMA, 0x1111_0001, 4);
/// #     fn read_bare(r: &mut Reader<'_>) -> Self { Self { x: r.get() } }
/// #     fn write_bare(&self, w: &mut Writer) { w.put(&self.x) }
/// # }
/// // geo.dot#11110001 x:int = geo.Point;
/// let bytes = tl_runtime::bare_to_bytes(&Dot { x: 7 })?;
/// assert_eq!(bytes, [7, 0, 0, 0]);
/// assert_eq!(tl_runtime::bare_from_bytes::<Dot>(&bytes)?, Dot { x: 7 });
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub fn bare_to_bytes<'v, T: Bare<'v>>(value: &T) -> Result<Vec<u8>, EncodeError> {
    fresh(Root::Bare(T::SCHEMA, T::ID), |w| value.write_bare(w))
}

/// Reads a constructor or function without its id from exactly these bytes: the reverse of [`bare_to_bytes`].
pub fn bare_from_bytes<'a, T: Bare<'a>>(bytes: &'a [u8]) -> Result<T, DecodeError> {
    whole(bytes, &Limits::new(), Root::Bare(T::SCHEMA, T::ID), T::read_bare)
}

/// Reads the reply to a request from exactly these bytes. The request takes part, because its fields may say how
/// the reply is written, and because a request that wraps another has the other's reply.
///
/// ```
/// # use tl_runtime::{Bare, Facts, Function, Reader, Schema, VERSION, Writer};
/// # static SCHEMA: Schema = Schema::new(VERSION, &[], &["geo.count#22220001 = int"]);
/// # struct Count;
/// # impl Bare<'_> for Count {
/// #     const FACTS: Facts = Facts(&SCHEMA, 0x2222_0001, 0);
/// #     fn read_bare(_: &mut Reader<'_>) -> Self { Self }
/// #     fn write_bare(&self, _: &mut Writer) {}
/// # }
/// # impl Function<'_> for Count {
/// #     type Return<'r> = i32;
/// #     const RETURN: &'static str = "int";
/// #     fn read_return<'r>(&self, r: &mut Reader<'r>) -> i32 { r.get() }
/// #     fn write_return(&self, value: &i32, w: &mut Writer) { w.put(value) }
/// # }
/// // geo.count = int;
/// let reply = tl_runtime::encode_reply(&Count, &5)?;
/// assert_eq!(tl_runtime::decode_reply(&Count, &reply)?, 5);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub fn decode_reply<'a, 'r, F: Function<'a>>(
    request: &F,
    bytes: &'r [u8],
) -> Result<F::Return<'r>, DecodeError> {
    decode_reply_with(request, bytes, &Limits::new())
}

/// Reads a reply as [`decode_reply`] does, within other limits.
pub fn decode_reply_with<'a, 'r, F: Function<'a>>(
    request: &F,
    bytes: &'r [u8],
    limits: &Limits,
) -> Result<F::Return<'r>, DecodeError> {
    whole(bytes, limits, Root::Type(F::SCHEMA, F::RETURN), |r| request.read_return(r))
}

/// Writes the reply to a request, as a server does: the reverse of [`decode_reply`].
pub fn encode_reply<'a, F: Function<'a>>(request: &F, reply: &F::Return<'_>) -> Result<Vec<u8>, EncodeError> {
    fresh(Root::Type(F::SCHEMA, F::RETURN), |w| request.write_return(reply, w))
}

pub(crate) fn fresh(root: Root, write: impl FnOnce(&mut Writer)) -> Result<Vec<u8>, EncodeError> {
    let mut writer = Writer::new(Vec::with_capacity(FRESH_CAPACITY));
    write(&mut writer);
    match writer.finish() {
        (bytes, None) => Ok(bytes),
        (_, Some(fault)) => Err(refusal(fault, root)),
    }
}

#[cold]
#[inline(never)]
fn refusal(fault: WriteFault, root: Root) -> EncodeError {
    EncodeError::new(EncodeDetails { kind: fault.kind, field: fault.field, root: root.name().into_owned() })
}

pub(crate) fn whole<'a, T>(
    bytes: &'a [u8],
    limits: &Limits,
    root: Root,
    read: impl FnOnce(&mut Reader<'a>) -> T,
) -> Result<T, DecodeError> {
    let mut reader = Reader::new(bytes, limits);
    let value = read(&mut reader);
    if reader.is_done() { Ok(value) } else { Err(locate(reader.into_fault(), bytes, root)) }
}

fn prefix<'a, T>(
    bytes: &'a [u8],
    limits: &Limits,
    root: Root,
    read: impl FnOnce(&mut Reader<'a>) -> T,
) -> Result<(T, usize), DecodeError> {
    let mut reader = Reader::new(bytes, limits);
    let value = read(&mut reader);
    if reader.failed() {
        return Err(locate(reader.into_fault(), bytes, root));
    }
    Ok((value, reader.offset()))
}

/// Finds out where in the value the failing byte stands, and what the schema says about it.
#[cold]
#[inline(never)]
fn locate(fault: Fault, bytes: &[u8], root: Root) -> DecodeError {
    let Fault { kind, offset } = fault;
    let Place { path, expected } = trace::find(root, bytes, offset);
    let schema = root.schema();
    let named =
        |id| (id, schema.and_then(|schema| schema.name_of(id)).or_else(|| builtin_name(id)).unwrap_or("?"));
    let (found, known) = match &kind {
        DecodeErrorKind::UnknownId { id, type_name } => {
            let type_name = type_name.split(['<', ' ']).next().unwrap_or(type_name);
            let known = schema.into_iter().flat_map(|schema| schema.constructors_of(type_name));
            (Some(*id), known.map(named).collect())
        }
        DecodeErrorKind::WrongId { id, expected } => (Some(*id), alloc::vec![named(*expected)]),
        DecodeErrorKind::Bool { id } => (Some(*id), alloc::vec![named(BOOL_FALSE), named(BOOL_TRUE)]),
        _ => (None, Vec::new()),
    };
    let found = found.and_then(|id| schema?.line_of(id));
    DecodeError::new(DecodeDetails { kind, offset, path, expected, known, found })
}

fn builtin_name(id: u32) -> Option<&'static str> {
    match id {
        VECTOR_ID => Some("vector"),
        BOOL_FALSE => Some("boolFalse"),
        BOOL_TRUE => Some("boolTrue"),
        _ => None,
    }
}
