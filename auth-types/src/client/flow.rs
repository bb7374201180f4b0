//! The flow: a state, and what stays the same from state to state.
//!
//! In go inputs, out come outputs. What an input means in a state is in `steps`; here a step is taken, the request of the
//! state it leads to is sent, and a request that the server failed at is sent again.

use super::steps::{Moment, Step};
use super::{Application, Binding, FlowError, Input, Output, RETRIES, Session, State};
use crate::rpc_error::ErrorClass;
use alloc::vec::Vec;

/// A sign-in, from the phone number to the authorization and to its end. See the [module](super).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    application: Application,
    session: Session,
    state: State,
    /// How many times the request of this state was sent again.
    retries: u8,
}

impl Flow {
    /// A flow for a key without a user.
    #[must_use]
    pub const fn new(application: Application, session: Session) -> Self {
        Self { application, session, state: State::Start, retries: 0 }
    }

    /// A flow for a key that has a user already: what an earlier flow gave to [`Output::Persist`].
    #[must_use]
    pub const fn resume(application: Application, binding: Binding) -> Self {
        let session = Session { dc_id: binding.dc_id, auth_key_id: binding.auth_key_id };
        Self { application, session, state: State::Authorized(binding), retries: 0 }
    }

    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The connection that requests go through now; [`Output::SwitchDc`] and [`Input::Connected`] change it.
    #[must_use]
    pub const fn session(&self) -> Session {
        self.session
    }

    /// Whether the association may be over by now. Only a hint (rule S14): the server decides, and says so by 401.
    #[must_use]
    pub const fn needs_reauth(&self, now: i64) -> bool {
        match &self.state {
            State::Authorized(binding) => binding.is_over(now),
            _ => false,
        }
    }

    /// Takes what happened at that time, in unix seconds, and says what to do, in that order.
    ///
    /// # Errors
    /// The input cannot be used now. Then nothing has changed, and nothing is to be done.
    pub fn handle(&mut self, input: Input, now: i64) -> Result<Vec<Output>, FlowError> {
        if let Input::Reply(Err(error)) = &input
            && error.class() == ErrorClass::Internal
            && let Some(request) = self.state.request(&self.application)
        {
            if self.retries >= RETRIES {
                return Ok(self.take(Step::given_up(&self.state, error.clone())));
            }
            self.retries = self.retries.saturating_add(1);
            return Ok(Vec::from([Output::Invoke(request)]));
        }
        let session = match (&self.state, &input) {
            (State::Migrate { dc_id, .. }, Input::Connected(key)) => {
                Session { dc_id: *dc_id, auth_key_id: *key }
            }
            _ => self.session,
        };
        let step = self.state.step(input, &Moment { now, session })?;
        self.session = session;
        Ok(self.take(step))
    }

    /// Goes to the next state, and adds its request to what is to be done.
    fn take(&mut self, step: Step) -> Vec<Output> {
        let Step { next, mut outputs } = step;
        if let Some(next) = next {
            outputs.extend(next.request(&self.application).map(Output::Invoke));
            self.state = next;
            self.retries = 0;
        }
        outputs
    }
}

impl Binding {
    /// Whether the time has come from which on the association may be over (rule S14).
    #[must_use]
    pub const fn is_over(&self, now: i64) -> bool {
        now >= self.expires
    }
}
