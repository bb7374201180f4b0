//! A store in memory, for tests and trials: when the process ends, everybody is logged out.
//!
//! One lock makes every step atomic. The maps are ordered, so that nothing depends on a random seed.

use super::{
    Association, Binding, Call, Charge, Claim, Counted, Export, LoggedIn, NewCode, Proof, REMEMBERED, Slot,
    Store, StoreError, User, Who, seconds_until,
};
use crate::server::{Phone, Secret};
use crate::{AuthKeyId, UserId};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A [`Store`] in memory.
///
/// ```
/// use auth_types::AuthKeyId;
/// use auth_types::server::{Association, MemoryStore, Store};
///
/// let store = MemoryStore::new();
/// assert_eq!(store.association(AuthKeyId(1))?, Association::Unbound);
/// # Ok::<(), auth_types::server::StoreError>(())
/// ```
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    users: BTreeMap<UserId, User>,
    ids: BTreeMap<Phone, UserId>,
    associations: BTreeMap<AuthKeyId, (UserId, i64, bool)>,
    codes: BTreeMap<(AuthKeyId, Phone), Code>,
    counters: BTreeMap<String, (u32, i64)>,
    exports: BTreeMap<[u8; 32], (UserId, i32, i64)>,
}

#[derive(Debug)]
struct Code {
    new: NewCode,
    called: bool,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// No step panics between two changes, so what another thread left is whole even if it panicked elsewhere.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn count(&mut self, charges: &[Charge<'_>], now: i64) -> Counted {
        for charge in charges {
            let used = self.counters.get(&charge.counter.name()).filter(|(_, until)| now < *until);
            let until = now.saturating_add(charge.throttle.window.into());
            let (used, until) = used.map_or((0, until), |(used, until)| (*used, *until));
            if used >= charge.throttle.limit {
                return Counted::Wait(seconds_until(until, now));
            }
        }
        for charge in charges {
            let fresh = (0, now.saturating_add(charge.throttle.window.into()));
            let counter = self.counters.entry(charge.counter.name()).or_insert(fresh);
            if now >= counter.1 {
                *counter = fresh;
            }
            counter.0 = counter.0.saturating_add(1);
        }
        Counted::Granted
    }

    /// The code that the proof names, unless it is past its time.
    fn live(&mut self, proof: Proof<'_>, now: i64) -> Option<&mut Code> {
        let code = self.codes.get_mut(&slot_key(proof.slot))?;
        (code.new.hash.matches(proof.hash) && now < code.new.dead_at).then_some(code)
    }

    fn bind(&mut self, key: AuthKeyId, user: User, expires: i64, now: i64) -> Binding {
        let before = self.associations.insert(key, (user.id, expires, false));
        let replaced = before.filter(|(other, until, revoked)| *other != user.id && now < *until && !revoked);
        Binding { user, replaced: replaced.map(|(other, ..)| other) }
    }

    fn user_of(&self, phone: &Phone) -> Option<User> {
        self.users.get(self.ids.get(phone)?).cloned()
    }

    fn add_user(&mut self, user: &User) {
        self.ids.insert(user.phone.clone(), user.id);
        self.users.insert(user.id, user.clone());
    }
}

fn slot_key(slot: Slot<'_>) -> (AuthKeyId, Phone) {
    (slot.key, slot.phone.clone())
}

impl Store for MemoryStore {
    fn association(&self, key: AuthKeyId) -> Result<Association, StoreError> {
        Ok(match self.state().associations.get(&key) {
            None => Association::Unbound,
            Some((.., true)) => Association::Revoked,
            Some(&(user, expires, false)) => Association::Bound { user, expires },
        })
    }

    fn user_of(&self, phone: &Phone) -> Result<Option<User>, StoreError> {
        Ok(self.state().user_of(phone))
    }

    fn user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        Ok(self.state().users.get(&id).cloned())
    }

    fn count(&self, charges: &[Charge<'_>], now: i64) -> Result<Counted, StoreError> {
        Ok(self.state().count(charges, now))
    }

    fn issue(
        &self,
        slot: Slot<'_>,
        code: &NewCode,
        charges: &[Charge<'_>],
        now: i64,
    ) -> Result<Counted, StoreError> {
        let mut state = self.state();
        let counted = state.count(charges, now);
        if counted == Counted::Granted {
            state.codes.insert(slot_key(slot), Code { new: code.clone(), called: false });
        }
        Ok(counted)
    }

    fn take_call(&self, proof: Proof<'_>, now: i64) -> Result<Call, StoreError> {
        Ok(match self.state().live(proof, now) {
            None => Call::Dead,
            Some(code) if now < code.new.call_at => Call::TooEarly(seconds_until(code.new.call_at, now)),
            Some(code) if code.called => Call::Taken,
            Some(code) => {
                code.called = true;
                Call::Say(code.new.code.clone())
            }
        })
    }

    fn take_attempt(&self, proof: Proof<'_>, now: i64) -> Result<Option<Secret>, StoreError> {
        let mut state = self.state();
        let Some(code) = state.live(proof, now) else { return Ok(None) };
        let Some(left) = code.new.attempts.checked_sub(1) else { return Ok(None) };
        code.new.attempts = left;
        Ok(Some(code.new.code.clone()))
    }

    fn return_attempt(&self, proof: Proof<'_>) -> Result<(), StoreError> {
        if let Some(code) = self.state().live(proof, i64::MIN) {
            code.new.attempts = code.new.attempts.saturating_add(1);
        }
        Ok(())
    }

    fn log_in(&self, proof: Proof<'_>, who: Who<'_>, expires: i64, now: i64) -> Result<LoggedIn, StoreError> {
        let mut state = self.state();
        if state.live(proof, now).is_none() {
            return Ok(LoggedIn::Dead);
        }
        let phone = proof.slot.phone;
        let user = match (state.user_of(phone), who) {
            (Some(user), Who::Known) => user,
            (None, Who::Known) => return Ok(LoggedIn::Unoccupied),
            (Some(_), Who::New { .. }) => return Ok(LoggedIn::Occupied),
            (None, Who::New { first_name, last_name, first_id }) => {
                let last = state.users.keys().next_back().map_or(0, |id| id.0);
                let id =
                    last.checked_add(1).ok_or_else(|| StoreError::new("make a user", "no id is left"))?;
                let user = User {
                    id: UserId(id.max(first_id)),
                    phone: phone.clone(),
                    first_name: first_name.to_owned(),
                    last_name: last_name.to_owned(),
                };
                state.add_user(&user);
                user
            }
        };
        state.codes.remove(&slot_key(proof.slot));
        Ok(LoggedIn::Bound(state.bind(proof.slot.key, user, expires, now)))
    }

    fn put_export(&self, export: &Export) -> Result<bool, StoreError> {
        let mut state = self.state();
        let (by_id, by_phone) = (state.users.get(&export.user.id), state.user_of(&export.user.phone));
        match (by_id, by_phone) {
            (None, None) => state.add_user(&export.user),
            (Some(user), Some(_)) if user.phone == export.user.phone => {}
            _ => return Ok(false),
        }
        state.exports.insert(export.digest, (export.user.id, export.dc_id, export.dead_at));
        Ok(true)
    }

    fn import(
        &self,
        claim: &Claim,
        key: AuthKeyId,
        expires: i64,
        now: i64,
    ) -> Result<Option<Binding>, StoreError> {
        let mut state = self.state();
        let Some(&(user, dc_id, dead_at)) = state.exports.get(&claim.digest) else { return Ok(None) };
        let Some(found) = state.users.get(&user).cloned() else { return Ok(None) };
        if user != claim.user || dc_id != claim.dc_id || now >= dead_at {
            return Ok(None);
        }
        state.exports.remove(&claim.digest);
        Ok(Some(state.bind(key, found, expires, now)))
    }

    fn end(&self, key: AuthKeyId, user: UserId) -> Result<bool, StoreError> {
        let mut state = self.state();
        let is_its =
            state.associations.get(&key).is_some_and(|(owner, _, revoked)| *owner == user && !revoked);
        if is_its {
            state.associations.remove(&key);
        }
        Ok(is_its)
    }

    fn revoke_others(&self, key: AuthKeyId, user: UserId) -> Result<usize, StoreError> {
        let mut state = self.state();
        if !state.associations.get(&key).is_some_and(|(owner, _, revoked)| *owner == user && !revoked) {
            return Ok(0);
        }
        let mut ended = 0;
        for (other, (owner, _, revoked)) in &mut state.associations {
            if *owner == user && *other != key && !*revoked {
                *revoked = true;
                ended += 1;
            }
        }
        Ok(ended)
    }

    fn sweep(&self, now: i64) -> Result<(), StoreError> {
        let mut state = self.state();
        state.codes.retain(|_, code| now < code.new.dead_at);
        state.counters.retain(|_, (_, until)| now < *until);
        state.exports.retain(|_, (.., dead_at)| now < *dead_at);
        state.associations.retain(|_, (_, expires, _)| now < expires.saturating_add(REMEMBERED));
        Ok(())
    }
}
