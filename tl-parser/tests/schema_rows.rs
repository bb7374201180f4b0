//! Every semantic corner of the language with its outcome: nothing, or codes at lines and columns.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use tl_parser::{
    SourceMap,
    schema::{self, Options},
};

/// Findings as `line:column code`, in order.
fn findings(text: &str) -> Vec<String> {
    let mut map = SourceMap::new();
    map.add("test.tl", text).unwrap();
    let (schema, diagnostics) = schema::load(&map, &Options::default());
    assert_eq!(schema.is_none(), diagnostics.has_errors(), "{text}");
    for one in &diagnostics {
        assert!(!one.message.is_empty() && !one.message.ends_with('.'), "{}", one.message);
    }
    diagnostics.iter().map(|one| format!("{} {}", map.position(one.span).unwrap(), one.code)).collect()
}

#[test]
fn each_row_has_its_outcome() {
    let rows: &[(&str, &str, &[&str])] = &[
        ("14 lowercase result", "a = a;", &["1:5 E0114"]),
        ("14 parameter as result", "a {X:Type} x:X = X;", &["1:18 E0114"]),
        ("14 bare result of a function", "a x:int = A;\n@read f => %A;\n@read g => a;", &[]),
        ("16 default constructor", "_ x:int = A;", &["1:1 W0003"]),
        ("17 deep namespace", "n.m.k.a x:int = n.m.k.A;", &[]),
        ("21 id of zeros", "a#00000000 x:int = A;", &["1:2 W0001", "1:2 W0004"]),
        ("21 id of ones", "a#ffffffff x:int = A;", &["1:2 W0001", "1:2 W0004"]),
        ("22 wrong id", "a#12345678 x:int = A;", &["1:2 W0001"]),
        (
            "23 two constructors with one id",
            "a#12345678 = A;\nb#12345678 = A;",
            &["1:2 W0001", "2:2 E0105", "2:2 W0001"],
        ),
        (
            "23 two functions with one id",
            "---functions---\na#12345678 = Bool;\nb#12345678 = Bool;",
            &["2:2 W0001", "3:2 W0001", "3:2 W0005"],
        ),
        ("24 one name twice", "a = A;\na x:int = A;", &["2:1 E0104"]),
        ("24 one name in two layers", "===8===\na = A;\n===9===\na x:int = A;", &[]),
        ("24 one function twice", "---functions---\na = Bool;\na x:int = Bool;", &["3:1 E0104"]),
        ("25 constructor and function", "a = A;\n---functions---\na = A;", &["3:1 W0006"]),
        ("26 one field twice", "a x:int x:long = A;", &["1:9 E0106"]),
        ("26 one field twice in a group", "a (x x:int) = A;", &["1:6 E0106"]),
        ("26 one parameter twice", "a {X:Type} {X:Type} x:X = A X;", &["1:13 E0106"]),
        ("26 nameless fields", "a _:int _:int = A;", &[]),
        ("26 fooBar and foo_bar", "a fooBar:int foo_bar:int = A;", &[]),
        ("26 field hides a parameter", "a {n:#} n:int x:int = A n;", &["1:9 W0008"]),
        ("26 inside hides outside", "a n:# x:n*[ n:# y:[int] ] = A;", &["1:13 W0008"]),
        ("27 unknown type", "a x:Nope = A;", &["1:5 E0101"]),
        ("27 unknown constructor", "a x:nope = A;", &["1:5 E0101"]),
        ("27 several", "a x:Nope y:nope z:vector<Nope> = A;", &["1:5 E0101", "1:12 E0101", "1:26 E0101"]),
        ("27 a function is no type", "a x:f = A;\n---functions---\nf = A;", &["1:5 E0101"]),
        ("28 bare use before its declaration", "a x:b = A;\nb = B;", &[]),
        ("29 bare name of one of two", "a x:b = A;\nb = B;\nc = B;", &["1:5 E0110"]),
        ("29 bare type of two", "a x:%B = A;\nb = B;\nc = B;", &["1:6 E0110"]),
        ("30 no mask", "a x:flags.3?int = A;", &["1:5 E0107"]),
        ("30 mask too far right", "a x:flags.3?int flags:# = A;", &["1:5 E0107"]),
        ("30 mask of another type", "a flags:int x:flags.3?int = A;", &["1:15 E0108"]),
        ("30 type parameter as mask", "a {X:Type} x:X.3?X = A X;", &["1:14 E0108"]),
        ("31 bit 31", "a f:# x:f.31?int = A;", &[]),
        ("31 bit 32", "a f:# x:f.32?int = A;", &["1:11 E0012"]),
        ("32 no bit", "a n:# x:n?int = A;", &[]),
        (
            "33 several masks",
            "a flags:# x:int flags2:# y:flags2.0?int z:flags.1?int m:flags.2?# w:m.3?int = A;",
            &[],
        ),
        ("35 mask passed in", "a {f:#} x:f.0?int = A f;", &[]),
        ("36 true without a mask", "a x:true = A;", &[]),
        (
            "37 spellings of a vector",
            "a x:Vector<int> y:vector<int> z:(vector int) w:Vector < int > v:vector<vector<int>> = A;",
            &[],
        ),
        ("38 vector without parentheses", "a x:vector int = A;", &["1:5 E0109"]),
        ("38 boxed", "a x:Vector int y:int = A;", &["1:5 E0109"]),
        ("38 two arguments", "p {X:Type} {Y:Type} x:X y:Y = P X Y;\na x:p int string = A;", &["2:5 E0109"]),
        ("38 no argument at all", "a x:vector y:int = A;", &["1:5 E0102"]),
        (
            "40 several arguments",
            "pair {X:Type} {Y:Type} x:X y:Y = Pair<X,Y>;\na x:pair<int,string> y:(pair int string) z:(Pair int string) = A;",
            &[],
        ),
        ("41 too few", "pair {X:Type} {Y:Type} x:X y:Y = Pair X Y;\na x:(pair int) = A;", &["2:5 E0102"]),
        ("41 too many", "a x:vector<int,int> = A;", &["1:5 E0102"]),
        ("41 arguments of a built-in", "a x:int<int> = A;", &["1:5 E0102"]),
        ("41 number for a type", "a x:vector<4> = A;", &["1:12 E0103"]),
        ("41 type for a number", "t {X:Type} {n:#} [X] = T X n;\na x:t<int,int> = A;", &["2:11 E0103"]),
        ("41 variable for a type", "a n:# x:vector<n> = A;", &["1:16 E0103"]),
        (
            "41 constructors disagree",
            "a {X:Type} x:X = A X;\nb {n:#} = A n;\nc = A;",
            &["2:11 E0103", "3:5 E0102"],
        ),
        ("42 groups", "p {X Y:Type} (u v:X) w:Y = P X Y;", &[]),
        ("43 unused in a constructor", "a {X:Type} x:int = A;", &["1:4 E0112"]),
        ("43 missing from the result", "a {X:Type} x:X = A;", &["1:4 E0112"]),
        ("43 unused in a function", "---functions---\nf {X:Type} x:int = Bool;", &["2:4 E0112"]),
        ("43 argument that is no parameter", "a {X:Type} x:X = A X int;", &["1:22 E0114"]),
        ("43 parameter twice", "a {X:Type} x:X = A X X;", &["1:22 E0114"]),
        ("44 no parameter", "---functions---\nf q:!X = Bool;", &["2:6 E0113"]),
        ("44 a type", "---functions---\nf q:!int = Bool;", &["2:6 E0113"]),
        ("44 in an argument", "a {X:Type} q:vector<!X> = A X;", &["1:21 E0113"]),
        ("44 wrapper", "---functions---\nf {X:Type} q:!X = X;", &[]),
        ("44 result with a call makes a function", "f {X:Type} q:!X = !X;", &[]),
        ("45 constant", "a x:4*[ int ] = A;", &[]),
        ("45 variable", "a n:# x:n*[ int ] = A;", &[]),
        ("45 nearest", "a {t:Type} # [ t ] = A t;", &[]),
        ("45 fields", "a n:# x:[ a:int b:int ] = A;", &[]),
        ("45 nested", "a n:# m:# x:n*[ m*[ double ] ] = A;", &[]),
        ("45 sum", "a n:# x:(n+1)*[ int ] y:(1+n)*[ int ] = A;", &[]),
        ("45 nothing to count by", "a x:[ int ] = A;", &["1:5 E0115"]),
        ("45 unknown count", "a x:n*[ int ] = A;", &["1:5 E0107"]),
        ("45 names inside do not leave", "a n:# x:n*[ k:# ] y:k*[ int ] = A;", &["1:21 E0107"]),
        ("46 unknown built-in", "blob ? = Blob;", &["1:1 E0116"]),
        ("46 built-in with id", "int#a8509bda ? = Int;", &[]),
        ("46 built-in of another type", "int ? = Long;", &["1:9 E0116"]),
        ("46 built-in among functions", "---functions---\nint ? = Int;", &["2:1 E0003"]),
        ("46 another constructor of its type", "five x:int = Int;\na x:int y:Int = A;", &["1:14 W0008"]),
        ("46 another shape of it", "int a:string b:string = Int;", &["1:1 W0008"]),
        ("47 Final behind", "a = A;\nFinal A;", &[]),
        ("47 New before", "New A;\na = A;", &[]),
        ("47 Empty", "Empty False;\na x:False = A;", &[]),
        ("47 constructor behind Final", "a = A;\nFinal A;\nb = A;", &["3:1 E0117"]),
        ("47 constructor before New", "a = A;\nNew A;\nb = A;", &["1:1 E0117"]),
        ("47 constructor of an empty type", "Empty A;\na = A;", &["2:1 E0117"]),
        ("47 said twice", "a = A;\nFinal A;\nFinal A;", &["3:7 W0009"]),
        ("47 partial application", "Vector int;", &["1:1 W0009"]),
        ("47 wrong partial application", "Vector Nope;", &["1:8 E0101"]),
        ("49 comment in a definition", "a // ; = B\n x:int = A;", &[]),
        ("49 documentation of no field", "//@x nothing\na y:int = A;", &["1:3 W0007"]),
        ("54 cycles through types", "a x:A = A;\nb = A;\nc v:vector<c> = C;\nd f:# n:f.0?d = D;", &[]),
        ("55 bare in itself", "a x:a = A;", &["1:3 E0111"]),
        ("55 boxed without another constructor", "a x:A = A;", &["1:3 E0111"]),
        ("55 circle", "a x:b = A;\nb x:c = B;\nc x:a = C;", &["1:3 E0111"]),
        ("55 through a generic", "box {X:Type} v:X = Box X;\na x:(box a) = A;", &["2:3 E0111"]),
        (
            "55 through two generics",
            "box {X:Type} v:X = Box X;\nbag {X:Type} v:(Box X) = Bag X;\na x:(bag a) = A;",
            &["3:3 E0111"],
        ),
        ("55 under a condition", "a f:# x:f.0?a = A;", &[]),
        ("55 in a vector", "a x:(vector a) = A;", &[]),
        ("55 in a repetition that has items", "a x:2*[ a ] = A;", &["1:9 E0111"]),
        ("55 in a repetition that may have none", "a n:# x:n*[ a ] = A;", &[]),
        ("57 parameter hides a type", "X = X;\n", &["1:1 E0007"]),
        ("57 template wins", "x = X;\n---functions---\nf {X:Type} q:!X = X;", &["3:19 W0008"]),
        ("58 namespaces differ", "pk.aes k:int256 = PrivateKey;", &[]),
        ("59 only empty constructors", "a = A;\nb = A;", &[]),
        ("59 no constructors", "a x:B = A;", &["1:5 E0101"]),
        ("59 Final of nothing", "Final B;", &["1:7 E0118"]),
    ];
    let mut wrong = Vec::new();
    for (row, text, expected) in rows {
        let found = findings(text);
        if found != *expected {
            wrong.push(format!("row {row}: {text:?}\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
