//! Selecting a part of a schema: what is kept, why, and what each part of it costs.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{Scratch, tl_codegen};
use tl_codegen::tl_parser::{SourceMap, schema};
use tl_codegen::{Why, configure};

const SCHEMA: &str = "\
userEmpty id:long = User;
user flags:# self:flags.0?true id:long photo:Photo = User;
photo id:long = Photo;
chat id:long members:Vector<User> = Chat;
message text:string = Message;
pair {a:Type} {b:Type} left:a right:b = Pair a b;
messages.messages list:Vector<Message> users:Vector<User> = messages.Messages;
messages.slice count:int list:Vector<Message> users:Vector<User> = messages.Messages;
unused pairs:Pair<User, Chat> = Unused;
---functions---
messages.getHistory id:long = messages.Messages;
users.get id:long = User;
chats.get id:long = Chat;
";

fn why(flags: &[&str], name: &str) -> (u8, String) {
    let folder = Scratch::new(&format!("why-{name}"));
    let schema = folder.write("api.tl", SCHEMA);
    let run = tl_codegen(&[&["why", name, &schema], flags].concat());
    (run.code, run.stdout + &run.stderr)
}

#[test]
fn the_shortest_way_is_shown() {
    for (pattern, name, way) in [
        ("messages.getHistory", "messages.getHistory", "messages.getHistory"),
        (
            "messages.getHistory",
            "photo",
            "messages.getHistory -> messages.Messages -> messages.messages -> User -> user -> Photo -> photo",
        ),
        // The pattern matches the type too, which is nearer.
        ("messages.*", "photo", "messages.Messages -> messages.messages -> User -> user -> Photo -> photo"),
        // By the name of a constructor its type is selected.
        ("chat", "user", "Chat -> chat -> User -> user"),
    ] {
        let said = format!("{way}\nselected by `{pattern}`\n");
        assert_eq!(why(&["--select", pattern], name), (0, said));
    }
    assert_eq!(
        why(&["--select", "users.*", "--select", "messages.getHistory"], "user").1,
        "users.get -> User -> user\nselected by `users.*`\n"
    );
    assert_eq!(
        why(&[], "user"),
        (0, "User -> user\nthere is no selection: everything is generated\n".to_owned())
    );
}

#[test]
fn what_is_left_out_can_be_had() {
    assert_eq!(
        why(&["--select", "users.get"], "chat"),
        (
            1,
            "`chat` is not generated: nothing that is selected needs it\nto have it, select `chat`\n\
             `chats.get` would bring it: chats.get -> Chat -> chat\n"
                .to_owned()
        )
    );
    // No pattern names a generic type, and no function needs this one.
    let (code, said) = why(&["--select", "users.get"], "pair");
    assert!(code == 1 && said.ends_with("no function of the schema needs it\n"), "{said}");
    let (code, said) = why(&["--select", "users.get"], "unused");
    assert!(code == 1 && said.ends_with("to have it, select `unused`\n"), "{said}");
}

#[test]
fn what_is_advised_works() {
    let sources = sources("api.tl", SCHEMA.to_owned());
    let loaded = schema::load(&sources, &schema::Options::default()).0.unwrap();
    let mut advised = 0;
    for (_, combinator) in loaded.combinators() {
        let config = configure().select("users.get");
        let Why::LeftOut { pattern, nearest, .. } = config.why(&sources, &combinator.name).unwrap() else {
            continue;
        };
        for select in pattern.into_iter().chain(nearest.first().cloned()) {
            advised += 1;
            let why = config.clone().select(&select).why(&sources, &combinator.name).unwrap();
            assert!(matches!(why, Why::Kept { .. }), "{} by {select}: {why}", combinator.name);
        }
    }
    assert!(advised > 5, "{advised}");
}

#[test]
fn a_wrong_name_gets_the_right_one() {
    assert_eq!(
        why(&[], "mesages.getHistory"),
        (
            2,
            "error: why \"mesages.getHistory\": no function, constructor or type of the schema has such a name\n  \
             help: did you mean `messages.getHistory`?\n"
                .to_owned()
        )
    );
    let (code, said) = why(&["--select", "user.get"], "user");
    assert!(code == 2 && said.contains("select \"user.get\"") && said.contains("`users.get`"), "{said}");
}

#[test]
fn a_file_in_layers_is_generated_whole() {
    let folder = Scratch::new("why-layers");
    let schema = folder.write("api.tl", "===8===\na = A;\n===17===\nb a:A = B;\n");
    let run = tl_codegen(&["why", "b", &schema, "--select", "a"]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (0, "Object -> b\n`Object` is asked for: it holds every value of the schema\n")
    );
    let run = tl_codegen(&["why", "b", &schema, "--select", "a", "--layer", "17"]);
    assert_eq!(run.code, 1, "{}", run.stdout);
}

#[test]
fn the_report_tells_the_costs() {
    let folder = Scratch::new("report");
    let schema = folder.write("api.tl", SCHEMA);
    let run = tl_codegen(&["generate", &schema, "--report", "--select", "users.*", "--select", "chats.*"]);
    assert_eq!(run.code, 0);
    assert_eq!(
        run.stderr,
        "kept 4 of 9 constructors, 2 of 3 functions\n  without User: 3 fewer\n  without chats.get: 2 fewer\n  \
         without users.get: 1 fewer\n"
    );
    let run = tl_codegen(&["generate", &schema, "--report"]);
    assert!(run.stderr.starts_with("kept "), "{}", run.stderr);
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    assert_eq!(tl_codegen(&["generate", &schema]).stderr, "");
}

fn sources(name: &str, text: String) -> SourceMap {
    let mut sources = SourceMap::new();
    sources.add(name, text).unwrap();
    sources
}

fn schemas(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "tl"))
        .collect();
    paths.sort();
    paths
}

/// What a selection reaches is found without lowering anything; what is generated is counted while lowering.
#[test]
fn what_is_reached_is_what_is_generated() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut selections = 0;
    for path in schemas(&root.join("golden/pass")) {
        let sources = sources("api.tl", fs::read_to_string(&path).unwrap());
        let Some(loaded) = schema::load(&sources, &schema::Options::default()).0 else { continue };
        if !loaded.layers.is_empty() {
            continue;
        }
        for (_, function) in loaded.functions() {
            let kept = configure().select(&function.name).generate(&sources).unwrap().kept;
            let reached: usize = kept.shares.iter().map(|share| share.combinators).sum();
            assert_eq!(
                reached,
                kept.constructors + kept.functions,
                "{} of {}: {kept:?}",
                function.name,
                path.display()
            );
            selections += 1;
        }
    }
    assert!(selections > 20, "{selections}");
}
