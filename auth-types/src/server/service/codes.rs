//! Codes: who may have one, and how it is sent.
//!
//! In go calls of `auth.checkPhone`, `auth.sendCode` and `auth.sendCall`; out come their answers. No code leaves here
//! but to the [`Delivery`](crate::server::Delivery).

use super::{Caller, Failure, Service};
use crate::functions::auth::{CheckPhone, SendCall, SendCode};
use crate::rpc_error::{
    API_ID_INVALID, FLOOD_WAIT, PHONE_CODE_EXPIRED, PHONE_CODE_HASH_EMPTY, PHONE_MIGRATE,
    PHONE_NUMBER_BANNED, PHONE_NUMBER_INVALID,
};
use crate::server::store::{Call, Charge, Counted, Counter, NewCode, Proof, Slot};
use crate::server::{Admission, Message, Phone, random};
use crate::types::auth::{CheckedPhone, SentCode};

impl Service {
    /// `auth.checkPhone`. It tells who is registered, as the protocol wants it; what is promised is that nobody asks about
    /// many numbers (promise P7).
    pub(super) fn check_phone(&self, caller: Caller, call: &CheckPhone) -> Result<CheckedPhone, Failure> {
        let phone = parse(&call.phone_number)?;
        let charge =
            Charge { counter: Counter::ChecksOfKey(caller.key), throttle: self.policy.checks_per_key };
        granted(self.store.count(&[charge], caller.now)?)?;
        let phone_registered = self.store.user_of(&phone)?.is_some();
        Ok(CheckedPhone { phone_registered, phone_invited: false })
    }

    /// `auth.sendCode` (rules S3, S4, S6).
    pub(super) fn send_code(&self, caller: Caller, call: &SendCode) -> Result<SentCode, Failure> {
        let phone = parse(&call.phone_number)?;
        if !self.host.knows_app(call.api_id, &call.api_hash) {
            return Err(API_ID_INVALID.into());
        }
        match self.host.admit(&phone) {
            Admission::Here => {}
            Admission::Migrate(dc) => return Err(PHONE_MIGRATE.with(dc).into()),
            Admission::Banned => return Err(PHONE_NUMBER_BANNED.into()),
        }
        let after = |seconds: u32| caller.now.saturating_add(seconds.into());
        let code = NewCode {
            hash: random::code_hash(&*self.random)?,
            code: random::code(&*self.random, self.policy.code_digits)?,
            dead_at: after(self.policy.code_lifetime),
            call_at: after(self.policy.call_delay),
            attempts: self.policy.attempts,
        };
        // Promise P2: both budgets and the code are one step, so no code is sent that was not counted.
        let charges = [
            Charge { counter: Counter::CodesOfKey(caller.key), throttle: self.policy.codes_per_key },
            Charge { counter: Counter::CodesOfPhone(&phone), throttle: self.policy.codes_per_phone },
        ];
        let slot = Slot { key: caller.key, phone: &phone };
        granted(self.store.issue(slot, &code, &charges, caller.now)?)?;
        let phone_registered = self.store.user_of(&phone)?.is_some();
        self.delivery.message(&phone, &code.code, &Message::new(call.sms_type, &call.lang_code));
        Ok(SentCode { phone_registered, phone_code_hash: code.hash.expose().to_owned() })
    }

    /// `auth.sendCall` (rule S5, promise P14). `boolFalse` means that there is no call, or no second one.
    pub(super) fn send_call(&self, caller: Caller, call: &SendCall) -> Result<bool, Failure> {
        let phone = parse(&call.phone_number)?;
        if call.phone_code_hash.is_empty() {
            return Err(PHONE_CODE_HASH_EMPTY.into());
        }
        let slot = Slot { key: caller.key, phone: &phone };
        match self.store.take_call(Proof { slot, hash: &call.phone_code_hash }, caller.now)? {
            Call::Dead => Err(PHONE_CODE_EXPIRED.into()),
            Call::TooEarly(seconds) => Err(FLOOD_WAIT.with(seconds).into()),
            Call::Taken => Ok(false),
            Call::Say(code) => {
                let may = self.delivery.may_call(&phone);
                if may {
                    self.delivery.call(&phone, &code);
                }
                Ok(may)
            }
        }
    }
}

pub(super) fn parse(phone_number: &str) -> Result<Phone, Failure> {
    Phone::parse(phone_number).ok_or_else(|| PHONE_NUMBER_INVALID.into())
}

fn granted(counted: Counted) -> Result<(), Failure> {
    match counted {
        Counted::Granted => Ok(()),
        Counted::Wait(seconds) => Err(FLOOD_WAIT.with(seconds).into()),
    }
}
