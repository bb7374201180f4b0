//! What the service asks of the program: to deliver codes, to know applications, and to answer the other methods.
//!
//! A real server sends codes to phones. Here they are shown on the terminal, which is the one place where a code may be
//! seen; events go to the error output, and hold no secret.

use std::collections::BTreeMap;

use auth_types::functions::{account, help};
use auth_types::rpc_error::INPUT_METHOD_INVALID;
use auth_types::server::{
    Delivery, Event, Export, Host, INPUT_FETCH_ERROR, INTERNAL, Message, Phone, Secret, Sent,
};
use auth_types::tl_runtime::{self, Bare, Function, peek_id};
use auth_types::{RpcError, UserId, types};

use crate::link;

/// Delivers to the terminal.
pub(crate) struct Terminal;

impl Delivery for Terminal {
    fn message(&self, to: &Phone, code: &Secret, _: &Message<'_>) {
        println!("message to {}: {}", to.digits(), code.expose());
    }

    fn call(&self, to: &Phone, code: &Secret) {
        println!("call to {}: {}", to.digits(), code.expose());
    }
}

/// A data center among others.
pub(crate) struct Peers {
    /// Which one this is.
    pub(crate) dc: i32,
    /// Where the others take authorizations.
    pub(crate) links: BTreeMap<i32, String>,
}

impl Host for Peers {
    fn knows_app(&self, api_id: i32, api_hash: &str) -> bool {
        api_id == 32 && api_hash == "test-hash"
    }

    fn report(&self, event: &Event<'_>) {
        match event {
            Event::Failed(error) => eprintln!("server: {error}"),
            event => eprintln!("server: {event:?}"),
        }
    }

    fn send_export(&self, export: &Export, _: i64) -> Sent {
        let Some(address) = self.links.get(&export.dc_id) else { return Sent::NoSuchDc };
        match link::send(address, export) {
            Ok(true) => Sent::Stored,
            Ok(false) => Sent::Failed,
            Err(error) => {
                eprintln!("server: the link to dc {} failed: {error}", export.dc_id);
                Sent::Failed
            }
        }
    }

    fn call(&self, user: Option<UserId>, call: &[u8], now: i64) -> Result<Vec<u8>, RpcError> {
        match peek_id(call).unwrap_or_default() {
            help::GetConfig::ID => answer(call, |_: &help::GetConfig| self.config(now)),
            help::GetNearestDc::ID => answer(call, |_: &help::GetNearestDc| types::NearestDc {
                country: "XX".to_owned(),
                this_dc: self.dc,
                nearest_dc: self.dc,
            }),
            // Who it is comes from the gate, and from nowhere else (rule S2).
            account::UpdateStatus::ID => answer(call, |_: &account::UpdateStatus| user.is_some()),
            _ => Err(INPUT_METHOD_INVALID.error()),
        }
    }
}

impl Peers {
    fn config(&self, now: i64) -> types::Config {
        let dc =
            |id| types::DcOption { id, hostname: String::new(), ip_address: "127.0.0.1".to_owned(), port: 0 };
        types::Config {
            date: i32::try_from(now).unwrap_or(i32::MAX),
            test_mode: true,
            this_dc: self.dc,
            dc_options: self.links.keys().copied().chain([self.dc]).map(dc).collect(),
            chat_size_max: 100,
        }
    }
}

/// Reads a call and writes its answer.
fn answer<F, R>(call: &[u8], reply: impl FnOnce(&F) -> R) -> Result<Vec<u8>, RpcError>
where
    F: for<'a, 'r> Function<'a, Return<'r> = R>,
{
    let call: F = tl_runtime::from_bytes(call).map_err(|_| INPUT_FETCH_ERROR.error())?;
    tl_runtime::encode_reply(&call, &reply(&call)).map_err(|_| INTERNAL.error())
}
