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
        // Padding that is not zero, a text in the longer form, text that is no UTF-8.
        &[
            "--function",
            "geo.find",
            "--show-secrets",
            "--hex",
            "01000020 00000000 03616263 04526f6d 65000100",
        ],
        &[
            "--function",
            "geo.find",
            "--show-secrets",
            "--hex",
            "01000020 00000000 fe030000 61626300 00000000",
        ],
        &[
            "--function",
            "geo.find",
            "--show-secrets",
            "--hex",
            "01000020 00000000 03616263 04526fff 65000000",
        ],
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
    let path = folder.at("point.bin");
    std::fs::write(&path, bytes(POINT)).unwrap();
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
    let base64 = "WqE/DgEAAAAAAAAAAAD4PwAAAAAAAARABwAAAA==\n";
    assert_eq!(tl_codegen_with(&["explain", SCHEMA, "--base64", "-"], base64).stdout, shown.stdout);
    // All bytes of this call are characters, so a test can have it on standard input as it is.
    let call = String::from_utf8(bytes(CALL)).unwrap();
    let shown = explain(&["--function", "geo.with", "--hex", CALL]);
    assert_eq!(shown.code, 0);
    for args in [&[][..], &["--file", "-"]] {
        let run = tl_codegen_with(&[&["explain", SCHEMA, "--function", "geo.with"], args].concat(), &call);
        assert_eq!(run.stdout, shown.stdout, "{args:?}");
    }
    assert_eq!(tl_codegen_with(&["explain", SCHEMA], "\u{1}").code, 1);
}

/// The bytes that such digits stand for.
fn bytes(digits: &str) -> Vec<u8> {
    let digits: String = digits.split(' ').collect();
    let byte = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(byte).collect()
}

/// Whatever the bytes are: the rows follow each other without a gap up to the end, or to a byte that does not fit.
#[test]
fn damaged_bytes_are_explained_as_far_as_they_go() {
    let whole = bytes(MAP);
    let mut number = 1_u64;
    let mut below = |end: usize| {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (number >> 33) as usize % end
    };
    let (mut read, mut refused) = (0, 0);
    for round in 0..400 {
        let mut damaged = whole.clone();
        match round % 4 {
            0 => damaged.truncate(below(whole.len())),
            1 => damaged[below(whole.len())] ^= 1 << below(8),
            2 => damaged[below(whole.len())] = below(256) as u8,
            _ => damaged.insert(below(whole.len()), below(256) as u8),
        }
        let digits = damaged.iter().fold(String::new(), |digits, byte| digits + &format!("{byte:02x}"));
        let args = ["--type", "geo.Map", "--show-secrets", "--hex", &digits];
        let run = explain(&[&args[..], &["--json"]].concat());
        let dump: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let mut end = 0;
        for part in dump["parts"].as_array().unwrap() {
            let (offset, length) = (part["offset"].as_u64().unwrap(), part["length"].as_u64().unwrap());
            assert_eq!(offset, end, "{digits}: {part}");
            end += length;
        }
        let place = dump["error"]["offset"].as_u64().unwrap_or(damaged.len() as u64);
        assert!(end <= place && place <= damaged.len() as u64, "{digits}: {end}, {place}");
        match run.code {
            0 => read += usize::from(end == damaged.len() as u64 && dump["error"].is_null()),
            1 => refused += usize::from(!dump["error"].is_null() && !run.stderr.is_empty()),
            code => panic!("{digits}: {code}"),
        }
        // The rows for people say the same.
        assert_eq!(explain(&args).code, run.code, "{digits}");
    }
    assert!(read > 20 && refused > 100 && read + refused == 400, "{read} read, {refused} refused");
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
