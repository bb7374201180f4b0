//! What generated code and the interpreter make of the same bytes, which may be anything.
//!
//! In: the bytes, what the code made of them, and what the interpreter did. Out: the verdict of both, or how they differ.

use tl_codegen::dynamic::{Error, Value};

use super::entry::Stop;

/// What both say.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Verdict {
    Accepted,
    Refused,
    /// The limits of one of them came first, and they count in different ways.
    Apart,
}

/// Compares what the code read and wrote with what the interpreter reads and writes.
pub(crate) fn judge<'s>(
    bytes: &[u8],
    code: Result<&[u8], &Stop>,
    read: Result<Value<'s>, Error>,
    write: impl FnOnce(&Value<'s>) -> Result<Vec<u8>, Error>,
) -> Result<Verdict, String> {
    match (code, read) {
        (Err(Stop::Defect(problem)), _) => Err(problem.clone()),
        (Err(Stop::Limit), _) => Ok(Verdict::Apart),
        (_, Err(error)) if error.is_limit() => Ok(Verdict::Apart),
        (Err(Stop::Refused(_)), Err(_)) => Ok(Verdict::Refused),
        (Ok(_), Err(error)) => Err(format!("the interpreter refuses bytes that the code takes: {error}")),
        (Err(Stop::Refused(error)), Ok(value)) => {
            Err(format!("the code refuses bytes that the interpreter takes: {error}\n    {value}"))
        }
        (Ok(written), Ok(value)) => {
            if write(&value).map_err(|error| error.to_string())? != bytes {
                return Err("the interpreter does not write what it read".to_owned());
            }
            // Bits that nothing is known of are lost where the code computes the mask; all else has to be the same.
            let is_kept = |(new, old): (&u8, &u8)| new & old == *new;
            if written.len() != bytes.len() || !written.iter().zip(bytes).all(is_kept) {
                return Err(format!("the code writes other bytes than it read\n    {}", super::hex(written)));
            }
            Ok(Verdict::Accepted)
        }
    }
}
