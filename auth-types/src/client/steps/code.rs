//! From a code that was sent to an authorization, or to the knowledge that the code is right: rules S5, S7, S9 and S10.

use super::{Moment, Step, bound, phone, resting, waiting};
use crate::client::{CheckedCode, FlowError, Input, Output, Profile, Response, Secret, SentCode, State};
use crate::rpc_error::{
    ErrorClass, PHONE_CODE_EMPTY, PHONE_CODE_EXPIRED, PHONE_CODE_INVALID, PHONE_NUMBER_UNOCCUPIED, RpcError,
};

pub(super) fn code_sent(
    state: &State,
    sent: &SentCode,
    input: Input,
    at: &Moment,
) -> Result<Step, FlowError> {
    match input {
        Input::Code(code) => entered(sent, code),
        Input::Profile(profile) if !sent.registered => keep(sent, profile),
        Input::RequestCall => call(sent, at.now),
        Input::Resend => phone::start(sent.phone_number.clone()),
        Input::Tick => Ok(Step::stay().with(offer(sent, at.now))),
        other => resting(state, other),
    }
}

/// Rules S7 and S9: the same request, but for a number without an account its failure is the good answer.
fn entered(sent: &SentCode, code: Secret) -> Result<Step, FlowError> {
    if code.is_empty() {
        return Err(FlowError::Empty { field: "code" });
    }
    let checked = CheckedCode { sent: sent.clone(), code };
    Ok(Step::to(if sent.registered { State::SigningIn(checked) } else { State::Prevalidating(checked) }))
}

/// Who the user is may be said before the code comes; it waits until the code is known to be right.
fn keep(sent: &SentCode, profile: Profile) -> Result<Step, FlowError> {
    super::profile::complete(&profile)?;
    Ok(Step::to(State::CodeSent(SentCode { profile: Some(profile), ..sent.clone() })))
}

/// Rule S5: one call for each code, and not before its time.
fn call(sent: &SentCode, now: i64) -> Result<Step, FlowError> {
    if sent.called {
        return Err(FlowError::AlreadyCalled);
    }
    match sent.call_at.saturating_sub(now) {
        remaining @ 1.. => Err(FlowError::TooEarly { remaining }),
        _ => Ok(Step::to(State::Calling(sent.clone()))),
    }
}

/// The offer of a call, when its time has come.
fn offer(sent: &SentCode, now: i64) -> Option<Output> {
    (!sent.called && now >= sent.call_at).then_some(Output::OfferCall)
}

pub(super) fn calling(sent: &SentCode, input: Input, at: &Moment) -> Result<Step, FlowError> {
    match input {
        Input::Reply(Ok(Response::Called(_))) => Ok(Step::to(State::CodeSent(called(sent)))),
        Input::Reply(Err(error)) if error.is(PHONE_CODE_EXPIRED) => Ok(expired()),
        // The server's clock decides, and it says how long the call has to wait.
        Input::Reply(Err(error)) if error.class() == ErrorClass::Flood && error.parameter().is_some() => {
            let seconds = error.parameter().unwrap_or_default();
            let call_at = at.now.saturating_add(seconds.into());
            let sent = SentCode { call_at, ..sent.clone() };
            Ok(Step::to(State::CodeSent(sent)).with(Output::Wait(seconds)).with(Output::SetTimer(call_at)))
        }
        Input::Reply(Err(error)) => Ok(no_call(sent, error)),
        other => waiting(other, State::CodeSent(sent.clone())),
    }
}

/// A call that is refused takes nothing from the code: it can still be typed.
pub(super) fn no_call(sent: &SentCode, error: RpcError) -> Step {
    Step::to(State::CodeSent(called(sent))).with(Output::NoCall(error))
}

fn called(sent: &SentCode) -> SentCode {
    SentCode { called: true, ..sent.clone() }
}

/// The answer to `auth.signIn`. Rule S10: when it is the error that nobody has the number, the code is right; this is what
/// [`State::Prevalidating`] waits for, and it also comes when an account vanished meanwhile.
pub(super) fn signing_in(checked: &CheckedCode, input: Input, at: &Moment) -> Result<Step, FlowError> {
    match input {
        Input::Reply(Ok(Response::Authorization(authorization))) => Ok(bound::bind(&authorization, at)),
        Input::Reply(Err(error)) if error.is(PHONE_NUMBER_UNOCCUPIED) => {
            Ok(super::profile::unoccupied(checked))
        }
        Input::Reply(Err(error)) => refused(checked, error, at),
        other => waiting(other, State::CodeSent(checked.sent.clone())),
    }
}

/// What the server may say of a code, whichever request it came with.
pub(super) fn refused(checked: &CheckedCode, error: RpcError, at: &Moment) -> Result<Step, FlowError> {
    let sent = &checked.sent;
    if error.is(PHONE_CODE_INVALID) || error.is(PHONE_CODE_EMPTY) {
        // The timer may have run out while the request was under way.
        let offer = offer(sent, at.now);
        return Ok(Step::to(State::CodeSent(sent.clone())).with(Output::NeedCode).with(offer));
    }
    if error.is(PHONE_CODE_EXPIRED) {
        return Ok(expired());
    }
    waiting(Input::Reply(Err(error)), State::CodeSent(sent.clone()))
}

/// The code is dead: another one has to be sent.
fn expired() -> Step {
    Step::to(State::Start).with(Output::NeedStart)
}
