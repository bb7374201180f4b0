//! The three constructors of MTProto that no schema can express, for clients and servers alike.
//!
//! In go the bytes of a container, of an answer or of compressed data, out come their parts, borrowed from the bytes;
//! and the way back. What is inside is left to the generated code. Nothing here encrypts, numbers messages or keeps a
//! session.
//!
//! | constructor | why no schema can express it | here |
//! |---|---|---|
//! | `msg_container#73f1f8dc` | a field says how many bytes the next one takes | [`Container`], [`Message`] |
//! | `rpc_result#f35c6d01` | the type of `result` is that of the request with that id, or `rpc_error` | [`RpcResult`] |
//! | `gzip_packed#3072cfa1` | it stands for any object, and holds it compressed | [`unpacked`], [`GzipPacked`] |
//!
//! Sources: the pages "Service Messages" (containers, answers, packed objects) and "Service Messages about Messages" of
//! core.telegram.org/mtproto; RFC 1951 and RFC 1952 for the compressed form.
//!
//! Compressed data is read and written with the feature `gzip`. Without it the form of `gzip_packed` is known, and to
//! unpack one is an error that names the feature.
//!
//! ```
//! use tl_runtime::mtproto::{Container, Message, RpcResult};
//! use tl_runtime::peek_id;
//!
//! // A server answers the request of message 4 and acknowledges message 8, in one container.
//! let answer = RpcResult { req_msg_id: 4, result: &tl_runtime::to_bytes(&vec![1_i32, 2])? }.to_bytes()?;
//! let ack = [0x59, 0xb4, 0xd6, 0x62, 0x15, 0xc4, 0xb5, 0x1c, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0];
//! let messages = vec![
//!     Message { msg_id: 1, seqno: 1, body: &answer },
//!     Message { msg_id: 5, seqno: 2, body: &ack },
//! ];
//! let bytes = Container { messages }.to_bytes()?;
//!
//! // The client takes it apart.
//! for message in Container::from_bytes(&bytes)?.messages {
//!     if peek_id(message.body) == Some(RpcResult::ID) {
//!         let answer = RpcResult::from_bytes(message.body)?;
//!         assert_eq!(answer.req_msg_id, 4);
//!         // With the request at hand: `answer.reply(&request)`.
//!         assert_eq!(tl_runtime::from_bytes::<Vec<i32>>(answer.result)?, [1, 2]);
//!     }
//! }
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

mod container;
mod gzip;
#[cfg(feature = "gzip")]
mod inflate;
mod rpc;

pub use container::{Container, Message};
#[cfg(feature = "gzip")]
pub use gzip::packed;
pub use gzip::{GzipPacked, unpacked, unpacked_with};
pub use rpc::{RpcError, RpcResult};

use crate::{Root, Schema, VERSION};

/// What error messages say about these constructors.
static SCHEMA: Schema = Schema::new(
    VERSION,
    &[
        "rpc_error#2144ca19 error_code:int error_message:string = RpcError",
        "gzip_packed#3072cfa1 packed_data:bytes = Object",
        "msg_container#73f1f8dc messages:vector<%Message> = MessageContainer",
        "rpc_result#f35c6d01 req_msg_id:long result:Object = RpcResult",
    ],
    &[],
);

/// Where the paths of errors start.
fn root(id: u32) -> Root {
    Root::Combinator(&SCHEMA, id)
}
