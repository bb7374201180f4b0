//! From a code that is right to an account: rules S8 and S10.

use super::{Moment, Step, bound, code, phone, resting, waiting};
use crate::client::{CheckedCode, FlowError, Input, Output, Profile, Response, SentCode, State};
use crate::rpc_error::{ErrorClass, FIRSTNAME_INVALID, LASTNAME_INVALID, PHONE_NUMBER_OCCUPIED};

/// Rule S8: a user has a first name at least.
pub(super) fn complete(profile: &Profile) -> Result<(), FlowError> {
    if profile.first_name.is_empty() {
        return Err(FlowError::Empty { field: "first name" });
    }
    Ok(())
}

/// Rule S10: the code is right, and nobody has the number. Who the user is they may have said already.
pub(super) fn unoccupied(checked: &CheckedCode) -> Step {
    let CheckedCode { sent, code } = checked;
    // An account that vanished since the code was sent leads here too.
    let sent = SentCode { registered: false, profile: None, ..sent.clone() };
    let fresh = CheckedCode { sent, code: code.clone() };
    match checked.sent.profile.clone() {
        Some(profile) => Step::to(State::SigningUp(fresh, profile)),
        None => Step::to(State::CodeValid(fresh)).with(Output::NeedProfile),
    }
}

pub(super) fn code_valid(state: &State, checked: &CheckedCode, input: Input) -> Result<Step, FlowError> {
    match input {
        Input::Profile(profile) => {
            complete(&profile)?;
            Ok(Step::to(State::SigningUp(checked.clone(), profile)))
        }
        Input::Resend => phone::start(checked.sent.phone_number.clone()),
        other => resting(state, other),
    }
}

pub(super) fn signing_up(
    checked: &CheckedCode,
    profile: &Profile,
    input: Input,
    at: &Moment,
) -> Result<Step, FlowError> {
    match input {
        Input::Reply(Ok(Response::Authorization(authorization))) => Ok(bound::bind(&authorization, at)),
        // Somebody registered the number meanwhile. The code is not used up by this, so it signs in.
        Input::Reply(Err(error)) if error.is(PHONE_NUMBER_OCCUPIED) => {
            let sent = SentCode { registered: true, ..checked.sent.clone() };
            Ok(Step::to(State::SigningIn(CheckedCode { sent, code: checked.code.clone() })))
        }
        Input::Reply(Err(error)) if error.is(FIRSTNAME_INVALID) || error.is(LASTNAME_INVALID) => {
            Ok(Step::to(State::CodeValid(checked.clone())).with(Output::NeedProfile))
        }
        // What the user said of themselves is kept, so the code alone has to be typed again.
        Input::Reply(Err(error)) if error.class() == ErrorClass::BadRequest => {
            let sent = SentCode { profile: Some(profile.clone()), ..checked.sent.clone() };
            code::refused(&CheckedCode { sent, code: checked.code.clone() }, error, at)
        }
        other => waiting(other, State::CodeValid(checked.clone())),
    }
}
