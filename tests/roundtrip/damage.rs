//! Damaged bytes: the generated code and the interpreter have to accept the same ones.

use tl_codegen::dynamic::{Dynamic, Random, Target};

use super::entry::Entry;
use super::hex;
use super::verdict::{Verdict, judge};

/// How many times the bytes of a value are damaged.
const DAMAGES: usize = 24;

/// What both said about damaged bytes.
#[derive(Default)]
pub(crate) struct Verdicts {
    pub(crate) accepted: usize,
    pub(crate) refused: usize,
    /// The limits of one of them came first.
    pub(crate) apart: usize,
}

/// Damages the bytes in several ways, and compares what both make of each.
pub(crate) fn compare(
    dynamic: &Dynamic<'_>,
    target: Target,
    entry: &Entry,
    bytes: &[u8],
    random: &mut Random,
    verdicts: &mut Verdicts,
) -> Result<(), String> {
    for _ in 0..DAMAGES {
        let damaged = damage(dynamic, bytes, random);
        let trip = (entry.trip)(&damaged);
        let code = trip.as_ref().map(|trip| &*trip.bytes);
        let verdict =
            judge(&damaged, code, dynamic.read(target, &damaged), |value| dynamic.write(target, value))
                .map_err(|problem| format!("damaged bytes: {problem}\n    {}", hex(&damaged)))?;
        match verdict {
            Verdict::Accepted => verdicts.accepted += 1,
            Verdict::Refused => verdicts.refused += 1,
            Verdict::Apart => verdicts.apart += 1,
        }
    }
    Ok(())
}

/// The bytes with a part that is changed, missing, doubled or put in.
fn damage(dynamic: &Dynamic<'_>, bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut damaged = bytes.to_vec();
    let place = random.below(bytes.len());
    let word = place & !3;
    match random.below(8) {
        0..3 => damaged[place] ^= 1 << random.below(8),
        3 => damaged[place] = random.word() as u8,
        4 => {
            // An id of the schema, so that the value goes on in another way.
            let ids: Vec<u32> = dynamic.schema().combinators().map(|(_, combinator)| combinator.id).collect();
            let id = random.pick(&ids).unwrap();
            damaged[word..word + 4].copy_from_slice(&id.to_le_bytes());
        }
        5 => damaged.truncate(place),
        6 => drop(damaged.drain(word..word + 4)),
        _ => {
            let more = random.pick(&[0, 1, 2, u32::MAX, 1 << 31]).unwrap();
            damaged.splice(word..word, more.to_le_bytes());
        }
    }
    damaged
}
