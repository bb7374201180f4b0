//! A store in memory, for tests and trials: when the process ends, everybody is logged out.
//!
//! One lock makes every step atomic. The maps are ordered, so that nothing depends on a random seed.

use super::records::{AssociationRecord, Code, CounterRecord, ExportRecord, fits, free_id};
use super::{
    Association, Binding, Call, Charge, Claim, Counted, Export, LoggedIn, NewCode, Proof, REMEMBERED, Slot,
    Store, StoreError, User, Who,
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
    next_id: i32,
    associations: BTreeMap<AuthKeyId, AssociationRecord>,
    codes: BTreeMap<(AuthKeyId, Phone), Code>,
    counters: BTreeMap<String, CounterRecord>,
    exports: BTreeMap<[u8; 32], ExportRecord>,
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
        let mut counted = Vec::with_capacity(charges.len());
        for charge in charges {
            let name = charge.counter.name();
            let found = self.counters.get(&name).cloned();
            match CounterRecord::one_more(found, charge.throttle, now) {
                Ok(counter) => counted.push((name, counter)),
                Err(full) => return full,
            }
        }
        self.counters.extend(counted);
        Counted::Granted
    }

    /// The living code that the proof names.
    fn code(&mut self, proof: Proof<'_>, now: i64) -> Option<&mut Code> {
        self.codes.get_mut(&place(proof.slot)).filter(|code| code.lives(proof.hash, now))
    }

    fn bind(&mut self, key: AuthKeyId, user: User, expires: i64, now: i64) -> Binding {
        let before = self.associations.insert(key, AssociationRecord::new(user.id, expires));
        AssociationRecord::replaced_by(before, user, now)
    }

    fn is_of(&self, key: AuthKeyId, user: UserId) -> bool {
        self.associations.get(&key).is_some_and(|record| record.is_of(user))
    }

    fn user_of(&self, phone: &Phone) -> Option<&User> {
        self.users.get(self.ids.get(phone)?)
    }

    fn add_user(&mut self, user: &User) {
        self.ids.insert(user.phone.clone(), user.id);
        self.users.insert(user.id, user.clone());
    }
}

fn place(slot: Slot<'_>) -> (AuthKeyId, Phone) {
    (slot.key, slot.phone.clone())
}

impl Store for MemoryStore {
    fn association(&self, key: AuthKeyId) -> Result<Association, StoreError> {
        Ok(self.state().associations.get(&key).map_or(Association::Unbound, AssociationRecord::state))
    }

    fn user_of(&self, phone: &Phone) -> Result<Option<User>, StoreError> {
        Ok(self.state().user_of(phone).cloned())
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
            state.codes.insert(place(slot), Code::new(code));
        }
        Ok(counted)
    }

    fn take_call(&self, proof: Proof<'_>, now: i64) -> Result<Call, StoreError> {
        Ok(self.state().code(proof, now).map_or(Call::Dead, |code| code.take_call(now)))
    }

    fn take_attempt(&self, proof: Proof<'_>, now: i64) -> Result<Option<Secret>, StoreError> {
        Ok(self.state().code(proof, now).and_then(Code::take_attempt))
    }

    fn return_attempt(&self, proof: Proof<'_>) -> Result<(), StoreError> {
        // A code that is past its time takes nothing back that anybody could use.
        if let Some(code) = self.state().code(proof, i64::MIN) {
            code.attempts = code.attempts.saturating_add(1);
        }
        Ok(())
    }

    fn log_in(&self, proof: Proof<'_>, who: Who<'_>, expires: i64, now: i64) -> Result<LoggedIn, StoreError> {
        let mut state = self.state();
        if state.code(proof, now).is_none() {
            return Ok(LoggedIn::Dead);
        }
        let phone = proof.slot.phone;
        let user = match (state.user_of(phone), who) {
            (Some(user), Who::Known) => user.clone(),
            (None, Who::Known) => return Ok(LoggedIn::Unoccupied),
            (Some(_), Who::New { .. }) => return Ok(LoggedIn::Occupied),
            (None, Who::New { first_name, last_name, first_id }) => {
                let id = free_id(state.next_id, first_id, |id| Ok(state.users.contains_key(&id)))?
                    .ok_or_else(|| StoreError::new("log in", "no id is left for a user"))?;
                state.next_id = id.0.saturating_add(1);
                let (first_name, last_name) = (first_name.to_owned(), last_name.to_owned());
                let user = User { id, phone: phone.clone(), first_name, last_name };
                state.add_user(&user);
                user
            }
        };
        state.codes.remove(&place(proof.slot));
        Ok(LoggedIn::Bound(state.bind(proof.slot.key, user, expires, now)))
    }

    fn put_export(&self, export: &Export, _: i64) -> Result<bool, StoreError> {
        let mut state = self.state();
        let Export { digest, user, dc_id, dead_at } = export;
        match fits(user, state.users.get(&user.id), state.user_of(&user.phone)) {
            None => return Ok(false),
            Some(true) => state.add_user(user),
            Some(false) => {}
        }
        let record = ExportRecord { user_id: user.id.0, dc_id: *dc_id, dead_at: *dead_at };
        state.exports.insert(*digest, record);
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
        if !state.exports.get(&claim.digest).is_some_and(|export| export.grants(claim, now)) {
            return Ok(None);
        }
        let Some(user) = state.users.get(&claim.user).cloned() else { return Ok(None) };
        state.exports.remove(&claim.digest);
        Ok(Some(state.bind(key, user, expires, now)))
    }

    fn end(&self, key: AuthKeyId, user: UserId) -> Result<bool, StoreError> {
        let mut state = self.state();
        let is_its = state.is_of(key, user);
        if is_its {
            state.associations.remove(&key);
        }
        Ok(is_its)
    }

    fn revoke_others(&self, key: AuthKeyId, user: UserId) -> Result<usize, StoreError> {
        let mut state = self.state();
        if !state.is_of(key, user) {
            return Ok(0);
        }
        let others = state.associations.iter_mut().filter(|(other, _)| **other != key);
        let ended = others.filter(|(_, record)| record.is_of(user)).map(|(_, record)| record.revoked = true);
        Ok(ended.count())
    }

    fn sweep(&self, now: i64) -> Result<(), StoreError> {
        let mut state = self.state();
        state.codes.retain(|_, code| now < code.dead_at);
        state.counters.retain(|_, counter| now < counter.until);
        state.exports.retain(|_, export| now < export.dead_at);
        state.associations.retain(|_, record| now < record.expires.saturating_add(REMEMBERED));
        Ok(())
    }
}
