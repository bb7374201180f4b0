//! `tl-codegen explain`: what is shown of bytes, in whatever form they come, and what of bytes that are wrong.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::fmt::Write as _;

use support::{Run, Scratch, tl_codegen, tl_codegen_with};

const SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/explain/geo.tl");

/// A point with a radius.
const POINT: &str = "5aa13f0e 01000000 000000000000f83f 0000000000000440 07000000";
/// A map with all that can be in one.
const MAP: &str = "03000010 04000000 0452 6f6d65000000 03616263 00112233445566778899aabbccddeeff 15c4b51c 02000000 \
    0700000000000000 0800000000000000 01000000 02000000 03000000 04000000 5df93e88 b5757299 050102030405 0000";
/// A call inside a call.
const CALL: &str = "02000020 0b000000 01000020 12000000 03616263 04526f6d65000000";

fn explain(args: &[&str]) -> Run {
    tl_codegen(&[&["explain", SCHEMA], args].concat())
}

/// What was said, with the call.
fn transcript(cases: &[&[&str]]) -> String {
    let mut text = String::new();
    for args in cases {
        let run = explain(args);
        let shown: Vec<String> = args
            .iter()
            .map(|arg| if arg.contains(' ') { format!("\"{arg}\"") } else { (*arg).to_owned() })
            .collect();
        let _ = writeln!(text, "$ tl-codegen explain geo.tl {}", shown.join(" "));
        let _ = writeln!(text, "{}{}[exit {}]\n", run.stdout, run.stderr, run.code);
    }
    text
}

#[test]
fn the_transcript_is_what_is_said() {
    let cut = MAP.rsplit_once(" 0501").unwrap().0;
    let cases: &[&[&str]] = &[
        &["--hex", POINT],
        &["--type", "geo.Map", "--hex", MAP],
        &["--type", "geo.Map", "--show-secrets", "--hex", MAP],
        &["--function", "geo.with", "--hex", CALL],
        &["--answer-to", "geo.find", "--hex", "15c4b51c 01000000 5df93e88"],
        // Cut off, something else, a byte too many, an id that is reversed, one that is damaged, none that is known.
        &["--type", "geo.Map", "--hex", cut],
        &["--type", "geo.Place", "--hex", "01000010 0700000000000000"],
        &["--hex", "5df93e88 00"],
        &["--hex", "0e3fa15a 00000000"],
        &["--type", "geo.Place", "--hex", "5df93e89"],
        &["--hex", "12345678"],
        &["--hex", "b5757299"],
        &["--hex", "5aa13f0e 25000000 0000000000000000 0000000000000000 01000000"],
        // Inside of a secret nothing is shown.
        &["--function", "geo.find", "--hex", "01000020 00000000 05616263"],
        &["--json", "--function", "geo.find", "--hex", "01000020 00000000 05616263"],
        &["--json", "--hex", "5df93e88"],
    ];
    let new = transcript(cases);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/explain/transcript.txt");
    let old = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    if std::env::var_os("BLESS").is_some_and(|bless| bless == "1") && std::env::var_os("CI").is_none() {
        std::fs::write(path, new).unwrap();
        return;
    }
    assert!(
        old == new,
        "tests/explain/transcript.txt is stale: run `BLESS=1 cargo test -p tl-tests --test explain`\n{new}"
    );
}

#[test]
fn the_bytes_come_in_any_form() {
    let folder = Scratch::new("explain-forms");
    let bytes: Vec<u8> = POINT
        .split(' ')
        .flat_map(|word| {
            (0..word.len()).step_by(2).map(|at| u8::from_str_radix(&word[at..at + 2], 16).unwrap())
        })
        .collect();
    let path = folder.at("point.bin");
    std::fs::write(&path, &bytes).unwrap();
    let shown = explain(&["--hex", POINT]);
    assert_eq!((shown.code, shown.stderr.as_str()), (0, ""));
    let with_0x = POINT.split(' ').map(|word| format!("0x{word}")).collect::<Vec<_>>().join(", ");
    for args in [
        &["--file", &path][..],
        &["--hex", &with_0x],
        &["--base64", "WqE/DgEAAAAAAAAAAAD4PwAAAAAAAARABwAAAA=="],
        &["--base64", "WqE_DgEAAAAAAAAAAAD4PwAAAAAAAARABwAAAA"],
        &["--type", "geo.point", "--hex", POINT],
    ] {
        assert_eq!(
            explain(args).stdout,
            shown.stdout.replace(
                "any boxed value",
                if args[0] == "--type" { "geo.point" } else { "any boxed value" }
            ),
            "{args:?}"
        );
    }
    assert_eq!(tl_codegen_with(&["explain", SCHEMA, "--hex", "-"], POINT).stdout, shown.stdout);
    assert_eq!(tl_codegen_with(&["explain", SCHEMA], "\u{1}").code, 1);
}

#[test]
fn secrets_never_get_out_unless_asked_for() {
    for json in [&[][..], &["--json"]] {
        let hidden = explain(&[&["--type", "geo.Map", "--hex", MAP][..], json].concat());
        assert_eq!(hidden.code, 0);
        assert!(!hidden.stdout.contains("abc") && !hidden.stdout.contains("616263"), "{}", hidden.stdout);
        let shown = explain(&[&["--show-secrets", "--type", "geo.Map", "--hex", MAP][..], json].concat());
        assert!(shown.stdout.contains("abc") && shown.stdout.contains("616263"), "{}", shown.stdout);
    }
}

#[test]
fn every_byte_stands_in_one_row() {
    let run = explain(&["--json", "--show-secrets", "--type", "geo.Map", "--hex", MAP]);
    let mut at = 0;
    for line in run.stdout.lines().map(str::trim) {
        if let Some(length) = line.strip_prefix("\"length\": ").and_then(|length| length.strip_suffix(',')) {
            at += length.parse::<usize>().unwrap();
        }
    }
    // The object says its length as well.
    assert_eq!(at, 2 * MAP.split_whitespace().collect::<String>().len() / 2);
}

#[test]
fn wrong_calls_say_what_to_do() {
    for (args, part) in [
        (&["--hex", "0"][..], "half a byte is missing"),
        (&["--hex", "zz"], "`z` at 0 is no digit"),
        (&["--base64", "*"], "--base64"),
        (&["--file", "no-such-file"], "cannot read no-such-file"),
        (&["--hex", "00", "--base64", "AA"], "cannot be used with"),
        (&["--type", "geo.Plcae", "--hex", ""], "did you mean `geo.Place`?"),
        (&["--function", "geo.fnd", "--hex", ""], "did you mean `geo.find`?"),
        (&["--answer-to", "geo.point", "--hex", ""], "the schema has no `geo.point`"),
    ] {
        let run = explain(args);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}");
        assert!(run.stderr.contains(part), "{}", run.stderr);
    }
    let run = tl_codegen_with(&["explain", "no-such.tl", "--hex", "zz"], "");
    assert!(
        run.code == 2 && run.stderr.contains("no-such.tl") && run.stderr.contains("no digit"),
        "{}",
        run.stderr
    );
}
