//! Strings and bytes, seen by the walk: one value from the length to the last byte of padding.

use super::{Stop, Walker};
use crate::kind::Kind;

impl Walker<'_> {
    pub(super) fn blob(&mut self, kind: &Kind, is_text: bool) -> Result<(), Stop> {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        match blob_length(rest, is_text) {
            Some(length) => self.take(length, kind),
            None => Err(Stop::Here(kind.text())),
        }
    }
}

/// How many bytes the string at the start of `rest` takes; none if there is no correct one.
fn blob_length(rest: &[u8], is_text: bool) -> Option<usize> {
    let first = *rest.first()?;
    let header = match first {
        254 => 4,
        255 => 8,
        _ => 1,
    };
    let digits = if header == 1 { rest.get(..1)? } else { rest.get(1..header)? };
    let length = digits.iter().rev().fold(0_u64, |length, digit| length << 8 | u64::from(*digit));
    let due = match length {
        ..=253 => 1,
        254..=0xff_ffff => 4,
        _ => 8,
    };
    let end = header.checked_add(usize::try_from(length).ok()?)?;
    let whole = end.checked_next_multiple_of(4)?;
    let is_zero = rest.get(end..whole)?.iter().all(|byte| *byte == 0);
    let is_fit = !is_text || core::str::from_utf8(rest.get(header..end)?).is_ok();
    (header == due && is_zero && is_fit).then_some(whole)
}
