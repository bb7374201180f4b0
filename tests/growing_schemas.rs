//! What a schema costs the generator: circles and heaps of everything that refers to something else, and generic types
//! whose uses multiply. Memory is counted by the allocator, and how often it is asked for some stands for the work.
//! The generator works on all cores, so everything is counted that any thread does, and the tests here take turns.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[allow(dead_code, unreachable_pub, reason = "another test uses the rest")]
#[path = "../tl-codegen/runtime/tests/counting/mod.rs"]
mod counting;

use std::fmt::Write as _;
use std::sync::Mutex;

use counting::{Cost, cost_of_all};
use tl_codegen::{Generated, configure};
use tl_parser::SourceMap;

/// Only one test measures at a time, and no other one works meanwhile.
static TURN: Mutex<()> = Mutex::new(());

/// Generates from a text.
fn generate(text: &str) -> Result<Generated, String> {
    let mut sources = SourceMap::new();
    sources.add("hostile.tl", text).unwrap();
    configure().generate(&sources).map_err(|error| error.to_string())
}

fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    (0..n).map(line).collect()
}

/// Types that others are made of.
const PRELUDE: &str = "\
vector#1cb5c415 {t:Type} # [ t ] = Vector t;
none {X:Type} = Maybe X;
some {X:Type} x:X = Maybe X;
pair {X:Type} {Y:Type} x:X y:Y = Pair X Y;
";

/// A chain of generic types, each of which uses the next one as `fields` say: `@` is the next one.
fn chain(levels: usize, fields: &str) -> String {
    let mut text = PRELUDE.to_owned();
    for level in 0..levels {
        let fields = fields.replace('@', &format!("A{}", level + 1)).replace('~', &format!("a{}", level + 1));
        writeln!(text, "a{level} {{X:Type}} {fields} = A{level} X;").unwrap();
    }
    write!(text, "a{levels} {{X:Type}} x:X = A{levels} X;\nb x:(A0 int) = B;\n").unwrap();
    text
}

/// Uses that double with each type: a few of them are generated, and of more than can be, the schema is refused at once.
#[test]
fn uses_that_multiply_are_refused() {
    let _turn = TURN.lock();
    for fields in [
        "l:(@ (Maybe X)) r:(@ (Vector X))",
        "l:(@ (vector X)) r:(@ (Vector X))",
        "l:(~ (pair X X)) r:(~ (pair X int))",
        // A single use of a type with two arguments: the name of it doubles.
        "l:(@ (Pair X X))",
        "l:(~ (pair X X))",
        "n:# l:n*[ x:(@ (Pair X X)) ]",
        // A name that stands for its field, so that nothing is generated for it: the work alone doubles.
        "(Pair (@ X) (@ X))",
    ] {
        let generated = generate(&chain(4, fields)).unwrap_or_else(|error| panic!("{fields}: {error}"));
        syn::parse_file(&generated.files[0].text).unwrap();
        let text = chain(20, fields);
        let (result, cost) = cost_of_all(|| generate(&text));
        let error = result.err().unwrap_or_else(|| panic!("{fields} is accepted"));
        assert!(error.contains("come to more instances than can be generated"), "{fields}: {error}");
        assert!(cost.peak < 200_000_000 && cost.calls < 20_000_000, "{fields}: {cost:?}");
    }
}

/// A generic type that holds a bigger one of itself.
#[test]
fn instances_without_an_end_are_refused() {
    let _turn = TURN.lock();
    let refused = |declarations: &str| {
        let text = format!("{PRELUDE}{declarations}b x:(A int) = B;\n");
        let error = generate(&text).err().unwrap_or_else(|| panic!("{declarations} is accepted"));
        assert!(error.contains("E0111"), "{error}");
        error
    };
    for wrapped in ["(A (Maybe X))", "(A (Vector X))", "(Vector (A (vector X)))", "(A (Pair X int))"] {
        let error = refused(&format!("a {{X:Type}} x:{wrapped} = A X;\nend {{X:Type}} = A X;\n"));
        assert!(error.contains("ever larger instances"), "{error}");
    }
    // Two ways from each to the next: there are more of them than levels.
    for two in ["l:(A (Maybe X)) r:(A (Vector X))", "l:(A (Pair X X)) r:(A (Pair X int))"] {
        refused(&format!("a {{X:Type}} {two} = A X;\nend {{X:Type}} = A X;\n"));
    }
    // Through another type.
    refused(
        "a {X:Type} x:(C (Maybe X)) = A X;\nend {X:Type} = A X;\nc {X:Type} x:(A X) = C X;\nstop {X:Type} = C X;\n",
    );
}

/// Circles that have an end somewhere are generated, others are refused.
#[test]
fn circles_of_every_kind() {
    let _turn = TURN.lock();
    type Make = fn(usize) -> String;
    let circles: [(&str, bool, Make); 10] = [
        ("boxed", false, |n| lines(n, |i| format!("a{i} x:A{} = A{i};\n", (i + 1) % n))),
        ("bare", false, |n| lines(n, |i| format!("a{i} x:a{} = A{i};\n", (i + 1) % n))),
        ("with an end", true, |n| lines(n, |i| format!("a{i} x:A{} = A{i};\nend{i} = A{i};\n", (i + 1) % n))),
        ("with one end", true, |n| {
            lines(n, |i| format!("a{i} x:A{} = A{i};\n", (i + 1) % n)) + "last = A0;\n"
        }),
        ("of vectors", true, |n| lines(n, |i| format!("a{i} x:(Vector A{}) = A{i};\n", (i + 1) % n))),
        ("of bare vectors", true, |n| lines(n, |i| format!("a{i} x:(vector a{}) = A{i};\n", (i + 1) % n))),
        ("under conditions", true, |n| {
            lines(n, |i| format!("a{i} flags:# x:flags.0?a{} = A{i};\n", (i + 1) % n))
        }),
        ("of repetitions", true, |n| lines(n, |i| format!("a{i} n:# x:n*[ y:a{} ] = A{i};\n", (i + 1) % n))),
        ("of generic types", true, |n| {
            lines(n, |i| format!("a{i} {{X:Type}} h:X t:(Maybe (A{} X)) = A{i} X;\n", (i + 1) % n))
                + "b x:(A0 int) = B;\n"
        }),
        ("each with all", true, |n| {
            let all = lines(n, |i| format!("x{i}:(Vector A{i}) "));
            lines(n, |i| format!("a{i} {all}= A{i};\n"))
        }),
    ];
    for (what, is_right, make) in circles {
        for n in [1, 2, 3, 40] {
            match generate(&format!("{PRELUDE}{}", make(n))) {
                Ok(generated) => {
                    assert!(is_right && generated.items.len() >= n, "{what}, {n}");
                    syn::parse_file(&generated.files[0].text).unwrap();
                }
                Err(error) => {
                    assert!(!is_right && error.contains("E0111"), "{what}, {n}: {error}");
                }
            }
        }
    }
}

/// Four times the schema takes four times the memory and the work, and a schema of that length no more than that.
#[test]
#[allow(clippy::print_stdout, reason = "shown with `--nocapture`")]
fn the_work_follows_the_length() {
    let _turn = TURN.lock();
    /// The most memory for each byte of a schema, and the least of it.
    const MEMORY: usize = 700;
    type Make = fn(usize) -> String;
    let makers: [(&str, Make); 9] = [
        ("constructors", |n| lines(n, |i| format!("a{i} x:int y:A{i} z:int = C;\nb{i} = A{i};\n"))),
        ("one type", |n| lines(n, |i| format!("a{i} x:int = A;\n"))),
        ("functions", |n| lines(n, |i| format!("---functions---\nf{i} x:int = Int;\n"))),
        ("fields", |n| format!("a {}= A;", lines(n, |i| format!("x{i}:int ")))),
        ("conditions", |n| format!("a flags:# {}= A;", lines(n, |i| format!("x{i}:flags.{}?int ", i % 32)))),
        ("masks", |n| format!("a {}= A;", lines(n, |i| format!("m{i}:# x{i}:m{i}.0?int ")))),
        ("a circle", |n| lines(n, |i| format!("a{i} x:A{} = A{i};\nb{i} = A{i};\n", (i + 1) % n))),
        ("uses of a generic type", |n| {
            lines(n, |i| format!("a{i} = A{i};\nb{i} x:(Pair A{i} int) = B{i};\n"))
        }),
        ("namespaces", |n| lines(n, |i| format!("n{i}.a x:int = n{i}.A;\n"))),
    ];
    let measured = |make: Make, n: usize| -> (usize, Cost) {
        let text = format!("{PRELUDE}{}", make(n));
        let (result, cost) = cost_of_all(|| generate(&text));
        assert!(result.is_ok(), "{:?}", result.err());
        (text.len(), cost)
    };
    for (what, make) in makers {
        let ((_, small), (length, large)) = (measured(make, 250), measured(make, 1000));
        println!("{what}: {} bytes of memory for each of {length}", large.peak / length);
        assert!(large.calls < 5 * small.calls, "{what}: {small:?}, then {large:?}");
        assert!(large.peak < 5 * small.peak, "{what}: {small:?}, then {large:?}");
        assert!(large.peak < MEMORY * length, "{what}: {large:?} for {length}");
    }
}
