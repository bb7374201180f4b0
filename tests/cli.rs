//! The command line: what goes where, and with which exit code.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use std::fs;

use support::{Scratch, tl_codegen, tl_codegen_with};

const SCHEMA: &str = "user id:long name:string = User;\n\n---functions---\ngetUser id:long = User;\n";

#[test]
fn the_product_goes_to_standard_output() {
    let folder = Scratch::new("stdout");
    let schema = folder.write("api.tl", SCHEMA);
    let run = tl_codegen(&["generate", &schema]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains("pub struct User"), "{}", run.stdout);
    assert_eq!(tl_codegen(&["generate", &schema, "-o", "-"]).stdout, run.stdout);
    assert_eq!(folder.names(), ["api.tl"]);
}

#[test]
fn every_way_out_gives_the_same_bytes() {
    let folder = Scratch::new("ways");
    let schema = folder.write("api.tl", SCHEMA);
    let stdout = tl_codegen(&["generate", &schema]).stdout;
    assert_eq!(tl_codegen(&["generate", &schema, "-o", &folder.at("one.rs")]).code, 0);
    assert_eq!(tl_codegen(&["generate", &schema, "--out-dir", &folder.at("a/b")]).code, 0);
    assert_eq!(tl_codegen(&["generate", &schema, "--out-dir", &folder.at("a/b"), "--name", "other"]).code, 0);
    assert_eq!(tl_codegen_with(&["generate", "-"], SCHEMA).stdout, stdout);
    for file in ["one.rs", "a/b/api.rs", "a/b/other.rs"] {
        assert_eq!(folder.read(file), stdout, "{file}");
    }
    // The library is what build scripts call.
    tl_codegen::configure().out_dir(folder.at("library")).compile(&[&schema]).unwrap();
    assert_eq!(folder.read("library/api.rs"), stdout);
}

#[test]
fn several_files_make_one_schema() {
    let folder = Scratch::new("several");
    let types = folder.write("types.tl", "user id:long = User;\n");
    let calls = folder.write("calls.tl", "---functions---\ngetUser id:long = User;\n");
    assert_eq!(tl_codegen(&["generate", &types, &calls, "--out-dir", &folder.at("out")]).code, 0);
    let text = folder.read("out/types.rs");
    assert!(text.contains("pub struct User") && text.contains("pub struct GetUser"), "{text}");
    let alone = tl_codegen(&["check", &calls]);
    assert!(alone.code == 1 && alone.stderr.contains("E0101"), "{}", alone.stderr);
}

#[test]
fn a_schema_with_errors_writes_nothing_and_keeps_what_was_there() {
    let folder = Scratch::new("errors");
    let schema = folder.write("api.tl", "user id:lnog = User;\nchat id:long title:sting = Chat;\n");
    let output = folder.write("api.rs", "// kept\n");
    let run = tl_codegen(&["generate", &schema, "-o", &output]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("api.tl:1:9") && run.stderr.contains("api.tl:2:20"), "{}", run.stderr);
    assert!(run.stderr.contains("2 errors"), "{}", run.stderr);
    assert_eq!(folder.read("api.rs"), "// kept\n");
    assert_eq!(folder.names(), ["api.rs", "api.tl"]);
    assert_eq!(tl_codegen(&["generate", &schema, "--out-dir", &folder.at("new")]).code, 1);
    assert_eq!(folder.names(), ["api.rs", "api.tl"]);
}

#[test]
fn check_tells_what_is_stale_and_how_to_mend_it() {
    let folder = Scratch::new("check");
    let schema = folder.write("api.tl", SCHEMA);
    let output = folder.at("api.rs");
    let check = ["generate", &schema, "-o", &output, "--check"];

    let run = tl_codegen(&check);
    assert_eq!(run.code, 1);
    let command = format!("help: run `tl-codegen generate {schema} -o {output}`");
    assert!(run.stderr.contains("api.rs is missing") && run.stderr.contains(&command), "{}", run.stderr);
    assert_eq!(folder.names(), ["api.tl"]);

    assert_eq!(tl_codegen(&check[..4]).code, 0);
    let run = tl_codegen(&check);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    // A checkout with other line ends is not stale.
    let fresh = folder.read("api.rs");
    folder.write("api.rs", &fresh.replace('\n', "\r\n"));
    assert_eq!(tl_codegen(&check).code, 0);

    folder.write("api.tl", &SCHEMA.replace("name:string", "title:string"));
    let run = tl_codegen(&check);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(
        run.stderr.contains("api.rs is stale, from line ") && run.stderr.contains("\n  +"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains(&command), "{}", run.stderr);
    assert_eq!(folder.read("api.rs"), fresh.replace('\n', "\r\n"));
}

#[test]
fn wrong_calls_exit_with_2_and_say_what_to_do() {
    let folder = Scratch::new("usage");
    let schema = folder.write("api.tl", SCHEMA);
    let dir = folder.at("");
    let missing = folder.at("apy.tl");
    let nowhere = folder.at("no/such/api.rs");
    let cases: &[(&[&str], &str)] = &[
        (&[], "Usage"),
        (&["generate"], "SCHEMA"),
        (&["generate", &missing], "holds api.tl"),
        (&["generate", &dir], "it is a folder"),
        (&["generate", &schema, &schema], "this file is given twice"),
        (&["generate", &schema, "-o", &schema], "would be overwritten"),
        (&["generate", &schema, "-o", &dir], "it is a folder"),
        (&["generate", &schema, "-o", &nowhere], "there is no folder"),
        (&["generate", &schema, "-o", "a.rs", "--out-dir", "b"], "cannot be used with"),
        (&["generate", &schema, "--name", "x"], "--out-dir"),
        (&["generate", &schema, "--check"], "say which with `-o FILE`"),
        (&["generate", "-", "--out-dir", &dir], "--name"),
        (&["generate", &schema, "--select", "autth.*"], "autth.*"),
        (&["generate", &schema, "--out-dir", &dir, "--name", "../x"], "this cannot name a file"),
        (&["generate", &schema, "--derive", "struct:*:not a path"], "not a path"),
        (&["generate", &schema, "--attribute", "any:*:must_use"], "must_use"),
        (&["generate", &schema, "--ids", "mtproto"], "telegram"),
        (&["generate", &schema, "--deny", "W0099"], "W0001"),
        (&["check", &missing], "cannot read"),
        (&["fmt", &missing], "cannot read"),
        (&["ids", &missing], "cannot read"),
    ];
    for (args, part) in cases {
        let run = tl_codegen(args);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}\n{}", run.stderr);
        assert!(run.stderr.contains(part), "{args:?}\n{}", run.stderr);
    }
    assert_eq!(folder.names(), ["api.tl"]);
    assert_eq!(folder.read("api.tl"), SCHEMA);
}

#[test]
fn several_mistakes_are_reported_at_once() {
    let folder = Scratch::new("mistakes");
    let (one, two) = (folder.at("one.tl"), folder.at("two.tl"));
    let run = tl_codegen(&["check", &one, &two]);
    assert_eq!(run.code, 2);
    assert_eq!(run.stderr.matches("error: cannot read ").count(), 2, "{}", run.stderr);
}

#[test]
fn warnings_do_not_stop_unless_denied() {
    let folder = Scratch::new("warnings");
    let schema = folder.write("api.tl", "user id:long = User;;\n");
    let run = tl_codegen(&["check", &schema]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    assert!(run.stderr.contains("warning[W0002]"), "{}", run.stderr);
    for deny in ["W0002", "warnings"] {
        let run = tl_codegen(&["check", &schema, "--deny", deny]);
        assert!(run.code == 1 && run.stderr.contains("error[W0002]"), "{}", run.stderr);
    }
    let run = tl_codegen(&["generate", &schema]);
    assert!(run.code == 0 && run.stdout.contains("User") && run.stderr.contains("W0002"), "{}", run.stderr);
}

#[test]
fn denied_warnings_are_also_those_of_the_output() {
    let schema = "userName a:int = One;\nuser_name b:int = Two;\n";
    let run = tl_codegen_with(&["generate", "-"], schema);
    assert!(run.code == 0 && run.stderr.starts_with("warning: `user_name` is called"), "{}", run.stderr);
    let run = tl_codegen_with(&["generate", "-", "--deny", "warnings"], schema);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(
        run.stderr.starts_with("error: `user_name` is called") && run.stderr.contains("denied"),
        "{}",
        run.stderr
    );
}

#[test]
fn colours_come_when_asked_for() {
    let run = |color| tl_codegen_with(&["check", "-", "--color", color], "user id:lnog = User;").stderr;
    assert!(run("always").contains("\x1b["));
    assert!(!run("never").contains('\x1b'));
    assert_eq!(run("auto"), run("never"));
    assert!(run("never").contains("<stdin>:1:9"), "{}", run("never"));
}

#[test]
fn help_and_version_are_products() {
    for args in [&["--help"][..], &["generate", "--help"], &["--version"]] {
        let run = tl_codegen(args);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{args:?}");
        assert!(!run.stdout.is_empty());
    }
    let help = tl_codegen(&["generate", "--help"]).stdout;
    let flags = [
        "--check",
        "--select",
        "--derive",
        "--attribute",
        "--predicate",
        "--ids",
        "--deny",
        "--allow-id",
        "--layer",
    ];
    for flag in flags {
        assert!(help.contains(flag), "{flag}");
    }
}

#[test]
fn ids_shows_what_is_written_and_what_is_computed() {
    let folder = Scratch::new("ids");
    let schema =
        folder.write("api.tl", "boolFalse#bc799737 = Bool;\nboolTrue#1 = Bool;\nuser id:long = User;\n");
    let run = tl_codegen(&["ids", &schema, "--ids", "classic", "--allow-id", "boolTrue"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let lines: Vec<Vec<&str>> = run.stdout.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["bc799737", "bc799737", "boolFalse"]);
    assert_eq!(lines[1], ["00000001", "997275b5", "boolTrue"]);
    assert_eq!(lines[2][0], "-");
    assert_eq!(lines[2][2], "user");
}

#[test]
fn fmt_formats_and_checks() {
    let folder = Scratch::new("fmt");
    let messy = "user   id:long\n  name : string=User ; // kept\n";
    let schema = folder.write("api.tl", messy);
    let run = tl_codegen(&["fmt", "--check", &schema]);
    assert!(run.code == 1 && run.stderr.contains("api.tl is not formatted"), "{}", run.stderr);
    assert_eq!(folder.read("api.tl"), messy);
    assert_eq!(tl_codegen(&["fmt", &schema]).code, 0);
    let neat = folder.read("api.tl");
    assert!(neat != messy && neat.contains("// kept"), "{neat}");
    assert_eq!(tl_codegen(&["fmt", "--check", &schema]).code, 0);
    let run = tl_codegen_with(&["fmt", "-"], messy);
    assert_eq!((run.code, run.stdout), (0, neat));

    // A file that cannot be read as TL stays as it is, and so do those beside it.
    let (bad, good) = (folder.write("bad.tl", "user id:"), folder.write("good.tl", messy));
    let run = tl_codegen(&["fmt", &good, &bad]);
    assert!(run.code == 1 && run.stderr.contains("bad.tl:1:"), "{}", run.stderr);
    assert_eq!(
        (fs::read_to_string(&bad).unwrap(), fs::read_to_string(&good).unwrap()),
        ("user id:".into(), messy.into())
    );
}

#[test]
fn allowlist_shows_every_function() {
    let folder = Scratch::new("allowlist");
    let schema = folder.write(
        "api.tl",
        "//#![auth=required]\nok#00000001 = Ok;\n---functions---\n//#[auth=none]\nlogIn#00000002 = Ok;\n\
         logOut#00000003 = Ok;\n//#[auth=inherit]\nwrap#00000004 {X:Type} query:!X = X;\n",
    );
    let predicate = ["--predicate", "open:auth=none:auth=inherit", "--allow-id", "*"];
    let run = tl_codegen(&[&["allowlist", &schema][..], &predicate].concat());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let expected =
        "open: auth=none\n00000002  allowed  logIn\n00000003  refused  logOut\n00000004  through  wrap\n";
    assert_eq!(run.stdout, expected);
    let run = tl_codegen(&["allowlist", &schema]);
    assert!(run.code == 2 && run.stderr.contains("add one"), "{}", run.stderr);
}

#[test]
fn short_messages_take_one_line_each() {
    let run =
        tl_codegen_with(&["check", "-", "--message-format", "short"], "user id:lnog nick:sting = User;");
    assert_eq!(run.code, 1);
    let lines: Vec<&str> = run.stderr.lines().collect();
    assert!(lines[0].starts_with("<stdin>:1:9: error[E0101]: "), "{}", run.stderr);
    assert!(lines[1].starts_with("<stdin>:1:19: error[E0101]: "), "{}", run.stderr);
}

/// A reader that goes away, like `head`.
struct Closed;

impl std::io::Write for Closed {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut stderr = Vec::new();
    for (args, code) in [(&["generate", "-"][..], 0), (&["--help"], 0), (&["ids", "-"], 0)] {
        let args = ["tl-codegen"].iter().chain(args).map(Into::into);
        let mut io = tl_codegen::cli::Io {
            stdin: &mut SCHEMA.as_bytes(),
            stdout: &mut Closed,
            stderr: &mut stderr,
            color: false,
        };
        assert_eq!(tl_codegen::cli::run(args, &mut io), code);
    }
    assert_eq!(String::from_utf8(stderr).unwrap(), "");
    let mut io =
        tl_codegen::cli::Io { stdin: &mut &b"x"[..], stdout: &mut Closed, stderr: &mut Closed, color: false };
    assert_eq!(tl_codegen::cli::run(["tl-codegen", "check", "-"].map(Into::into), &mut io), 1);
}
