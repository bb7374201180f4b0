//! How the two example programs talk, and what time it is to them.
//!
//! In go a stream and messages, out come bytes; and the way back. **Nothing is encrypted and no key is exchanged**: that is
//! the layer below the API, and this package does not have it. A client says which key it has, and is believed. Never use
//! this between machines.
//!
//! ```text
//! connection  ef frame*                                      the client's first byte says that frames follow
//! frame       length message                                 length counts words of 4 bytes: one byte below 7f,
//!                                                            else 7f and three bytes, the low one first
//! message     auth_key_id:long msg_id:long body              the ids that the plain form of MTProto begins with
//! body        the request; from the server, rpc_result with the msg_id of the request
//! ```

#![allow(
    dead_code,
    unused_imports,
    reason = "each of the programs and tests that share this uses a part of it"
)]

mod clock;
mod frame;
mod message;

pub(crate) use clock::Clock;
pub(crate) use frame::{Frames, WireError};
pub(crate) use message::Message;
