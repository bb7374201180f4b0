//! The interpreter by itself: forms, mistakes, limits, text and JSON. That it agrees with generated code is tested with
//! whole schemas.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use tl_parser::SourceMap;
use tl_parser::schema::{self, Options};

use super::*;

const SCHEMA: &str = "
vector {t:Type} # [ t ] = Vector t;
boolFalse = Bool;
boolTrue = Bool;
true = True;
geo.point#00000001 flags:# lat:double name:flags.0?string open:flags.1?true = geo.Place;
geo.nowhere#00000002 = geo.Place;
pair#00000003 {X:Type} {n:#} a:X b:n*[ k:int v:flag ] = Pair X n;
flag#00000004 yes:Bool = Flag;
holder#00000005 n:# # p:(pair string n) q:%Pair<Vector<int>,2> data:bytes key:int128 = Holder;
list#00000006 next:vector<list> = List;
nothing#00000007 many:vector<true> = Nothing;
any#00000008 value:Object = Any;
//#[secret(name)]
safe#00000009 name:string = Safe;
numbers#0000000a a:double b:float c:long = Numbers;
---functions---
get#00000011 n:# = Pair int n;
wrap#00000012 {X:Type} layer:int query:!X = X;
two.wrap#00000013 {X:Type} query:!X = Vector X;
";

const NO: u32 = 0xbc79_9737;
const YES: u32 = 0x9972_75b5;

fn with<T>(text: &str, test: impl FnOnce(Dynamic<'_>) -> T) -> T {
    let mut map = SourceMap::new();
    map.add("test.tl", text).unwrap();
    let (schema, diagnostics) = schema::load(&map, &Options::default().allow_id("*"));
    let schema = schema.unwrap_or_else(|| panic!("{:?}", diagnostics.iter().collect::<Vec<_>>()));
    test(Dynamic::new(&schema))
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().copied().flat_map(u32::to_le_bytes).collect()
}

#[test]
fn every_value_that_is_drawn_comes_back_as_bytes_and_as_json() {
    with(SCHEMA, |dynamic| {
        let targets: Vec<Target> = dynamic
            .schema()
            .combinators()
            .filter(|(_, found)| found.is_function() || stands_alone(found))
            .map(|(id, _)| Target::Combinator(id))
            .chain([Target::Object, Target::Function])
            .collect();
        for (place, target) in targets.iter().enumerate() {
            for seed in 0..200 {
                let value = dynamic.draw(*target, &mut Random::new(seed << 8 | place as u64)).unwrap();
                let bytes = dynamic.write(*target, &value).unwrap();
                assert_eq!(dynamic.read(*target, &bytes).unwrap(), value);
                #[cfg(feature = "json")]
                for json in [dynamic.to_json(&value), dynamic.to_json_pretty(&value)] {
                    assert_eq!(dynamic.from_json(*target, &json).unwrap(), value, "{json}");
                }
                for length in 0..bytes.len() {
                    assert!(dynamic.read(*target, &bytes[..length]).is_err(), "{length} of {value}");
                }
            }
        }
    });
}

#[test]
fn the_bytes_are_those_of_the_language() {
    with(SCHEMA, |dynamic| {
        let holder = dynamic.find("Holder").unwrap();
        let mut bytes = words(&[5, 1, 7]);
        // p: a string, and one item of an int and a bare flag; q: a boxed vector of one int, and two items.
        bytes.extend(b"\x01a\0\0");
        bytes.extend(words(&[9, YES]));
        bytes.extend(words(&[0x1cb5_c415, 1, 8, 1, NO, 2, YES]));
        bytes.extend(b"\x03\xff\xfe\xfd");
        bytes.extend([0xab; 16]);
        let value = dynamic.read(holder, &bytes).unwrap();
        assert_eq!(
            value.to_string(),
            "holder { n: 1, 1: 7, p: pair { a: \"a\", b: [{k: 9, v: flag { yes: true }}] }, q: pair { a: [8], \
             b: [{k: 1, v: flag { yes: false }}, {k: 2, v: flag { yes: true }}] }, data: 0xfffefd, \
             key: 0xabababababababababababababababab }"
        );
        assert_eq!(dynamic.write(holder, &value).unwrap(), bytes);
    });
}

#[test]
fn bytes_that_do_not_fit_are_told_by_their_place() {
    with(SCHEMA, |dynamic| {
        let place = dynamic.find("geo.Place").unwrap();
        let cases: &[(Target, Vec<u8>, &str)] = &[
            (
                place,
                words(&[6]),
                "the id 0x00000006 does not fit at byte 0, where geo.Place was expected; in this schema it \
              is list#00000006 next:vector<list> = List; known here: geo.point#00000001, geo.nowhere#00000002",
            ),
            (place, words(&[2, 0]), "4 bytes follow the value at byte 4"),
            (
                place,
                words(&[1, 0, 0]),
                "8 bytes are needed and 4 are left at byte 8 (lat), where double was expected",
            ),
            (
                place,
                words(&[1, 1, 0, 0, 0x0100_0001]),
                "the padding is 0x01, which has to be 0 at byte 19 (name), where \
              string was expected",
            ),
            (
                place,
                words(&[1, 1, 0, 0, 0x0000_ff01]),
                "a string is not UTF-8 at byte 17 (name), where string was expected",
            ),
            (
                place,
                words(&[1, 1, 0, 0, 0x0000_04fe, 0]),
                "the length 4 is written in a longer form than it needs at byte \
              16 (name), where string was expected",
            ),
            (
                dynamic.find("List").unwrap(),
                words(&[6, 2, 0, 3, 0]),
                "4 bytes are needed and 0 are left at byte 20 \
              (next[1].next[1].next), where vector<list> was expected",
            ),
        ];
        for (target, bytes, expected) in cases {
            let error = dynamic.read(*target, bytes).unwrap_err().to_string();
            let expected = expected.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(error, expected);
        }
        assert!(dynamic.find("geo.Plcae").unwrap_err().to_string().ends_with("did you mean `geo.Place`?"));
        assert!(dynamic.find_function("geo.point").is_err());
    });
}

#[test]
fn limits_hold_and_are_told_apart() {
    with(SCHEMA, |dynamic| {
        let list = dynamic.find("List").unwrap();
        let deep = |levels: usize| words(&[&[6][..], &vec![1; levels], &[0]].concat());
        assert!(dynamic.read(list, &deep(50)).is_ok());
        let error = dynamic.read(list, &deep(1_000_000)).unwrap_err();
        assert!(error.is_limit() && error.kind() == &ErrorKind::Depth, "{error}");
        let nothing = dynamic.find("Nothing").unwrap();
        assert!(dynamic.read(nothing, &words(&[7, 60_000])).is_ok());
        let error = dynamic.read(nothing, &words(&[7, u32::MAX])).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::EmptyItems);
        assert!(!dynamic.read(list, &words(&[6, u32::MAX])).unwrap_err().is_limit());
        let tight = Dynamic::new(dynamic.schema()).limits(Limits::new().memory_base(0).memory_per_byte(1));
        assert_eq!(tight.read(list, &deep(9)).unwrap_err().kind(), &ErrorKind::Memory);
    });
}

#[test]
fn values_that_contradict_themselves_are_not_written() {
    with(SCHEMA, |dynamic| {
        let place = dynamic.find("geo.Place").unwrap();
        let read = |bytes: &[u32]| dynamic.read(place, &words(bytes)).unwrap();
        let Value::Object(point) = read(&[1, 1, 0, 0, 0x0000_6101]) else { panic!("a point") };
        let changed = |change: &dyn Fn(&mut Object<'_>)| {
            let mut point = point.clone();
            change(&mut point);
            dynamic.write(place, &Value::Object(point)).unwrap_err().to_string()
        };
        let error = changed(&|point| point.fields.truncate(2));
        assert!(error.starts_with("the field is missing; add it") && error.contains("(name)"), "{error}");
        let error = changed(&|point| point.fields[0].value = Value::Nat(0));
        assert!(error.starts_with("the field must not be there") && error.contains("(name)"), "{error}");
        let error = changed(&|point| point.fields[1].value = Value::Long(0));
        assert_eq!(error, "a long does not fit (lat), where double was expected");
        let error = changed(&|point| point.name = "geo.nowhere".into());
        assert_eq!(error, "`geo.nowhere#00000001` does not fit, where geo.Place was expected");
        let holder = dynamic.find("Pair").unwrap();
        assert_eq!(dynamic.read(holder, &words(&[3])).unwrap_err().kind(), &ErrorKind::Open);
    });
}

#[test]
fn an_answer_depends_on_the_call() {
    with(SCHEMA, |dynamic| {
        // wrap(layer 1, get(n = 1)) answers what get answers.
        let call = dynamic.read(Target::Function, &words(&[0x12, 1, 0x11, 1])).unwrap();
        let Value::Object(call) = call else { panic!("a call") };
        let answer = words(&[3, 5, 6, YES]);
        let value = dynamic.read_answer(&call, &answer).unwrap();
        assert_eq!(value.to_string(), "pair { a: 5, b: [{k: 6, v: flag { yes: true }}] }");
        assert_eq!(dynamic.write_answer(&call, &value).unwrap(), answer);
        assert!(dynamic.read_answer(&call, &words(&[3, 5])).is_err());
        let two = dynamic.read(Target::Function, &words(&[0x13, 0x11, 0])).unwrap();
        let Value::Object(two) = two else { panic!("a call") };
        let value = dynamic.read_answer(&two, &words(&[0x1cb5_c415, 1, 3, 7])).unwrap();
        assert_eq!(value.to_string(), "[pair { a: 7, b: [] }]");
    });
}

#[test]
fn secrets_are_not_printed() {
    with(SCHEMA, |dynamic| {
        let safe = dynamic.find("safe").unwrap();
        let value = dynamic.read(safe, b"\x09\0\0\0\x03abc").unwrap();
        assert_eq!(value.to_string(), "safe { name: [REDACTED] }");
        assert_eq!(format!("{value:#?}"), "safe {\n    name: [REDACTED],\n}");
    });
}

#[cfg(feature = "json")]
#[test]
fn json_that_does_not_fit_is_told_by_its_place() {
    with(SCHEMA, |dynamic| {
        let place = dynamic.find("geo.Place").unwrap();
        for (json, part) in [
            ("{", "EOF"),
            ("7", "7 is not an object with `@type`, where geo.Place was expected"),
            (r#"{"@type":"flag","yes":true}"#, "`flag` does not fit"),
            (r#"{"@type":"geo.point","lat":"x"}"#, "\"x\" is not a number (lat), where double was expected"),
            (r#"{"@type":"geo.point","lon":1}"#, "must not be there; remove it"),
            (r#"{"@type":"geo.point","@id":"7"}"#, "\"7\" is not `@id`"),
            (r#"{"@type":"geo.point","flags":-1,"lat":1}"#, "-1 is not a whole number that fits (flags)"),
        ] {
            let error = dynamic.from_json(place, json).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
        let numbers = dynamic.find("Numbers").unwrap();
        let json = r#"{"@type":"numbers","a":"0x7ff8000000000001","b":-0.0,"c":"-9223372036854775808"}"#;
        let value = dynamic.from_json(numbers, json).unwrap();
        assert_eq!(dynamic.to_json(&value), json);
    });
}
