//! Documentation: both styles, and what stays a comment.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use tl_parser::{
    Schema, SourceMap,
    schema::{self, Combinator, Options, TypeRef},
};

fn load(text: &str) -> (Option<Schema>, Vec<String>) {
    let mut map = SourceMap::new();
    map.add("test.tl", text).unwrap();
    let (schema, diagnostics) = schema::load(&map, &Options::default());
    let place = |one: &tl_parser::Diagnostic| format!("{} {}", map.position(one.span).unwrap(), one.code);
    (schema, diagnostics.iter().map(place).collect())
}

fn clean(text: &str) -> Schema {
    let (schema, found) = load(text);
    assert_eq!(found, [""; 0], "{text}");
    schema.unwrap()
}

fn named<'a>(schema: &'a Schema, name: &str) -> &'a Combinator {
    schema.combinators().find(|(_, one)| one.name == name).unwrap().1
}

fn fields(one: &Combinator) -> Vec<&str> {
    one.fields.iter().map(|field| field.docs.as_str()).collect()
}

#[test]
fn tags_say_what_they_document() {
    let schema = clean(
        "//@class Shape @description Something with
//-a surface

//@description A round one @radius How far
//-it reaches @param_description What it is
//-for
//@size Written
circle radius:int description:string size:int = Shape;
//@description A pointed one @ the end
//-and @size no
corner size:int = Shape;
",
    );
    assert_eq!(schema.types().next().unwrap().1.docs, "Something with a surface");
    let circle = named(&schema, "circle");
    assert_eq!(circle.docs, "A round one");
    assert_eq!(fields(circle), ["How far it reaches", "What it is for", "Written"]);
    assert_eq!(named(&schema, "corner").docs, "A pointed one @ the end and");
    assert_eq!(fields(named(&schema, "corner")), ["no"]);
}

#[test]
fn a_class_is_found_wherever_it_stands() {
    let schema = clean(
        "a = A;\nb = B;\n//@class A @description First\n---functions---\nf = A;\n//@class B @description Last",
    );
    let docs: Vec<_> = schema.types().map(|(_, ty)| ty.docs.as_str()).collect();
    assert_eq!(docs, ["First", "Last"]);
}

#[test]
fn plain_comments_document_what_they_stand_at() {
    let schema = clean(
        "// A heading.

//old x:int = Old;

///////////
// First line.
//   Second line.
//
// Another paragraph.
a
  // about x
  x:int // more about x
  y:int // about y
  /* about z */ z:# // bit 0 - started
  w:z*[ k:int // the key
  ]
  = A; // behind
// LAYER 7
b = B;
/* In a block,
 * with stars. */
c (u v:int) = C;
//----- heading of VK
d = D;
",
    );
    let a = named(&schema, "a");
    assert_eq!(a.docs, "First line.\nSecond line.\n\nAnother paragraph.\n\nbehind");
    assert_eq!(fields(a), ["about x\nmore about x", "about y", "about z\nbit 0 - started", ""]);
    let TypeRef::Repeat(repeat) = &a.fields[3].ty else { panic!("{:?}", a.fields[3].ty) };
    assert_eq!(repeat.fields[0].docs, "the key");
    assert_eq!(named(&schema, "b").docs, "");
    assert_eq!(schema.layer, Some(7));
    assert_eq!(named(&schema, "c").docs, "In a block,\nwith stars.");
    assert_eq!(named(&schema, "d").docs, "----- heading of VK");
}

#[test]
fn documentation_of_nothing_is_reported() {
    let rows: &[(&str, &[&str])] = &[
        ("//@x text\na y:int = A;", &["1:3 W0007"]),
        ("//@description ok @radus text\na radius:int = A;", &["1:19 W0007"]),
        ("//@class Nope @description text\na = A;", &["1:3 W0007"]),
        ("//@description text\n---functions---\nf = Bool;", &["1:3 W0007"]),
        ("a = A;\n//@description text", &["2:3 W0007"]),
        // VK's modifiers, commented out.
        ("//@any @internal f.get\n//  x:int = Bool;\n\na = A;", &[]),
        ("//@read f.get x:int = Bool;\na = A;", &[]),
        ("// LAYER 7\na = A;\n// LAYER 8", &["3:1 W0009"]),
        ("// LAYER 7\na = A;\n// LAYER 7", &[]),
    ];
    for (text, expected) in rows {
        let (schema, found) = load(text);
        assert_eq!(found, *expected, "{text}");
        assert!(schema.is_some(), "{text}");
    }
}
