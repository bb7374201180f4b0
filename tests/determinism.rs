//! The same schema gives the same bytes: run after run, from every folder, by every path to the file.

#![allow(clippy::unwrap_used)]

mod support;

use std::fs;
use std::path::Path;

use support::{Scratch, tl_codegen};

// One test alone: it changes the folder of the process.
#[test]
fn neither_folder_nor_path_nor_run_reaches_the_output() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let elsewhere = Scratch::new("determinism");
    let mut schemas: Vec<_> =
        fs::read_dir(root.join("golden/pass")).unwrap().map(|entry| entry.unwrap().path()).collect();
    schemas.retain(|path| path.extension().is_some_and(|e| e == "tl"));
    assert!(!schemas.is_empty());
    for schema in schemas {
        let (name, absolute) = (schema.file_name().unwrap().to_str().unwrap(), schema.to_str().unwrap());
        let generate = |path: &str| tl_codegen(&["generate", path, "--layer", "46"]).stdout;
        std::env::set_current_dir(root).unwrap();
        let first = generate(&format!("golden/pass/{name}"));
        let again = generate(&format!("golden/pass/{name}"));
        std::env::set_current_dir(elsewhere.path()).unwrap();
        fs::copy(&schema, name).unwrap();
        assert!(!first.is_empty(), "{name}");
        assert_eq!(first, again, "{name}");
        assert_eq!(first, generate(absolute), "{name}");
        assert_eq!(first, generate(name), "{name}");
        assert!(
            !first.contains('\r') && first.ends_with('\n') && !first.contains(root.to_str().unwrap()),
            "{name}"
        );
    }
    std::env::set_current_dir(root).unwrap();
}
