//! Answers to requests.
//!
//! In go the bytes of an answer and, later, the request that it belongs to; out come the reply or the error that the
//! server sent. Which request that is the caller knows: nothing is remembered here.

use super::{SCHEMA, root, unpacked_with};
use crate::{
    Bare, DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind, Facts, Function, Limits, Reader,
    Writer, decode_reply_with, entry, from_bytes_with, peek_id,
};
use alloc::{string::String, vec::Vec};
use core::fmt;

/// The answer to a request: `rpc_result#f35c6d01 req_msg_id:long result:Object = RpcResult`.
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
/// #     type Return<'r> = Vec<i32>;
/// #     const RETURN: &'static str = "Vector<int>";
/// #     fn read_return(&self, r: &mut Reader<'_>) -> Vec<i32> { r.get() }
/// #     fn write_return(&self, value: &Vec<i32>, w: &mut Writer) { w.put(value) }
/// # }
/// use tl_runtime::mtproto::{RpcError, RpcResult};
///
/// // geo.count = Vector<int>;
/// let reply = tl_runtime::encode_reply(&Count, &vec![3, 4])?;
/// let bytes = RpcResult { req_msg_id: 9, result: &reply }.to_bytes()?;
/// let answer = RpcResult::from_bytes(&bytes)?;
/// assert_eq!((answer.req_msg_id, answer.reply(&Count)?), (9, Ok(vec![3, 4])));
///
/// let refusal = RpcError { error_code: 401, error_message: "AUTH_KEY_UNREGISTERED".to_owned() };
/// let answer = RpcResult { req_msg_id: 9, result: &tl_runtime::to_bytes(&refusal)? };
/// assert_eq!(answer.reply(&Count)?, Err(refusal));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RpcResult<'a> {
    /// The id of the message that carried the request.
    pub req_msg_id: i64,
    /// The reply, an `rpc_error`, or either of them as `gzip_packed`.
    pub result: &'a [u8],
}

impl<'a> RpcResult<'a> {
    /// The id of `rpc_result`.
    pub const ID: u32 = 0xf35c_6d01;

    /// Takes an answer apart: what stands behind `req_msg_id` is the result.
    ///
    /// # Errors
    /// Another id, bytes that are missing, or a result whose length is no multiple of four.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        entry::whole(bytes, &Limits::new(), root(Self::ID), |r| {
            r.expect_id(Self::ID);
            let req_msg_id = r.get();
            // No object is shorter than its id.
            let length = r.rest().len().max(4);
            if !length.is_multiple_of(4) {
                r.fail(DecodeErrorKind::BodyLength { length: i32::try_from(length).unwrap_or(i32::MAX) });
            }
            Self { req_msg_id, result: r.take(length) }
        })
    }

    /// Writes the answer with its id.
    ///
    /// # Errors
    /// A result whose length is no multiple of four, or 0.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EncodeError> {
        entry::fresh(root(Self::ID), |w| {
            let length = self.result.len();
            if length == 0 || !length.is_multiple_of(4) {
                return w.fail_in("result", EncodeErrorKind::BodyLength { length });
            }
            w.id(Self::ID);
            w.put(&self.req_msg_id);
            w.raw(self.result);
        })
    }

    /// Reads the result as the reply to the request, or as the error that the server sent instead of one. Looks through
    /// `gzip_packed`; the offset of an error then counts from the start of what was packed. The reply must own what it
    /// holds; [`reply_in_place`](Self::reply_in_place) is for one that borrows.
    ///
    /// # Errors
    /// Bytes that are neither.
    pub fn reply<'q, F, R>(&self, request: &F) -> Result<Result<R, RpcError>, DecodeError>
    where
        F: for<'r> Function<'q, Return<'r> = R>,
    {
        self.reply_with(request, &Limits::new())
    }

    /// As [`reply`](Self::reply), within other limits.
    ///
    /// # Errors
    /// As [`reply`](Self::reply).
    pub fn reply_with<'q, F, R>(
        &self,
        request: &F,
        limits: &Limits,
    ) -> Result<Result<R, RpcError>, DecodeError>
    where
        F: for<'r> Function<'q, Return<'r> = R>,
    {
        let result = unpacked_with(self.result, limits)?;
        RpcResult { req_msg_id: self.req_msg_id, result: &result }.reply_in_place_with(request, limits)
    }

    /// Reads the result as [`reply`](Self::reply) does, for a reply that borrows from it. What is packed must be unpacked
    /// before, into a buffer that lives as long as the reply:
    ///
    /// ```
    /// # use tl_runtime::{DecodeError, Function, mtproto::{RpcResult, unpacked}};
    /// # fn show<'q, F: Function<'q>>(answer: RpcResult<'_>, request: &F) -> Result<(), DecodeError> {
    /// let object = unpacked(answer.result)?;
    /// let answer = RpcResult { result: &object, ..answer };
    /// let reply = answer.reply_in_place(request)?;
    /// # drop(reply);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Bytes that are neither, and a `gzip_packed`.
    pub fn reply_in_place<'q, F: Function<'q>>(
        &self,
        request: &F,
    ) -> Result<Result<F::Return<'a>, RpcError>, DecodeError> {
        self.reply_in_place_with(request, &Limits::new())
    }

    /// As [`reply_in_place`](Self::reply_in_place), within other limits.
    ///
    /// # Errors
    /// As [`reply_in_place`](Self::reply_in_place).
    pub fn reply_in_place_with<'q, F: Function<'q>>(
        &self,
        request: &F,
        limits: &Limits,
    ) -> Result<Result<F::Return<'a>, RpcError>, DecodeError> {
        if peek_id(self.result) == Some(RpcError::ID) {
            return from_bytes_with(self.result, limits).map(Err);
        }
        decode_reply_with(request, self.result, limits).map(Ok)
    }
}

/// What a server sends instead of a reply: `rpc_error#2144ca19 error_code:int error_message:string = RpcError`.
///
/// ```
/// let error = tl_runtime::mtproto::RpcError { error_code: 420, error_message: "FLOOD_WAIT_7".to_owned() };
/// assert_eq!(error.to_string(), "the server refused the request: 420 FLOOD_WAIT_7");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RpcError {
    /// The kind of error, in the manner of HTTP.
    pub error_code: i32,
    /// The error itself, such as `PHONE_CODE_INVALID`.
    pub error_message: String,
}

impl Bare<'_> for RpcError {
    const FACTS: Facts = Facts(&SCHEMA, 0x2144_ca19, 8);

    fn read_bare(r: &mut Reader<'_>) -> Self {
        Self { error_code: r.get(), error_message: r.get() }
    }

    fn write_bare(&self, w: &mut Writer) {
        w.put(&self.error_code);
        w.put(&self.error_message);
    }
}

impl fmt::Display for RpcError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server refused the request: {} {}", self.error_code, self.error_message)
    }
}

impl core::error::Error for RpcError {}
