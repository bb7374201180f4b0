//! The end of every way in, and what follows: rules S11 to S14, and the import of what another data center exported.

use super::{Moment, Step, resting, waiting};
use crate::UserId;
use crate::client::{Binding, Failure, FlowError, Input, Output, Response, State};
use crate::rpc_error::ErrorClass;
use crate::types::auth::Authorization;

/// Rules S12 and S13: the user's id is stored with the key at once, and only then it is done.
pub(super) fn bind(authorization: &Authorization, at: &Moment) -> Step {
    let user_id = UserId::of(&authorization.user);
    if user_id.0 <= 0 {
        return Step::fail(Failure::NoUser { id: user_id.0 });
    }
    let binding = Binding {
        auth_key_id: at.session.auth_key_id,
        dc_id: at.session.dc_id,
        user_id,
        expires: authorization.expires.into(),
    };
    Step::to(State::Authorized(binding)).with(Output::Persist(binding)).with(Output::Done)
}

pub(super) fn importing(input: Input, at: &Moment) -> Result<Step, FlowError> {
    match input {
        Input::Reply(Ok(Response::Authorization(authorization))) => Ok(bind(&authorization, at)),
        other => waiting(other, State::Start),
    }
}

/// Rule S14: the server's 401 ends the association, whatever the time. After the time that the server named it may be
/// renewed before that; errors of other calls are the caller's matter.
pub(super) fn authorized(binding: &Binding, input: Input, at: &Moment) -> Result<Step, FlowError> {
    match input {
        Input::Reply(Err(error)) if error.class() == ErrorClass::Unauthorized => {
            Ok(Step::to(State::Start).with(Output::Forget(*binding)).with(Output::NeedStart))
        }
        Input::Reply(Err(_)) => Ok(Step::stay()),
        Input::Start(_) | Input::Import(_) if !binding.is_over(at.now) => Err(FlowError::AlreadyAuthorized),
        Input::Start(_) | Input::Import(_) => {
            Ok(resting(&State::Authorized(*binding), input)?.with(Output::Forget(*binding)))
        }
        other => resting(&State::Authorized(*binding), other),
    }
}
