//! What the service asks of the program around it.
//!
//! In go questions that only an operator can answer, and events that only an operator can act on. Nothing here sees a
//! code, a hash or a token.

use super::{Export, Phone, StoreError};
use crate::rpc_error::INPUT_METHOD_INVALID;
use crate::{AuthKeyId, RpcError, UserId};
use core::fmt;

/// The program that a service runs in.
pub trait Host: Send + Sync {
    /// Whether the application is registered and the hash is its own. There is no default: a server that does not
    /// ask has its codes ordered by anybody.
    fn knows_app(&self, api_id: i32, api_hash: &str) -> bool;

    /// What becomes of events. They hold no secrets, so that all of it may be logged.
    fn report(&self, event: &Event<'_>);

    /// Whether a phone number may be sent a code here.
    fn admit(&self, phone: &Phone) -> Admission {
        let _ = phone;
        Admission::Here
    }

    /// Hands an authorization to the data center that it is for, whose service takes it by
    /// [`accept_export`](super::Service::accept_export). It returns when that is done: the client gets its token after it.
    fn send_export(&self, export: &Export, now: i64) -> Sent {
        let _ = (export, now);
        Sent::NoSuchDc
    }

    /// Answers every other call that the gate allowed: `call` is its bytes without wrappers, `user` whose call it is
    /// (rule S2). The answer is what [`encode_reply`](tl_runtime::encode_reply) gives.
    ///
    /// # Errors
    /// What the client gets instead of an answer.
    fn call(&self, user: Option<UserId>, call: &[u8], now: i64) -> Result<Vec<u8>, RpcError> {
        let _ = (user, call, now);
        Err(INPUT_METHOD_INVALID.error())
    }
}

/// What is to be done with a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// The code is sent from here.
    Here,
    /// The number belongs to another data center: 303 `PHONE_MIGRATE_X`.
    Migrate(u32),
    /// The number is banned: 400 `PHONE_NUMBER_BANNED`.
    Banned,
}

/// What became of an exported authorization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// The other data center has it.
    Stored,
    /// There is no data center of that number: 400 `DC_ID_INVALID`.
    NoSuchDc,
    /// The other data center could not be reached, or refused: 500.
    Failed,
}

/// What happened that an operator may want to know.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// A key was associated with a user.
    Bound {
        /// The key.
        key: AuthKeyId,
        /// Its user.
        user: UserId,
        /// Whose it was until now, if it was another user's (rule S11).
        replaced: Option<UserId>,
    },
    /// The association of a key was ended by its user.
    LoggedOut {
        /// The key.
        key: AuthKeyId,
        /// Its user.
        user: UserId,
    },
    /// All other associations of a user were ended.
    Reset {
        /// The key that stays.
        key: AuthKeyId,
        /// Its user.
        user: UserId,
        /// How many associations were ended.
        ended: usize,
    },
    /// A request was answered by 500, because of this.
    Failed(&'a ServiceError),
}

/// Why a request could not be answered, although nothing was wrong with it.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServiceError {
    /// The store failed; nothing of the request was done.
    Store(StoreError),
    /// There was no randomness; nothing was issued.
    Random(super::NoRandomness),
    /// The other data center did not take an export.
    Export {
        /// Its number.
        dc_id: i32,
    },
    /// A value that the service made could not be written.
    Encode(tl_runtime::EncodeError),
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::Random(error) => error.fmt(f),
            Self::Export { dc_id } => {
                write!(f, "data center {dc_id} did not take an export; no token was given out")
            }
            Self::Encode(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ServiceError {}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<super::NoRandomness> for ServiceError {
    fn from(error: super::NoRandomness) -> Self {
        Self::Random(error)
    }
}
