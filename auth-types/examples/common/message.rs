//! Messages: what a frame holds.
//!
//! In go the bytes of a frame, out come the ids at its head and the body behind them; nothing of the body is read.

use super::WireError;
use auth_types::AuthKeyId;

/// A message: which key it belongs to, its id, and the request or the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Message<'a> {
    /// The key that the sender says it has.
    pub(crate) auth_key_id: AuthKeyId,
    /// What an answer refers to.
    pub(crate) msg_id: i64,
    /// The request, or `rpc_result`.
    pub(crate) body: &'a [u8],
}

impl<'a> Message<'a> {
    /// Takes a frame apart.
    pub(crate) fn from_bytes(frame: &'a [u8]) -> Result<Self, WireError> {
        let head = || {
            let (auth_key_id, rest) = frame.split_first_chunk()?;
            let (msg_id, body) = rest.split_first_chunk()?;
            Some(Self {
                auth_key_id: AuthKeyId::from_bytes(*auth_key_id),
                msg_id: i64::from_le_bytes(*msg_id),
                body,
            })
        };
        head().ok_or(WireError::Head(frame.len()))
    }

    /// The frame.
    pub(crate) fn to_bytes(self) -> Vec<u8> {
        [&self.auth_key_id.to_bytes()[..], &self.msg_id.to_le_bytes(), self.body].concat()
    }
}
