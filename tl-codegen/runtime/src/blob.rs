//! The form that strings and bytes share: a length in 1, 4 or 8 bytes, the data, zeros up to a multiple of four.
//!
//! In go raw bytes, out come raw bytes; whether they are text is the caller's question. The short form is the
//! only one allowed for a length that fits it, and a length is never cut to fit.

use crate::{DecodeErrorKind, EncodeErrorKind, Reader, Writer};

/// The lengths from which the forms of 4 and of 8 bytes are due, and the bytes that announce them.
const MEDIUM_FROM: u64 = 254;
const LONG_FROM: u64 = 1 << 24;
const MEDIUM: u8 = 254;
const LONG: u8 = 255;

impl<'a> Reader<'a> {
    /// The data of a string or bytes value, which the caller will copy: it counts against the memory limit. The data itself
    /// is not looked at.
    #[inline(never)]
    pub(crate) fn blob(&mut self) -> &'a [u8] {
        let start = self.offset();
        let data = self.data();
        self.paid(start, data)
    }

    /// As [`blob`](Self::blob), and the data must be UTF-8.
    #[inline(never)]
    pub(crate) fn text(&mut self) -> &'a str {
        let start = self.offset();
        let data = self.data();
        let data = self.paid(start, data);
        self.checked(start, data)
    }

    /// As [`text`](Self::text), for a caller who keeps the reference.
    #[inline(never)]
    pub(crate) fn text_in_place(&mut self) -> &'a str {
        let start = self.offset();
        let data = self.data();
        self.checked(start, data)
    }

    /// The data if there is memory for a copy. `start` is where the value begins.
    #[inline]
    fn paid(&mut self, start: usize, data: &'a [u8]) -> &'a [u8] {
        if self.spend(data.len()) {
            return data;
        }
        self.fail_at(start, DecodeErrorKind::Memory { wanted: data.len() });
        &[]
    }

    /// The data as text. `start` is where the value begins.
    #[inline]
    fn checked(&mut self, start: usize, data: &'a [u8]) -> &'a str {
        match core::str::from_utf8(data) {
            Ok(text) => text,
            Err(error) => {
                let place = start + header_length(data.len() as u64) + error.valid_up_to();
                self.fail_at(place, DecodeErrorKind::Utf8);
                ""
            }
        }
    }

    /// As [`blob`](Self::blob), for a caller who keeps the reference: nothing is copied, so no memory is taken.
    #[inline(never)]
    pub(crate) fn blob_in_place(&mut self) -> &'a [u8] {
        self.data()
    }

    #[inline(always)]
    fn data(&mut self) -> &'a [u8] {
        let rest = self.rest();
        let (header, length, shortest) = match rest {
            [LONG, a, b, c, d, e, f, g, ..] => {
                (8, u64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, 0]), LONG_FROM)
            }
            [MEDIUM, a, b, c, ..] => (4, u64::from(u32::from_le_bytes([*a, *b, *c, 0])), MEDIUM_FROM),
            [LONG, ..] => return self.short_of(8),
            [MEDIUM, ..] => return self.short_of(4),
            [length, ..] => (1, u64::from(*length), 0),
            [] => return self.short_of(4),
        };
        if length < shortest {
            self.fail(DecodeErrorKind::LengthForm { length, header });
            return &[];
        }
        let padded = (length + header).next_multiple_of(4);
        let split = usize::try_from(padded).ok().and_then(|padded| rest.split_at_checked(padded));
        let Some((whole, tail)) = split else { return self.short_of(padded) };
        // Both ends lie within `whole`, which was just cut to the padded length.
        let (start, end) = (header as usize, (length + header) as usize);
        let (Some(data), Some(padding)) = (whole.get(start..end), whole.get(end..)) else { return &[] };
        if let Some(place) = padding.iter().position(|byte| *byte != 0) {
            self.fail_after(end + place, DecodeErrorKind::Padding);
            return &[];
        }
        self.set_rest(tail);
        data
    }

    fn short_of(&mut self, needed: u64) -> &'a [u8] {
        self.end(needed);
        &[]
    }
}

fn header_length(length: u64) -> usize {
    match length {
        ..MEDIUM_FROM => 1,
        MEDIUM_FROM..LONG_FROM => 4,
        _ => 8,
    }
}

impl Writer {
    /// Writes the data of a string or bytes value with its length and padding.
    #[inline(never)]
    pub(crate) fn blob(&mut self, data: &[u8]) {
        let Some((header, used)) = header(data.len() as u64) else {
            self.fail(EncodeErrorKind::TooLong { length: data.len() });
            return;
        };
        let out = self.out();
        out.reserve(data.len() + 8 + 3);
        // Nearly every string is short, and to push a byte is cheaper than to copy one.
        for byte in header.iter().take(used) {
            out.push(*byte);
        }
        out.extend_from_slice(data);
        let padding = (used + data.len()).wrapping_neg() % 4;
        for _ in 0..padding {
            out.push(0);
        }
    }
}

/// The length prefix for data of this length, and how many of its bytes count; none for 2^56 bytes and more.
fn header(length: u64) -> Option<([u8; 8], usize)> {
    let [a, b, c, d, e, f, g, top] = length.to_le_bytes();
    match length {
        ..MEDIUM_FROM => Some(([a, 0, 0, 0, 0, 0, 0, 0], 1)),
        MEDIUM_FROM..LONG_FROM => Some(([MEDIUM, a, b, c, 0, 0, 0, 0], 4)),
        _ if top == 0 => Some(([LONG, a, b, c, d, e, f, g], 8)),
        _ => None,
    }
}
