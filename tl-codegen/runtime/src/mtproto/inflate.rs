//! Gzip files (RFC 1952) to bytes and back.
//!
//! In goes a whole file in memory; out comes its content, when it has the length and the checksum that the file says.
//! The content is never longer than the caller allows, and memory is taken once, for what the file says: what it says
//! is held against the limit and against what so few bytes can hold before anything is allocated.

use crate::GzipProblem;
use alloc::{boxed::Box, vec, vec::Vec};
use miniz_oxide::inflate::{
    TINFLStatus,
    core::{DecompressorOxide, decompress, inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF},
};

/// Magic number, and the one method there is.
const START: [u8; 3] = [0x1f, 0x8b, 8];
/// The bits of the flags byte for parts of the header.
const HEADER_CHECK: u8 = 1 << 1;
const EXTRA: u8 = 1 << 2;
const NAME: u8 = 1 << 3;
const COMMENT: u8 = 1 << 4;
const RESERVED: u8 = 0b1110_0000;
/// Checksum and length at the end.
const TRAILER: usize = 8;
/// Two bits, the shortest code for the longest match, stand for 258 bytes at most.
const MOST_PER_BYTE: u64 = 4 * 258;
/// The usual balance of time and size.
const LEVEL: u8 = 6;

/// What the file holds, at most `limit` bytes; or the byte at which it is wrong, and what is wrong there.
pub(super) fn inflate(file: &[u8], limit: usize) -> Result<Vec<u8>, (usize, GzipProblem)> {
    let body = skip_header(file).ok_or((0, GzipProblem::Header))?;
    let Some((data, trailer)) = body.split_last_chunk::<TRAILER>() else {
        return Err((file.len(), GzipProblem::Data));
    };
    let [a, b, c, d, e, f, g, h] = *trailer;
    let (checksum, length) = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]));
    let (data_at, length_at) = (file.len() - body.len(), file.len() - 4);
    let size = match usize::try_from(length) {
        Ok(size) if size <= limit => size,
        _ => return Err((length_at, GzipProblem::Size { size: length, limit })),
    };
    if u64::from(length) > MOST_PER_BYTE.saturating_mul(data.len() as u64) {
        return Err((length_at, GzipProblem::Length));
    }
    let mut content = vec![0; size];
    let mut state = Box::<DecompressorOxide>::default();
    let (status, read, written) =
        decompress(&mut state, data, &mut content, 0, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF);
    match status {
        TINFLStatus::Done if read == data.len() && written == size => {}
        TINFLStatus::Done if read == data.len() => return Err((length_at, GzipProblem::Length)),
        TINFLStatus::HasMoreOutput => return Err((length_at, GzipProblem::Length)),
        _ => return Err((data_at + read, GzipProblem::Data)),
    }
    if crc32fast::hash(&content) != checksum {
        return Err((file.len() - TRAILER, GzipProblem::Checksum));
    }
    Ok(content)
}

/// What stands behind the header.
fn skip_header(file: &[u8]) -> Option<&[u8]> {
    let rest = file.strip_prefix(&START)?;
    // Flags, four bytes of time, one for the compressor, one for the system.
    let ([flags, ..], mut rest) = rest.split_first_chunk::<7>()?;
    if flags & RESERVED != 0 {
        return None;
    }
    if flags & EXTRA != 0 {
        let (length, behind) = rest.split_first_chunk()?;
        rest = behind.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            let end = rest.iter().position(|byte| *byte == 0)?;
            rest = rest.get(end + 1..)?;
        }
    }
    if flags & HEADER_CHECK != 0 {
        let header = file.get(..file.len() - rest.len())?;
        let (check, behind) = rest.split_first_chunk()?;
        if u32::from(u16::from_le_bytes(*check)) != crc32fast::hash(header) & 0xffff {
            return None;
        }
        rest = behind;
    }
    Some(rest)
}

/// A file that holds the content, which has less than 4 GiB.
pub(super) fn deflate(content: &[u8]) -> Vec<u8> {
    let mut file = Vec::from(START);
    // No flags, no time, nothing about the compressor, an unknown system.
    file.extend([0, 0, 0, 0, 0, 0, 0xff]);
    file.extend(miniz_oxide::deflate::compress_to_vec(content, LEVEL));
    file.extend(crc32fast::hash(content).to_le_bytes());
    file.extend((content.len() as u32).to_le_bytes());
    file
}
