//! What is printed reads back as the same tree, prints as itself, and looks as it should.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr
)]

use std::path::Path;

use tl_parser::ast::{File, ItemKind};
use tl_parser::{SourceMap, parse, print, print_combinator};

/// The map lives on, so that tests can hold the tree that borrows from it.
fn read(text: &str) -> File<'static> {
    let mut map = SourceMap::new();
    let id = map.add("a.tl", text).unwrap();
    let (file, diagnostics) = parse(Box::leak(Box::new(map)), id);
    let errors: Vec<_> =
        diagnostics.iter().filter(|finding| finding.code.as_str().starts_with('E')).collect();
    assert!(errors.is_empty(), "{text:?}: {errors:#?}");
    file
}

fn assert_round_trip(text: &str) {
    let first = read(text);
    let printed = print(&first);
    let second = read(&printed);
    assert_eq!(print(&second), printed, "printing again changes the text");
    // Item by item: a failing comparison of whole files would print megabytes.
    assert_eq!(first.items.len(), second.items.len());
    let (first, second) = (first.without_layout(), second.without_layout());
    for (first, second) in first.items.iter().zip(&second.items) {
        assert_eq!(first, second);
    }
    assert_eq!(first.comments, second.comments);
}

#[test]
fn one_style() {
    let cases: &[(&str, &str)] = &[
        ("", ""),
        ("\n\n", ""),
        ("// a", "// a\n"),
        ("a = A;b\n =B;", "a = A;\nb = B;\n"),
        ("a = A;\n\n\n\nb = B;", "a = A;\n\nb = B;\n"),
        (
            "@read  a#1cB  x : int  _:%( Vector  int )=>A<X , 3>;",
            "@read a#1cB x:int _:%(Vector int) => A<X,3>;\n",
        ),
        ("p {X  Y : Type}{n:#}( u v : X ) = P X  Y;", "p {X Y:Type} {n:#} (u v:X) = P X Y;\n"),
        ("v {t:Type} #[t] a:( n+1 ) *[int] = V t;", "v {t:Type} # [ t ] a:(n+1)*[ int ] = V t;\n"),
        ("a f:# x:f . 3 ? int y:f?! X = A;", "a f:# x:f.3?int y:f?!X = A;\n"),
        ("int#1 ?=Int;Final  A ;Vector  int ;", "int#1 ? = Int;\nFinal A;\nVector int;\n"),
        ("--- functions ---\n===07===", "---functions---\n===7===\n"),
        ("a x:((B)) y:(f<a> b) z:((f a) b) = !%A 1+n;", "a x:((B)) y:(f a b) z:(f a b) = !%A 1+n;\n"),
        // Comments.
        ("a = A; // end", "a = A; // end\n"),
        ("// one\n\n\n// two\na = A;\n// three", "// one\n\n// two\na = A;\n\n// three\n"),
        ("/* c */ a = A; /* d */ b = B;", "/* c */ a = A;\n/* d */ b = B;\n"),
        ("a = A; /* d */ // e\nb = B;", "a = A; /* d */ // e\nb = B;\n"),
        ("a x:int // c\n = A;", "a\n    x:int // c\n    = A;\n"),
        ("a x: /* c */ int = /* d */ A;", "a\n    /* c */\n    x:int\n    /* d */\n    = A;\n"),
        (
            "a n:# x:n*[ // c\nk:int // d\n// e\n] // f\n y:int = A;",
            "a\n    n:#\n    x:n*[\n        // c\n        k:int // d\n        // e\n    ] // f\n    y:int\n    = A;\n",
        ),
        ("int // c\n ? = Int;", "int\n    // c\n    ? = Int;\n"),
        ("Final /* c */ A;", "/* c */ Final A;\n"),
        ("a = A; ; // lost?\nb = B;", "a = A; // lost?\nb = B;\n"),
        ("a = A;\r\n// c\r\nb = B;\r\n", "a = A;\n// c\nb = B;\n"),
    ];
    for (text, expected) in cases {
        assert_eq!(print(&read(text)), *expected, "{text:?}");
        assert_round_trip(text);
    }
}

#[test]
fn every_construct_comes_back() {
    assert_round_trip(
        "\
// a file
//#![auth=required]

---types---
int#a8509bda ? = Int; // built in
string /* here */ ? = String;

vector#1cb5c415 {t:Type} # [ t ] = Vector t;
int128 4*[ int ] = Int128;
pair {X Y:Type} {n:!#} (u v:X) w:Y = Pair X Y n;
===46===
//@description D @x X
//-more
ns.a.b#12 flags:# flags2:# x:flags.31?true y:flags2?Vector<vector<%ns.C>> _:%%(tuple (int) 3+n) = ns.A;
@any @read m // why
    {X:Type}
    // mask
    mode:# /* bits */ // and more
    q:mode.0?!X
    a:n*[ m*[ double // deep
    ] k:int ]
    // at the end
    => Maybe (ns.A mode);
Final Bool; New T; Empty /* nothing */ False;
Vector int; pair<int,vector long>; m !X;
--- functions ---
f {X:Type} q:!X = X; g {X:Type} q:X = !X; h = %T; /* i */ j = T; // k

// LAYER 225
",
    );
}

#[test]
fn real_schemas_come_back() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/schemas");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: no folder of real schemas beside the repository");
        return;
    };
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "tl")) {
        let text = std::fs::read_to_string(path).unwrap();
        let mut map = SourceMap::new();
        let id = map.add("a.tl", text.clone()).unwrap();
        let (file, diagnostics) = parse(&map, id);
        assert!(diagnostics.is_empty(), "{}: {:#?}", path.display(), diagnostics.iter().next());
        // Nothing is lost: outside comments, every `;` ends an item of its own.
        let sections =
            file.items.iter().filter(|item| matches!(item.kind, ItemKind::Section(_) | ItemKind::Layer(_)));
        let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
        let ends: usize = code.map(|line| line.matches(';').count()).sum();
        assert_eq!(file.items.len() - sections.count(), ends, "{}", path.display());
        assert_round_trip(&text);
    }
}

#[test]
fn a_combinator_on_one_line() {
    let file = read("@read n.a // c\n {X:Type} f:# x:f.0?(vector X) /* d */ y:4*[ int /* e */ ] => A X;");
    let ItemKind::Combinator(combinator) = &file.items[0].kind else { panic!() };
    assert_eq!(
        print_combinator(combinator, 0xabc),
        "@read n.a#00000abc {X:Type} f:# x:f.0?(vector X) y:4*[ int ] => A X"
    );
}
