//! From a phone number to a code on its way: rules S3 to S6, and data centers that send the request on.

use super::{Moment, Step, waiting};
use crate::client::{CALL_DELAY, Failure, FlowError, Input, MAX_HOPS, Output, Phone, Response};
use crate::client::{Secret, SentCode, State};
use crate::rpc_error::{NETWORK_MIGRATE, PHONE_MIGRATE, RpcError};
use crate::types;

/// Rule S4: it begins with `auth.sendCode`.
pub(super) fn start(number: Secret) -> Result<Step, FlowError> {
    if number.is_empty() {
        return Err(FlowError::Empty { field: "phone number" });
    }
    Ok(Step::to(State::SendingCode(Phone { number, hops: 0 })))
}

pub(super) fn sending_code(phone: &Phone, input: Input, at: &Moment) -> Result<Step, FlowError> {
    match input {
        Input::Reply(Ok(Response::SentCode(sent))) => Ok(sent_code(phone, sent, at.now)),
        Input::Reply(Err(error)) if error.is(PHONE_MIGRATE) || error.is(NETWORK_MIGRATE) => {
            Ok(send_on(phone, error))
        }
        other => waiting(other, State::Start),
    }
}

fn sent_code(phone: &Phone, sent: types::auth::SentCode, now: i64) -> Step {
    let call_at = now.saturating_add(CALL_DELAY);
    let profile = (!sent.phone_registered).then_some(Output::NeedProfile);
    let sent = SentCode {
        phone_number: phone.number.clone(),
        phone_code_hash: sent.phone_code_hash.into(),
        registered: sent.phone_registered,
        call_at,
        called: false,
        profile: None,
    };
    Step::to(State::CodeSent(sent)).with(Output::SetTimer(call_at)).with(Output::NeedCode).with(profile)
}

fn send_on(phone: &Phone, error: RpcError) -> Step {
    let dc_id = error.parameter().and_then(|dc| i32::try_from(dc).ok()).filter(|dc| *dc > 0);
    match dc_id {
        None => Step::fail(Failure::Refused(error)),
        Some(dc_id) if phone.hops >= MAX_HOPS => Step::fail(Failure::TooManyMigrations { dc_id }),
        Some(dc_id) => {
            let phone = Phone { number: phone.number.clone(), hops: phone.hops.saturating_add(1) };
            Step::to(State::Migrate { dc_id, phone }).with(Output::SwitchDc(dc_id))
        }
    }
}

/// The same request, through the other connection. That the session is another one now is the flow's matter.
pub(super) fn migrate(state: &State, phone: &Phone, input: Input) -> Result<Step, FlowError> {
    match input {
        Input::Connected(_) => Ok(Step::to(State::SendingCode(phone.clone()))),
        other => super::resting(state, other),
    }
}
