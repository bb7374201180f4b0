//! The README shows what is: its schema, its Rust, its reports and its commands are compared with the real ones.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use support::{Scratch, tl_codegen};

mod geo {
    include!("golden/pass/readme.rs");
}

const README: &str = include_str!("../README.md");

/// The text of the blocks that are fenced as this language, in order.
fn blocks(language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    README.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn the_schema_gives_the_rust_beside_it() {
    let (schema, rust) = (&blocks("tl")[0], &blocks("rust")[0]);
    assert_eq!(schema, include_str!("golden/pass/readme.tl"));
    let mut rest = include_str!("golden/pass/readme.rs");
    for line in rust.lines().map(|line| line.split("  //").next().unwrap().trim()) {
        let place =
            rest.find(line).unwrap_or_else(|| panic!("`{line}` is not generated, or not in this order"));
        rest = &rest[place + line.len()..];
    }
}

#[test]
fn the_request_prints_as_shown() {
    use geo::functions::geo::Find;
    let request = Find { exact: true, ..Find::new("secret".into(), "Rome".into()) };
    let shown = format!("// {request:?}");
    assert!(blocks("rust")[1].contains(&shown), "{shown}");
    assert!(tl_runtime::to_bytes(&request).is_ok());
}

#[test]
fn the_diagnostics_are_those_of_the_command() {
    let shown = blocks("console").into_iter().find(|block| block.contains("error[")).unwrap();
    let (command, report) = shown.split_once('\n').unwrap();
    assert_eq!(command, "$ tl-codegen check geo.tl");
    // The schema is the first line that the report quotes.
    let line = report.lines().find_map(|line| line.strip_prefix("1 | ")).unwrap();
    let folder = Scratch::new("readme");
    let schema = folder.write("geo.tl", line);
    let run = tl_codegen(&["check", &schema]);
    assert_eq!(run.code, 1);
    assert_eq!(run.stderr.replace(&schema, "geo.tl"), report);
}

#[test]
fn the_dump_is_that_of_the_command() {
    let shown = blocks("console").into_iter().find(|block| block.contains(" explain ")).unwrap();
    let (command, dump) = shown.split_once('\n').unwrap();
    let bytes = command.split('"').nth(1).unwrap();
    let folder = Scratch::new("readme-explain");
    let schema = folder.write("geo.tl", &blocks("tl")[0]);
    let run = tl_codegen(&["explain", &schema, "--hex", bytes]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, dump, ""));
    assert_eq!(command, format!("$ tl-codegen explain geo.tl --hex \"{bytes}\""));
}

#[test]
fn the_decode_error_is_real() {
    let bytes = [0x1cb5_c415_u32, 1, 7].map(u32::to_le_bytes).concat();
    let error = tl_runtime::from_bytes::<Vec<geo::enums::geo::Place>>(&bytes).unwrap_err();
    assert_eq!(blocks("text")[0].trim_end(), error.to_string());
}

#[test]
fn the_first_command_says_what_is_shown() {
    let shown = &blocks("console")[0];
    let arguments = shown.lines().next().unwrap().split(" -- ").nth(1).unwrap();
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/../schema/auth.tl");
    let folder = Scratch::new("readme-first");
    let output = folder.at("auth.rs");
    let arguments: Vec<&str> = arguments
        .split(' ')
        .map(|word| match word {
            "schema/auth.tl" => schema,
            "target/auth.rs" => &output,
            word => word,
        })
        .collect();
    let run = tl_codegen(&arguments);
    let said = run.stderr.replace(&output, "target/auth.rs");
    assert_eq!((run.code, shown.lines().nth(1).unwrap()), (0, said.trim_end()));
}

#[test]
fn the_rule_of_authorization_holds() {
    use auth_types::{
        functions::auth::LogOut, functions::help::GetConfig, tl_runtime::to_bytes, unauthorized,
    };
    assert!(unauthorized::allows(&to_bytes(&GetConfig).unwrap()));
    assert!(!unauthorized::allows(&to_bytes(&LogOut).unwrap()));
    assert_eq!(unauthorized::METHODS.len(), 8);
}

#[test]
fn it_is_short_enough_to_be_read() {
    assert!(README.lines().count() <= 180);
}
