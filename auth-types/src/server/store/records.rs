//! What is stored, and what the steps do to it.
//!
//! In goes a record as it was found, out comes what the step answers and the record as it is to be kept. The stores
//! that are written in Rust share it; where a record lives, and that nobody comes between, is their part. The types are
//! generated from `records.tl`, so that a file is read as strictly as what comes from a peer, and so that their `Debug`
//! shows no secret.

use super::{Binding, Call, Claim, Counted, NewCode, User, seconds_until};
use crate::server::{Association, Phone, Secret, Throttle};
use crate::{AuthKeyId, UserId};

mod generated {
    tl_runtime::include_schema!("records");
}

pub(super) use generated::types::{
    Association as AssociationRecord, Code, Counter as CounterRecord, Export as ExportRecord,
    User as UserRecord,
};

impl Code {
    pub(super) fn new(code: &NewCode) -> Self {
        Self {
            hash: code.hash.expose().to_owned(),
            code: code.code.expose().to_owned(),
            dead_at: code.dead_at,
            call_at: code.call_at,
            called: false,
            attempts: i32::try_from(code.attempts).unwrap_or(i32::MAX),
        }
    }

    /// Whether it is the one that the client names.
    pub(super) fn is(&self, hash: &str) -> bool {
        Secret::new(&*self.hash).matches(hash)
    }

    /// Whether it is that one, and not past its time (promise P4: dead from `dead_at` on).
    pub(super) fn lives(&self, hash: &str, now: i64) -> bool {
        self.is(hash) && now < self.dead_at
    }

    /// Takes the call of a living code.
    pub(super) fn take_call(&mut self, now: i64) -> Call {
        if now < self.call_at {
            return Call::TooEarly(seconds_until(self.call_at, now));
        }
        if self.called {
            return Call::Taken;
        }
        self.called = true;
        Call::Say(Secret::new(&*self.code))
    }

    /// Takes an attempt of a living code.
    pub(super) fn take_attempt(&mut self) -> Option<Secret> {
        if self.attempts <= 0 {
            return None;
        }
        self.attempts -= 1;
        Some(Secret::new(&*self.code))
    }
}

impl CounterRecord {
    /// The counter after one more, or for how long it is full. A window that is over counts as none.
    pub(super) fn one_more(found: Option<Self>, throttle: Throttle, now: i64) -> Result<Self, Counted> {
        let until = now.saturating_add(throttle.window.into());
        let counter = found.filter(|counter| now < counter.until).unwrap_or(Self { used: 0, until });
        match u32::try_from(counter.used) {
            Ok(used) if used < throttle.limit => Ok(Self { used: counter.used.saturating_add(1), ..counter }),
            _ => Err(Counted::Wait(seconds_until(counter.until, now))),
        }
    }
}

impl AssociationRecord {
    pub(super) fn new(user: UserId, expires: i64) -> Self {
        Self { user_id: user.0, expires, revoked: false }
    }

    pub(super) fn state(&self) -> Association {
        if self.revoked {
            return Association::Revoked;
        }
        Association::Bound { user: UserId(self.user_id), expires: self.expires }
    }

    /// Whether the key is that user's, whether the time is over or not.
    pub(super) fn is_of(&self, user: UserId) -> bool {
        self.user_id == user.0 && !self.revoked
    }

    /// What a new association of the same key tells.
    pub(super) fn replaced_by(before: Option<Self>, user: User, now: i64) -> Binding {
        let other = before.filter(|old| old.user_id != user.id.0 && !old.revoked && now < old.expires);
        Binding { user, replaced: other.map(|old| UserId(old.user_id)) }
    }
}

impl ExportRecord {
    /// Whether it is what the client claims, and not past its time.
    pub(super) fn grants(&self, claim: &Claim, now: i64) -> bool {
        self.user_id == claim.user.0 && self.dc_id == claim.dc_id && now < self.dead_at
    }
}

impl UserRecord {
    pub(super) fn new(user: &User) -> Self {
        Self {
            id: user.id.0,
            phone: user.phone.digits().to_owned(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
        }
    }

    /// The user; none if the number is not one, which no store writes.
    pub(super) fn into_user(self) -> Option<User> {
        Some(User {
            id: UserId(self.id),
            phone: Phone::parse(&self.phone)?,
            first_name: self.first_name,
            last_name: self.last_name,
        })
    }
}

/// The first id from `next` and `first` on that nobody has; users that came from elsewhere may have some.
pub(super) fn free_id<E>(
    next: i32,
    first: i32,
    mut is_taken: impl FnMut(UserId) -> Result<bool, E>,
) -> Result<Option<UserId>, E> {
    for id in next.max(first).max(1)..i32::MAX {
        if !is_taken(UserId(id))? {
            return Ok(Some(UserId(id)));
        }
    }
    Ok(None)
}

/// Whether a user from elsewhere fits to those that are known: `Some(true)` when it is new, `Some(false)` when it is
/// known already, none when the id or the number is another user's.
pub(super) fn fits(user: &User, with_id: Option<&User>, with_phone: Option<&User>) -> Option<bool> {
    match (with_id, with_phone) {
        (None, None) => Some(true),
        (Some(known), Some(_)) if known.phone == user.phone => Some(false),
        _ => None,
    }
}

/// The part of a code's place that is no number.
pub(super) fn slot_key(slot: super::Slot<'_>) -> (AuthKeyId, &str) {
    (slot.key, slot.phone.digits())
}
