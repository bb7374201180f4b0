//! Annotations: what is kept, and every mistake with its place.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use tl_parser::{
    Schema, SourceMap,
    schema::{self, AnnotationValue, Options},
};

fn load(text: &str) -> (Option<Schema>, Vec<String>) {
    let mut map = SourceMap::new();
    map.add("test.tl", text).unwrap();
    let (schema, diagnostics) = schema::load(&map, &Options::default());
    let place = |one: &tl_parser::Diagnostic| format!("{} {}", map.position(one.span).unwrap(), one.code);
    (schema, diagnostics.iter().map(place).collect())
}

#[test]
fn every_mistake_is_refused_at_its_place() {
    let f = "---functions---\n";
    let rows: Vec<(&str, String, &[&str])> = vec![
        ("unknown word", format!("{f}//#[auht=none]\nf x:int = Bool;"), &["2:5 E0202"]),
        ("unknown word of the file", "//#![auht=required]\na = A;".into(), &["1:6 E0202"]),
        ("no word `doc`", "//#[doc=\"x\"]\na = A;".into(), &["1:5 E0202"]),
        ("bad value", format!("{f}//#[auth=nobody]\nf = Bool;"), &["2:10 E0203"]),
        ("missing value", format!("{f}//#[auth]\nf = Bool;"), &["2:5 E0203"]),
        ("list for a word", format!("{f}//#[auth(none)]\nf = Bool;"), &["2:10 E0203"]),
        ("value for a flag", format!("{f}//#[binds=yes]\nf = Bool;"), &["2:11 E0203"]),
        ("no layer", "//#[since=first]\na = A;".into(), &["1:11 E0203"]),
        ("layer too large", "//#[since=99999999999]\na = A;".into(), &["1:11 E0203"]),
        ("no identifier", "//#[rename=\"two words\"]\na = A;".into(), &["1:12 E0203"]),
        ("no error type", format!("{f}//#[errors(Nope)]\nf = Bool;"), &["2:12 E0203"]),
        ("no error code", format!("{f}//#[errors(A:b)]\nf = Bool;"), &["2:12 E0203"]),
        ("no such principal", format!("{f}//#[principal=admin]\nf = Bool;"), &["2:15 E0203"]),
        ("permissive default", "//#![auth=none]\na = A;".into(), &["1:11 E0203"]),
        ("blank line behind", "//#[since=1]\n\na = A;".into(), &["1:1 E0204"]),
        ("blank line further down", "//#[since=1]\n// text\n\na = A;".into(), &["1:1 E0204"]),
        ("section behind", "//#[since=1]\n---functions---\nf = Bool;".into(), &["1:1 E0204"]),
        ("layer mark behind", "//#[since=1]\n===8===\na = A;".into(), &["1:1 E0204"]),
        ("end of file behind", "a = A;\n//#[since=1]\n".into(), &["2:1 E0204"]),
        ("end without a line end", "a = A;\n//#[since=1]".into(), &["2:1 E0204"]),
        ("behind a declaration", "a = A; //#[since=1]\nb = B;".into(), &["1:8 E0204"]),
        ("inside a declaration", "a\n//#[since=1]\nx:int = A;".into(), &["2:1 E0204"]),
        ("before the semicolon", "a x:int = A\n//#[since=1]\n;".into(), &["2:1 E0204"]),
        ("behind a field", "a x:int //#[secret(x)]\n = A;".into(), &["1:9 E0204"]),
        ("word twice", "//#[since=1, since=2]\na = A;".into(), &["1:14 E0205"]),
        ("word twice in two lines", "//#[since=1]\n//#[since=1]\na = A;".into(), &["2:5 E0205"]),
        ("field twice", "//#[secret(x, x)]\na x:int = A;".into(), &["1:15 E0205"]),
        ("error twice", format!("{f}//#[errors(A, A:400)]\nf = Bool;"), &["2:15 E0205"]),
        ("file line twice", "//#![auth=required]\n//#![auth=required]\na = A;".into(), &["2:1 E0205"]),
        ("on a constructor", "//#[auth=none]\na = A;".into(), &["1:5 E0206"]),
        ("on a built-in", "//#[auth=none]\nint ? = Int;".into(), &["1:5 E0206"]),
        ("not for a file", "//#![secret(x)]\na x:int = A;".into(), &["1:6 E0206"]),
        ("file line too late", "a = A;\n//#![auth=required]\nb = B;".into(), &["2:1 E0206"]),
        ("file line at the end", "a = A;\n//#![auth=required]\n".into(), &["2:1 E0206"]),
        ("inherit without a call", format!("{f}//#[auth=inherit]\nf x:int = Bool;"), &["2:5 E0206"]),
        (
            "inherit with two calls",
            format!("{f}//#[auth=inherit]\nf {{X:Type}} a:!X b:!X = X;"),
            &["2:5 E0206"],
        ),
        (
            "inherit with a group of calls",
            format!("{f}//#[auth=inherit]\nf {{X:Type}} (a b:!X) = X;"),
            &["2:5 E0206"],
        ),
        ("binds on another answer", format!("{f}//#[auth=none, binds]\nf = Bool;"), &["2:16 E0206"]),
        ("no such field", "//#[secret(y)]\na x:int = A;".into(), &["1:12 E0207"]),
        ("template parameter is no field", "//#[secret(X)]\na {X:Type} x:X = A X;".into(), &["1:12 E0207"]),
        ("since above until", "//#[since=9, until=5]\na = A;".into(), &["1:14 E0208"]),
        ("since above until in two lines", "//#[until=5]\n//#[since=9]\na = A;".into(), &["1:5 E0208"]),
        ("nothing in it", "//#[]\na = A;".into(), &["1:5 E0201"]),
        ("not closed", "//#[since=1\na = A;".into(), &["1:12 E0201"]),
        ("text behind", "//#[since=1] x\na = A;".into(), &["1:14 E0201"]),
        ("no comma", "//#[since=1 until=2]\na = A;".into(), &["1:12 E0201"]),
        ("space before the value", "//#[since= 1]\na = A;".into(), &["1:11 E0201"]),
        ("empty list", "//#[secret()]\na = A;".into(), &["1:12 E0201"]),
        ("quote not closed", "//#[deprecated=\"x]\na = A;".into(), &["1:19 E0201"]),
        ("not ASCII", "//#[deprecated=\"ж\"]\na = A;".into(), &["1:17 E0201"]),
        ("uppercase key", "//#[Since=1]\na = A;".into(), &["1:5 E0201"]),
        ("malformed file line", "//#![auth required]\na = A;".into(), &["1:10 E0201"]),
        ("space before the mark", "// #[since=1]\na = A;".into(), &["1:1 E0201"]),
        ("space in the mark", "//# [since=1]\na = A;".into(), &["1:1 E0201"]),
        ("three slashes", "///#[since=1]\na = A;".into(), &["1:1 E0201"]),
        ("block comment", "/*#[since=1]*/\na = A;".into(), &["1:1 E0201"]),
        (
            "several at once",
            format!("//#[nope]\na = A;\n{f}//#[auth=nope, secret(y)]\nf x:int = Bool;\n//#[since=1]\n"),
            &["1:5 E0202", "4:10 E0203", "4:23 E0207", "6:1 E0204"],
        ),
        ("unselected layer too", "===8===\n//#[nope]\na = A;\n===9===\na = A;".into(), &["2:5 E0202"]),
    ];
    let mut wrong = Vec::new();
    for (row, text, expected) in rows {
        let (schema, found) = load(&text);
        if found != expected || schema.is_some() {
            wrong.push(format!("{row}: {text:?}\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_right_is_kept() {
    let text = "\
// heading
//#![auth=required]
//#[since=5, until=9]
//@description Documented
//#[secret(key, list)]
a key:bytes n:# list:n*[ inner:int ] open:int = A;

auth.authorization = auth.Authorization;
---functions---
//#[auth=none, binds, errors(CODE_INVALID:400, FLOOD, X_1:-503), x_own(\"a b\", c)]
f = auth.Authorization;
//#[auth=inherit, deprecated=\"use f\", rename=Wrapper, principal=both]
g {X:Type} q:!X = X;
//#[deprecated]
h = A;
// # [ t ] is TL, not an annotation
i = A;
";
    let (schema, found) = load(text);
    assert_eq!(found, [""; 0]);
    let schema = schema.unwrap();
    let by_name = |name: &str| schema.combinators().find(|(_, one)| one.name == name).unwrap().1.clone();
    let said = |name: &str| -> Vec<String> {
        let word = |one: &schema::Annotation| match &one.value {
            AnnotationValue::Flag => one.key.clone(),
            AnnotationValue::Word(word) => format!("{}={word}", one.key),
            AnnotationValue::List(words) => format!("{}({})", one.key, words.join("|")),
        };
        by_name(name).annotations.iter().map(word).collect()
    };
    assert_eq!(said("a"), ["since=5", "until=9", "secret(key|list)"], "defaults are for functions");
    assert_eq!(said("f"), ["auth=none", "binds", "errors(CODE_INVALID:400|FLOOD|X_1:-503)", "x_own(a b|c)"]);
    assert_eq!(said("g"), ["auth=inherit", "deprecated=use f", "rename=Wrapper", "principal=both"]);
    assert_eq!(said("h"), ["deprecated", "auth=required"], "the default of the file");
    assert_eq!(said("i"), ["auth=required"]);
    let a = by_name("a");
    let secret: Vec<bool> = a.fields.iter().map(|field| field.secret).collect();
    assert_eq!(secret, [true, false, true, false]);
    assert_eq!(a.docs, "Documented");
}

#[test]
fn defaults_hold_for_their_own_file() {
    let mut map = SourceMap::new();
    map.add("one.tl", "//#![auth=required]\n---functions---\nf = Bool;").unwrap();
    map.add("two.tl", "---functions---\ng = Bool;").unwrap();
    let (schema, diagnostics) = schema::load(&map, &Options::default());
    assert!(diagnostics.is_empty());
    let schema = schema.unwrap();
    let counts: Vec<usize> = schema.functions().map(|(_, one)| one.annotations.len()).collect();
    assert_eq!(counts, [1, 0]);
}

#[test]
fn a_line_of_one_file_does_not_count_for_the_next() {
    let mut map = SourceMap::new();
    map.add("one.tl", "a = A;").unwrap();
    map.add("two.tl", "//#![auth=required]\nb = B;").unwrap();
    assert!(schema::load(&map, &Options::default()).1.is_empty());
}
