//! Objects that are sent compressed.
//!
//! In go the bytes of an object; out come the same bytes or, when it is a `gzip_packed`, those of the object in it,
//! never more of them than the limits allow. How they are compressed is not known here.

#[cfg(feature = "gzip")]
use super::inflate;
use super::root;
use crate::{
    DecodeError, DecodeErrorKind, EncodeError, GzipProblem, Limits, entry, error::DecodeDetails, peek_id,
    reader::Fault,
};
use alloc::{borrow::Cow, string::String, vec::Vec};

/// An object that stands in the place of another and holds it compressed: `gzip_packed#3072cfa1 packed_data:bytes =
/// Object`.
///
/// This is the form alone; [`unpacked`] and `packed` go the whole way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GzipPacked<'a> {
    /// A gzip file (RFC 1952) with the bytes of the object, its id first.
    pub packed_data: &'a [u8],
}

impl<'a> GzipPacked<'a> {
    /// The id of `gzip_packed`.
    pub const ID: u32 = 0x3072_cfa1;

    /// Finds the compressed data; these must be the bytes of a `gzip_packed` and no more. The data is not looked at.
    ///
    /// # Errors
    /// Another id, bytes that are missing or left over.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        entry::whole(bytes, &Limits::new(), root(Self::ID), |r| {
            r.expect_id(Self::ID);
            Self { packed_data: r.blob_in_place() }
        })
    }

    /// Writes the object with its id.
    ///
    /// # Errors
    /// Data that is too long for a string of TL.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EncodeError> {
        entry::fresh(root(Self::ID), |w| {
            w.id(Self::ID);
            w.blob(self.packed_data);
        })
    }

    /// Inflates the object, within the default [`Limits`].
    ///
    /// # Errors
    /// As [`unpacked`]; offsets count from the start of the compressed data.
    pub fn unpack(&self) -> Result<Vec<u8>, DecodeError> {
        self.unpack_with(&Limits::new())
    }

    /// Inflates the object, to no more than [`Limits::inflated`] bytes. No more memory than that is ever taken, whatever
    /// the data claims, and no more than it can hold.
    ///
    /// # Errors
    /// As [`unpacked`]; offsets count from the start of the compressed data.
    pub fn unpack_with(&self, limits: &Limits) -> Result<Vec<u8>, DecodeError> {
        let object = inflate(self.packed_data, limits).map_err(|(offset, problem)| {
            let path = String::from("gzip_packed.packed_data");
            failed(Fault { kind: DecodeErrorKind::Gzip(problem), offset }, path, "a gzip file")
        })?;
        if peek_id(&object) == Some(Self::ID) {
            let kind = DecodeErrorKind::Nested { name: "gzip_packed" };
            return Err(failed(Fault { kind, offset: 0 }, String::from("gzip_packed"), "another object"));
        }
        Ok(object)
    }
}

#[cfg(feature = "gzip")]
fn inflate(data: &[u8], limits: &Limits) -> Result<Vec<u8>, (usize, GzipProblem)> {
    inflate::inflate(data, limits.inflated)
}

#[cfg(not(feature = "gzip"))]
fn inflate(_: &[u8], _: &Limits) -> Result<Vec<u8>, (usize, GzipProblem)> {
    Err((0, GzipProblem::Feature))
}

/// The bytes of an object, or, when it is a [`GzipPacked`], of the object in it: for the body of a message and the
/// result of a request. Other objects are given back as they are.
///
/// ```
/// # #[cfg(feature = "gzip")] {
/// use tl_runtime::mtproto::{packed, unpacked};
///
/// let object = tl_runtime::to_bytes(&vec![7_i64; 1000]).unwrap();
/// let bytes = packed(&object).unwrap();
/// assert!(bytes.len() < 100);
/// assert_eq!(unpacked(&bytes).unwrap(), object);
/// assert_eq!(unpacked(&object).unwrap(), object);
/// # }
/// ```
///
/// # Errors
/// Damaged data, more than [`Limits::inflated`] bytes of it, a `gzip_packed` in another, and any `gzip_packed` without
/// the feature `gzip`.
pub fn unpacked(object: &[u8]) -> Result<Cow<'_, [u8]>, DecodeError> {
    unpacked_with(object, &Limits::new())
}

/// As [`unpacked`], within other limits.
///
/// # Errors
/// As [`unpacked`].
pub fn unpacked_with<'a>(object: &'a [u8], limits: &Limits) -> Result<Cow<'a, [u8]>, DecodeError> {
    if peek_id(object) != Some(GzipPacked::ID) {
        return Ok(Cow::Borrowed(object));
    }
    GzipPacked::from_bytes(object)?.unpack_with(limits).map(Cow::Owned)
}

/// The bytes of a [`GzipPacked`] that holds the object. Worth it for what is long and repeats itself; a short object
/// gets longer.
///
/// # Errors
/// An object that is a `gzip_packed` itself, or longer than a gzip file can say, which is 4 GiB.
#[cfg(feature = "gzip")]
pub fn packed(object: &[u8]) -> Result<Vec<u8>, EncodeError> {
    use crate::EncodeErrorKind;

    entry::fresh(root(GzipPacked::ID), |w| {
        let length = object.len();
        if peek_id(object) == Some(GzipPacked::ID) {
            w.fail(EncodeErrorKind::Nested { name: "gzip_packed" });
        } else if u32::try_from(length).is_err() {
            w.fail_in("packed_data", EncodeErrorKind::TooLong { length });
        } else {
            w.id(GzipPacked::ID);
            w.blob(&inflate::deflate(object));
        }
    })
}

#[cold]
fn failed(Fault { kind, offset }: Fault, path: String, expected: &str) -> DecodeError {
    DecodeError::new(DecodeDetails {
        kind,
        offset,
        path,
        expected: expected.into(),
        known: Vec::new(),
        found: None,
    })
}
