//! JSON schemas: the same schema as the TL text, every mistake by its entry and key, and no panic on any text.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]
#![allow(clippy::print_stderr)]

use std::fmt::Write;
use std::path::Path;

use proptest::prelude::*;
use tl_parser::ast::{Combinator, File, ItemKind, Section};
use tl_parser::json::to_tl;
use tl_parser::schema::{self, Kind, Options};
use tl_parser::{Schema, SourceMap, parse, print};

/// A schema by hand, with what JSON says in its own way: signs, strings and numbers, layers, parameters, the vector.
const SMALL: &str = r##"{
  "constructors": [
    { "id": "-1132882121", "predicate": "boolFalse", "params": [], "type": "Bool" },
    { "id": -1720552011, "predicate": "boolTrue", "params": [], "type": "Bool" },
    { "id": "481674261", "predicate": "vector", "params": [], "type": "Vector t" },
    { "type": "InputPeer", "params": [ { "type": "long", "name": "user_id" } ], "predicate": "inputPeerUser", "id": 7 },
    { "id": "4294967295", "predicate": "geo.dot", "type": "geo.Point", "params": [
      { "name": "flags", "type": "#" },
      { "name": "hidden", "type": "flags.0?true" },
      { "name": "tags", "type": "flags.1?Vector<string>" },
      { "name": "near", "type": "vector<%InputPeer>" }
    ] }
  ],
  "methods": [
    { "id": "-878758099", "method": "invokeAfterMsg", "type": "X", "params": [
      { "name": "msg_id", "type": "long" }, { "name": "query", "type": "!X" }
    ] },
    { "id": "1", "method": "geo.find", "params": [ { "name": "text", "type": "string" } ], "type": "Vector<geo.Point>" }
  ],
  "layer": 225
}"##;

const SMALL_AS_TL: &str = "\
boolFalse#bc799737 = Bool;
boolTrue#997275b5 = Bool;
vector#1cb5c415 {t:Type} # [ t ] = Vector t;
inputPeerUser#00000007 user_id:long = InputPeer;
geo.dot#ffffffff flags:# hidden:flags.0?true tags:flags.1?Vector<string> near:vector<%InputPeer> = geo.Point;
---functions---
invokeAfterMsg#cb9f372d {X:Type} msg_id:long query:!X = X;
geo.find#00000001 text:string = Vector<geo.Point>;

// LAYER 225
";

/// Entries of several layers, some with the names of others, and not in the order of the layers.
const LAYERS: &str = r#"{
  "constructors": [
    { "id": "911986097", "predicate": "message", "params": [ { "name": "id", "type": "long" } ], "type": "Message", "layer": 46 },
    { "id": "528568095", "predicate": "message", "params": [], "type": "Message", "layer": "8" },
    { "id": "12", "predicate": "always", "params": [], "type": "Always" }
  ],
  "methods": [
    { "id": "13", "method": "first", "params": [], "type": "Message", "layer": 8 }
  ]
}"#;

fn load(text: &str) -> Schema {
    let mut map = SourceMap::new();
    map.add("a.tl", text).unwrap();
    let (schema, found) = schema::load(&map, &Options::default());
    schema.unwrap_or_else(|| panic!("{}", tl_parser::render(&map, &found, tl_parser::Style::Plain)))
}

fn quoted(text: &str) -> String {
    assert!(!text.contains(['"', '\\']), "{text}");
    format!("\"{text}\"")
}

/// A TL file as JSON, as Telegram would publish it: built-ins left out, template parameters and comments not said.
fn to_json(text: &str) -> String {
    let mut map = SourceMap::new();
    let id = map.add("a.tl", text).unwrap();
    let (file, found) = parse(&map, id);
    assert!(!found.has_errors());
    let schema = load(text);
    let (mut section, mut layer) = (Section::Types, None);
    let (mut constructors, mut methods) = (Vec::new(), Vec::new());
    for item in &file.items {
        match &item.kind {
            ItemKind::Section(found) => section = *found,
            ItemKind::Layer(found) => layer = Some(*found),
            ItemKind::Combinator(found) if is_builtin(&schema, found.name.text) => {}
            ItemKind::Combinator(found) if section == Section::Types => {
                constructors.push(entry(&map, found, "predicate", layer));
            }
            ItemKind::Combinator(found) => methods.push(entry(&map, found, "method", layer)),
            ItemKind::Builtin(_) => {}
            other => panic!("no JSON for {other:?}"),
        }
    }
    let number = schema.layer.filter(|_| layer.is_none());
    let number = number.map(|layer| format!(",\"layer\":{layer}")).unwrap_or_default();
    format!("{{\"constructors\":[{}],\"methods\":[{}]{number}}}", constructors.join(","), methods.join(","))
}

fn is_builtin(schema: &Schema, name: &str) -> bool {
    schema.combinators().any(|(_, one)| one.name == name && matches!(one.kind, Kind::Builtin(..)))
}

fn entry(map: &SourceMap, found: &Combinator<'_>, key: &str, layer: Option<u32>) -> String {
    let computed = || tl_parser::id::compute(found, tl_parser::id::Rule::Telegram);
    let id = found.id.as_ref().map_or_else(computed, |id| id.value).cast_signed();
    let mut params = String::new();
    if found.name.text != "vector" {
        for field in &found.fields {
            // The type with its condition and its `!` is what stands behind the name.
            let text = map.text(field.span);
            let (name, ty) = text.split_once(':').unwrap();
            let comma = if params.is_empty() { "" } else { "," };
            let _ = write!(params, "{comma}{{\"name\":{},\"type\":{}}}", quoted(name), quoted(ty));
        }
    }
    let layer = layer.map(|layer| format!(",\"layer\":{layer}")).unwrap_or_default();
    format!(
        "{{\"id\":\"{id}\",{}:{},\"params\":[{params}],\"type\":{}{layer}}}",
        quoted(key),
        quoted(found.name.text),
        quoted(map.text(found.result.span)),
    )
}

/// The schema that JSON gives is that of the TL text: the same lines, ids and kinds, in the same order.
fn same(text: &str) {
    let (from_tl, from_json) = (load(text), load(&to_tl(&to_json(text)).unwrap()));
    assert_eq!(from_json.layer, from_tl.layer);
    assert_eq!(from_json.layers, from_tl.layers);
    // Where a file declares a built-in, JSON leaves it to the well-known ones, which come last.
    let parts = |schema: &Schema| {
        let all = schema.combinators().filter(|(_, one)| !matches!(one.kind, Kind::Builtin(..)));
        let described = all.map(|(_, one)| {
            let ty = one.constructs().map(|ty| schema.ty(ty).name.clone());
            (one.line.clone(), one.id, one.is_function(), ty, one.params, one.layer)
        });
        described.collect::<Vec<_>>()
    };
    let (left, right) = (parts(&from_json), parts(&from_tl));
    assert_eq!(left.len(), right.len());
    for (left, right) in left.iter().zip(&right) {
        assert_eq!(left, right);
    }
}

#[test]
fn json_by_hand_gives_the_expected_text() {
    assert_eq!(to_tl(SMALL).unwrap(), SMALL_AS_TL);
    assert_eq!(to_tl(&format!("\u{feff}{SMALL}")).unwrap(), SMALL_AS_TL);
    let schema = load(SMALL_AS_TL);
    assert_eq!((schema.layer, schema.functions().count()), (Some(225), 2));
}

#[test]
fn layers_of_entries_become_marks_in_their_order() {
    let text = to_tl(LAYERS).unwrap();
    let expected = "always#0000000c = Always;\n\
        ===8===\nmessage#1f814f1f = Message;\n---functions---\nfirst#0000000d = Message;\n\
        ===46===\n---types---\nmessage#365bcdb1 id:long = Message;\n";
    assert_eq!(text, expected);
    assert_eq!(load(&text).layers, [8, 46]);
}

#[test]
fn nothing_is_a_schema_too() {
    assert_eq!(to_tl(r#"{"constructors": []}"#).unwrap(), "");
}

#[test]
fn json_and_tl_give_the_same_schema() {
    same(SMALL_AS_TL);
    same(
        "int ? = Int;\nint128 4*[ int ] = Int128;\nvector {t:Type} # [ t ] = Vector t;\n\
         a#00000001 x:int128 y:(vector %B) = A;\nb#f0000000 s:bytes = B;\n---functions---\n\
         call#2 {X:Type} {Y:Type} mode:# a:mode.31?!X b:!Y = X;\n// LAYER 7\n",
    );
    same("===8===\nm#1f814f1f = M;\n===46===\nm#36b091de id:long = M;\n");
}

#[test]
fn json_and_tl_give_the_same_schema_of_the_whole_api() {
    for name in ["telegram-api-225.tl", "telegram-mtproto.tl"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/schemas").join(name);
        if !path.is_file() {
            eprintln!("skipped: {} is not there", path.display());
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        // JSON keeps all constructors together, and has no comments.
        let mut map = SourceMap::new();
        let id = map.add(name, text).unwrap();
        same(&print(&sorted(parse(&map, id).0)));
    }
}

/// The file with its functions behind its constructors, and the comment with its layer alone.
fn sorted(file: File<'_>) -> File<'_> {
    let (mut types, mut functions, mut section) = (Vec::new(), Vec::new(), Section::Types);
    for mut item in file.items {
        item.above.clear();
        item.behind.clear();
        match (&item.kind, section) {
            (ItemKind::Section(found), _) => {
                section = *found;
                if *found == Section::Functions && functions.is_empty() {
                    functions.push(item);
                }
            }
            (_, Section::Types) => types.push(item),
            (_, Section::Functions) => functions.push(item),
        }
    }
    types.append(&mut functions);
    let comments = file.comments.into_iter().filter(|comment| comment.text.contains("LAYER")).collect();
    File { items: types, comments, span: file.span }
}

/// Place and message of each mistake.
fn mistakes(json: &str) -> Vec<String> {
    let error = to_tl(json).unwrap_err();
    for mistake in error.mistakes() {
        assert!(!mistake.help.is_empty(), "{mistake:?}");
        assert!(error.to_string().contains(&mistake.message), "{error}");
    }
    error.mistakes().iter().map(|one| format!("{}: {}", one.place, one.message)).collect()
}

#[test]
fn every_mistake_is_reported_in_one_run() {
    let json = r##"{
      "constructors": [
        { "id": "0x1cb5c415", "predicate": "user", "params": [], "type": "User" },
        { "id": 4294967296, "predicate": "User", "params": [ { "name": "x y", "type": "Vector<int" } ], "type": "A; b = B" },
        { "predicate": "a", "params": {}, "type": 7, "kind": "struct", "layer": "new" },
        { "id": "1", "id": "2", "predicate": "b", "params": [ { "name": "x" }, 5, { "type": "int", "default": 0 } ] },
        "constructor",
        { "id": 1.5, "method": "c", "params": [], "type": "C" }
      ],
      "methods": { "id": "3" },
      "method": []
    }"##;
    assert_eq!(
        mistakes(json),
        [
            "the schema: `method` is no key of a schema",
            "constructors[0].id: `0x1cb5c415` is no id",
            "constructors[1].id: 4294967296 does not fit 32 bits",
            "constructors[1].predicate: `User` is no name of a combinator",
            "constructors[1].params[0].name: `x y` is no name of a parameter",
            "constructors[1].params[0].type: `Vector<int` is no type",
            "constructors[1].type: `A; b = B` is no type",
            "constructors[2]: `kind` of `a` is no key of a schema",
            "constructors[2]: `id` of `a` is missing",
            "constructors[2].type: a string belongs here, not a number",
            "constructors[2].layer: `new` is no number of a layer",
            "constructors[2].params: a list belongs here, not an object",
            "constructors[3]: `id` of `b` is given twice",
            "constructors[3]: `type` of `b` is missing",
            "constructors[3].params[0]: `type` of a parameter of `b` is missing",
            "constructors[3].params[1]: an object belongs here, not a number",
            "constructors[3].params[2]: `default` of a parameter of `b` is no key of a schema",
            "constructors[3].params[2]: `name` of a parameter of `b` is missing",
            "constructors[4]: an object belongs here, not a string",
            "constructors[5]: `method` of the entry is no key of a schema",
            "constructors[5].id: a number is no id",
            "constructors[5]: `predicate` of the entry is missing",
            "methods: a list belongs here, not an object",
        ]
    );
}

#[test]
fn a_string_stands_for_nothing_but_what_its_key_says() {
    let entry = |name: &str, param: &str, ty: &str, result: &str| {
        let text = |text: &str| format!("\"{}\"", text.replace('\n', "\\n"));
        format!(
            r#"{{"constructors":[{{"id":1,"predicate":{},"params":[{{"name":{},"type":{}}}],"type":{}}}]}}"#,
            text(name),
            text(param),
            text(ty),
            text(result)
        )
    };
    assert!(to_tl(&entry("a", "x", "int", "A")).is_ok());
    for name in [
        "",
        "A",
        "a b:int",
        "a = A; b",
        "a#12345678",
        "---functions---\na",
        "// a\nb",
        "@read a",
        "1a",
        "a\u{7f}",
    ] {
        let found = mistakes(&entry(name, "x", "int", "A"));
        assert!(
            found.len() == 1 && found[0].starts_with("constructors[0].predicate: "),
            "{name:?}: {found:?}"
        );
    }
    for param in ["", "x y", "x:int y", "1", "x.y", "{X:Type} x", "x // "] {
        let found = mistakes(&entry("a", param, "int", "A"));
        assert!(
            found.len() == 1 && found[0].starts_with("constructors[0].params[0].name: "),
            "{param:?}: {found:?}"
        );
    }
    for ty in [
        "",
        "int y:int",
        "int = B; b",
        "int // ",
        "int /* x */",
        "int\nx:int",
        "Vector<int",
        "a.b.?int",
        "int int",
        "{X:Type}",
    ] {
        let found = mistakes(&entry("a", "x", ty, "A"));
        assert!(
            found.len() == 1 && found[0].starts_with("constructors[0].params[0].type: "),
            "{ty:?}: {found:?}"
        );
    }
    for result in ["", "A; b = B", "A;", "A // b", "A = B", "A\n", "?"] {
        let found = mistakes(&entry("a", "x", "int", result));
        assert!(found.len() == 1 && found[0].starts_with("constructors[0].type: "), "{result:?}: {found:?}");
    }
}

#[test]
fn text_that_is_no_json_is_refused_at_its_place() {
    for (json, place) in [
        ("", "1:1"),
        ("a = A;", "1:1"),
        ("{\n  \"é\" 1}", "2:7"),
        ("{\n  \"constructors\": [\n    { \"id\": 1, }\n  ]\n}", "3:16"),
        ("{\"constructors\": []} x", "1:22"),
        ("{\"constructors\": [", "1:19"),
    ] {
        let error = to_tl(json).unwrap_err();
        assert_eq!(error.mistakes()[0].place, place, "{json}: {error}");
        assert!(error.to_string().starts_with(&format!("{place}: this is no JSON: ")), "{error}");
        assert!(!error.to_string().contains(" column "), "{error}");
    }
    assert_eq!(mistakes("[]"), ["the schema: an object belongs here, not a list"]);
    assert_eq!(mistakes("null"), ["the schema: an object belongs here, not null"]);
    assert_eq!(mistakes("{}"), ["the schema: it has neither `constructors` nor `methods`"]);
    assert!(mistakes(&"[".repeat(100_000))[0].contains("recursion limit"));
}

/// What stands in JSON schemas, for texts that nobody wrote.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"constructors\"",
    "\"methods\"",
    "\"id\"",
    "\"predicate\"",
    "\"method\"",
    "\"params\"",
    "\"type\"",
    "\"name\"",
    "\"layer\"",
    "\"x\"",
    "\"!X\"",
    "\"Vector t\"",
    "\"vector\"",
    "\"a;\"",
    "null",
    "-1",
    "1e9",
    "99999999999",
    "\"\\ud800\"",
    "é",
    "true",
];

fn value() -> impl Strategy<Value = String> {
    let leaf = proptest::sample::select(vec![
        "null",
        "-7",
        "1.5",
        "true",
        "\"int\"",
        "\"X\"",
        "\"!X\"",
        "\"a\"",
        "\"Vector t\"",
        "\"vector\"",
        "\"flags.1?int\"",
        "\"a b;\"",
        "18446744073709551615",
    ]);
    let key = proptest::sample::select(vec![
        "id",
        "predicate",
        "method",
        "params",
        "type",
        "name",
        "layer",
        "constructors",
        "?",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(4, 40, 6, move |inner| {
        let list =
            proptest::collection::vec(inner.clone(), 0..6).prop_map(|items| format!("[{}]", items.join(",")));
        let object = proptest::collection::vec((key.clone(), inner), 0..6).prop_map(|entries| {
            let entries: Vec<_> = entries.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
            format!("{{{}}}", entries.join(","))
        });
        prop_oneof![list, object]
    })
}

/// What comes out is TL without a mistake in its grammar; an error has a mistake to show.
fn exercise(json: &str) -> Result<(), TestCaseError> {
    match to_tl(json) {
        Ok(text) => {
            let mut map = SourceMap::new();
            let id = map.add("a.tl", text.clone()).unwrap();
            let (file, found) = parse(&map, id);
            prop_assert!(!found.has_errors(), "{}", text);
            prop_assert!(print(&file).lines().count() <= text.lines().count());
        }
        Err(error) => prop_assert!(!error.mistakes().is_empty() && !error.to_string().is_empty()),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in "\\PC*") {
        exercise(&text)?;
    }

    #[test]
    fn any_pieces(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..40)) {
        exercise(&pieces.concat())?;
    }

    #[test]
    fn any_values(entries in proptest::collection::vec(value(), 0..4), methods in value()) {
        exercise(&format!("{{\"constructors\":[{}],\"methods\":{methods}}}", entries.join(",")))?;
    }

    #[test]
    fn any_strings(name in "\\PC{0,12}", param in "[a-z \\n#:]{0,6}", ty in "\\PC{0,12}", result in "[A-Za-z;/= ]{0,8}") {
        let text = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        exercise(&format!(
            r#"{{"methods":[{{"id":1,"method":"{}","params":[{{"name":"{}","type":"{}"}}],"type":"{}"}}]}}"#,
            text(&name), text(&param), text(&ty), text(&result),
        ))?;
    }

    #[test]
    fn damaged_schemas(place: prop::sample::Index, removed in 0..4usize, piece in proptest::sample::select(PIECES)) {
        let mut text: Vec<char> = SMALL.chars().collect();
        let from = place.index(text.len());
        let to = (from + removed).min(text.len());
        text.splice(from..to, piece.chars());
        exercise(&text.into_iter().collect::<String>())?;
    }
}
