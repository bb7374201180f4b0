//! No text makes the loader panic, and none makes it slow.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use tl_parser::{
    Schema, SourceMap,
    schema::{self, Options},
};

fn load(text: String) -> (Option<Schema>, usize) {
    let mut map = SourceMap::new();
    map.add("test.tl", text).unwrap();
    let (schema, diagnostics) = schema::load(&map, &Options::default());
    for one in &diagnostics {
        assert!(map.position(one.span).is_some(), "{one:?}");
        assert!(one.labels.iter().all(|label| map.position(label.span).is_some()), "{one:?}");
    }
    (schema, diagnostics.len())
}

/// Pieces that the language gives a meaning to, names that refer to each other, and some that do not.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(
        "a b A B X n flags int Int vector Vector true Bool object # ! % : ; = => ? . .3? flags.0? n? n* 4* ( ) [ ] { } < > , + 1 \
         {X:Type} {n:#} {X x:=Type} x:int x:a x:A x:X x:!X x:%A x:(vector~int) x:vector x:vector<a> n:# flags:# #1234 ---functions--- \
         ---types--- ===8=== ===9=== Final New Empty @read _ ~//~text~ //#[auth=none] //#[secret(x)] //#[since=5,~until=4] \
         //#![auth=required] //@description~d~@x~y //-more //~LAYER~5 a~x:a=A; b~x:A=B; a~=~A; ~?~=~Int;"
            .split(' ')
            .collect::<Vec<_>>(),
    )
}

/// A schema with every construct, to be broken at random.
const WHOLE: &str = "\
// LAYER 5
//#![auth=required]
int ? = Int;
bytes data:string = Bytes;
int128 4*[ int ] = Int128;
//@class Maybe @description A value @ most
nothing {X:Type} = Maybe X;
//#[since=1, secret(value)]
//@description One @value Which
//-one
just#3f9c8ef8 {X:Type} value:X = Maybe X;
tuple {X:Type} {n:#} [ X ] = Tuple X n;
matrix n:# m:# rows:n*[ m*[ double ] ] (a b:int) last:(n+1)*[ k:# [long] ] = Matrix;
a.b.c flags:# x:flags.0?true y:flags.1?(Maybe (tuple int 3)) z:flags.31?%Matrix flags2:# w:flags2?Vector<vector<%Matrix>> = a.b.C;
_ o:Object v:Tuple<int,2> = Hidden; // behind
Final Hidden;
===8===
old x:int = Old;
===9===
old x:long = Old;
@read get n:# => Tuple int n;
---functions---
//#[auth=inherit]
wrap {X:Type} query:!X = X;
//#[auth=none, binds, errors(A:400)]
auth.enter code:string = auth.Authorization;
---types---
auth.authorization = auth.Authorization;
";

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_in_any_order(pieces in prop::collection::vec((piece(), prop::bool::weighted(0.2)), 0..40)) {
        let mut text = String::new();
        for (piece, line) in pieces {
            text.push_str(&piece.replace('~', " "));
            text.push(if line || piece.starts_with("//") { '\n' } else { ' ' });
        }
        load(text);
    }

    #[test]
    fn declarations_of_wild_fields(fields in prop::collection::vec(piece(), 0..8), result in piece()) {
        let fields: Vec<&str> = fields.into_iter().filter(|one| !one.contains(['/', ';', '='])).collect();
        let fields = fields.join(" ").replace('~', " ");
        load(format!("a {fields} = A;\nb {fields} = {result};\n---functions---\nf {fields} = A;"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_whole_schema_with_a_few_breaks(
        breaks in prop::collection::vec((0..WHOLE.len(), 0..12_usize, prop::option::of(piece())), 1..6),
    ) {
        let mut text = WHOLE.to_owned();
        for (at, len, put) in breaks {
            let end = (at + len).min(text.len());
            text.replace_range(at.min(end)..end, &put.unwrap_or_default().replace('~', " "));
        }
        load(text);
    }
}

#[test]
fn the_whole_schema_is_right_before_it_is_broken() {
    let (schema, findings) = load(WHOLE.to_owned());
    // The nameless constructor, and the id that another text gives.
    assert_eq!((schema.is_some(), findings), (true, 2));
}

/// A text of four times as many parts takes four times as long, not sixteen. A busy machine may need several attempts.
fn grows_with_its_size(what: &str, text: impl Fn(usize) -> String) {
    let time = |n| {
        let text = text(n);
        let start = Instant::now();
        load(text);
        start.elapsed()
    };
    let mut seen = Vec::new();
    let is_linear = (0..6).any(|_| {
        let (small, large) = (time(400), time(1600));
        seen.push((small, large));
        large < small * 8 + Duration::from_millis(20)
    });
    assert!(is_linear, "{what}: {seen:?}");
}

fn repeat(n: usize, part: impl Fn(usize) -> String) -> String {
    (0..n).map(part).collect()
}

#[test]
fn hostile_texts_take_linear_time() {
    grows_with_its_size("a chain of bare types", |n| {
        repeat(n, |i| format!("a{i} x:a{} = A{i};\n", i + 1)) + &format!("a{n} = A{n};")
    });
    grows_with_its_size("a chain backwards", |n| {
        "a0 = A0;\n".to_owned() + &repeat(n, |i| format!("a{} x:a{i} = A{};\n", i + 1, i + 1))
    });
    grows_with_its_size("a circle", |n| repeat(n, |i| format!("a{i} x:a{} = A{i};\n", (i + 1) % n)));
    grows_with_its_size("circles", |n| repeat(n, |i| format!("a{i} x:a{i} y:a0 = A{i};\n")));
    grows_with_its_size("generics in a chain", |n| {
        repeat(n, |i| format!("a{i} {{X:Type}} v:(a{} X) = A{i} X;\n", i + 1))
            + &format!("a{n} {{X:Type}} v:X = A{n} X;\nb x:(a0 b) = B;")
    });
    grows_with_its_size("masks", |n| {
        "a ".to_owned()
            + &repeat(n, |i| format!("f{i}:# "))
            + &repeat(n, |i| format!("x{i}:f{i}.0?int "))
            + "= A;"
    });
    grows_with_its_size("masks too far right", |n| {
        "a ".to_owned()
            + &repeat(n, |i| format!("x{i}:f{i}.0?int "))
            + &repeat(n, |i| format!("f{i}:# "))
            + "= A;"
    });
    grows_with_its_size("parameters", |n| {
        let names = repeat(n, |i| format!(" X{i}"));
        format!(
            "a {{{}:Type}} = A{names};\nb x:(a{}) y:(A{}) = B;",
            names.trim(),
            " int".repeat(n),
            " int".repeat(n)
        )
    });
    grows_with_its_size("unused parameters", |n| {
        format!("a {{{}:Type}} = A;", repeat(n, |i| format!(" X{i}")).trim())
    });
    grows_with_its_size("unknown types", |n| repeat(n, |i| format!("a{i:05} x:Nope{i:05} = A{i:05};\n")));
    grows_with_its_size("one name", |n| repeat(n, |_| "a = A;\n".to_owned()));
    grows_with_its_size("one type", |n| repeat(n, |i| format!("a{i} x:A = A;\n")));
    grows_with_its_size("said of one type", |n| {
        repeat(n, |i| format!("a{i} = A;\n")) + &"Final A;\nNew A;\nEmpty A;\n".repeat(n)
    });
    grows_with_its_size("documented fields", |n| {
        repeat(n, |i| format!("//@x{i} text\n")) + "a " + &repeat(n, |i| format!("x{i}:int ")) + "= A;"
    });
    grows_with_its_size("documentation of nothing", |n| {
        repeat(n, |i| format!("//@y{i} text\n")) + "a " + &repeat(n, |i| format!("x{i}:int ")) + "= A;"
    });
    grows_with_its_size("secret fields", |n| {
        let names: Vec<String> = (0..n).map(|i| format!("x{i}")).collect();
        format!("//#[secret({})]\na {}:int = A;", names.join(", "), names.join(":int "))
    });
    grows_with_its_size("no such secret fields", |n| {
        let names: Vec<String> = (0..n).map(|i| format!("x{i}")).collect();
        format!("//#[secret({})]\na y{}:int = A;", names.join(", "), names.join(":int y"))
    });
    grows_with_its_size("annotations", |n| repeat(n, |_| "//#[since=1]\n".to_owned()) + "a = A;");
    grows_with_its_size("layers", |n| repeat(n, |i| format!("==={i}===\na = A;\n")));
}

fn on_a_thread<T: Send + 'static>(kilobytes: usize, work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(kilobytes * 1024).spawn(work).unwrap().join().unwrap()
}

#[test]
fn deep_types_need_little_stack() {
    let deep =
        |n: usize, open: &str, close: &str| format!("a n:# x:{}int{} = A;", open.repeat(n), close.repeat(n));
    let mut sum = String::from("a n:# x:(n");
    (0..100).for_each(|i| write!(sum, "+{i}").unwrap());
    // As deep as the parser lets them be.
    let generics = [deep(120, "vector<", ">"), deep(120, "(vector ", ")")];
    let repetitions = [deep(30, "n*[", "]"), deep(30, "2*[", "]")];
    for text in generics.into_iter().chain(repetitions).chain([sum + ")*[ int ] = A;"]) {
        let mut map = SourceMap::new();
        let id = map.add("deep.tl", text).unwrap();
        // The tree, which borrows from the map, goes from thread to thread.
        let map: &SourceMap = Box::leak(Box::new(map));
        // What the parser itself needs is its own affair.
        let (file, found) = on_a_thread(8192, move || tl_parser::parse(map, id));
        assert!(found.is_empty(), "{found:?}");
        let found = on_a_thread(512, move || schema::build(map, &[file], &Options::default()).1);
        assert!(found.is_empty(), "{found:?}");
    }
}
