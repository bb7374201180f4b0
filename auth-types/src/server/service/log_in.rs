//! Logging in with a code.
//!
//! In go calls of `auth.signIn` and `auth.signUp`; out comes an authorization. Both make the same checks in the same
//! order, which is the contract: whoever learns that a number is not registered has shown the right code (rule S10).
//!
//! 1. the number is one, the hash is not empty, the code is not empty;
//! 2. the hash names a living code of this key and number: else `PHONE_CODE_EXPIRED`, whatever the cause (promise P7);
//! 3. an attempt is taken, then the code is compared: else `PHONE_CODE_INVALID` (promise P1);
//! 4. the names are names;
//! 5. the number is registered, or is not: else `PHONE_NUMBER_UNOCCUPIED` or `PHONE_NUMBER_OCCUPIED`, and the code lives;
//! 6. the code is consumed and the key bound, in one step (promises P5, P8).

use super::codes::parse;
use super::{Caller, Failure, Service};
use crate::functions::auth::{SignIn, SignUp};
use crate::rpc_error::{
    FIRSTNAME_INVALID, LASTNAME_INVALID, PHONE_CODE_EMPTY, PHONE_CODE_EXPIRED, PHONE_CODE_HASH_EMPTY,
    PHONE_CODE_INVALID, PHONE_NUMBER_OCCUPIED, PHONE_NUMBER_UNOCCUPIED,
};
use crate::server::store::{LoggedIn, Proof, Slot, Who};
use crate::types::auth::Authorization;

impl Service {
    /// `auth.signIn` (rule S7). For a number that is not registered it only says whether the code is right (rule S9).
    pub(super) fn sign_in(&self, caller: Caller, call: &SignIn) -> Result<Authorization, Failure> {
        let shown = Shown {
            phone_number: &call.phone_number,
            phone_code_hash: &call.phone_code_hash,
            phone_code: &call.phone_code,
        };
        self.log_in(caller, shown, || Ok(Who::Known))
    }

    /// `auth.signUp` (rule S8).
    pub(super) fn sign_up(&self, caller: Caller, call: &SignUp) -> Result<Authorization, Failure> {
        let shown = Shown {
            phone_number: &call.phone_number,
            phone_code_hash: &call.phone_code_hash,
            phone_code: &call.phone_code,
        };
        self.log_in(caller, shown, || {
            let (first_name, last_name) = (call.first_name.trim(), call.last_name.trim());
            if first_name.is_empty() || !self.is_name(first_name) {
                return Err(FIRSTNAME_INVALID.into());
            }
            if !self.is_name(last_name) {
                return Err(LASTNAME_INVALID.into());
            }
            Ok(Who::New { first_name, last_name, first_id: self.policy.first_user_id.max(1) })
        })
    }

    fn log_in<'a>(
        &self,
        caller: Caller,
        shown: Shown<'_>,
        who: impl FnOnce() -> Result<Who<'a>, Failure>,
    ) -> Result<Authorization, Failure> {
        let phone = parse(shown.phone_number)?;
        if shown.phone_code_hash.is_empty() {
            return Err(PHONE_CODE_HASH_EMPTY.into());
        }
        if shown.phone_code.is_empty() {
            return Err(PHONE_CODE_EMPTY.into());
        }
        let proof = Proof { slot: Slot { key: caller.key, phone: &phone }, hash: shown.phone_code_hash };
        let Some(code) = self.store.take_attempt(proof, caller.now)? else {
            return Err(PHONE_CODE_EXPIRED.into());
        };
        if !code.matches(shown.phone_code) {
            return Err(PHONE_CODE_INVALID.into());
        }
        let expires = self.expires(caller.now);
        let refused = match who() {
            Err(failure) => failure,
            Ok(who) => match self.store.log_in(proof, who, expires.into(), caller.now)? {
                LoggedIn::Bound(bound) => return Ok(self.authorization(caller.key, bound, expires)),
                // Somebody else was faster with the same code.
                LoggedIn::Dead => return Err(PHONE_CODE_EXPIRED.into()),
                LoggedIn::Unoccupied => PHONE_NUMBER_UNOCCUPIED.into(),
                LoggedIn::Occupied => PHONE_NUMBER_OCCUPIED.into(),
            },
        };
        // The code was right, so the attempt was no guess: only wrong codes use it up.
        self.store.return_attempt(proof)?;
        Err(refused)
    }

    fn is_name(&self, name: &str) -> bool {
        name.chars().take(self.policy.name_letters.saturating_add(1)).count() <= self.policy.name_letters
            && !name.chars().any(char::is_control)
    }
}

/// What both calls show.
#[derive(Clone, Copy)]
struct Shown<'a> {
    phone_number: &'a str,
    phone_code_hash: &'a str,
    phone_code: &'a str,
}
