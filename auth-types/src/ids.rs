//! The two identities that an authorization associates: a key and a user.
//!
//! In go the numbers of the wire, out come types that cannot be confused with each other. Neither is a secret, and
//! nothing here says what may be done with them.

use crate::enums::User;
use core::fmt;

/// Which encryption key a request came with: the `auth_key_id` of MTProto. The association of a user is with this and
/// with nothing else (rule S1); no method of the API carries it. With temporary keys it is the id of the permanent one.
///
/// ```
/// let key = auth_types::AuthKeyId(0x0123_4567_89ab_cdef);
/// assert_eq!(key.to_string(), "0123456789abcdef");
/// assert_eq!(auth_types::AuthKeyId::from_bytes(key.to_bytes()), key);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuthKeyId(pub u64);

impl AuthKeyId {
    /// The id as it stands in front of a message.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 8] {
        self.0.to_le_bytes()
    }

    /// The id from the first bytes of a message.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(u64::from_le_bytes(bytes))
    }
}

impl fmt::Display for AuthKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Which user it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(pub i32);

impl UserId {
    /// The id that every form of a user carries (rule S13).
    ///
    /// ```
    /// use auth_types::{UserId, enums::User, types::UserEmpty};
    /// assert_eq!(UserId::of(&User::Empty(UserEmpty { id: 7 })), UserId(7));
    /// ```
    #[must_use]
    pub const fn of(user: &User) -> Self {
        Self(match user {
            User::Empty(user) => user.id,
            User::Self_(user) => user.id,
            User::Contact(user) => user.id,
            User::Request(user) => user.id,
            User::Foreign(user) => user.id,
            User::Deleted(user) => user.id,
        })
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
