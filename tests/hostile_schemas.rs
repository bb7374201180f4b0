//! Schemas that somebody made to break the generator, what it writes, or the documentation of it: no text of a schema
//! becomes code, every name becomes an identifier, and the work follows the length of the text.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, Lit, Meta};
use tl_codegen::{Generated, configure};
use tl_parser::SourceMap;

use support::Scratch;

fn generate(text: &str) -> Result<Generated, tl_codegen::Error> {
    let mut sources = SourceMap::new();
    sources.add("hostile.tl", text).unwrap();
    configure().generate(&sources)
}

/// The text of the one file that comes out.
fn rust(text: &str) -> String {
    let generated = generate(text).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
    generated.files[0].text.clone()
}

/// Everything that an output consists of but its documentation; panics when the documentation is not made of literals.
fn without_docs(rust: &str) -> String {
    struct Docs;
    impl<'ast> Visit<'ast> for Docs {
        fn visit_attribute(&mut self, attribute: &'ast Attribute) {
            if attribute.path().is_ident("doc") {
                let Meta::NameValue(pair) = &attribute.meta else { panic!("documentation without a text") };
                let Expr::Lit(syn::ExprLit { lit: Lit::Str(text), .. }) = &pair.value else {
                    panic!("documentation that is code")
                };
                assert!(!text.value().contains(['\n', '\r']), "{:?}", text.value());
            }
            visit::visit_attribute(self, attribute);
        }
    }
    let file = syn::parse_file(rust).unwrap_or_else(|error| panic!("{error}\n{rust}"));
    Docs.visit_file(&file);
    // The documentation takes whole lines, and no other line begins as it does.
    let is_code =
        |line: &&str| !line.trim_start().starts_with("///") && !line.trim_start().starts_with("//!");
    let code: Vec<&str> = rust.lines().filter(is_code).collect();
    let code = code.join("\n");
    syn::parse_file(&code).unwrap_or_else(|error| panic!("{error}\n{code}"));
    code
}

/// Pieces of comments that would mean something in Rust, in Markdown, in HTML, or in a shell.
fn comment_pieces() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "*/",
        "/*",
        "//",
        "///",
        "//!",
        "`",
        "```",
        "```rust",
        "~~~",
        "#",
        "#[test]",
        " #![allow(warnings)]",
        "\"",
        "\"#",
        "r#\"",
        "'",
        "\\",
        "\\\\",
        "\\\"",
        "\\n",
        "\\u{41}",
        "${HOME}",
        "{}",
        "{0}",
        "}",
        "{",
        "(",
        ")",
        "[a](b)",
        "[`Vec`]",
        "[x]: y",
        "<b>",
        "</b>",
        "<!--",
        "&lt;",
        "***",
        "___",
        "---",
        "===",
        "1. ",
        "- ",
        "|",
        ">",
        "    fn f() {}",
        "pub fn evil() {}",
        "; } fn evil() {",
        "https://a.bc/d",
        "(https://a.bc",
        "http://",
        "\t",
        "\u{202e}",
        "\u{2066}",
        "\u{200b}",
        "\u{2028}",
        "\u{feff}",
        "\u{e9}",
        "$x$",
        "[^1]",
        "@x ",
        "@y z",
        "concat!(1)",
        "include_str!(\"/etc/passwd\")",
        "env!(\"HOME\")",
        "cfg_attr",
    ];
    prop::collection::vec(prop::sample::select(PIECES), 0..12).prop_map(|pieces| pieces.concat())
}

/// A schema with comments in every place that may have one. A line must not become an annotation or a section.
fn commented(comments: &[String]) -> String {
    let line = |place: usize| {
        let text = comments[place % comments.len()].replace(['\n', '\r'], " ");
        format!("//. {text}\n")
    };
    let block = |place: usize| format!("/*. {}*/", comments[place % comments.len()].replace("*/", "* /"));
    format!(
        "{}\n{}{}user id:long {} name:flags {} = User; {}{}//@x {}bot x:int y:flags = User;\n---functions---\n{}\
         getUser id:long = User; {}",
        line(0), line(1), line(2), block(3), block(4), line(5), line(6), line(7), line(8), line(9)
    )
    .replace(":flags", ":string")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn comments_change_the_documentation_alone(comments in prop::collection::vec(comment_pieces(), 1..10)) {
        let plain = without_docs(&rust(&commented(&["".to_owned()])));
        prop_assert_eq!(without_docs(&rust(&commented(&comments))), plain);
    }

    /// A name is whatever the grammar lets be one; what is generated for it is an item of that name or is refused.
    #[test]
    fn names_become_identifiers(
        names in prop::collection::vec("[a-z][A-Za-z0-9_]{0,8}", 1..6),
        fields in prop::collection::vec("[A-Za-z_][A-Za-z0-9_]{0,8}", 1..6),
    ) {
        let fields: String = fields.iter().enumerate().map(|(i, name)| format!("{name}{i}:int {name}:long ")).collect();
        let text: String = names.iter().map(|name| format!("{name}.{name} {fields}= {name}.T;\n{name} = X;\n")).collect();
        if let Ok(generated) = generate(&text) {
            let file = syn::parse_file(&generated.files[0].text).unwrap();
            let paths = items(&file.items, "");
            for item in &generated.items {
                prop_assert!(paths.contains(&item.path), "{} is not among {:?}", item.path, paths);
            }
        }
    }
}

/// The paths of all structs and enums.
fn items(items: &[syn::Item], module: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for item in items {
        match item {
            syn::Item::Mod(inner) => {
                let inside = inner.content.as_ref().map_or(&[][..], |(_, items)| items);
                paths.extend(self::items(inside, &format!("{module}{}::", inner.ident)));
            }
            syn::Item::Struct(item) => paths.push(format!("{module}{}", item.ident)),
            syn::Item::Enum(item) => paths.push(format!("{module}{}", item.ident)),
            _ => {}
        }
    }
    paths
}

/// Annotations carry texts of their own into attributes; none of them ends the literal that holds it.
#[test]
fn texts_of_annotations_stay_texts() {
    let texts = ["x", "a] fn evil() {} [", "\u{202e}", "{}", "*/", "'", "#![x]", "// y", "concat!(1)"];
    let code: Vec<String> = texts
        .iter()
        .filter_map(|text| generate(&format!("//#[deprecated=\"{text}\"]\na = A;\n")).ok())
        .map(|generated| without_docs(&generated.files[0].text))
        .collect();
    assert!(code.len() > 3, "{}", code.len());
    for code in code {
        let file = syn::parse_file(&code).unwrap();
        assert!(!items(&file.items, "").iter().any(|path| path.contains("evil")));
        assert!(!code.contains(['\u{202e}']), "{code}");
    }
}

/// The documentation of every golden output is free of rustdoc's warnings, and none of it runs as a test.
#[test]
fn documentation_is_clean() {
    let deps = env::current_exe().unwrap().parent().unwrap().to_owned();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/pass");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    paths.sort();
    let scratch = Scratch::new("documentation");
    // Builds with other features leave theirs in the same folder.
    let probe = scratch.write("probe.rs", "//! Compiles with the right one.\npub use tl_runtime::serde;\n");
    let is_right = |runtime: &PathBuf| rustdoc(&deps, runtime, &probe, &["-o", &scratch.at("probe")]).is_ok();
    let runtimes = newest_first(&deps, "libtl_runtime-");
    let runtime = runtimes.into_iter().find(is_right).expect("the tests are built with the runtime");
    // Paths in the output start at the module that it is mounted in.
    let modules = paths.iter().map(|path| {
        let name = path.file_stem().unwrap().to_str().unwrap();
        format!("pub mod {name} {{ include!({path:?}); }}\n")
    });
    let text = format!("//! Every golden output.\n{}", modules.collect::<String>());
    let file = scratch.write("all.rs", &text);
    let rustdoc =
        |more: &[&str]| rustdoc(&deps, &runtime, &file, more).unwrap_or_else(|report| panic!("{report}"));
    rustdoc(&["-o", &scratch.at("doc")]);
    let tests = rustdoc(&["--test"]);
    assert!(tests.contains("running 0 tests"), "{tests}");
    // No text of a comment is markup: the page shows the tag as it was written.
    let pages = fs::read_to_string(scratch.at("doc/all/hostile/types/struct.Comments.html")).unwrap();
    assert!(pages.contains("&lt;script&gt;") && !pages.contains("<script>alert"), "{pages}");
    assert!(!pages.contains("javascript:b\"") && !pages.contains("<del>"), "{pages}");
}

/// What rustdoc says, or its report on a failure.
fn rustdoc(deps: &Path, runtime: &Path, file: &str, more: &[&str]) -> Result<String, String> {
    let out = Command::new(env::var_os("RUSTDOC").unwrap_or_else(|| "rustdoc".into()))
        .args(["--edition=2024", "--crate-type=lib", "--crate-name=all", "-Dwarnings", file])
        .arg(format!("-Ldependency={}", deps.display()))
        .arg(format!("--extern=tl_runtime={}", runtime.display()))
        .args(more)
        .output()
        .expect("rustdoc comes with rustc");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if out.status.success() { Ok(text(&out.stdout)) } else { Err(text(&out.stderr)) }
}

fn newest_first(folder: &Path, prefix: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut libraries: Vec<_> = entries
        .filter(|entry| {
            let name = entry.file_name();
            name.to_str().is_some_and(|name| name.starts_with(prefix) && name.ends_with(".rlib"))
        })
        .collect();
    libraries.sort_by_key(|entry| entry.metadata().and_then(|data| data.modified()).ok());
    libraries.into_iter().rev().map(|entry| entry.path()).collect()
}

/// Four times the schema takes about four times as long. A busy machine may need several attempts.
fn grows_with_its_size(what: &str, text: impl Fn(usize) -> String) {
    let time = |n| {
        let text = text(n);
        let start = Instant::now();
        let _ = generate(&text);
        start.elapsed()
    };
    let mut seen = Vec::new();
    let is_linear = (0..6).any(|_| {
        let (small, large) = (time(75), time(300));
        seen.push((small, large));
        large < small * 9 + Duration::from_millis(30)
    });
    assert!(is_linear, "{what}: {seen:?}");
}

#[test]
fn hostile_schemas_take_linear_time() {
    let lines = |n: usize, line: &dyn Fn(usize) -> String| (0..n).map(line).collect::<String>();
    grows_with_its_size("constructors", |n| lines(n, &|i| format!("a{i} x:int = A{i};\n")));
    grows_with_its_size("one type", |n| lines(n, &|i| format!("a{i} x:A = A;\n")));
    grows_with_its_size("one Rust name", |n| {
        // `a_1`, `a__1`, `a1`: all of them want to be `A1`.
        lines(n, &|i| format!("a{}1 = A{};\n", "_".repeat(i), "_".repeat(i)))
    });
    grows_with_its_size("fields", |n| format!("a {}= A;", lines(n, &|i| format!("x{i}:int "))));
    grows_with_its_size("optional fields", |n| {
        format!("a flags:# {}= A;", lines(n, &|i| format!("x{i}:flags.{}?int ", i % 32)))
    });
    grows_with_its_size("a chain", |n| {
        lines(n, &|i| format!("a{i} x:A{} = A{i};\n", i + 1)) + &format!("a{n} = A{n};")
    });
    grows_with_its_size("a circle", |n| {
        lines(n, &|i| format!("a{i} x:A{} = A{i};\nb{i} = A{i};\n", (i + 1) % n))
    });
    grows_with_its_size("uses of a generic type", |n| {
        "pair {X:Type} {Y:Type} a:X b:Y = Pair X Y;\n".to_owned()
            + &lines(n, &|i| format!("a{i} = A{i};\nb{i} x:(Pair A{i} int) = B{i};\n"))
    });
    grows_with_its_size("namespaces", |n| lines(n, &|i| format!("n{i}.a x:int = n{i}.A;\n")));
    grows_with_its_size("comments", |n| lines(n, &|i| format!("// {i} `*_[a](b)\n")) + "a = A;");
}
