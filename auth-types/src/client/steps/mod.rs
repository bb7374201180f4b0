//! From one state to the next.
//!
//! In go a state, an input and the moment; out comes a [`Step`], or the reason why the input cannot be used. A step changes
//! nothing by itself, so an input that is refused leaves no trace. Every state has a function of its own, with a row for
//! each input that means something in it; the two functions here are the rows that states have in common.

mod bound;
mod code;
mod phone;
mod profile;

use super::{Failure, FlowError, Input, Output, Session, State};
use crate::rpc_error::{ErrorClass, RpcError};
use alloc::vec::Vec;

/// When and where an input comes.
pub(super) struct Moment {
    /// Unix seconds.
    pub(super) now: i64,
    /// The connection.
    pub(super) session: Session,
}

/// What follows from an input.
#[derive(Debug)]
pub(super) struct Step {
    /// The next state; none when nothing changes.
    pub(super) next: Option<State>,
    /// What has to be done, besides sending the request of the next state.
    pub(super) outputs: Vec<Output>,
}

impl Step {
    fn stay() -> Self {
        Self { next: None, outputs: Vec::new() }
    }

    fn to(next: State) -> Self {
        Self { next: Some(next), outputs: Vec::new() }
    }

    fn with(mut self, output: impl Into<Option<Output>>) -> Self {
        self.outputs.extend(output.into());
        self
    }

    fn fail(failure: Failure) -> Self {
        Self::to(State::Failed(failure.clone())).with(Output::Failed(failure))
    }

    /// What follows when the server fails more often than the request is sent again. Only a call is not worth the whole
    /// sign-in.
    pub(super) fn given_up(state: &State, error: RpcError) -> Self {
        match state {
            State::Calling(sent) => code::no_call(sent, error),
            _ => Self::fail(Failure::Server(error)),
        }
    }
}

impl State {
    /// The step that an input leads to.
    pub(super) fn step(&self, input: Input, at: &Moment) -> Result<Step, FlowError> {
        match self {
            Self::Start | Self::Failed(_) => resting(self, input),
            Self::SendingCode(phone) => phone::sending_code(phone, input, at),
            Self::Migrate { phone, .. } => phone::migrate(self, phone, input),
            Self::CodeSent(sent) => code::code_sent(self, sent, input, at),
            Self::Calling(sent) => code::calling(sent, input, at),
            Self::Prevalidating(checked) | Self::SigningIn(checked) => code::signing_in(checked, input, at),
            Self::CodeValid(checked) => profile::code_valid(self, checked, input),
            Self::SigningUp(checked, profile) => profile::signing_up(checked, profile, input, at),
            Self::Importing(_) => bound::importing(input, at),
            Self::Authorized(binding) => bound::authorized(binding, input, at),
        }
    }
}

/// The rows of states in which no request is under way: everything can begin anew.
fn resting(state: &State, input: Input) -> Result<Step, FlowError> {
    let name = match input {
        Input::Start(number) => return phone::start(number),
        Input::Import(exported) => return Ok(Step::to(State::Importing(exported))),
        Input::Tick => return Ok(Step::stay()),
        Input::Reply(_) => return Err(FlowError::UnexpectedReply),
        Input::Code(_) => "a code",
        Input::Profile(_) => "a profile",
        Input::RequestCall => "a call",
        Input::Resend => "another code",
        Input::Connected(_) => "a connection",
    };
    Err(FlowError::WrongPath { input: name, expected: state.expects() })
}

/// The rows of states that wait for an answer: nothing else can begin, and an error that has no row of its own is the end
/// or, when the server wants patience, leads back to where the request came from.
fn waiting(input: Input, back: State) -> Result<Step, FlowError> {
    match input {
        Input::Tick => Ok(Step::stay()),
        Input::Reply(Ok(_)) => Err(FlowError::UnexpectedReply),
        Input::Reply(Err(error)) => Ok(match (error.class(), error.parameter()) {
            (ErrorClass::Flood, Some(seconds)) => Step::to(back).with(Output::Wait(seconds)),
            _ => Step::fail(Failure::Refused(error)),
        }),
        Input::Start(_)
        | Input::Import(_)
        | Input::Code(_)
        | Input::Profile(_)
        | Input::RequestCall
        | Input::Resend
        | Input::Connected(_) => Err(FlowError::Busy),
    }
}
