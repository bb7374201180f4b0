//! The text of the schema: readable by every TL tool, right in its ids, complete in what it says.

use std::collections::BTreeSet;

use auth_types::SCHEMA;
use grammers_tl_parser::errors::ParseError;
use grammers_tl_parser::tl::{Category, Definition};
use tl_parser::SourceMap;
use tl_parser::schema::{self, AnnotationValue, Combinator, Options};

use super::{AUTH_TL, generate};

#[test]
fn the_text_is_what_every_tool_reads() {
    assert!(AUTH_TL.is_ascii() && !AUTH_TL.contains(['\t', '\r']));
    assert!(AUTH_TL.ends_with(";\n\n// LAYER 11\n"), "a comment without a line end hangs a tool");
    assert!(!AUTH_TL.contains("/*"));
    for line in AUTH_TL.lines().filter(|line| line.contains(" = ")) {
        assert!(line.ends_with(';') && line.matches(';').count() == 1, "one declaration on a line: {line}");
        let (_, id) = line.split(' ').next().unwrap().split_once('#').unwrap();
        assert_eq!(id.len(), 8, "{line}");
    }
}

#[test]
fn nothing_is_to_be_said_about_it() {
    // Every id is the computed one, or there would be a warning.
    let generated = generate(AUTH_TL).unwrap();
    assert!(generated.diagnostics.is_empty(), "{:?}", generated.diagnostics);
    assert!(generated.warnings.is_empty(), "{:?}", generated.warnings);
    assert_eq!(auth_types::LAYER, 11);
}

/// Name and id of what another parser reads; what it refuses.
fn read_by_another(text: &str) -> (Vec<Definition>, Vec<ParseError>) {
    let (mut definitions, mut errors) = (Vec::new(), Vec::new());
    for result in grammers_tl_parser::parse_tl_file(text) {
        match result {
            Ok(definition) => definitions.push(definition),
            Err(error) => errors.push(error),
        }
    }
    (definitions, errors)
}

#[test]
fn another_parser_accepts_it() {
    let (definitions, errors) = read_by_another(AUTH_TL);
    // The definition of vectors is built into that parser: it reads none.
    assert_eq!(errors, [ParseError::NotImplemented]);
    let named = |category| -> BTreeSet<(u32, String)> {
        let chosen = definitions.iter().filter(|definition| definition.category == category);
        chosen.map(|definition| (definition.id, definition.full_name())).collect()
    };
    let ours = |lines: &mut dyn Iterator<Item = (u32, &str)>| -> BTreeSet<(u32, String)> {
        let names = lines.map(|(id, line)| (id, line.split_once('#').unwrap().0.to_owned()));
        names.filter(|(_, name)| name != "vector").collect()
    };
    assert_eq!(named(Category::Types), ours(&mut SCHEMA.constructors()));
    assert_eq!(named(Category::Functions), ours(&mut SCHEMA.functions()));
}

#[test]
fn annotations_are_comments_to_another_parser() {
    let plain: String =
        AUTH_TL.lines().filter(|line| !line.starts_with("//")).flat_map(|line| [line, "\n"]).collect();
    assert_eq!(read_by_another(AUTH_TL), read_by_another(&plain));
}

fn says(combinator: &Combinator, key: &str, value: &AnnotationValue) -> bool {
    combinator.annotation(key).is_some_and(|found| found.value == *value)
}

#[test]
fn what_answers_an_authorization_binds_the_key() {
    let mut sources = SourceMap::new();
    sources.add("auth.tl", AUTH_TL).unwrap();
    let schema = schema::load(&sources, &Options::default()).0.unwrap();
    let mut binding = Vec::new();
    for (_, function) in schema.functions() {
        let line = SCHEMA.line_of(function.id).unwrap();
        let answers = line.ends_with("= auth.Authorization");
        assert_eq!(says(function, "binds", &AnnotationValue::Flag), answers, "{line}");
        // Whoever logs in has no user yet.
        let open = says(function, "auth", &AnnotationValue::Word("none".to_owned()));
        assert!(!answers || open, "{line}");
        binding.extend(answers.then_some(function.name.as_str()));
    }
    assert_eq!(binding, ["auth.signUp", "auth.signIn", "auth.importAuthorization"]);
}
