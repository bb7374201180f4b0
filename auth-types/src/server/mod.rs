//! The server's side of signing in: who may call what, the methods that associate a key with a user, and what has to be
//! remembered for it.
//!
//! In go the id of a key, the bytes of a request and the time; out come the bytes of an answer or an
//! [`RpcError`](crate::RpcError). Nothing here opens a socket or reads a clock. What is below (encryption, messages,
//! containers) is not part of it, and neither is anything that a user does after signing in.
//!
//! # A server in four parts
//!
//! A [`Policy`] holds the numbers, a [`Store`] what is remembered; a [`Delivery`] sends codes, and a [`Host`] answers what
//! only the program can know. [`Service::handle`] does the rest: it asks the store for the association of the key, lets the
//! [`gate`] decide, and runs the method or hands it to [`Host::call`].
//!
//! ```
//! use auth_types::server::{Delivery, Event, Host, MemoryStore, Message, Phone, Policy, Secret, Service};
//! use auth_types::{AuthKeyId, functions::auth, tl_runtime};
//! use std::sync::Arc;
//!
//! struct Program;
//!
//! impl Delivery for Program {
//!     fn message(&self, to: &Phone, code: &Secret, how: &Message<'_>) {
//!         // Put `to.digits()` and `code.expose()` into the queue of the text messages.
//!     }
//!     fn call(&self, to: &Phone, code: &Secret) {}
//! }
//!
//! impl Host for Program {
//!     fn knows_app(&self, api_id: i32, api_hash: &str) -> bool {
//!         (api_id, api_hash) == (1, "0123456789abcdef")
//!     }
//!     fn report(&self, event: &Event<'_>) {
//!         // Events hold no secrets: log them.
//!     }
//! }
//!
//! let program = Arc::new(Program);
//! let service = Service::new(Policy::default(), Arc::new(MemoryStore::new()), program.clone(), program);
//!
//! // A key without a user asks to log out.
//! let request = tl_runtime::to_bytes(&auth::LogOut)?;
//! let error = service.handle(AuthKeyId(1), &request, 1_400_000_000).unwrap_err();
//! assert_eq!((error.code, error.text.as_str()), (401, "AUTH_KEY_UNREGISTERED"));
//! # Ok::<(), tl_runtime::EncodeError>(())
//! ```
//!
//! # What the author of a server does
//!
//! 1. Resolve the key: pass the id of a key that exists, the permanent one where there are temporary keys (rule S1).
//! 2. Open what messages may be in (containers, `gzip_packed`); wrappers that are functions stay as they are.
//! 3. Bound the length of a request. What is spent on one is in proportion to it.
//! 4. Give the time in seconds of Unix time. Servers that share a store need clocks that agree.
//! 5. Send what comes out as the result of an `rpc_result`, an error as `rpc_error`.
//! 6. Call [`Service::sweep`] every few minutes.
//!
//! # Where each rule is enforced
//!
//! | rule or promise | where |
//! |---|---|
//! | S1, S2, S11: the key alone says whose call it is | [`gate`], [`Host::call`] |
//! | S3 to S6, P2, P7: codes, calls, who is registered | `service::codes`, [`Store::issue`], [`Store::take_call`] |
//! | S7 to S10, P1, P5, P7, P8: the order of checks, attempts, one use | `service::log_in`, [`Store::take_attempt`], [`Store::log_in`] |
//! | S12, S14, P4, P10: times are ends, and are looked at with every call | [`gate`], `service`, every store |
//! | S13 | the client's |
//! | S15, S16, P9: the list, and nothing else | [`gate`], from the annotations of the schema |
//! | P3, P6, P11: randomness | [`code`], [`code_hash`], [`token`] |
//! | P11: exported authorizations | `service::transfer`, [`Store::import`] |
//! | P12: what is ended stays ended | `service::sessions`, [`Store::end`], [`Store::revoke_others`] |
//! | P13: nothing secret is shown | [`Secret`], [`Phone`], the annotations of the schema |
//! | P14: one call, of the same code, not early | [`Store::take_call`], [`Delivery`] |
//!
//! A reply that is lost is not repeated: the code is used, the key is bound, and the client that asks again is told that
//! the code has expired.

mod delivery;
pub mod gate;
mod host;
mod phone;
mod policy;
mod random;
mod secret;
mod service;
pub mod store;

pub use delivery::{Delivery, Message};
pub use gate::{Association, Decision, Refusal};
pub use host::{Admission, Event, Host, Sent, ServiceError};
pub use phone::Phone;
pub use policy::{Policy, Throttle};
pub use random::{NoRandomness, Random, SystemRandom, code, code_hash, token};
pub use secret::Secret;
pub use service::{INPUT_FETCH_ERROR, INTERNAL, Service};
#[cfg(feature = "redis")]
pub use store::RedisStore;
pub use store::{Export, MemoryStore, RedbStore, Store, StoreError};
