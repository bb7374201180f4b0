//! Ending associations.
//!
//! In go calls of `auth.logOut` and `auth.resetAuthorizations`, out comes `boolTrue`. What they end is ended for every
//! call that begins after their answer (promise P12), because the gate asks the store with every call.

use super::{Caller, Failure, Service};
use crate::rpc_error::AUTH_KEY_UNREGISTERED;
use crate::server::Event;

impl Service {
    /// `auth.logOut`: the calling key has no user any more.
    pub(super) fn log_out(&self, caller: Caller) -> Result<bool, Failure> {
        let user = caller.user.ok_or(AUTH_KEY_UNREGISTERED)?;
        if self.store.end(caller.key, user)? {
            self.host.report(&Event::LoggedOut { key: caller.key, user });
        }
        Ok(true)
    }

    /// `auth.resetAuthorizations`: all other keys of the user have none any more.
    pub(super) fn reset(&self, caller: Caller) -> Result<bool, Failure> {
        let user = caller.user.ok_or(AUTH_KEY_UNREGISTERED)?;
        let ended = self.store.revoke_others(caller.key, user)?;
        self.host.report(&Event::Reset { key: caller.key, user, ended });
        Ok(true)
    }
}
