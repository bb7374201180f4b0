//! The list follows the annotations, and nothing else does but what logs may show.

use auth_types::unauthorized::METHODS;

use super::{AUTH_TL, change, generate, text_of};

/// The rows of `METHODS` in generated code.
fn methods(generated: &str) -> Vec<(u32, String)> {
    let (_, behind) = generated.split_once("METHODS: &[(u32, &str)] = &[").unwrap();
    let (rows, _) = behind.split_once("];").unwrap();
    rows.split('(')
        .skip(1)
        .map(|row| {
            let (id, name) = row.split_once(", ").unwrap();
            let id = u32::from_str_radix(id.strip_prefix("0x").unwrap(), 16).unwrap();
            (id, name.split('"').nth(1).unwrap().to_owned())
        })
        .collect()
}

fn allowed() -> Vec<(u32, String)> {
    METHODS.iter().map(|(id, name)| (*id, (*name).to_owned())).collect()
}

/// The generated table of all constructors and functions.
fn table(generated: &str) -> &str {
    generated.split_once("pub static SCHEMA").unwrap().1
}

fn without_annotations() -> String {
    let lines = AUTH_TL.lines().filter(|line| !line.starts_with("//#"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The lines of the schema that hold the word, with the name of the method below each.
fn lines_with(word: &str) -> Vec<(usize, &'static str)> {
    let lines: Vec<&'static str> = AUTH_TL.lines().collect();
    let numbered =
        lines.iter().enumerate().filter(|(_, line)| line.starts_with("//#[") && line.contains(word));
    numbered.map(|(number, _)| (number, lines[number + 1].split_once('#').unwrap().0)).collect()
}

/// The schema with the word taken out of one line.
fn without_word(number: usize, word: &str) -> String {
    let lines = AUTH_TL.lines().enumerate().map(|(at, line)| {
        if at != number {
            return line.to_owned();
        }
        let line = line.replace(&format!("{word}, "), "").replace(word, "");
        // A line without a word is no annotation.
        if line == "//#[]" { String::new() } else { line }
    });
    lines.flat_map(|line| [line, "\n".to_owned()]).collect()
}

#[test]
fn the_schema_gives_the_list_of_the_package() {
    assert_eq!(methods(&text_of(AUTH_TL)), allowed());
}

#[test]
fn without_annotations_nothing_is_allowed_and_nothing_else_changes() {
    let (annotated, plain) = (generate(AUTH_TL).unwrap(), generate(&without_annotations()).unwrap());
    assert!(!without_annotations().contains("//#") && without_annotations().len() < AUTH_TL.len());
    assert_eq!(annotated.items, plain.items, "names, ids and paths");
    let (annotated, plain) = (&annotated.files[0].text, &plain.files[0].text);
    assert_eq!(methods(plain), []);
    assert!(!plain.contains("0xa6b88fdf => {"), "nothing is looked through");
    assert!(plain.contains("fn is_allowed(_id: u32)"), "{plain}");
    assert_eq!(table(annotated), table(plain), "every line of the schema");
    // What is left of a difference is `Debug`.
    assert!(annotated.contains("Redacted") && !plain.contains("Redacted"));
}

#[test]
fn each_annotation_counts() {
    let opened = lines_with("auth=none");
    assert_eq!(opened.len(), METHODS.len());
    for (number, name) in opened {
        let mut expected = allowed();
        expected.retain(|(_, known)| known != name);
        assert_eq!(expected.len(), METHODS.len() - 1);
        assert_eq!(methods(&text_of(&without_word(number, "auth=none"))), expected, "without that of {name}");
    }
}

#[test]
fn each_wrapper_has_to_be_annotated() {
    let wrappers = lines_with("auth=inherit");
    assert_eq!(wrappers.len(), 3);
    let looked_through = |text: &str| text.matches("::tl_runtime::skip(").count();
    assert_eq!(looked_through(&text_of(AUTH_TL)), 3);
    for (number, name) in wrappers {
        let text = text_of(&without_word(number, "auth=inherit"));
        assert_eq!(looked_through(&text), 2, "{name}");
        assert_eq!(methods(&text), allowed());
    }
}

#[test]
fn what_is_said_of_the_file_opens_nothing() {
    let text = change(AUTH_TL, "//#![auth=required]\n", "");
    assert_eq!(methods(&text_of(&text)), allowed(), "functions without a word are refused anyway");
}

#[test]
fn one_more_annotation_opens_one_more_method() {
    let opened = text_of(&change(AUTH_TL, "\nauth.logOut#", "\n//#[auth=none]\nauth.logOut#"));
    let mut expected = allowed();
    expected.push((0x5717_da40, "auth.logOut".to_owned()));
    expected.sort();
    assert_eq!(methods(&opened), expected);
}

#[test]
fn words_of_other_tools_change_nothing() {
    let text =
        change(AUTH_TL, "//#[auth=none]\nhelp.getConfig", "//#[auth=none, x_team=\"core\"]\nhelp.getConfig");
    assert_eq!(text_of(&text), text_of(AUTH_TL));
}
