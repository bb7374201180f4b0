//! The bytes that should be explained.
//!
//! In: digits, Base64, the name of a file, or nothing, which means standard input. Out: bytes, or an error that says which
//! character is wrong. Nothing here knows what the bytes mean.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use clap::Args;

use crate::error::Error;

#[derive(Args)]
#[group(multiple = false)]
pub(super) struct InputOptions {
    /// The bytes as hexadecimal digits; spaces, commas and `0x` may stand between them; `-` reads the digits from standard
    /// input
    #[arg(long, value_name = "DIGITS", allow_hyphen_values = true)]
    hex: Option<String>,
    /// The bytes in Base64, with or without padding, of either alphabet; `-` reads it from standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    base64: Option<String>,
    /// A file with the bytes as they are; without any of the three, or with `-`, standard input
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

impl InputOptions {
    pub(super) fn bytes(&self, stdin: &mut dyn Read) -> Result<Vec<u8>, Error> {
        match (&self.hex, &self.base64, &self.file) {
            (Some(digits), ..) => hex(&text(digits, stdin)?),
            (_, Some(base64), _) => from_base64(&text(base64, stdin)?),
            (_, _, Some(path)) if path != Path::new("-") => {
                fs::read(path).map_err(|error| Error::io("read", path, &error, "name a file with the bytes"))
            }
            _ => all(stdin),
        }
    }
}

fn all(stdin: &mut dyn Read) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    match stdin.read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(Error::io("read", Path::new("standard input"), &error, "")),
    }
}

fn text(given: &str, stdin: &mut dyn Read) -> Result<String, Error> {
    if given == "-" {
        let bytes = all(stdin)?;
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    Ok(given.to_owned())
}

fn hex(text: &str) -> Result<Vec<u8>, Error> {
    let wrong = |why: String| Error::option("--hex", why, "give two hexadecimal digits for each byte");
    let (mut bytes, mut high) = (Vec::new(), None);
    let mut letters = text.char_indices().peekable();
    while let Some((place, letter)) = letters.next() {
        if letter.is_whitespace() || matches!(letter, ',' | ':' | '_') {
            continue;
        }
        if letter == '0' && high.is_none() && letters.next_if(|(_, next)| matches!(next, 'x' | 'X')).is_some()
        {
            continue;
        }
        let digit = letter.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let digit = digit.ok_or_else(|| wrong(format!("`{letter}` at {place} is no digit")))?;
        match high.take() {
            None => high = Some(digit),
            Some(high) => bytes.push(high << 4 | digit),
        }
    }
    if high.is_some() { Err(wrong("half a byte is missing at the end".to_owned())) } else { Ok(bytes) }
}

fn from_base64(text: &str) -> Result<Vec<u8>, Error> {
    let plain: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| match letter {
            '-' => '+',
            '_' => '/',
            letter => letter,
        })
        .collect();
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let decoded = GeneralPurpose::new(&STANDARD, config).decode(plain);
    decoded.map_err(|error| {
        Error::option("--base64", error, "give the text of Base64, without anything around it")
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn digits_may_be_written_in_many_ways() {
        for text in ["0a1B2c", "0x0a 0x1b 0x2C", "0a:1b:2c", "0a, 1b\n2c", "0_a1b_2c"] {
            assert_eq!(hex(text).unwrap(), [10, 27, 44], "{text}");
        }
        assert_eq!(hex("").unwrap(), [0_u8; 0]);
        for (text, part) in [("0g", "`g` at 1"), ("0a1", "half a byte"), ("0ä", "`ä` at 1")] {
            let error = hex(text).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }

    #[test]
    fn base64_of_both_alphabets() {
        for text in ["+/8=", "-_8=", "+/8", " +/\n8= "] {
            assert_eq!(from_base64(text).unwrap(), [0xfb, 0xff], "{text}");
        }
        assert!(from_base64("+*8=").unwrap_err().to_string().starts_with("--base64: "));
    }
}
