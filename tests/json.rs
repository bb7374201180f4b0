//! Schemas in JSON, through the command and the library: the same output as from the TL text, and reports that say
//! where the JSON is wrong.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use support::{Scratch, tl_codegen, tl_codegen_with};

const JSON: &str = r##"{
  "constructors": [
    { "id": "-1132882121", "predicate": "boolFalse", "params": [], "type": "Bool" },
    { "id": "-1720552011", "predicate": "boolTrue", "params": [], "type": "Bool" },
    { "id": "481674261", "predicate": "vector", "params": [], "type": "Vector t" },
    { "id": "1", "predicate": "user", "type": "User", "params": [
      { "name": "flags", "type": "#" }, { "name": "id", "type": "long" }, { "name": "names", "type": "flags.0?Vector<string>" }
    ] }
  ],
  "methods": [
    { "id": "2", "method": "users.get", "params": [ { "name": "active", "type": "Bool" } ], "type": "Vector<User>" },
    { "id": "3", "method": "later", "params": [ { "name": "query", "type": "!X" } ], "type": "X" }
  ],
  "layer": 7
}"##;

const TL: &str = "\
boolFalse#bc799737 = Bool;
boolTrue#997275b5 = Bool;
vector#1cb5c415 {t:Type} # [ t ] = Vector t;
user#00000001 flags:# id:long names:flags.0?Vector<string> = User;
---functions---
users.get#00000002 active:Bool = Vector<User>;
later#00000003 {X:Type} query:!X = X;

// LAYER 7
";

#[test]
fn json_gives_the_same_rust_as_tl_on_every_way() {
    let folder = Scratch::new("json-same");
    let allowed = ["--allow-id", "*"];
    let generate = |path: &str, stdin: &str| {
        let run = tl_codegen_with(&[&["generate", path], &allowed[..]].concat(), stdin);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        run.stdout
    };
    let expected = generate(&folder.write("api.tl", TL), "");
    assert!(expected.contains("pub struct User") && expected.contains("pub const LAYER"), "{expected}");
    let json = folder.write("schema/api.json", JSON);
    assert_eq!(generate(&json, ""), expected);
    assert_eq!(generate(&folder.write("API.JSON", JSON), ""), expected);
    assert_eq!(generate("-", JSON), expected);
    assert_eq!(generate("-", &format!("\u{feff}\n  {JSON}")), expected);

    // The output is named like the file, by the command and by the library.
    let run = tl_codegen(&[&["generate", &json, "--out-dir", &folder.at("out")], &allowed[..]].concat());
    assert_eq!((run.code, folder.read("out/api.rs")), (0, expected.clone()));
    tl_codegen::configure().allow_id("*").out_dir(folder.at("library")).compile(&[&json]).unwrap();
    assert_eq!(
        (folder.names().contains(&"library".to_owned()), folder.read("library/api.rs")),
        (true, expected)
    );
}

#[test]
fn every_mistake_in_json_is_reported_at_its_place() {
    let folder = Scratch::new("json-mistakes");
    let broken = folder.write("broken.json", "{\n  \"constructors\": [,]\n}");
    let wrong = folder.write(
        "wrong.json",
        r#"{"constructors": [{"id": "x", "predicate": "a", "params": [{"name": "b", "type": "int;"}], "kind": 1}]}"#,
    );
    let run = tl_codegen(&["generate", &broken, &wrong]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    for part in [
        "broken.json:2:20: this is no JSON: expected value\n  help: ",
        "wrong.json: constructors[0]: `kind` of `a` is no key of a schema\n  help: the keys are id, predicate, ",
        "wrong.json: constructors[0].id: `x` is no id\n  help: ",
        "wrong.json: constructors[0]: `type` of `a` is missing\n  help: ",
    ] {
        assert!(run.stderr.contains(part), "{part} in\n{}", run.stderr);
    }
    let error = tl_codegen::configure().out_dir(folder.at("out")).compile(&[&wrong]).unwrap_err();
    assert_eq!(error.kind(), tl_codegen::ErrorKind::Schema);
    assert!(format!("{error:?}").contains("constructors[0].id"), "{error:?}");
    assert_eq!(folder.names(), ["broken.json", "wrong.json"]);
}

#[test]
fn a_mistake_in_the_schema_shows_the_declaration() {
    let folder = Scratch::new("json-schema");
    let schema = folder.write("api.json", &JSON.replace("\"Vector<User>\"", "\"Vector<Usr>\""));
    let run = tl_codegen(&["check", &schema]);
    assert_eq!(run.code, 1);
    for part in
        ["error[E0101]", "api.json (as TL):6:", "users.get#00000002 active:Bool = Vector<Usr>;", "`User`"]
    {
        assert!(run.stderr.contains(part), "{part} in\n{}", run.stderr);
    }
}

#[test]
fn json_is_printed_as_tl_and_never_overwritten() {
    let folder = Scratch::new("json-fmt");
    let schema = folder.write("api.json", JSON);
    let run = tl_codegen_with(&["fmt", "-"], JSON);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, TL, ""));
    let run = tl_codegen(&["fmt", &schema]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("tl-codegen fmt - < "), "{}", run.stderr);
    assert_eq!(folder.read("api.json"), JSON);
}

#[test]
fn json_under_another_name_is_named_with_what_to_do() {
    let folder = Scratch::new("json-name");
    let run = tl_codegen(&["check", &folder.write("api.tl", JSON)]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("E0015") && run.stderr.contains("`*.json`"), "{}", run.stderr);
    let run = tl_codegen(&["check", &folder.write("tl.json", TL)]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("tl.json:1:1: this is no JSON"), "{}", run.stderr);
}
