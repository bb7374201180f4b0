//! What the model says about schemas that are right.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

use tl_parser::{
    Code, Schema, SourceMap,
    schema::{self, Arg, Builtin, Combinator, IdRule, Kind, Nat, Options, ParamKind, TypeRef, VarKind},
};

fn load_with(texts: &[&str], options: &Options) -> (Option<Schema>, Vec<(String, Code)>) {
    let mut map = SourceMap::new();
    for (number, text) in texts.iter().enumerate() {
        map.add(format!("{number}.tl"), *text).unwrap();
    }
    let (schema, diagnostics) = schema::load(&map, options);
    let place = |one: &tl_parser::Diagnostic| {
        format!("{}:{}", map.source_of(one.span).unwrap().name(), map.position(one.span).unwrap())
    };
    (schema, diagnostics.iter().map(|one| (place(one), one.code)).collect())
}

fn clean(texts: &[&str]) -> Schema {
    let (schema, found) = load_with(texts, &Options::default());
    assert!(found.is_empty(), "{found:?}");
    schema.unwrap()
}

fn named<'a>(schema: &'a Schema, name: &str) -> &'a Combinator {
    schema.combinators().find(|(_, one)| one.name == name).unwrap_or_else(|| panic!("no {name}")).1
}

fn names(schema: &Schema) -> Vec<&str> {
    schema.combinators().map(|(_, one)| one.name.as_str()).collect()
}

#[test]
fn used_but_undeclared_names_come_last() {
    let schema = clean(&["a x:int y:Vector<string> z:Bool f:# t:f.0?true o:Object = A;"]);
    assert_eq!(names(&schema), ["a", "int", "vector", "string", "boolFalse", "boolTrue", "true", "object"]);
    let ids: Vec<(&str, u32)> =
        schema.combinators().skip(1).map(|(_, one)| (one.name.as_str(), one.id)).collect();
    assert_eq!(
        ids[..6],
        [
            ("int", 0xa850_9bda),
            ("vector", 0x1cb5_c415),
            ("string", 0xb528_6e24),
            ("boolFalse", 0xbc79_9737),
            ("boolTrue", 0x9972_75b5),
            ("true", 0x3fed_d339),
        ]
    );
    for (_, one) in schema.combinators().skip(1) {
        assert!(one.span.is_empty() && one.name_span.is_empty() && !one.id_written, "{}", one.name);
        assert!(one.fields.iter().all(|field| field.span.is_empty()), "{}", one.name);
    }
    let TypeRef::Builtin(Builtin::Object) = named(&schema, "a").fields[5].ty else { panic!() };
}

#[test]
fn boxed_builtins_have_their_ids() {
    let schema = clean(&["a i:Int l:Long d:Double s:String = A;"]);
    let ids: Vec<u32> = schema.combinators().skip(1).map(|(_, one)| one.id).collect();
    assert_eq!(ids, [0xa850_9bda, 0x2207_6cba, 0x2210_c154, 0xb528_6e24]);
    let field = &named(&schema, "a").fields[0];
    let TypeRef::Boxed(ty, _) = &field.ty else { panic!("{:?}", field.ty) };
    assert!(matches!(schema.combinator(schema.ty(*ty).constructors[0]).kind, Kind::Builtin(_, Builtin::Int)));
}

#[test]
fn every_way_to_declare_a_builtin() {
    let schema = clean(&["int ? = Int;\nint53 = Int53;\nint32 int = Int32;\nbytes data:string = Bytes;\nint128 4*[ int ] = Int128;
int256 8*[ int32 ] = Int256;\nsecureBytes = SecureBytes;\na b:bytes i:int53 n:int128 m:%Int256 = A;"]);
    let kinds: Vec<Builtin> = schema
        .combinators()
        .filter_map(|(_, one)| match one.kind {
            Kind::Builtin(_, builtin) => Some(builtin),
            _ => None,
        })
        .collect();
    let all = [
        Builtin::Int,
        Builtin::Long,
        Builtin::Int,
        Builtin::Bytes,
        Builtin::Int128,
        Builtin::Int256,
        Builtin::Bytes,
    ];
    assert_eq!(kinds, all);
    assert!(matches!(named(&schema, "a").fields[3].ty, TypeRef::Builtin(Builtin::Int256)));
    assert!(
        schema.combinators().all(|(_, one)| !matches!(one.kind, Kind::Builtin(..)) || one.fields.is_empty())
    );
}

#[test]
fn another_shape_is_an_ordinary_constructor() {
    let (schema, found) =
        load_with(&["bytes data:string size:int = Bytes;\na b:bytes = A;"], &Options::default());
    assert_eq!(found, [("0.tl:1:1".to_owned(), Code::Shadowing)]);
    let schema = schema.unwrap();
    assert!(matches!(named(&schema, "a").fields[0].ty, TypeRef::Bare(..)));
}

#[test]
fn vector_is_an_ordinary_generic() {
    let schema = clean(&["a x:(vector int) y:Vector<%B> z:%Vector<int> = A;\nb = B;"]);
    let vector = named(&schema, "vector");
    assert_eq!(vector.params, 1);
    let kinds: Vec<VarKind> = vector.vars.iter().map(|var| var.kind).collect();
    assert_eq!(kinds, [VarKind::TypeParam, VarKind::Field]);
    assert_eq!(vector.fields.len(), 2);
    assert_eq!(vector.fields[0].var.map(schema::VarId::index), Some(1));
    let TypeRef::Repeat(repeat) = &vector.fields[1].ty else { panic!() };
    assert_eq!((repeat.count.var, repeat.count.plus), (vector.fields[0].var, 0));
    let fields = &named(&schema, "a").fields;
    assert!(
        matches!(&fields[0].ty, TypeRef::Bare(_, args) if matches!(args[..], [Arg::Type(TypeRef::Builtin(Builtin::Int))]))
    );
    assert!(
        matches!(&fields[1].ty, TypeRef::Boxed(_, args) if matches!(args[..], [Arg::Type(TypeRef::Bare(..))]))
    );
    assert!(matches!(&fields[2].ty, TypeRef::Bare(..)));
}

#[test]
fn arguments_follow_what_they_are_given_to() {
    // The type takes number and type, the constructor type and number.
    let schema = clean(&["t {X:Type} {n:#} [X] = T n X;\na x:(t int 3) y:(T 3 int) z:%(T 3 int) = A;"]);
    let (_, ty) = schema.types().find(|(_, ty)| ty.name == "T").unwrap();
    assert_eq!(ty.params, [ParamKind::Nat, ParamKind::Type]);
    let fields = &named(&schema, "a").fields;
    let type_then_number =
        |args: &[Arg]| matches!(args, [Arg::Type(_), Arg::Nat(Nat { var: None, plus: 3 })]);
    assert!(matches!(&fields[0].ty, TypeRef::Bare(_, args) if type_then_number(args)));
    assert!(
        matches!(&fields[1].ty, TypeRef::Boxed(_, args) if matches!(args[..], [Arg::Nat(_), Arg::Type(_)]))
    );
    assert!(matches!(&fields[2].ty, TypeRef::Bare(_, args) if type_then_number(args)));
}

#[test]
fn numbers_and_masks_name_variables() {
    let schema = clean(&[
        "a {p:#} n:# x:n.3?p*[int] y:(1+n+2)*[int] [ # k:# [int] ] = A p;\n@read f n:# => %Vector<int>;",
    ]);
    let a = named(&schema, "a");
    let vars: Vec<(&str, VarKind)> = a.vars.iter().map(|var| (var.name.as_str(), var.kind)).collect();
    let field = VarKind::Field;
    assert_eq!(vars, [("p", VarKind::NatParam), ("n", field), ("", field), ("k", field)]);
    let condition = a.fields[1].condition.unwrap();
    assert_eq!((condition.mask.index(), condition.bit), (1, Some(3)));
    let count = |field: &schema::Field| match &field.ty {
        TypeRef::Repeat(repeat) => (repeat.count.var.map(schema::VarId::index), repeat.count.plus),
        other => panic!("{other:?}"),
    };
    assert_eq!(count(&a.fields[1]), (Some(0), 0));
    assert_eq!(count(&a.fields[2]), (Some(1), 3));
    assert_eq!(count(&a.fields[3]), (Some(1), 0), "the nearest to the left");
    let TypeRef::Repeat(outer) = &a.fields[3].ty else { panic!() };
    assert_eq!(count(&outer.fields[2]), (Some(3), 0), "the nearest one inside");
    let f = named(&schema, "f");
    assert_eq!((f.modifiers.as_slice(), f.is_function()), (&["read".to_owned()][..], true));
    assert!(matches!(f.result, TypeRef::Bare(..)));
}

#[test]
fn a_request_gives_its_numbers_to_its_answer() {
    let schema =
        clean(&["t {X:Type} {n:#} [X] = T X n;\n---functions---\nf n:# = T int n;\nw {X:Type} q:!X = X;"]);
    let f = named(&schema, "f");
    assert!(
        matches!(&f.result, TypeRef::Boxed(_, args) if matches!(args[1], Arg::Nat(Nat { var: Some(var), plus: 0 }) if Some(var) == f.fields[0].var))
    );
    let w = named(&schema, "w");
    assert!(w.fields[0].bang);
    assert!(matches!(w.result, TypeRef::Var { bare: false, .. }));
}

#[test]
fn layers_replace_what_they_repeat() {
    let text = "base = Base;\n===8===\na x:int = A;\nold = A;\n===17===\na x:long = A;\nnew = B;";
    let schema = clean(&[text]);
    assert_eq!((schema.layer, schema.layers.as_slice()), (Some(17), &[8, 17][..]));
    assert_eq!(names(&schema)[..4], ["base", "old", "a", "new"]);
    assert_eq!(named(&schema, "a").layer, Some(17));
    let (schema, _) = load_with(&[text], &Options::default().at_layer(8));
    let schema = schema.unwrap();
    assert_eq!(names(&schema)[..3], ["base", "a", "old"]);
    assert_eq!(named(&schema, "a").layer, Some(8));
    assert_eq!((schema.layer, schema.layers.as_slice()), (Some(8), &[8, 17][..]));
}

#[test]
fn files_may_repeat_what_every_schema_declares() {
    let head = "int ? = Int;\nvector {t:Type} # [ t ] = Vector t;\ntrue = True;\nboolFalse = Bool;\nboolTrue = Bool;";
    let other = "int#a8509bda ? = Int;\nvector#1cb5c415 {t:Type} # [ t ] = Vector t;\ntrue#3fedd339 = True;\nb x:A = B;";
    let schema = clean(&[&format!("{head}\na = A;\n---functions---\nf = Bool;"), other]);
    assert_eq!(names(&schema), ["int", "vector", "true", "boolFalse", "boolTrue", "a", "f", "b"]);
    let (_, found) = load_with(&["a = A;", "a = A;"], &Options::default());
    assert_eq!(found, [("1.tl:1:1".to_owned(), Code::DuplicateName)]);
    let (_, found) = load_with(&["true = True;", "true#1 = True;"], &Options::default());
    assert!(found.contains(&("1.tl:1:1".to_owned(), Code::DuplicateName)), "another id: {found:?}");
    let (_, found) = load_with(&["true = True;\ntrue = True;"], &Options::default());
    assert_eq!(found, [("0.tl:2:1".to_owned(), Code::DuplicateName)], "the same file");
}

#[test]
fn each_file_follows_its_own_rule_of_ids() {
    let by_rule = |text: &str, name: &str, rule| {
        let (schema, _) = load_with(&[text], &Options::default().ids(rule));
        named(&schema.unwrap(), name).computed_id
    };
    let with_id = |name: &str, rule| {
        let text = format!("{name} f:# x:f.0?true = {};", name.to_uppercase());
        text.replacen(' ', &format!("#{:08x} ", by_rule(&text, name, rule)), 1)
    };
    let telegram = format!("{}\nb x:bytes = B;", with_id("a", IdRule::Telegram));
    let classic = format!("{}\nd x:bytes = D;", with_id("c", IdRule::Classic));
    let silent = "e x:bytes = E;";
    let id_of = |texts: &[&str], name| named(&clean(texts), name).id;
    assert_eq!(id_of(&[&telegram, &classic], "b"), by_rule("b x:bytes = B;", "b", IdRule::Telegram));
    assert_eq!(id_of(&[&telegram, &classic], "d"), by_rule("d x:bytes = D;", "d", IdRule::Classic));
    assert_eq!(
        id_of(&[&telegram, silent], "e"),
        by_rule(silent, "e", IdRule::Telegram),
        "follows the others"
    );
    assert_eq!(
        id_of(&[silent], "e"),
        by_rule(silent, "e", IdRule::Classic),
        "nothing speaks for Telegram's rule"
    );
    assert_ne!(by_rule(silent, "e", IdRule::Classic), by_rule(silent, "e", IdRule::Telegram));
}

#[test]
fn denied_and_allowed() {
    let text = "a#12345678 = A;\nb.c#12345679 = A;";
    let count = |options: &Options| {
        let (schema, found) = load_with(&[text], options);
        (schema.is_some(), found.len())
    };
    let options = Options::default();
    assert_eq!(count(&options), (true, 2));
    assert_eq!(count(&options.clone().deny(Code::IdMismatch)), (false, 2));
    assert_eq!(count(&options.clone().deny(Code::Shadowing)), (true, 2));
    assert_eq!(count(&options.clone().deny_warnings()), (false, 2));
    assert_eq!(count(&options.clone().allow_id("a")), (true, 1));
    assert_eq!(count(&options.deny_warnings().allow_id("a").allow_id("b.*")), (true, 0));
}

#[test]
fn each_combinator_has_its_line() {
    let schema = clean(&["int ? = Int;\na\n  x:(vector  int) // text\n  = A;\n@read f n:# => Bool;"]);
    let lines: Vec<&str> = schema.combinators().map(|(_, one)| one.line.as_str()).collect();
    let a = format!("a#{:08x} x:(vector int) = A", named(&schema, "a").id);
    let f = format!("@read f#{:08x} n:# => Bool", named(&schema, "f").id);
    assert_eq!(lines[..3], ["int#a8509bda ? = Int", &a, &f]);
    assert_eq!(lines[3], "vector#1cb5c415 {t:Type} # [ t ] = Vector t");
}

#[test]
fn suggestions_name_what_is_near() {
    let rows = [
        ("user = User;\na x:Usr = A;", "did you mean `User`?"),
        ("user = User;\na x:usr = A;", "did you mean `user`?"),
        ("---functions---\n//#[auht=none]\nf = Bool;", "did you mean `auth`?"),
        ("a x:strng = A;", "did you mean `string`?"),
        ("a flags:# x:flgs.0?int = A;", "did you mean `flags`?"),
        ("a x:flags.0?int flags:# = A;", "move `flags:#` before its first use"),
        ("a x:vector int = A;", "write `(vector int)`"),
        ("intt ? = Int;", "did you mean `int`?"),
        ("//#[secrt(x)]\na x:int = A;", "did you mean `secret`?"),
        ("//#[secret(phon)]\na phone:int = A;", "did you mean `phone`?"),
    ];
    for (text, help) in rows {
        let mut map = SourceMap::new();
        map.add("test.tl", text).unwrap();
        let (_, diagnostics) = schema::load(&map, &Options::default());
        let helps: Vec<_> = diagnostics.iter().flat_map(|one| &one.help).collect();
        assert_eq!(helps, [help], "{text}");
    }
}
