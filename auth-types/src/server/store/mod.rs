//! What a server remembers, as the steps that must not be torn apart.
//!
//! In go ids, digests and the time; out comes what the step found. Every method of [`Store`] is one atomic step: of two
//! that run at once, one sees all of the other or nothing, and when a method returns, what it did outlives the process
//! (except in [`MemoryStore`]). A store decides nothing about methods, and it compares no code: that is the service's,
//! which takes an attempt before it looks (promise P1).
//!
//! | store | for | how a step is atomic |
//! |---|---|---|
//! | [`MemoryStore`] | tests, trials | one lock |
//! | [`RedbStore`] | one server | one transaction, on the disk before it returns |
//! | `RedisStore` (feature `redis`) | several front ends | one script, which the engine runs whole |
//!
//! Time is an input here too. What is past its time is treated as if it were not there; [`Store::sweep`] takes it out.

mod memory;
mod records;
mod redb;
#[cfg(feature = "redis")]
mod redis;

pub use memory::MemoryStore;
pub use redb::RedbStore;
#[cfg(feature = "redis")]
pub use redis::RedisStore;

use super::{Association, Phone, Secret};
use crate::{AuthKeyId, UserId};
use core::fmt;

/// The atomic steps of the service. All times are seconds of Unix time.
///
/// # Errors
/// Every method fails when the store cannot be reached or read. Nothing of the step was done then, or, when only the
/// answer was lost, all of it.
pub trait Store: Send + Sync {
    /// What is known of a key. It is asked with every request.
    fn association(&self, key: AuthKeyId) -> Result<Association, StoreError>;

    /// The user with that phone number.
    fn user_of(&self, phone: &Phone) -> Result<Option<User>, StoreError>;

    /// The user with that id.
    fn user(&self, id: UserId) -> Result<Option<User>, StoreError>;

    /// Counts something that must not happen too often: in all the counters, or in none when one of them is full.
    fn count(&self, charges: &[Charge<'_>], now: i64) -> Result<Counted, StoreError>;

    /// Counts as [`count`](Self::count) does, and if that is granted, puts the code in its slot. A code that was there
    /// before is gone (rule S4).
    fn issue(
        &self,
        slot: Slot<'_>,
        code: &NewCode,
        charges: &[Charge<'_>],
        now: i64,
    ) -> Result<Counted, StoreError>;

    /// Takes the call that a code has, from its `call_at` on (rule S5).
    fn take_call(&self, proof: Proof<'_>, now: i64) -> Result<Call, StoreError>;

    /// Takes one of the attempts that a code has left and gives the code to compare with. None when there is no such
    /// code, when it is past its time, or when no attempt is left (promises P1, P7).
    fn take_attempt(&self, proof: Proof<'_>, now: i64) -> Result<Option<Secret>, StoreError>;

    /// Gives an attempt back that turned out right and yet consumed nothing (rule S9).
    fn return_attempt(&self, proof: Proof<'_>) -> Result<(), StoreError>;

    /// Consumes a code, makes the user if it is a new one, and binds the key: all of it or nothing (promises P5, P8).
    /// The code was compared before.
    fn log_in(&self, proof: Proof<'_>, who: Who<'_>, expires: i64, now: i64) -> Result<LoggedIn, StoreError>;

    /// Takes in an authorization from another server, and its user unless it is known. False when its user has another
    /// id or another phone number here; nothing is stored then.
    fn put_export(&self, export: &Export, now: i64) -> Result<bool, StoreError>;

    /// Consumes an authorization from another server and binds the key: all of it or nothing (promise P11). None when
    /// there is no such token, when it is for another user or data center, or past its time.
    fn import(
        &self,
        claim: &Claim,
        key: AuthKeyId,
        expires: i64,
        now: i64,
    ) -> Result<Option<Binding>, StoreError>;

    /// Ends the association of a key if it is that user's. The key is then as if it had never been bound.
    fn end(&self, key: AuthKeyId, user: UserId) -> Result<bool, StoreError>;

    /// Revokes all associations of a user but that of one key, and says how many there were. Does nothing if that key is
    /// not the user's: of two keys that revoke each other, one stays.
    fn revoke_others(&self, key: AuthKeyId, user: UserId) -> Result<usize, StoreError>;

    /// Takes out what is past its time: codes, counters, tokens, and associations that ended more than [`REMEMBERED`]
    /// seconds ago. Nothing depends on it but the space; call it every few minutes.
    fn sweep(&self, now: i64) -> Result<(), StoreError>;
}

/// For how long it is remembered that an association expired, in seconds. Then the key counts as never bound: still 401,
/// but `AUTH_KEY_UNREGISTERED`.
pub const REMEMBERED: i64 = 30 * 86_400;

/// A user, as far as signing in goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The id, greater than 0.
    pub id: UserId,
    /// The number that the user signs in with.
    pub phone: Phone,
    /// The first name.
    pub first_name: String,
    /// The last name, which may be empty.
    pub last_name: String,
}

/// Where a code lives: there is one for a key and a number at a time (promise P6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot<'a> {
    /// The key that asked for it.
    pub key: AuthKeyId,
    /// The number that it was sent to.
    pub phone: &'a Phone,
}

/// What a client shows to name a code. A store compares the hash with that of the code in the slot.
#[derive(Clone, Copy)]
pub struct Proof<'a> {
    /// Where the code must be.
    pub slot: Slot<'a>,
    /// `phone_code_hash` as the client sent it.
    pub hash: &'a str,
}

impl fmt::Debug for Proof<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proof").field("slot", &self.slot).field("hash", &tl_runtime::Redacted).finish()
    }
}

/// A code that is about to be sent.
#[derive(Debug, Clone)]
pub struct NewCode {
    /// What the client names it by.
    pub hash: Secret,
    /// The code.
    pub code: Secret,
    /// From when on it is dead.
    pub dead_at: i64,
    /// From when on it may be said in a call.
    pub call_at: i64,
    /// How many times it is compared.
    pub attempts: u32,
}

/// One more in a counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charge<'a> {
    /// What is counted.
    pub counter: Counter<'a>,
    /// How many times in how many seconds.
    pub throttle: super::Throttle,
}

/// What is counted (promise P2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Counter<'a> {
    /// Codes sent to a number.
    CodesOfPhone(&'a Phone),
    /// Codes that a key asked for.
    CodesOfKey(AuthKeyId),
    /// Numbers that a key asked about.
    ChecksOfKey(AuthKeyId),
}

impl Counter<'_> {
    /// A name that no other counter has.
    pub(super) fn name(self) -> String {
        match self {
            Self::CodesOfPhone(phone) => format!("codes:phone:{}", phone.digits()),
            Self::CodesOfKey(key) => format!("codes:key:{key}"),
            Self::ChecksOfKey(key) => format!("checks:key:{key}"),
        }
    }
}

/// Whether something may happen once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Counted {
    /// It may, and was counted.
    Granted,
    /// A counter is full for so many seconds; nothing was counted.
    Wait(u32),
}

/// What became of a request for a call.
#[derive(Debug, Clone)]
pub enum Call {
    /// There is no such code, or no longer.
    Dead,
    /// Not for so many seconds.
    TooEarly(u32),
    /// There was a call already (promise P14).
    Taken,
    /// The call was taken: say this.
    Say(Secret),
}

/// As whom a key wants to be bound.
#[derive(Debug, Clone, Copy)]
pub enum Who<'a> {
    /// As the user that has the number already.
    Known,
    /// As a new user.
    New {
        /// The first name.
        first_name: &'a str,
        /// The last name.
        last_name: &'a str,
        /// The id to begin with when there is no user yet.
        first_id: i32,
    },
}

/// What became of a log in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoggedIn {
    /// The code is consumed and the key is bound.
    Bound(Binding),
    /// There is no such code, or no longer.
    Dead,
    /// Nobody has the number, and [`Who::Known`] was asked for (rule S10).
    Unoccupied,
    /// Somebody has the number, and [`Who::New`] was asked for (rule S7).
    Occupied,
}

/// A new association.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Whose the key is now.
    pub user: User,
    /// Whose it was, if that was another user whose time was not over (rule S11).
    pub replaced: Option<UserId>,
}

/// An authorization on its way to another server. It holds the digest of the token, never the token itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Export {
    /// SHA-256 of the token that the client has.
    pub digest: [u8; 32],
    /// Whose it is.
    pub user: User,
    /// The data center that may import it.
    pub dc_id: i32,
    /// From when on it is worth nothing.
    pub dead_at: i64,
}

impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { digest: _, user, dc_id, dead_at } = self;
        f.debug_struct("Export")
            .field("digest", &tl_runtime::Redacted)
            .field("user", user)
            .field("dc_id", dc_id)
            .field("dead_at", dead_at)
            .finish()
    }
}

/// What a client shows to import an authorization.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// SHA-256 of the token.
    pub digest: [u8; 32],
    /// Whose it has to be.
    pub user: UserId,
    /// The data center that imports it.
    pub dc_id: i32,
}

impl fmt::Debug for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { digest: _, user, dc_id } = self;
        let digest = &tl_runtime::Redacted;
        f.debug_struct("Claim").field("digest", digest).field("user", user).field("dc_id", dc_id).finish()
    }
}

/// A store failed. It says which step and why; it holds nothing of what was to be stored.
#[derive(Debug)]
pub struct StoreError {
    step: &'static str,
    cause: Box<dyn std::error::Error + Send + Sync>,
}

impl StoreError {
    /// A failure of the step, for implementations of [`Store`].
    pub fn new(step: &'static str, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { step, cause: cause.into() }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the store failed to {}: {}; the request was answered by an error", self.step, self.cause)
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let cause: &(dyn std::error::Error + 'static) = &*self.cause;
        Some(cause)
    }
}

/// How many seconds are left until a time; at least one, for those that must wait.
fn seconds_until(then: i64, now: i64) -> u32 {
    u32::try_from(then.saturating_sub(now)).unwrap_or(u32::MAX).max(1)
}
