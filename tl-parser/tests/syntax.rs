//! Every construct and every mistake of the grammar: what is accepted, what is reported, under which code and where.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use tl_parser::ast::{ArgStyle, File, FinalKind, ItemKind, ParamKind, Section, TypeKind};
use tl_parser::{Diagnostics, SourceMap, parse};

/// The map lives on, so that tests can hold the tree that borrows from it.
fn read(name: &str, text: &str) -> (&'static SourceMap, File<'static>, Diagnostics) {
    let mut map = SourceMap::new();
    let id = map.add(name, text).unwrap();
    let map: &SourceMap = Box::leak(Box::new(map));
    let (file, diagnostics) = parse(map, id);
    (map, file, diagnostics)
}

/// The findings as "E0005 1:11", one after the other.
fn findings(text: &str) -> String {
    let (map, _, diagnostics) = read("a.tl", text);
    let words = diagnostics.iter().map(|finding| {
        assert!(!finding.help.is_empty(), "{text:?}: {} says nothing to do", finding.code);
        assert!(!finding.message.ends_with('.'), "{}", finding.message);
        format!("{} {}", finding.code, map.position(finding.span).unwrap())
    });
    words.collect::<Vec<_>>().join(", ")
}

/// How many items were read.
fn items(text: &str) -> usize {
    read("a.tl", text).1.items.len()
}

#[test]
fn accepted_as_it_stands() {
    let accepted: &[(&str, usize)] = &[
        ("", 0),
        (" \t\r\n\u{b}\u{c}", 0),
        ("// only\n/* comments */ // here", 0),
        ("a x:int = A; // tail", 1),
        ("\u{feff}a x:int = A;", 1),
        ("a x:int = A;\r\nb = B;\r\n", 2),
        ("a x:int = A;\rb\r=\rB;", 2),
        ("/* c */ a x:int /* d */ = A;", 1),
        ("// Привет, мир\na = A;", 1),
        ("a = A; b = B;", 2),
        ("a\n  x:int\n  = A;", 1),
        ("a = a;", 1),
        ("n.m.k.a x:int = n.m.k.A;", 1),
        ("a#654321 = A; a#7654321 = A; a#1 = A; a#ABCDEF12 = A; a#0000000a = A;", 5),
        ("a f:# x:f.31?int = A;", 1),
        ("a n:# x:n?int = A;", 1),
        ("a flags:# x:int flags2:# y:flags2.0?int m:flags.1?# z:m.0?int = A;", 1),
        ("a {f:#} x:f.0?int = A f;", 1),
        ("a x:true = A;", 1),
        ("a a:Vector<int> b:vector<int> c:(vector int) d:Vector < int > e:vector<vector<int>> = A;", 1),
        ("a x:pair<int,string> y:(pair int string) = Pair<X,Y>;", 1),
        ("p {X Y:Type} (u v:X) w:(tuple int 3) = P X Y;", 1),
        ("a {X:!Type} q:!X = X; b {X:Type} x:X = !X;", 2),
        ("a x:4*[ int ] n:# y:n*[int] # [ t ] [ a:int b:int ] z:n*[ m*[ double ] ] w:(n+1)*[ int ] = A;", 1),
        ("a x:(1+n)*[int] f:# y:f.1?n*[int] = A 1+2 n+1;", 1),
        ("int ? = Int; long#22076cba ? = Long; blob ? = Blob;", 3),
        ("Final A; New A; Empty False;", 3),
        ("Vector int; vector int; Vector<int>; pair (vector int) string;", 4),
        ("---types---\n---types---\n--- functions ---\n---\tfunctions\t---a = A;", 5),
        ("===46===\na = A;\n===0===", 3),
        ("a // ; = B\n x:int = A;", 1),
        ("@read @any a x:int => Vector<int>; @any int ? = Int;", 2),
        ("a x:%B y:%(Vector %(B int)) z:vector<%C> v:%%D => %E;", 1),
        ("a x:(B) y:((B)) z:((vector) int) w:(vector (B)) = A;", 1),
        ("_ x:int _:string = A;", 1),
        ("a {X:Type} {n:#} {A B C:#} I:# x:I*[X] = A X n A B C;", 1),
        ("a x:int = Maybe (b.C x);", 1),
        ("a x:vector int = A;", 1),
        ("types x:functions = Final;", 1),
    ];
    for (text, count) in accepted {
        let found = findings(text);
        let found = found.split(", ").filter(|finding| !finding.is_empty() && !finding.starts_with("W0003"));
        assert_eq!(found.collect::<Vec<_>>(), [""; 0], "{text:?}");
        assert_eq!(items(text), *count, "{text:?}");
    }
}

#[test]
fn refused_with_code_and_place() {
    let refused: &[(&str, &str)] = &[
        // Comments and characters.
        ("a = A;\n /* open", "E0002 2:2"),
        ("a x:int /* = A;", "E0002 1:9"),
        ("a x:int / = A;", "E0001 1:9"),
        ("/* a /* b */ c */", "E0003 1:14"),
        ("*/ a = A;", "E0003 1:1"),
        ("а x:int = A;", "E0001 1:1"),
        ("/* é */ fooа x:int = A;", "E0001 1:12"),
        ("a x:inтt = A;", "E0001 1:7"),
        ("a x:int\u{a0}= A;", "E0001 1:8"),
        ("a = A;\u{feff}b = B;", "E0001 1:7"),
        ("a x:int | y:int = A;", "E0001 1:9"),
        ("a \"x\":int = A;", "E0001 1:3"),
        ("@ a = A;", "E0001 1:1"),
        ("@Read a = A;", "E0001 1:1"),
        ("a - b = A;", "E0001 1:3"),
        // Ends and results.
        ("a x:int = A", "E0004 1:12"),
        ("a x:int = A // c\n", "E0004 1:12"),
        ("a x:int = A\nb y:int = B;", "E0004 1:12"),
        ("a x:int = A\n\nb = B;\nc = C;", "E0004 1:12"),
        ("a x:int = A\n@read b = B;", "E0004 1:12"),
        ("a x:int = A\nb#12 = B;", "E0004 1:12"),
        ("a x:int = A\nb {X:Type} x:X = B X;", "E0004 1:12"),
        ("a x:int = A\n---functions---\nb = B;", "E0004 1:12"),
        ("a x:int = A\n===5===\nb = B;", "E0004 1:12"),
        ("a x:int = A;;", "W0002 1:13"),
        (";", "W0002 1:1"),
        ("a x:int;", "E0009 1:8"),
        ("a;", "E0009 1:2"),
        ("a", "E0009 1:2"),
        ("a#12 int;", "E0009 1:9"),
        ("a x:int\nb#12 y:int = B;", "E0009 1:8"),
        (" = A;", "E0003 1:2"),
        ("a x:int = ;", "E0003 1:11"),
        ("a x:int = y:int = A;", "E0003 1:17"),
        ("a = A b#12 = B;", "E0003 1:12"),
        ("a = (Vector int);", "E0003 1:5"),
        ("a = 5;", "E0003 1:5"),
        ("a = #;", "E0003 1:5"),
        ("a = A) ;", "E0003 1:6"),
        // Names.
        ("A x:int = A;", "E0007 1:1"),
        ("n.A x:int = n.A;", "E0007 1:1"),
        ("@read A = A;", "E0007 1:7"),
        ("_a x:int = A;", "E0007 1:1"),
        ("1a = A;", "E0007 1:1"),
        ("a _x:int = A;", "E0007 1:3"),
        ("N.a = A;", "E0007 1:1"),
        ("a x:N.b = A;", "E0007 1:5"),
        ("n..a = A;", "E0007 1:2"),
        ("n . a = A;", "E0007 1:3"),
        ("n.1 = A;", "E0007 1:2"),
        ("a n.x:int = A;", "E0007 1:3"),
        ("a {n.X:Type} = A;", "E0007 1:4"),
        ("a x:flags.a?int = A;", "E0007 1:5"),
        // Ids.
        ("a#123456789 = A;", "E0006 1:2"),
        ("a#xyz = A;", "E0006 1:2"),
        ("a# = A;", "E0006 1:2"),
        ("a#;", "E0006 1:2"),
        ("a #12345678 = A;", "E0006 1:3"),
        ("a #1cb5c415 = A;", "E0006 1:3"),
        ("a #abcdef12 = A;", "E0006 1:3"),
        ("a#00000000 = A;", "W0004 1:2"),
        ("int#ffffffff ? = Int;", "W0004 1:4"),
        ("a x:int#12 = A;", "E0003 1:8"),
        ("_ x:int = A;", "W0003 1:1"),
        // Sections and layers.
        ("---foo---", "E0008 1:1"),
        ("a = A;\n---function---\nb = B;", "E0008 2:1"),
        ("--types--", "E0008 1:1"),
        ("---types", "E0008 1:1"),
        ("===x===", "E0008 1:1"),
        ("===46==\na = A;", "E0008 1:1"),
        ("===99999999999===", "E0011 1:1"),
        ("---functions---\nint ? = Int;", "E0003 2:1"),
        // Brackets.
        ("a x:Vector<int = A;", "E0005 1:11"),
        ("a x:(vector int = A;", "E0005 1:5"),
        ("a x:(vector int> = A;", "E0005 1:5"),
        ("a x:vector<int y:int = A;", "E0005 1:11"),
        ("a {X:Type x:X = A;", "E0005 1:3"),
        ("a 4*[ int = A;", "E0005 1:5"),
        ("a (x y:int = A;", "E0005 1:3"),
        ("a x:Vector<int", "E0005 1:11"),
        ("a x:Vector<> = A;", "E0003 1:12"),
        ("a x:() = A;", "E0003 1:6"),
        ("a x:pair<int,> = A;", "E0003 1:14"),
        ("a x:int) = A;", "E0003 1:8"),
        // Fields, types and numbers.
        ("a f:# x:f.32?int = A;", "E0012 1:11"),
        ("a f:# x:f.99999999999999999999?int = A;", "E0012 1:11"),
        ("a f:# x:f.0?f.1?int = A;", "E0014 1:13"),
        ("a f:# x:f.?int = A;", "E0007 1:10"),
        ("a x:4294967296*[ int ] = A;", "E0011 1:5"),
        ("p {X:int} = P;", "E0013 1:6"),
        ("p {:Type} = P;", "E0013 1:3"),
        ("p {X:type} = P;", "E0013 1:6"),
        ("p {X} = P;", "E0003 1:5"),
        ("a x:int {t:Type} = A;", "E0003 1:9"),
        ("a x: = A;", "E0003 1:6"),
        ("a 3:int = A;", "E0003 1:3"),
        ("a x:n+1 = A;", "E0003 1:6"),
        ("a x:(n+m)*[ int ] = A;", "E0003 1:7"),
        ("a x:(3 int) = A;", "E0003 1:8"),
        ("a x:4*int = A;", "E0003 1:7"),
        ("a {X:Type} x:(!X) = A;", "E0113 1:15"),
        ("a {X:Type} x:(!X int) = A;", "E0113 1:15"),
        ("a x:n.m*[ int ] = A;", "E0003 1:5"),
        ("a x:#*[ int ] = A;", "E0003 1:5"),
        ("a x:int ? = A;", "E0003 1:11"),
        ("a x:int @read = A;", "E0003 1:9"),
        ("Final a;", "E0003 1:7"),
        ("Final A", "E0003 1:8"),
        ("Vector;", "E0003 1:7"),
        ("Vector int", "E0003 1:11"),
        ("int ? = int;", "E0003 1:9"),
        ("int ? Int;", "E0003 1:7"),
        ("int ? = Int Int;", "E0003 1:13"),
    ];
    let wrong = refused.iter().map(|(text, expected)| (text, findings(text), expected));
    let wrong: Vec<_> = wrong.filter(|(_, found, expected)| found != *expected).collect();
    assert!(wrong.is_empty(), "text, found, expected: {wrong:#?}");
}

#[test]
fn reading_goes_on_behind_a_mistake() {
    let text = "a x:int = A\nb y:Vector<int = B;\nc = C;\nd#xyz = D; e = E;\n---foo---\nf = F;; /* open";
    assert_eq!(findings(text), "E0004 1:12, E0005 2:11, E0006 4:2, E0008 5:1, W0002 6:7, E0002 6:9");
    // `;` in comments ends nothing.
    let text = "a x: /* ; */ // ;\n ) = A;\nb = B;";
    assert_eq!((findings(text).as_str(), items(text)), ("E0003 2:2", 1));
    let text = "a x:int = A\nb y:int = B;\nc z:int\nd#1 = D;";
    assert_eq!((findings(text).as_str(), items(text)), ("E0004 1:12, E0009 3:8", 2));
}

#[test]
fn the_offending_word_is_what_the_span_holds() {
    let words: &[(&str, &str)] = &[
        ("a x:inтt = A;", "т"),
        ("A x:int = A;", "A"),
        ("a n.x:int = A;", "n.x"),
        ("a#123456789 = A;", "#123456789"),
        ("a #12345678 = A;", "#12345678"),
        ("a f:# x:f.32?int = A;", "32"),
        ("a f:# x:f.0?f.1?int = A;", "f.1?"),
        ("p {X:int} = P;", "int"),
        ("a x:Vector<int = A;", "<"),
        ("a x:int = y:int = A;", "="),
        ("---foo--- // c", "---foo---"),
        ("===46== a", "===46=="),
        ("/* open", "/*"),
        ("a x:int = A;;", ";"),
    ];
    for (text, word) in words {
        let (map, _, diagnostics) = read("a.tl", text);
        let finding = diagnostics.iter().next().unwrap();
        // Of `f.1?` the mask is marked.
        assert!(word.starts_with(map.text(finding.span)), "{text:?}: {:?}", map.text(finding.span));
        assert!(!map.text(finding.span).is_empty());
    }
}

#[test]
fn nodes_have_the_spans_of_their_text() {
    let text =
        "// é\n@read ns.a#1cb5c415 {X:Type} f:# x:f.3?%(Vector X) /* c */ n*[ k:int ] (u v:X) = B<X,3>; // d";
    let (map, file, diagnostics) = read("a.tl", text);
    assert!(diagnostics.is_empty());
    let item = &file.items[0];
    assert_eq!(map.text(item.above[0].span), "// é");
    assert_eq!(map.text(item.behind[0].span), "// d");
    assert!(map.text(item.span).starts_with("@read") && map.text(item.span).ends_with(';'));
    let ItemKind::Combinator(combinator) = &item.kind else { panic!() };
    assert_eq!(map.text(combinator.modifiers[0].span), "@read");
    assert_eq!(map.text(combinator.name.span), "ns.a");
    assert_eq!(map.text(combinator.id.as_ref().unwrap().span), "#1cb5c415");
    assert_eq!(map.text(combinator.params[0].span), "{X:Type}");
    let fields: Vec<_> = combinator.fields.iter().map(|field| map.text(field.span)).collect();
    assert_eq!(fields, ["f:#", "x:f.3?%(Vector X)", "n*[ k:int ]", "(u v:X)"]);
    let x = &combinator.fields[1];
    let condition = x.condition.as_ref().unwrap();
    assert_eq!((map.text(x.names[0].span), map.text(condition.span)), ("x", "f.3?"));
    assert_eq!((map.text(condition.mask.span), map.text(condition.bit.unwrap().1)), ("f", "3"));
    assert_eq!(map.text(x.ty.span), "%(Vector X)");
    assert_eq!(map.text(combinator.fields[2].above[0].span), "/* c */");
    assert_eq!(map.text(combinator.result.span), "B<X,3>");
    let TypeKind::Name { name, args, style } = &combinator.result.kind else { panic!() };
    assert_eq!((map.text(name.span), map.text(args[1].span), *style), ("B", "3", ArgStyle::Angle));
}

#[test]
fn constructs_become_the_nodes_that_they_are() {
    let text =
        "a {X Y:Type} {n:#} q:!X p:((pair) int %(f 1+2)) = B;\n---functions---\n===7===\nNew T;\nVector int;";
    let (_, file, _) = read("a.tl", text);
    let ItemKind::Combinator(a) = &file.items[0].kind else { panic!() };
    assert_eq!(
        (a.params[0].names.len(), a.params[0].kind, a.params[1].kind),
        (2, ParamKind::Type, ParamKind::Nat)
    );
    assert!(a.fields[0].bang && !a.fields[0].ty.bang);
    let TypeKind::Name { name, args, style: ArgStyle::Paren } = &a.fields[1].ty.kind else { panic!() };
    assert_eq!((name.text, args.len(), args[1].percents), ("pair", 2, 1));
    let TypeKind::Name { args, .. } = &args[1].kind else { panic!() };
    assert!(matches!(args[0].kind, TypeKind::Sum(..)));
    assert!(matches!(file.items[1].kind, ItemKind::Section(Section::Functions)));
    assert!(matches!(file.items[2].kind, ItemKind::Layer(7)));
    assert!(matches!(&file.items[3].kind, ItemKind::Final(item) if item.kind == FinalKind::New));
    assert!(
        matches!(&file.items[4].kind, ItemKind::Partial(ty) if matches!(ty.kind, TypeKind::Name { style: ArgStyle::Plain, .. }))
    );
}

#[test]
fn comments_go_to_what_they_speak_of() {
    let text = "\
// one

// two
a // three
  x:int // four
  // five
  y:n*[ // six
    k:int // seven
    // eight
  ] // nine
  // ten
  = A; /* eleven */ // twelve
/* thirteen */ b = B;
// fourteen";
    let (_, file, diagnostics) = read("a.tl", text);
    assert!(diagnostics.is_empty());
    let texts = |comments: &[tl_parser::ast::Comment<'_>]| {
        comments.iter().map(|c| c.text.to_owned()).collect::<Vec<_>>()
    };
    let [a, b] = file.items.as_slice() else { panic!() };
    assert_eq!(texts(&a.above), ["// one", "// two"]);
    assert_eq!((a.above[0].newlines_after, a.above[1].newlines_after), (2, 1));
    let ItemKind::Combinator(combinator) = &a.kind else { panic!() };
    let [x, y] = combinator.fields.as_slice() else { panic!() };
    assert_eq!(
        (texts(&x.above), texts(&x.behind)),
        (vec!["// three".to_owned()], vec!["// four".to_owned()])
    );
    assert_eq!((texts(&y.above), texts(&y.behind)), (vec!["// five".to_owned()], vec!["// nine".to_owned()]));
    let TypeKind::Repeat(repeat) = &y.ty.kind else { panic!() };
    assert_eq!(texts(&repeat.fields[0].above), ["// six"]);
    assert_eq!(texts(&repeat.fields[0].behind), ["// seven"]);
    assert_eq!(texts(&repeat.inner), ["// eight"]);
    assert_eq!(texts(&combinator.inner), ["// ten"]);
    assert_eq!(texts(&a.behind), ["/* eleven */", "// twelve"]);
    assert_eq!((texts(&b.above), b.above[0].newlines_after), (vec!["/* thirteen */".to_owned()], 0));
    assert_eq!(texts(&file.comments), ["// fourteen"]);
}

#[test]
fn files_of_other_languages_are_named() {
    let json = "\n {\"constructors\": []}";
    let tl2 = "// tlgen\nab.item = id:int name:string;\n";
    for (name, text, word, place) in [
        ("a.json", json, "JSON", "2:2"),
        ("a.tl", "[{\"a\": 1}]", "JSON", "1:1"),
        ("a.tl2", tl2, "TL2", "1:1"),
        ("a.tl", "a = A;\u{0}", "binary", "1:7"),
        ("a.tl", "// cells\nunit$_ = Unit;\ntrue$1 x:# = Bool;\n", "TL-B", "2:1"),
        ("a.tl", "\na.b =\n x:int32 y?:int64;\nlist <=> []int32;\nC = | D | E x:int;", "TL2", "2:1"),
        ("a.tl", "p<x:type, y:type> = x:x y:y;\nq<x:type> = z:x;", "TL2", "1:1"),
    ] {
        let (map, file, diagnostics) = read(name, text);
        let [finding] = diagnostics.iter().as_slice() else { panic!("{name}: {}", diagnostics.len()) };
        assert_eq!(
            (finding.code.as_str(), map.position(finding.span).unwrap().to_string().as_str()),
            ("E0015", place)
        );
        assert!(finding.message.contains(word) && finding.message.contains(name), "{}", finding.message);
        assert!(file.items.is_empty());
    }
}

#[test]
fn one_slip_makes_no_foreign_file() {
    assert_eq!(findings("a = x:int;\nb = B;\nc = C;"), "E0003 1:6");
    assert_eq!(findings("a = x:int;"), "E0003 1:6");
    assert_eq!(findings("a$0 = A;"), "E0001 1:2");
    // What looks like TL2 here is TL, and the mistakes are others.
    assert_eq!(findings("---functions---\na ?=I;\nb [ ] = B;\nc [ ] = C;"), "E0003 2:1");
}

#[test]
fn helpful_words() {
    let words: &[(&str, &str)] = &[
        ("а x:int = A;", "write the ASCII letter `a`"),
        ("Abc x:int = A;", "write `abc`"),
        ("ns.Abc x:int = A;", "write `ns.abc`"),
        ("a #12345678 = A;", "write `a#12345678`"),
        ("---function---", "did you mean `---functions---`?"),
        ("a x:n+1 = A;", "write a sum in parentheses: `(n+1)`"),
        ("a n.x:int = A;", "write `n_x`"),
    ];
    for (text, word) in words {
        let (_, _, diagnostics) = read("a.tl", text);
        let help = &diagnostics.iter().next().unwrap().help;
        assert!(help.iter().any(|help| help == word), "{text:?}: {help:?}");
    }
}
