//! How a code reaches the owner of a phone number.
//!
//! In go a number and a code, nothing comes out: whether a message arrived must not show in an answer (promise P14), and
//! how long it took must not either. Implementations put the code into a queue and return.

use super::{Phone, Secret};

/// Sends codes.
pub trait Delivery: Send + Sync {
    /// Sends a code as a text message (rule S3). It was stored before this is called.
    fn message(&self, to: &Phone, code: &Secret, how: &Message<'_>);

    /// Says a code in a call: the one that the message had (rule S5). Never leave it with an answering machine, which
    /// others can ask too.
    fn call(&self, to: &Phone, code: &Secret);

    /// Whether that number may be called at all. A refusal is answered by `boolFalse`.
    fn may_call(&self, to: &Phone) -> bool {
        let _ = to;
        true
    }
}

/// What the client asked of a text message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message<'a> {
    /// 0 for a plain code, 1 for one with the name of the application; 5 for one that Android reads itself.
    pub sms_type: i32,
    /// The language of the text, as the client sent it.
    pub lang_code: &'a str,
}

impl<'a> Message<'a> {
    pub(super) const fn new(sms_type: i32, lang_code: &'a str) -> Self {
        Self { sms_type, lang_code }
    }
}
