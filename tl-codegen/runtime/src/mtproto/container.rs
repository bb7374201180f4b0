//! Containers: several messages in one.
//!
//! In go bytes, out come messages whose bodies are parts of those bytes; nothing is copied. A container with too many
//! messages, one in another and a body that cannot be one are refused both ways.

use super::{SCHEMA, root};
use crate::{
    DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind, Limits, Reader, entry, error::DecodeDetails,
    peek_id, reader::Fault,
};
use alloc::{format, string::String, vec::Vec};

/// Several messages that travel as one: `msg_container#73f1f8dc messages:vector<%Message> = MessageContainer`.
///
/// ```
/// use tl_runtime::mtproto::{Container, Message};
///
/// let container = Container { messages: vec![Message { msg_id: 1, seqno: 2, body: &[1, 2, 3, 4] }] };
/// let bytes = container.to_bytes()?;
/// assert_eq!(bytes[..8], [0xdc, 0xf8, 0xf1, 0x73, 1, 0, 0, 0]);
/// assert_eq!(Container::from_bytes(&bytes)?, container);
///
/// let error = Container::from_bytes(&bytes[..26]).unwrap_err();
/// assert_eq!(error.path(), "msg_container.messages[0].message.body");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container<'a> {
    /// The messages. There may be none: a server answers so when a long poll ends without news.
    pub messages: Vec<Message<'a>>,
}

/// A message of a [`Container`]: `message msg_id:long seqno:int bytes:int body:Object = Message`, without its id. The
/// field `bytes` is the length of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    /// The id of the message.
    pub msg_id: i64,
    /// Its number in the session.
    pub seqno: i32,
    /// The object that it carries, its id first. [`unpacked`](super::unpacked) looks through `gzip_packed`.
    pub body: &'a [u8],
}

/// Where the fields of a message begin, counted from its start: offset, name, type.
const FIELDS: [(usize, &str, &str); 4] =
    [(16, "body", "Object"), (12, "bytes", "int"), (8, "seqno", "int"), (0, "msg_id", "long")];
/// The bytes of a message before its body.
const HEADER: usize = 16;

impl<'a> Container<'a> {
    /// The id of `msg_container`.
    pub const ID: u32 = 0x73f1_f8dc;
    /// How many messages a container may hold.
    pub const MOST_MESSAGES: u32 = 1020;

    /// Takes a container apart; these must be its bytes and no more.
    ///
    /// # Errors
    /// More than [`MOST_MESSAGES`](Self::MOST_MESSAGES) messages, a body whose length is no multiple of four or which is
    /// a container itself, bytes that are missing or left over.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let mut r = Reader::new(bytes, &Limits::new());
        r.expect_id(Self::ID);
        let count = r.nat();
        if count > Self::MOST_MESSAGES {
            r.refuse_word(DecodeErrorKind::TooManyMessages { count, limit: Self::MOST_MESSAGES });
        }
        let count = count as usize;
        let mut messages = Vec::with_capacity(count.min(r.rest().len() / HEADER));
        let mut broken = None;
        while messages.len() < count && !r.failed() {
            let start = r.offset();
            match Message::read(&mut r) {
                Some(message) => messages.push(message),
                None => broken = Some((messages.len(), start)),
            }
        }
        if r.is_done() { Ok(Self { messages }) } else { Err(locate(r.into_fault(), broken)) }
    }

    /// Writes the container with its id.
    ///
    /// # Errors
    /// As [`from_bytes`](Self::from_bytes): what could not be read is not written.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EncodeError> {
        entry::fresh(root(Self::ID), |w| {
            w.id(Self::ID);
            let (count, limit) = (self.messages.len(), Self::MOST_MESSAGES);
            if count > limit as usize {
                return w.fail_in("messages", EncodeErrorKind::TooManyMessages { count, limit });
            }
            w.nat(count as u32);
            for Message { msg_id, seqno, body } in &self.messages {
                let length = i32::try_from(body.len()).ok().filter(|length| is_length(*length));
                let Some(length) = length else {
                    return w.fail_in("body", EncodeErrorKind::BodyLength { length: body.len() });
                };
                if peek_id(body) == Some(Self::ID) {
                    return w.fail_in("body", EncodeErrorKind::Nested { name: "msg_container" });
                }
                w.put(msg_id);
                w.put(seqno);
                w.put(&length);
                w.raw(body);
            }
        })
    }
}

impl<'a> Message<'a> {
    fn read(r: &mut Reader<'a>) -> Option<Self> {
        let (msg_id, seqno, length) = (r.get(), r.get(), r.get::<i32>());
        if r.failed() {
            return None;
        }
        let at = r.offset();
        match usize::try_from(length) {
            Ok(bytes) if is_length(length) => {
                let body = r.take(bytes);
                if peek_id(body) == Some(Container::ID) {
                    r.fail_at(at, DecodeErrorKind::Nested { name: "msg_container" });
                }
                (!r.failed()).then_some(Self { msg_id, seqno, body })
            }
            _ => {
                r.refuse_word(DecodeErrorKind::BodyLength { length });
                None
            }
        }
    }
}

/// Whether a body can have that length: it starts with an id, and everything in TL is a multiple of four.
const fn is_length(length: i32) -> bool {
    length >= 4 && length % 4 == 0
}

/// Says where in the container a fault is: in the message with that number and offset, or outside of all messages.
#[cold]
fn locate(Fault { kind, offset }: Fault, message: Option<(usize, usize)>) -> DecodeError {
    let (path, expected) = match message {
        Some((number, start)) => {
            let field = FIELDS.iter().find(|(begin, ..)| start + begin <= offset);
            let (_, name, ty) = field.copied().unwrap_or_default();
            (format!("msg_container.messages[{number}].message.{name}"), ty)
        }
        None if offset < 4 => (String::from("msg_container"), "MessageContainer"),
        None if offset < 8 => (String::from("msg_container.messages"), "vector<%Message>"),
        None => (String::from("msg_container"), ""),
    };
    let known = match kind {
        DecodeErrorKind::WrongId { expected, .. } => SCHEMA.name_of(expected).map(|name| (expected, name)),
        _ => None,
    };
    DecodeError::new(DecodeDetails {
        kind,
        offset,
        path,
        expected: expected.into(),
        known: known.into_iter().collect(),
        found: None,
    })
}
