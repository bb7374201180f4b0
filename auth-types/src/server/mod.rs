//! The server's side of signing in: who may call what, the methods that associate a key with a user, and what has to be
//! remembered for it.
//!
//! In go the id of a key, the bytes of a request and the time; out come the bytes of an answer or an [`RpcError`]. Nothing
//! here opens a socket or reads a clock. What is below (encryption, messages, containers) is not part of it, and neither
//! is anything that a user does after signing in.
//!
//! [`RpcError`]: crate::RpcError

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
