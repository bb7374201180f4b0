//! Generated types by way of serde, held against the interpreter's JSON: a value of everything in the schema of every
//! construct is the same text, and back.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod roundtrip;

use serde::{Serialize, de::DeserializeOwned};
use tl_codegen::dynamic::{Dynamic, Random, Target, Value as Drawn};
use tl_parser::schema::{self, Combinator, Kind, Options};
use tl_parser::{Schema, SourceMap};
use tl_runtime::{Value, from_bytes, to_bytes};

/// The generated code with serde's traits, and the table of its items.
mod constructs {
    #[deny(warnings)]
    #[allow(dead_code, reason = "the test uses what the table names")]
    pub(crate) mod code {
        include!(concat!(env!("OUT_DIR"), "/constructs_serde.rs"));
    }
    pub(crate) mod table {
        use super::code;
        use crate::{Entry, trip};
        macro_rules! row {
            ($ty:ty, $tl_name:expr, $id:expr, $is_function:expr) => {
                Entry { tl_name: $tl_name, id: $id, is_function: $is_function, trip: trip::<$ty> }
            };
        }
        include!(concat!(env!("OUT_DIR"), "/constructs_serde_table.rs"));
    }
}

use constructs::code::{enums, functions, types};
use constructs::table::{CALL, ENTRIES, SOURCES};

/// A type with the way of its values through serde.
struct Entry {
    tl_name: &'static str,
    id: Option<u32>,
    is_function: bool,
    trip: fn(&[u8]) -> String,
}

/// The JSON of the value that the bytes are, after going both ways through both kinds of format.
fn trip<T: for<'a> Value<'a> + Serialize + DeserializeOwned>(bytes: &[u8]) -> String {
    let value: T = from_bytes(bytes).unwrap();
    let json = serde_json::to_string(&value).unwrap();
    let again: T = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}\n{json}"));
    assert_eq!(to_bytes(&again).unwrap(), bytes, "{json}");
    let binary = postcard::to_allocvec(&value).unwrap();
    assert!(binary.ends_with(bytes), "a binary format holds the TL bytes");
    let again: T = postcard::from_bytes(&binary).unwrap();
    assert_eq!(to_bytes(&again).unwrap(), bytes, "{json}");
    json
}

fn schema() -> Schema {
    let mut sources = SourceMap::new();
    for (name, text) in SOURCES {
        sources.add(*name, *text).unwrap();
    }
    schema::load(&sources, &Options::default()).0.unwrap()
}

#[test]
fn every_type_is_written_and_read_as_the_interpreter_does() {
    let schema = schema();
    let call = schema.functions().find(|(_, function)| Some(function.name.as_str()) == CALL).unwrap();
    let dynamic = Dynamic::new(&schema).only_call(call.0);
    let mut checked = 0;
    for entry in ENTRIES {
        // A use of a generic type has serde's traits only inside of others.
        let alone = |combinator: &Combinator| {
            !matches!(combinator.kind, Kind::Builtin(..))
                && (combinator.is_function() || combinator.params == 0)
        };
        for (id, combinator) in schema.combinators().filter(|(_, combinator)| alone(combinator)) {
            let target = match entry.id {
                None => match combinator.constructs() {
                    Some(ty) if schema.ty(ty).name == entry.tl_name => Target::Type(ty),
                    _ => continue,
                },
                Some(_) if combinator.name == entry.tl_name => Target::Combinator(id),
                Some(_) => continue,
            };
            assert!(entry.id.is_none() || combinator.is_function() == entry.is_function);
            for round in 0..30 {
                let mut random = Random::new(u64::from(combinator.id) << 8 | round);
                let value = dynamic.draw(Target::Combinator(id), &mut random).unwrap();
                let json = (entry.trip)(&dynamic.write(target, &value).unwrap());
                assert_eq!(json, dynamic.to_json(&value), "{}", entry.tl_name);
                assert_eq!(dynamic.from_json(target, &json).unwrap(), value, "{json}");
                without_masks(entry, &dynamic, target, &value);
            }
            checked += 1;
        }
    }
    // As many combinators as `whole_constructs` proves by values of their own, some by two types.
    assert!(checked >= 53, "{checked}");
}

#[test]
fn any_object_and_any_call() {
    let schema = schema();
    let dynamic = Dynamic::new(&schema);
    for round in 0..200 {
        for (target, trip) in [
            (Target::Object, trip::<enums::Object> as fn(&[u8]) -> String),
            (Target::Function, trip::<enums::Function>),
        ] {
            let value = dynamic.draw(target, &mut Random::new(round)).unwrap();
            assert_eq!(trip(&dynamic.write(target, &value).unwrap()), dynamic.to_json(&value));
        }
    }
}

/// Masks that are left out are computed alike.
fn without_masks(entry: &Entry, dynamic: &Dynamic<'_>, target: Target, value: &Drawn<'_>) {
    if entry.tl_name != "masks.computed" {
        return;
    }
    let mut json: serde_json::Value = serde_json::from_str(&dynamic.to_json(value)).unwrap();
    let map = json.as_object_mut().unwrap();
    assert!(map.remove("flags").is_some() && map.remove("flags2").is_some());
    let read: types::masks::Computed = serde_json::from_value(json.clone()).unwrap();
    let expected = dynamic.from_json(target, &json.to_string()).unwrap();
    assert_eq!(to_bytes(&read).unwrap(), dynamic.write(target, &expected).unwrap());
}

/// Of a type that need not have serde's traits of its own.
#[derive(serde::Serialize, serde::Deserialize, PartialEq, Debug)]
struct Outer {
    #[serde(with = "tl_runtime::serde")]
    points: Vec<types::geo::Dot>,
    #[serde(with = "tl_runtime::serde")]
    number: i64,
    point: types::geo::Dot,
}

#[test]
fn a_field_of_another_type() {
    let dot = || types::geo::Dot { x: 1, y: -2 };
    let outer = Outer { points: vec![dot(), dot()], number: i64::MIN, point: dot() };
    let json = serde_json::to_string(&outer).unwrap();
    let dot = r#"{"@type":"geo.dot","x":1,"y":-2}"#;
    assert_eq!(json, format!(r#"{{"points":[{dot},{dot}],"number":"-9223372036854775808","point":{dot}}}"#));
    assert_eq!(serde_json::from_str::<Outer>(&json).unwrap(), outer);
    let error = serde_json::from_str::<Outer>(&json.replace("1,", "1.5,")).unwrap_err().to_string();
    assert!(error.starts_with("Vector<geo.dot>[0].x: the number 1.5 is not a whole number"), "{error}");
}

/// The error of a text that is no value.
fn refused<T: DeserializeOwned + std::fmt::Debug>(json: &str) -> String {
    serde_json::from_str::<T>(json).unwrap_err().to_string()
}

#[test]
fn what_does_not_fit_is_named() {
    let dot = refused::<types::geo::Dot>;
    assert_eq!(
        dot(r#"{"@type":"geo.dot","x":1,"z":2}"#),
        "geo.dot: there is no field `z`; geo.dot has `x`, `y`"
    );
    assert_eq!(dot(r#"{"@type":"geo.dot","x":1}"#), "geo.dot: the field `y` of geo.dot is missing");
    assert_eq!(dot(r#"{"@type":"geo.dot","x":1,"x":1,"y":2}"#), "geo.dot: the field `x` is there twice");
    assert_eq!(
        dot(r#"{"@type":"geo.dot","@type":"geo.dot","x":1,"y":2}"#),
        "geo.dot: the field `@type` is there twice"
    );
    assert_eq!(dot(r#"{"@type":"ping.gone"}"#), "geo.dot: `ping.gone` does not fit here");
    assert_eq!(dot(r#"{"@type":"pong"}"#), "geo.dot: the schema has nothing named `pong`");
    assert_eq!(
        dot(r#"{"x":1,"y":2}"#),
        "geo.dot: an object is not an object whose `@type` is the name of a constructor"
    );
    assert_eq!(
        dot(r#"{"@type":"geo.dot","x":2147483648,"y":2}"#),
        "geo.dot.x: the number 2147483648 is not a whole number that fits"
    );
    assert_eq!(
        refused::<enums::Shape>(r#"{"@type":"shape.many","of":[{"@type":"shape.none"},null],"also":[]}"#),
        "Shape.of[1]: nothing is not an object whose `@type` is the name of a constructor"
    );
    assert_eq!(
        refused::<types::masks::Visible>(r#"{"@type":"masks.visible","mode":1,"a":1,"b":"2"}"#),
        "masks.visible.b: it is there, but bit 2 of `mode` is not set; set it, or leave out either"
    );
    assert_eq!(
        refused::<types::masks::Visible>(r#"{"@type":"masks.visible","mode":1}"#),
        "masks.visible: the field `a` of masks.visible is missing"
    );
    assert_eq!(
        refused::<types::repeat::Named>(r#"{"@type":"repeat.named","n":2,"a":[1],"b":[]}"#),
        "repeat.named.a: 1 items where the schema has 2"
    );
    // Two fields share a bit: the reader of bytes is asked last.
    assert!(
        refused::<types::masks::Computed>(r#"{"@type":"masks.computed","b":true,"id":"1"}"#).contains("`h`")
    );
    assert!(refused::<functions::Ping>("7").contains("ping: the number 7 is not an object"));
}

#[test]
fn nesting_is_bounded() {
    let (open, close) = (r#"{"@type":"chain","next":"#, "}");
    let deep =
        |levels: usize| format!("{}{{\"@type\":\"chain\"}}{}", open.repeat(levels), close.repeat(levels));
    let chain = |levels| {
        let json = deep(levels);
        let mut from = serde_json::Deserializer::from_str(&json);
        let read: Result<types::Chain, _> = serde::Deserialize::deserialize(&mut from);
        read
    };
    assert!(chain(100).is_ok());
    assert!(chain(1000).unwrap_err().to_string().contains("recursion limit"));
    // A value may be deeper than anything that is read.
    let mut value = types::Chain { next: None };
    for _ in 0..1000 {
        value = types::Chain { next: Some(Box::new(value)) };
    }
    let error = serde_json::to_string(&value).unwrap_err().to_string();
    assert!(error.contains("nested deeper than 256 levels"), "{error}");
}
