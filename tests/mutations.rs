//! Damaged schemas: whatever is done to a schema, the generator says what is wrong with it or generates Rust. It never
//! panics, and it never makes something that is not Rust. Every golden input is damaged in many small ways, the same ones in every run.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use tl_codegen::ErrorKind;
use tl_parser::SourceMap;

/// How often each schema is damaged.
const ROUNDS: u64 = 60;

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }
}

#[test]
fn no_damage_makes_the_generator_panic() {
    let words = words();
    let mut numbers = Numbers(1);
    let (mut generated, mut refused) = (0, 0);
    for schema in schemas() {
        for _ in 0..ROUNDS {
            let damaged = damage(&schema, &words, &mut numbers);
            let mut sources = SourceMap::new();
            sources.add("damaged.tl", damaged.as_str()).unwrap();
            match catch_unwind(|| tl_codegen::configure().generate(&sources)) {
                Ok(Ok(_)) => generated += 1,
                Ok(Err(error)) if error.kind() == ErrorKind::Schema => refused += 1,
                Ok(Err(error)) => panic!("{error}\nover this schema:\n{damaged}"),
                Err(_) => panic!("a panic over this schema:\n{damaged}"),
            }
        }
    }
    // Damage that always breaks a schema would show nothing of the generator, and damage that never does, nothing of the
    // parser.
    assert!(generated > 100 && refused > 100, "{generated} generated, {refused} refused");
}

/// One to three small changes: a piece removed, doubled, moved, replaced by a word or a character.
fn damage(schema: &str, words: &[&str], numbers: &mut Numbers) -> String {
    let mut pieces: Vec<&str> =
        schema.split_inclusive([' ', '\n', ':', '<', '>', '.', '?', '#', ';']).collect();
    for _ in 0..=numbers.below(3) {
        let (place, other) = (numbers.below(pieces.len()), numbers.below(pieces.len()));
        if pieces.is_empty() {
            break;
        }
        match numbers.below(6) {
            0 => drop(pieces.remove(place)),
            1 => pieces.insert(place, pieces[other]),
            2 => pieces.swap(place, other),
            3 => pieces[place] = pieces[other],
            4 => pieces[place] = words[numbers.below(words.len())],
            _ => pieces.insert(place, words[numbers.below(words.len())]),
        }
    }
    pieces.concat()
}

/// Pieces that mean something somewhere in TL, and some that mean nothing.
fn words() -> Vec<&'static str> {
    let words = "# ## ! % %% ? :: ; = => {X:Type} {n:#} ( ) [ ] < > , + * n*[ ] 4*[ int ] flags:# flags.31? true True Bool \
                 int long string bytes double int128 int256 Object object Vector vector<int> %Vector<int> Vector<%User> \
                 !X X Type _ === ---functions--- ---types--- //#[auth=none]\n /* */ // \u{e9} @read 0 4294967295 #00000000";
    words.split(' ').chain([" ", "\n", ""]).collect()
}

fn schemas() -> Vec<String> {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let mut paths = Vec::new();
    for folder in ["pass", "fail"] {
        paths.extend(fs::read_dir(golden.join(folder)).unwrap().map(|entry| entry.unwrap().path()));
    }
    paths.retain(|path| path.extension().is_some_and(|e| e == "tl"));
    paths.sort();
    paths.into_iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}
