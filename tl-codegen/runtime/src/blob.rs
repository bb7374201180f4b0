//! The form that strings and bytes share: a length in 1, 4 or 8 bytes, the data, zeros up to a multiple of four.
//!
//! In go raw bytes, out come raw bytes; whether they are text is the caller's question. The short form is the
//! only one allowed for a length that fits it, and a length is never cut to fit.

use crate::{DecodeErrorKind, EncodeErrorKind, Reader, Writer};
use alloc::{string::String, vec::Vec};
use core::str::Utf8Error;

/// The lengths from which the forms of 4 and of 8 bytes are due, and the bytes that announce them.
const MEDIUM_FROM: u64 = 254;
const LONG_FROM: u64 = 1 << 24;
const MEDIUM: u8 = 254;
const LONG: u8 = 255;

impl<'a> Reader<'a> {
    /// A copy of the data of a string, which must be UTF-8; it counts against the memory limit. The copy is checked, not the
    /// input: it is aligned, which the check is faster for.
    #[inline(never)]
    pub(crate) fn string(&mut self) -> String {
        let data = self.data();
        let data = self.paid(data);
        String::from_utf8(data.to_vec()).unwrap_or_else(|error| {
            self.not_utf8(data, error.utf8_error());
            String::new()
        })
    }

    /// A copy of the data of a bytes value; it counts against the memory limit. The data itself is not looked at.
    #[inline(never)]
    pub(crate) fn bytes(&mut self) -> Vec<u8> {
        let data = self.data();
        self.paid(data).to_vec()
    }

    /// As [`string`](Self::string), in place: nothing is copied, so no memory is taken.
    #[inline(never)]
    pub(crate) fn text_in_place(&mut self) -> &'a str {
        let data = self.data();
        core::str::from_utf8(data).unwrap_or_else(|error| {
            self.not_utf8(data, error);
            ""
        })
    }

    /// As [`bytes`](Self::bytes), in place.
    #[inline(never)]
    pub(crate) fn blob_in_place(&mut self) -> &'a [u8] {
        self.data()
    }

    /// The data, which was just read, if there is memory for a copy.
    #[inline]
    fn paid(&mut self, data: &'a [u8]) -> &'a [u8] {
        if self.spend(data.len()) {
            return data;
        }
        self.too_big(data);
        &[]
    }

    #[cold]
    #[inline(never)]
    fn too_big(&mut self, data: &[u8]) {
        self.fail_at(self.start_of(data), DecodeErrorKind::Memory { wanted: data.len() });
    }

    #[cold]
    #[inline(never)]
    fn not_utf8(&mut self, data: &[u8], error: Utf8Error) {
        let place = self.start_of(data) + header_length(data.len()) + error.valid_up_to();
        self.fail_at(place, DecodeErrorKind::Utf8);
    }

    /// Where the value begins whose data was just read.
    fn start_of(&self, data: &[u8]) -> usize {
        let whole = (header_length(data.len()) + data.len()).next_multiple_of(4);
        self.offset().saturating_sub(whole)
    }

    /// Nearly every string is short, so that form alone is read in line.
    #[inline]
    fn data(&mut self) -> &'a [u8] {
        match self.rest() {
            [length @ ..MEDIUM, ..] => self.cut(1, usize::from(*length)),
            _ => self.long_data(),
        }
    }

    #[inline(never)]
    fn long_data(&mut self) -> &'a [u8] {
        let (header, length, shortest) = match self.rest() {
            [LONG, a, b, c, d, e, f, g, ..] => {
                (8, u64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, 0]), LONG_FROM)
            }
            [MEDIUM, a, b, c, ..] => (4, u64::from(u32::from_le_bytes([*a, *b, *c, 0])), MEDIUM_FROM),
            [LONG, ..] => return self.short_of(8),
            _ => return self.short_of(4),
        };
        if length < shortest {
            self.fail(DecodeErrorKind::LengthForm { length, header });
            return &[];
        }
        match usize::try_from(length) {
            Ok(length) => self.cut(header as usize, length),
            Err(_) => self.short_of(length.saturating_add(header)),
        }
    }

    /// The data behind a header of that many bytes. The padding, at most three bytes, is the upper end of the last word.
    #[inline]
    fn cut(&mut self, header: usize, length: usize) -> &'a [u8] {
        let end = header.saturating_add(length);
        let padded = end.saturating_add(3) & !3;
        let Some((whole, tail)) = self.rest().split_at_checked(padded) else {
            return self.short_of(padded as u64);
        };
        let (Some(data), Some(last)) = (whole.get(header..end), whole.last_chunk()) else { return &[] };
        if u64::from(u32::from_le_bytes(*last)) >> (32 - 8 * (padded - end)) != 0 {
            return self.dirty(whole, end);
        }
        self.set_rest(tail);
        data
    }

    /// Records the first byte of the padding that is not zero.
    #[cold]
    #[inline(never)]
    fn dirty(&mut self, whole: &[u8], end: usize) -> &'a [u8] {
        let zeros = whole.iter().skip(end).take_while(|byte| **byte == 0).count();
        self.fail_after(end + zeros, DecodeErrorKind::Padding);
        &[]
    }

    #[cold]
    #[inline(never)]
    fn short_of(&mut self, needed: u64) -> &'a [u8] {
        self.end(needed);
        &[]
    }
}

fn header_length(length: usize) -> usize {
    match length as u64 {
        ..MEDIUM_FROM => 1,
        MEDIUM_FROM..LONG_FROM => 4,
        _ => 8,
    }
}

impl Writer {
    /// Writes the data of a string or bytes value with its length and padding.
    #[inline(never)]
    pub(crate) fn blob(&mut self, data: &[u8]) {
        // The longest header and the padding, so that nothing below takes more room.
        self.room(data.len() + 8 + 4);
        let out = self.out();
        let start = out.len();
        match u8::try_from(data.len()) {
            Ok(length @ ..MEDIUM) => out.push(length),
            _ => match header(data.len() as u64) {
                Some((header, used)) => out.extend_from_slice(header.get(..used).unwrap_or(&header)),
                None => return self.fail(EncodeErrorKind::TooLong { length: data.len() }),
            },
        }
        out.extend_from_slice(data);
        // To write a word and cut it is cheaper than to count out the few zeros that are due.
        let end = start + (out.len() - start).next_multiple_of(4);
        out.extend_from_slice(&[0; 4]);
        out.truncate(end);
    }
}

/// The length prefix for data of this length, which the short form does not fit, and how many of its bytes count; none for
/// 2^56 bytes and more.
fn header(length: u64) -> Option<([u8; 8], usize)> {
    let [a, b, c, d, e, f, g, top] = length.to_le_bytes();
    match length {
        ..LONG_FROM => Some(([MEDIUM, a, b, c, 0, 0, 0, 0], 4)),
        _ if top == 0 => Some(([LONG, a, b, c, d, e, f, g], 8)),
        _ => None,
    }
}
