//! A fuzz target without a fuzzer.
//!
//! In: the body of a target and the folder of its seeds. Out: a panic with the input that it panicked over. Every seed
//! goes in as it is and damaged in many small ways, the same ones in every run. It follows no coverage: finding what is
//! new is the work of libFuzzer, which `.ci/fuzz` runs; this shows that targets and seeds work, at every change.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }
}

/// Runs the target over the seeds of a folder, below the root of the repository, and over so many damaged ones.
#[allow(clippy::print_stderr, reason = "shown when the test fails")]
pub(crate) fn drive(target: fn(&[u8]), seeds: &str, rounds: usize) {
    // Every package that has such a test lies one or two folders below the root.
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.ancestors().find(|folder| folder.join("ARCHITECTURE.md").is_file()).unwrap();
    let mut paths: Vec<_> =
        fs::read_dir(root.join(seeds)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let seeds: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
    assert!(!seeds.is_empty(), "there are no seeds");
    let run = |input: &[u8]| {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| target(input))) {
            eprintln!("over this input: \"{}\"", input.escape_ascii());
            resume_unwind(panic);
        }
    };
    run(&[]);
    seeds.iter().for_each(|seed| run(seed));
    let mut numbers = Numbers(1);
    for _ in 0..rounds {
        run(&damaged(&seeds, &mut numbers));
    }
}

/// One seed with one to four changes.
fn damaged(seeds: &[Vec<u8>], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = seeds[numbers.below(seeds.len())].clone();
    for _ in 0..=numbers.below(4) {
        let (place, other) = (numbers.below(bytes.len()), numbers.below(bytes.len()));
        let (from, to) = (place.min(other), place.max(other));
        match numbers.below(7) {
            _ if bytes.is_empty() => bytes.push(numbers.below(256) as u8),
            0 => bytes[place] = numbers.below(256) as u8,
            1 => bytes[place] ^= 1 << numbers.below(8),
            2 => bytes[place] = [0, 1, 0x7f, 0x80, 0xfe, 0xff][numbers.below(6)],
            // A part is taken out, doubled, or put in from another seed.
            3 => drop(bytes.drain(from..to)),
            4 => drop(bytes.splice(from..from, bytes[from..to].to_vec())),
            5 => {
                let seed = &seeds[numbers.below(seeds.len())];
                let (one, two) = (numbers.below(seed.len()), numbers.below(seed.len()));
                drop(bytes.splice(place..place, seed[one.min(two)..one.max(two)].iter().copied()));
            }
            _ => bytes.truncate(place),
        }
    }
    bytes
}
