//! Schemas drawn at random, right ones and wrong ones, through every stage: what is refused is refused with a report; of
//! what is accepted the print is the identity, the ids do not depend on the layout, the output is Rust, and values go
//! there and back.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#![allow(dead_code, unreachable_pub, reason = "the modules belong to other packages")]

#[path = "../tl-codegen/fuzz/src/generate.rs"]
mod generate;
#[path = "../tl-parser/fuzz/src/lib.rs"]
mod parser;

use std::cell::Cell;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{TestCaseError, TestRng, TestRunner};
use tl_codegen::dynamic::{Dynamic, Random, Target};
use tl_parser::schema::{self, Options};
use tl_parser::{Schema, SourceMap};

/// Types that the others are made of. Each has a constructor without fields, so that most of what is drawn has an end.
const PRELUDE: &str = "\
vector#1cb5c415 {t:Type} # [ t ] = Vector t ;
boolFalse#bc799737 = Bool ;
boolTrue#997275b5 = Bool ;
maybeFalse {t:Type} = Maybe t ;
maybeTrue {t:Type} value : t = Maybe t ;
tuple {t:Type} {k:#} [ t ] = Tuple t k ;
pair {X:Type} {Y:Type} first : X second : Y = Pair X Y ;
none = A ;
ns.none = ns.B ;
only x : int = Only ;
";

/// A type, its tokens parted by spaces. `n` and `mask` are fields that some constructors have.
fn ty() -> impl Strategy<Value = String> {
    let leaf = select(vec![
        "int", "long", "double", "string", "bytes", "int128", "Int", "String", "Bool", "true", "#", "A",
        "ns.B", "Only", "only", "% Only", "none", "Nowhere", "Object", "Vector", "Maybe",
    ]);
    // Those that are no mistake anywhere.
    let good = select(vec!["int", "string", "A", "ns.B", "Only", "only", "bytes", "Bool"]);
    prop_oneof![1 => leaf, 24 => good].prop_map(str::to_owned).prop_recursive(3, 8, 2, |inner| {
        let around = select(vec![
            "Vector < @ >",
            "vector < @ >",
            "( vector @ )",
            "( Maybe @ )",
            "Maybe < @ >",
            "( tuple @ 3 )",
            "( Tuple @ n )",
            "( Pair @ A )",
            "pair < @ , int >",
            "% Vector < @ >",
            "( tuple @ ( n + 1 ) )",
            "( tuple @ mask )",
        ]);
        (around, inner).prop_map(|(around, inner)| around.replace('@', &inner))
    })
}

/// A field, which may depend on a mask.
fn field() -> impl Strategy<Value = String> {
    let names = select(vec!["a", "b", "type", "self", "long_name", "x1", "Self", "mask2", "_"]);
    let condition = prop_oneof![
        16 => Just(""),
        8 => select(vec!["mask.0? ", "mask.7? ", "mask.31? ", "n? "]),
        1 => select(vec!["mask.32? ", "absent.1? "]),
    ];
    let around = prop_oneof![
        32 => Just("@"),
        16 => select(vec!["2 * [ @ ]", "n * [ @ ]", "[ @ ]"]),
        1 => Just("! @"),
    ];
    (names, condition, around, ty())
        .prop_map(|(name, condition, around, ty)| format!("{name} : {condition}{}", around.replace('@', &ty)))
}

/// What stands before the fields; some types and conditions need it.
fn start() -> impl Strategy<Value = &'static str> {
    prop_oneof![1 => select(vec!["", "mask : # ", "n : # "]), 9 => Just("n : # mask : # ")]
}

/// A declaration but its name and its semicolon.
fn body(
    start: impl Strategy<Value = &'static str>,
    result: impl Strategy<Value = String>,
) -> impl Strategy<Value = String> {
    (start, vec(field(), 0..4), result).prop_map(|(start, fields, result)| {
        let fields: String =
            fields.iter().enumerate().map(|(place, field)| format!("f{place}_{field} ")).collect();
        format!("{start}{fields}= {result}")
    })
}

/// Declarations without a semicolon: constructors, then functions.
fn declarations() -> impl Strategy<Value = (Vec<String>, Vec<String>)> {
    let result = select(vec!["A", "A", "A", "ns.B", "C", "ns.D", "ns.D", "E"]).prop_map(str::to_owned);
    let wrong = select(vec!["Maybe A", "only", "Vector"]).prop_map(str::to_owned);
    let constructors = vec((any::<bool>(), body(start(), prop_oneof![20 => result, 1 => wrong])), 0..5);
    let wrapper = body(Just("{X:Type} n : # mask : # query : ! X "), Just("X".to_owned()));
    let functions = vec(prop_oneof![3 => body(start(), ty()), 1 => wrapper], 0..3);
    (constructors, functions).prop_map(|(constructors, functions)| {
        let constructor = |(place, (in_ns, body)): (usize, (bool, String))| {
            format!("{}c{place} {body}", if in_ns { "ns." } else { "" })
        };
        let function = |(place, body)| format!("call{place} {body}");
        (
            constructors.into_iter().enumerate().map(constructor).collect(),
            functions.into_iter().enumerate().map(function).collect(),
        )
    })
}

fn lines(declarations: &[String]) -> String {
    declarations.iter().map(|one| format!("{one} ;\n")).collect()
}

/// The text as a person writes it.
fn plain((constructors, functions): &(Vec<String>, Vec<String>)) -> String {
    format!("{PRELUDE}{}---functions---\n{}", lines(constructors), lines(functions))
}

/// The same schema in another order, with other spaces, lines and comments between the tokens.
fn scattered((constructors, functions): &(Vec<String>, Vec<String>), random: &mut Random) -> String {
    let mut constructors: Vec<&str> =
        PRELUDE.lines().chain(constructors.iter().map(String::as_str)).collect();
    let mut functions: Vec<&str> = functions.iter().map(String::as_str).collect();
    let mut part = |list: &mut Vec<&str>| {
        let mut text = String::new();
        while !list.is_empty() {
            let declaration = list.swap_remove(random.below(list.len()));
            let tokens = declaration.split_whitespace().filter(|token| *token != ";");
            for token in tokens.chain([";"]) {
                text.push_str(token);
                let gaps = [" ", "  ", "\n", "\t", "\r\n", " /* note */ ", " // note\n", "\n\n\n"];
                text.push_str(random.pick(&gaps).unwrap());
            }
        }
        text
    };
    let constructors = part(&mut constructors);
    format!("// Notes.\n{constructors}\n---functions---\n{}", part(&mut functions))
}

fn load(text: &str) -> Option<Schema> {
    let mut map = SourceMap::new();
    map.add("drawn.tl", text).unwrap();
    schema::load(&map, &Options::default()).0
}

/// Names with ids, in the order of names.
fn ids(schema: &Schema) -> Vec<(&str, u32)> {
    let mut ids: Vec<_> = schema.combinators().map(|(_, one)| (one.name.as_str(), one.id)).collect();
    ids.sort_unstable();
    ids
}

/// Draws a value of everything and sends it there and back.
fn values(schema: &Schema) -> Result<usize, TestCaseError> {
    let dynamic = Dynamic::new(schema);
    let mut drawn = 0;
    for (id, combinator) in schema.combinators() {
        // What has no end is refused, and so is what cannot stand alone.
        let target = Target::Combinator(id);
        let Ok(value) = dynamic.draw(target, &mut Random::new(1)) else { continue };
        let bytes = dynamic.write(target, &value).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let again = dynamic
            .read(target, &bytes)
            .map_err(|error| TestCaseError::fail(format!("{}: {value}: {error}", combinator.name)))?;
        prop_assert_eq!(dynamic.write(target, &again).unwrap(), bytes);
        drawn += 1;
    }
    Ok(drawn)
}

/// One schema through every stage; how many values went there and back, or nothing when it was refused.
fn check(drawn: &(Vec<String>, Vec<String>), seed: u64) -> Result<Option<usize>, TestCaseError> {
    let text = plain(drawn);
    parser::print_parse::run(text.as_bytes());
    parser::link_check::run(text.as_bytes());
    generate::run(text.as_bytes());
    let other = scattered(drawn, &mut Random::new(seed));
    match (load(&text), load(&other)) {
        (Some(one), Some(two)) => {
            prop_assert_eq!(ids(&one), ids(&two), "of\n{}", other);
            values(&one).map(Some)
        }
        (None, None) => Ok(None),
        (one, _) => {
            let problem = format!("accepted in one layout ({}) and not in\n{other}", one.is_some());
            Err(TestCaseError::fail(problem))
        }
    }
}

/// The same schemas in every run.
#[test]
fn drawn_schemas_go_through_every_stage() {
    let config = ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() };
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let (accepted, refused, values) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let strategy = (declarations(), any::<u64>());
    let result = TestRunner::new_with_rng(config, rng).run(&strategy, |(drawn, seed)| {
        match check(&drawn, seed)? {
            Some(count) => {
                accepted.set(accepted.get() + 1);
                values.set(values.get() + count);
            }
            None => refused.set(refused.get() + 1),
        }
        Ok(())
    });
    if let Err(problem) = result {
        panic!("{problem}");
    }
    // Schemas that are all right, or all wrong, would show half of it.
    let counts = (accepted.get(), refused.get(), values.get());
    assert!(counts.0 > 100 && counts.1 > 100 && counts.2 > 1000, "{counts:?}");
}
