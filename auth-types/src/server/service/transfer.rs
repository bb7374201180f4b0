//! Taking an authorization to another data center.
//!
//! In go calls of `auth.exportAuthorization` and `auth.importAuthorization`. The token that joins them is random, is known
//! to the client alone, is stored as its digest, and works once, for one user, at one data center, for a short time
//! (promise P11).

use super::{Caller, Failure, Service};
use crate::UserId;
use crate::functions::auth::{ExportAuthorization, ImportAuthorization};
use crate::rpc_error::{AUTH_BYTES_INVALID, AUTH_KEY_UNREGISTERED, DC_ID_INVALID};
use crate::server::store::{Claim, Export};
use crate::server::{Sent, ServiceError, StoreError, random};
use crate::types::auth::{Authorization, ExportedAuthorization};
use sha2::{Digest, Sha256};

impl Service {
    /// `auth.exportAuthorization`. The other data center has the authorization before the client has the token.
    pub(super) fn export(
        &self,
        caller: Caller,
        call: &ExportAuthorization,
    ) -> Result<ExportedAuthorization, Failure> {
        let id = caller.user.ok_or(AUTH_KEY_UNREGISTERED)?;
        if call.dc_id == self.policy.dc_id {
            return Err(DC_ID_INVALID.into());
        }
        let user = self.store.user(id)?.ok_or(AUTH_KEY_UNREGISTERED)?;
        let token = random::token(&*self.random)?;
        let export = Export {
            digest: Sha256::digest(token).into(),
            user,
            dc_id: call.dc_id,
            dead_at: caller.now.saturating_add(self.policy.export_lifetime.into()),
        };
        match self.host.send_export(&export, caller.now) {
            Sent::Stored => Ok(ExportedAuthorization { id: id.0, bytes: token.to_vec() }),
            Sent::NoSuchDc => Err(DC_ID_INVALID.into()),
            Sent::Failed => Err(Failure::Service(ServiceError::Export { dc_id: call.dc_id })),
        }
    }

    /// `auth.importAuthorization`: the one way in without a code. Every cause of a refusal gives the same answer.
    pub(super) fn import(
        &self,
        caller: Caller,
        call: &ImportAuthorization,
    ) -> Result<Authorization, Failure> {
        let claim = Claim {
            digest: Sha256::digest(&call.bytes).into(),
            user: UserId(call.id),
            dc_id: self.policy.dc_id,
        };
        let expires = self.expires(caller.now);
        let bound = self.store.import(&claim, caller.key, expires.into(), caller.now)?;
        let bound = bound.ok_or(AUTH_BYTES_INVALID)?;
        Ok(self.authorization(caller.key, bound, expires))
    }

    /// Takes in an authorization that another data center exported to this one. False when it is for another one, or when
    /// its user is somebody else here.
    ///
    /// # Errors
    /// The store failed.
    pub fn accept_export(&self, export: &Export, now: i64) -> Result<bool, StoreError> {
        let is_ours = export.dc_id == self.policy.dc_id && export.user.id.0 > 0;
        Ok(is_ours && self.store.put_export(export, now)?)
    }
}
