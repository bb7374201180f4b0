//! The service: the gate, then the method.
//!
//! In go the id of a key, a request and the time; out comes the answer. Everything that is remembered is in the store,
//! so that several services can share one. A request that the gate refuses reaches nothing here (rule S16).

mod codes;
mod log_in;
mod sessions;
mod transfer;

use super::{
    Decision, Delivery, Event, Host, Policy, Random, ServiceError, Store, SystemRandom, gate, store::Binding,
};
use crate::functions::auth;
use crate::rpc_error::Known;
use crate::{AuthKeyId, RpcError, UserId, enums, types, unauthorized};
use core::fmt;
use std::sync::Arc;
use tl_runtime::{Bare, Function, peek_id};

/// What a call gets that the schema knows, and whose bytes are not those of one: cut off, padded, or no text.
pub const INPUT_FETCH_ERROR: Known = Known { code: 400, name: "INPUT_FETCH_ERROR" };

/// What a client gets when the server failed. The cause is for [`Host::report`] alone.
pub const INTERNAL: Known = Known { code: 500, name: "INTERNAL" };

/// Signs users in.
///
/// It is shared by reference: every method takes `&self`, and calls may come from any number of threads. What must not
/// be torn apart is a step of the [`Store`].
pub struct Service {
    policy: Policy,
    store: Arc<dyn Store>,
    delivery: Arc<dyn Delivery>,
    host: Arc<dyn Host>,
    random: Arc<dyn Random>,
}

impl Service {
    /// A service with the randomness of the system.
    pub fn new(
        policy: Policy,
        store: Arc<dyn Store>,
        delivery: Arc<dyn Delivery>,
        host: Arc<dyn Host>,
    ) -> Self {
        Self { policy, store, delivery, host, random: Arc::new(SystemRandom) }
    }

    /// The same with another source of randomness, for tests.
    #[must_use]
    pub fn with_random(self, random: Arc<dyn Random>) -> Self {
        Self { random, ..self }
    }

    /// What it was made with.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Answers a request: the bytes of a boxed call, in wrappers or not, that came with the key. What
    /// comes out is the result of an `rpc_result`. The key is one that the server knows: who has no key has no request.
    ///
    /// # Errors
    /// What the client gets instead of an answer.
    pub fn handle(&self, key: AuthKeyId, request: &[u8], now: i64) -> Result<Vec<u8>, RpcError> {
        let association = self.store.association(key).map_err(|error| self.failed(error.into()))?;
        let user = match gate::decide(association, request, now) {
            Decision::Allow(user) => user,
            Decision::Refuse(refusal) => return Err(refusal.error()),
        };
        // The gate has found it, so it is there.
        let call = unauthorized::innermost(request).ok_or_else(|| INPUT_FETCH_ERROR.error())?;
        self.dispatch(Caller { key, user, now }, call)
    }

    /// Takes out of the store what is past its time. Nothing depends on it but the space.
    ///
    /// # Errors
    /// The store failed.
    pub fn sweep(&self, now: i64) -> Result<(), super::StoreError> {
        self.store.sweep(now)
    }

    fn dispatch(&self, caller: Caller, call: &[u8]) -> Result<Vec<u8>, RpcError> {
        match peek_id(call).unwrap_or_default() {
            auth::CheckPhone::ID => self.answer(call, |call| self.check_phone(caller, call)),
            auth::SendCode::ID => self.answer(call, |call| self.send_code(caller, call)),
            auth::SendCall::ID => self.answer(call, |call| self.send_call(caller, call)),
            auth::SignIn::ID => self.answer(call, |call| self.sign_in(caller, call)),
            auth::SignUp::ID => self.answer(call, |call| self.sign_up(caller, call)),
            auth::ImportAuthorization::ID => self.answer(call, |call| self.import(caller, call)),
            auth::ExportAuthorization::ID => self.answer(call, |call| self.export(caller, call)),
            auth::LogOut::ID => self.answer(call, |_: &auth::LogOut| self.log_out(caller)),
            auth::ResetAuthorizations::ID => {
                self.answer(call, |_: &auth::ResetAuthorizations| self.reset(caller))
            }
            _ => self.host.call(caller.user, call, caller.now),
        }
    }

    /// Reads a call, runs it and writes its answer. Bytes that follow a call, or are missing from it, refuse it whole.
    fn answer<F, R>(
        &self,
        call: &[u8],
        run: impl FnOnce(&F) -> Result<R, Failure>,
    ) -> Result<Vec<u8>, RpcError>
    where
        F: for<'a, 'r> Function<'a, Return<'r> = R>,
    {
        let call: F = tl_runtime::from_bytes(call).map_err(|_| INPUT_FETCH_ERROR.error())?;
        let reply = run(&call).map_err(|failure| match failure {
            Failure::Refused(error) => error,
            Failure::Service(error) => self.failed(error),
        })?;
        tl_runtime::encode_reply(&call, &reply).map_err(|error| self.failed(ServiceError::Encode(error)))
    }

    /// The operator gets the cause, the client does not.
    fn failed(&self, error: ServiceError) -> RpcError {
        self.host.report(&Event::Failed(&error));
        INTERNAL.error()
    }

    /// The end of an authorization that begins now. Rule S12: what is answered is what is stored, so it is cut to what
    /// the wire can say before it is stored.
    fn expires(&self, now: i64) -> i32 {
        let expires = now.saturating_add(self.policy.authorization_lifetime.into());
        i32::try_from(expires).unwrap_or(if expires < 0 { i32::MIN } else { i32::MAX })
    }

    /// What a key gets that was just bound. It runs after the store did its step, so that the association is there
    /// before its answer is (rule S11).
    fn authorization(&self, key: AuthKeyId, bound: Binding, expires: i32) -> types::auth::Authorization {
        let Binding { user, replaced } = bound;
        self.host.report(&Event::Bound { key, user: user.id, replaced });
        let user = types::UserSelf {
            id: user.id.0,
            first_name: user.first_name,
            last_name: user.last_name,
            phone: user.phone.digits().to_owned(),
            photo: enums::UserProfilePhoto::Empty,
            status: enums::UserStatus::Empty,
            inactive: false,
        };
        types::auth::Authorization { expires, user: enums::User::Self_(user) }
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("policy", &self.policy).finish_non_exhaustive()
    }
}

/// Who calls, and when.
#[derive(Clone, Copy)]
struct Caller {
    key: AuthKeyId,
    user: Option<UserId>,
    now: i64,
}

/// Why a method has no answer.
enum Failure {
    /// The request is refused.
    Refused(RpcError),
    /// The server failed.
    Service(ServiceError),
}

impl From<Known> for Failure {
    fn from(known: Known) -> Self {
        Self::Refused(known.error())
    }
}

impl From<RpcError> for Failure {
    fn from(error: RpcError) -> Self {
        Self::Refused(error)
    }
}

impl From<super::StoreError> for Failure {
    fn from(error: super::StoreError) -> Self {
        Self::Service(error.into())
    }
}

impl From<super::NoRandomness> for Failure {
    fn from(error: super::NoRandomness) -> Self {
        Self::Service(error.into())
    }
}
