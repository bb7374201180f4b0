//! Codes, hashes and tokens from random bytes.
//!
//! In go bytes of the operating system's generator, out come values in which every outcome is equally likely (promises
//! P3, P6, P11). No clock, counter or phone number takes part in any of them.

use super::Secret;
use core::fmt;

/// Where random bytes come from. Servers use [`SystemRandom`]; tests may put numbers of their own in its place.
pub trait Random: Send + Sync {
    /// Fills the buffer with bytes that nobody can predict.
    ///
    /// # Errors
    /// There are none to be had. The service then refuses the request; it never makes do with less.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness>;
}

/// The generator of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        getrandom::fill(bytes).map_err(|error| NoRandomness(error.to_string()))
    }
}

/// The source of randomness failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoRandomness(pub String);

impl fmt::Display for NoRandomness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no random bytes: {}; nothing was issued", self.0)
    }
}

impl std::error::Error for NoRandomness {}

/// A code of so many digits, each of the ten equally likely at every place, leading zeros included (promise P3).
///
/// ```
/// use auth_types::server::{SystemRandom, code};
///
/// let code = code(&SystemRandom, 5)?;
/// assert!(code.expose().len() == 5 && code.expose().bytes().all(|byte| byte.is_ascii_digit()));
/// # Ok::<(), auth_types::server::NoRandomness>(())
/// ```
///
/// # Errors
/// The source has no bytes.
pub fn code(random: &dyn Random, digits: usize) -> Result<Secret, NoRandomness> {
    /// The bytes below it give every digit as often as any other; those from it on are thrown away.
    const FAIR: u8 = 250;
    let mut code = String::with_capacity(digits);
    // A fair source gives a digit with 250 of 256 bytes, so this many draws fail only when the source is broken.
    for _ in 0..digits.saturating_add(64) {
        if code.len() == digits {
            break;
        }
        let mut bytes = [0_u8; 16];
        random.fill(&mut bytes)?;
        let missing = digits - code.len();
        code.extend(
            bytes.iter().filter(|byte| **byte < FAIR).take(missing).map(|byte| char::from(b'0' + byte % 10)),
        );
    }
    if code.len() < digits {
        return Err(NoRandomness("the source repeats one byte".to_owned()));
    }
    Ok(Secret(code))
}

/// What a client names a code by: 128 random bits in hexadecimal digits, which say nothing of the code (promise P6).
///
/// # Errors
/// The source has no bytes.
pub fn code_hash(random: &dyn Random) -> Result<Secret, NoRandomness> {
    let mut bytes = [0_u8; 16];
    random.fill(&mut bytes)?;
    Ok(Secret(format!("{:032x}", u128::from_le_bytes(bytes))))
}

/// What carries an authorization to another server: 256 random bits (promise P11).
///
/// # Errors
/// The source has no bytes.
pub fn token(random: &dyn Random) -> Result<[u8; 32], NoRandomness> {
    let mut bytes = [0_u8; 32];
    random.fill(&mut bytes)?;
    Ok(bytes)
}
