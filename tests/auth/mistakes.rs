//! Every slip in an annotation of the real schema is refused with its code and its place: one that went unseen could open
//! a method or print a secret.

use tl_codegen::ErrorKind;
use tl_parser::{Code, SourceMap};

use super::{AUTH_TL, change, config};

/// A slip: what stands in the schema, what is written instead, and the finding. `^` marks the place that is reported.
struct Slip(&'static str, &'static str, &'static str, Code);

const SLIPS: &[Slip] = &[
    Slip(
        "a typo in a key",
        "//#[auth=none, binds, secret(bytes)]",
        "//#[^atuh=none, binds, secret(bytes)]",
        Code::UnknownAnnotation,
    ),
    Slip(
        "a key in capitals",
        "//#[auth=none, binds, secret(bytes)]",
        "//#[^Auth=none, binds, secret(bytes)]",
        Code::MalformedAnnotation,
    ),
    Slip(
        "a typo in a value",
        "//#[auth=none]\nhelp.getConfig",
        "//#[auth=^nnoe]\nhelp.getConfig",
        Code::InvalidAnnotationValue,
    ),
    Slip(
        "a value in capitals",
        "//#[auth=none]\nhelp.getConfig",
        "//#[auth=^None]\nhelp.getConfig",
        Code::InvalidAnnotationValue,
    ),
    Slip(
        "a key without its value",
        "//#[auth=none]\nhelp.getConfig",
        "//#[^auth]\nhelp.getConfig",
        Code::InvalidAnnotationValue,
    ),
    Slip(
        "a layer that is no number",
        "//#[auth=inherit, since=9]",
        "//#[auth=inherit, since=^nine]",
        Code::InvalidAnnotationValue,
    ),
    Slip(
        "a typo in the default of the file",
        "//#![auth=required]",
        "//#![auth=^requird]",
        Code::InvalidAnnotationValue,
    ),
    Slip(
        "a default that would open everything",
        "//#![auth=required]",
        "//#![auth=^none]",
        Code::InvalidAnnotationValue,
    ),
    Slip(
        "a blank line below",
        "//#[auth=none]\nhelp.getNearestDc",
        "^//#[auth=none]\n\nhelp.getNearestDc",
        Code::DanglingAnnotation,
    ),
    Slip(
        "a section below",
        "---functions---\n",
        "^//#[auth=none]\n---functions---\n",
        Code::DanglingAnnotation,
    ),
    Slip(
        "the end of the file below",
        "\n// LAYER 11\n",
        "\n// LAYER 11\n^//#[auth=none]\n",
        Code::DanglingAnnotation,
    ),
    Slip(
        "behind a declaration",
        "auth.logOut#5717da40 = Bool;",
        "auth.logOut#5717da40 = Bool; ^//#[auth=none]",
        Code::DanglingAnnotation,
    ),
    Slip(
        "inside a declaration",
        "auth.logOut#5717da40 = Bool;",
        "auth.logOut#5717da40\n^//#[auth=none]\n = Bool;",
        Code::DanglingAnnotation,
    ),
    Slip(
        "a word twice on one line",
        "//#[auth=none, binds, secret(bytes)]",
        "//#[auth=none, binds, ^auth=none, secret(bytes)]",
        Code::DuplicateAnnotation,
    ),
    Slip(
        "a word on two lines, contradicting itself",
        "//#[auth=none]\nhelp.getConfig",
        "//#[auth=none]\n//#[^auth=required]\nhelp.getConfig",
        Code::DuplicateAnnotation,
    ),
    Slip(
        "a field listed twice",
        "//#[secret(bytes)]\nauth.exported",
        "//#[secret(bytes, ^bytes)]\nauth.exported",
        Code::DuplicateAnnotation,
    ),
    Slip(
        "a permission on a constructor",
        "\nauth.checkedPhone#",
        "\n//#[^auth=none]\nauth.checkedPhone#",
        Code::MisplacedAnnotation,
    ),
    Slip(
        "a binding on a constructor",
        "\nauth.authorization#",
        "\n//#[^binds]\nauth.authorization#",
        Code::MisplacedAnnotation,
    ),
    Slip(
        "`inherit` on what wraps nothing",
        "\nauth.logOut#",
        "\n//#[^auth=inherit]\nauth.logOut#",
        Code::MisplacedAnnotation,
    ),
    Slip(
        "a binding on what answers a Bool",
        "//#[auth=none, until=50, ",
        "//#[auth=none, ^binds, until=50, ",
        Code::MisplacedAnnotation,
    ),
    Slip(
        "a secret on the whole file",
        "//#![auth=required]",
        "//#![auth=required, ^secret(phone)]",
        Code::MisplacedAnnotation,
    ),
    Slip(
        "a secret that is no field",
        "//#[secret(bytes)]\nauth.exported",
        "//#[secret(^byte)]\nauth.exported",
        Code::UnknownAnnotatedField,
    ),
    Slip(
        "a secret of another declaration",
        "secret(phone_number, api_hash)]",
        "secret(phone_number, ^phone_code, api_hash)]",
        Code::UnknownAnnotatedField,
    ),
    Slip(
        "layers that exclude each other",
        "//#[auth=none, since=5, ",
        "//#[auth=none, since=5, ^until=4, ",
        Code::ContradictoryAnnotations,
    ),
    Slip(
        "a line without its end",
        "//#[auth=none]\nhelp.getConfig",
        "//#[auth=none^\nhelp.getConfig",
        Code::MalformedAnnotation,
    ),
    Slip(
        "a line without a word",
        "//#[auth=none]\nhelp.getConfig",
        "//#[^]\nhelp.getConfig",
        Code::MalformedAnnotation,
    ),
    Slip(
        "text behind the line",
        "//#[auth=none]\nhelp.getConfig",
        "//#[auth=none] ^yes\nhelp.getConfig",
        Code::MalformedAnnotation,
    ),
    Slip(
        "a space for a `=`",
        "//#[auth=none]\nhelp.getConfig",
        "//#[auth^ none]\nhelp.getConfig",
        Code::MalformedAnnotation,
    ),
    Slip(
        "a colon for a `=`",
        "//#[auth=none]\nhelp.getConfig",
        "//#[auth^:none]\nhelp.getConfig",
        Code::MalformedAnnotation,
    ),
    Slip(
        "a space before the `#`",
        "//#[auth=none]\nhelp.getConfig",
        "^// #[auth=none]\nhelp.getConfig",
        Code::MalformedAnnotation,
    ),
    Slip(
        "a third slash",
        "//#[auth=none]\nhelp.getConfig",
        "^///#[auth=none]\nhelp.getConfig",
        Code::MalformedAnnotation,
    ),
    Slip(
        "a letter that only looks right",
        "//#[auth=none]\nhelp.getConfig",
        "//#[auth=n^\u{43e}ne]\nhelp.getConfig",
        Code::MalformedAnnotation,
    ),
    Slip(
        "the line of the file twice",
        "//#![auth=required]",
        "//#![auth=required]\n^//#![auth=required]",
        Code::DuplicateAnnotation,
    ),
    Slip(
        "the line of the file behind the first declaration",
        "//#![auth=required]\n\nboolFalse#bc799737 = Bool;",
        "boolFalse#bc799737 = Bool;\n^//#![auth=required]",
        Code::MisplacedAnnotation,
    ),
];

/// Line and column of the mark, counted here and not by what is tested; and the text without it.
fn unmark(marked: &str) -> (String, String) {
    let (before, behind) = marked.split_once('^').unwrap();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    (format!("{line}:{column}"), [before, behind].concat())
}

/// Code and place of every finding, and the report.
fn findings(text: &str) -> (Vec<(Code, String)>, String) {
    let mut sources = SourceMap::new();
    sources.add("auth.tl", text).unwrap();
    let error = config().generate(&sources).expect_err("the slip went unseen");
    assert_eq!(error.kind(), ErrorKind::Schema);
    let place = |span| sources.position(span).unwrap().to_string();
    (error.diagnostics().iter().map(|found| (found.code, place(found.span))).collect(), error.to_string())
}

#[test]
fn each_slip_is_refused_where_it_is() {
    for Slip(what, from, to, code) in SLIPS {
        let (place, text) = unmark(&change(AUTH_TL, from, to));
        let (found, report) = findings(&text);
        assert_eq!(found, [(*code, place.clone())], "{what}\n{report}");
        for part in [format!("error[{code}]"), format!("auth.tl:{place}"), "help: ".to_owned()] {
            assert!(report.contains(&part), "{what}: {part} in\n{report}");
        }
    }
}

#[test]
fn all_slips_are_told_at_once() {
    let mut text = AUTH_TL.to_owned();
    for (from, to) in [
        ("auth=inherit, since=9", "auth=inherits, since=9"),
        ("binds, secret(bytes)", "bind, secret(bytes)"),
        ("\nauth.logOut#", "\n//#[auth=inherit]\nauth.logOut#"),
        ("\n// LAYER 11\n", "\n//#[auth=none]\n\n// LAYER 11\n"),
    ] {
        text = change(&text, from, to);
    }
    let codes: Vec<Code> = findings(&text).0.into_iter().map(|(code, _)| code).collect();
    let expected = [
        Code::InvalidAnnotationValue,
        Code::UnknownAnnotation,
        Code::MisplacedAnnotation,
        Code::DanglingAnnotation,
    ];
    assert_eq!(codes, expected);
}

#[test]
fn a_typo_names_the_word_that_was_meant() {
    let help = |from, to| findings(&change(AUTH_TL, from, to)).1;
    assert!(help("binds, secret(bytes)", "bindz, secret(bytes)").contains("did you mean `binds`?"));
    assert!(help("api_hash)]", "api_hsah)]").contains("did you mean `api_hash`?"));
    let report = help("//#[auth=none]\nhelp.getConfig", "//#[auth=nobody]\nhelp.getConfig");
    assert!(report.contains("write `auth=none` or `auth=required` or `auth=inherit`"), "{report}");
}
