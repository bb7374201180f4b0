//! Who may call what: the decision that comes before everything else.
//!
//! In go the association of a key, the bytes of a request and the time; out comes whose call it is, or why it is refused.
//! It is pure and total: it reads no clock and no store, runs nothing, and gives an answer to any bytes. What no line
//! allows is refused (promise P9). No method is named here: the lists come from the annotations of the schema.
//!
//! | key | methods without a user | methods with one | everything else |
//! |---|---|---|---|
//! | never bound, or logged out | `Allow(None)` | 401 `AUTH_KEY_UNREGISTERED` | 401 `AUTH_KEY_UNREGISTERED` |
//! | bound, `now < expires` | `Allow(user)` | `Allow(user)` | 400 `INPUT_METHOD_INVALID` |
//! | bound, `now >= expires` | `Allow(None)` | 401 `SESSION_EXPIRED` | 401 `SESSION_EXPIRED` |
//! | ended from another key | `Allow(None)` | 401 `SESSION_REVOKED` | 401 `SESSION_REVOKED` |
//!
//! A function that only wraps another call is decided by that call. "Everything else" are ids that the schema does not
//! know, and requests in which no call can be found: cut off, or wrapped more than
//! [`MAX_WRAPPERS`](unauthorized::MAX_WRAPPERS) times.

use crate::rpc_error::{
    AUTH_KEY_UNREGISTERED, INPUT_METHOD_INVALID, Known, SESSION_EXPIRED, SESSION_REVOKED,
};
use crate::{RpcError, UserId, unauthorized, user_required};

/// What is known of a key. One key has one user; a user may have many keys (rule S11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Association {
    /// There is none, or no longer.
    #[default]
    Unbound,
    /// The key is the user's until `expires`.
    Bound {
        /// Whose calls these are.
        user: UserId,
        /// From when on they are not, in seconds of Unix time.
        expires: i64,
    },
    /// It was ended from another key of the same user.
    Revoked,
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Decision {
    /// It may be run, as the user's if there is one (rule S2).
    Allow(Option<UserId>),
    /// It is not run, and nothing comes of it but this answer (rule S16).
    Refuse(Refusal),
}

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The key has no user: 401 `AUTH_KEY_UNREGISTERED`.
    Unregistered,
    /// It has none any more, because the time is over: 401 `SESSION_EXPIRED`.
    Expired,
    /// It has none any more, because another key of the user ended it: 401 `SESSION_REVOKED`.
    Revoked,
    /// The key has a user, but there is no such method: 400 `INPUT_METHOD_INVALID`.
    NoSuchMethod,
}

impl Refusal {
    /// What the client is told.
    #[must_use]
    pub fn error(self) -> RpcError {
        self.known().error()
    }

    const fn known(self) -> Known {
        match self {
            Self::Unregistered => AUTH_KEY_UNREGISTERED,
            Self::Expired => SESSION_EXPIRED,
            Self::Revoked => SESSION_REVOKED,
            Self::NoSuchMethod => INPUT_METHOD_INVALID,
        }
    }
}

/// Decides a request, given as the bytes of a boxed call. Only what the decision needs is read of them: bytes that
/// follow the id of the call inside are left to those who decode it.
///
/// ```
/// use auth_types::server::gate::{Association, Decision, Refusal, decide};
/// use auth_types::{UserId, functions, tl_runtime};
///
/// let request = tl_runtime::to_bytes(&functions::auth::LogOut)?;
/// let bound = Association::Bound { user: UserId(7), expires: 1000 };
/// assert_eq!(decide(Association::Unbound, &request, 999), Decision::Refuse(Refusal::Unregistered));
/// assert_eq!(decide(bound, &request, 999), Decision::Allow(Some(UserId(7))));
/// assert_eq!(decide(bound, &request, 1000), Decision::Refuse(Refusal::Expired));
/// # Ok::<(), tl_runtime::EncodeError>(())
/// ```
pub fn decide(association: Association, request: &[u8], now: i64) -> Decision {
    match unauthorized::innermost(request).and_then(tl_runtime::peek_id) {
        Some(id) => decide_id(association, id, now),
        None => decide_access(association, Access::Nobody, now),
    }
}

/// Decides a call by its id. The id of a function that only wraps another call is refused like one that is not known.
pub fn decide_id(association: Association, id: u32, now: i64) -> Decision {
    let access = if unauthorized::is_allowed(id) {
        Access::Anybody
    } else if user_required::is_allowed(id) {
        Access::Users
    } else {
        Access::Nobody
    };
    decide_access(association, access, now)
}

/// Who may make a call.
#[derive(Clone, Copy)]
enum Access {
    Anybody,
    Users,
    Nobody,
}

fn decide_access(association: Association, access: Access, now: i64) -> Decision {
    // Rule S14: the time is looked at with every call, so no job in the background is needed (promise P10).
    let user = match association {
        Association::Bound { user, expires } if now < expires => Ok(user),
        Association::Bound { .. } => Err(Refusal::Expired),
        Association::Revoked => Err(Refusal::Revoked),
        Association::Unbound => Err(Refusal::Unregistered),
    };
    match (access, user) {
        // Rule S15; a key with a user keeps it.
        (Access::Anybody, user) => Decision::Allow(user.ok()),
        // Rule S11.
        (Access::Users, Ok(user)) => Decision::Allow(Some(user)),
        (Access::Nobody, Ok(_)) => Decision::Refuse(Refusal::NoSuchMethod),
        // Rule S16. Without a user nobody learns which methods there are.
        (Access::Users | Access::Nobody, Err(refusal)) => Decision::Refuse(refusal),
    }
}
