//! The numbers of a schema: nats, bits, layers and ids.
//!
//! In: tokens whose text is digits, or was meant to be. Out: values, or a refusal that says which limit is passed.

use nom::Err;

use super::failure::{Failure, refuse};
use super::token::{Token, Tokens};
use crate::ast::Id;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// A number of 32 bits.
pub(super) fn nat(input: Tokens<'_, '_>, digits: Token) -> Result<u32, Err<Failure>> {
    match input.file.slice(digits.span).parse() {
        Ok(value) => Ok(value),
        Err(_) => refuse(input.at, number_too_large(digits.span)),
    }
}

/// The finding for a number that does not fit.
pub(super) fn number_too_large(span: Span) -> Diagnostic {
    Diagnostic::new(Code::NumberTooLarge, span, "the number does not fit 32 bits")
        .note("too large")
        .help("the largest number is 4294967295")
}

/// The number of a bit, with its place.
pub(super) fn bit(input: Tokens<'_, '_>, digits: Token) -> Result<(u32, Span), Err<Failure>> {
    let text = input.file.slice(digits.span);
    match text.parse() {
        Ok(value @ 0..=31) => Ok((value, digits.span)),
        _ => refuse(
            input.at,
            Diagnostic::new(Code::BitOutOfRange, digits.span, format!("a mask has no bit {text}"))
                .note("not in 0 to 31")
                .help("a mask is a `#` of 32 bits; a 33rd optional field needs a second mask, such as `flags2:#`"),
        ),
    }
}

/// `#1cb5c415`: one to eight hexadecimal digits.
pub(super) fn id<'s>(input: Tokens<'_, 's>, token: Token) -> Result<Id<'s>, Err<Failure>> {
    let digits = input.file.slice(token.span).strip_prefix('#').unwrap_or_default();
    if let (1..=8, Ok(value)) = (digits.len(), u32::from_str_radix(digits, 16)) {
        return Ok(Id { value, digits, span: token.span });
    }
    let note = match (digits.chars().find(|digit| !digit.is_ascii_hexdigit()), digits.len()) {
        (Some(wrong), _) => format!("`{wrong}` is not a hexadecimal digit"),
        (None, 0) => "no digits".to_owned(),
        (None, length) => format!("{length} digits"),
    };
    refuse(
        input.at,
        Diagnostic::new(Code::InvalidId, token.span, "an id is 1 to 8 hexadecimal digits")
            .note(note)
            .help("write it like `#1cb5c415`, or leave the id away to have it computed"),
    )
}
