//! Every golden output compiles, without a warning.

#![allow(clippy::unwrap_used)]

macro_rules! goldens {
    ($($name:ident)*) => {
        const NAMES: &[&str] = &[$(stringify!($name)),*];
        $(
            #[deny(warnings)]
            mod $name {
                include!(concat!("golden/pass/", stringify!($name), ".rs"));
            }
        )*
    };
}

// In the order of the alphabet; `the_list_is_complete` tells of what is missing.
goldens! {
    attributes
    auth_layer1
    basics
    borrowed
    borrowed_layers
    clashes
    default_constructors
    documentation
    empty
    flags
    hostile
    keywords
    layered
    layers
    masks
    modifiers
    namespaces
    no_docs
    predicate
    readme
    recursion
    secrets
    select
    serde
    shared_ids
    vectors
    wrappers
}

#[test]
fn the_list_is_complete() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/pass");
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| {
            entry.unwrap().file_name().into_string().unwrap().strip_suffix(".rs").map(str::to_owned)
        })
        .collect();
    names.sort();
    assert_eq!(NAMES, names, "the list of `goldens!` in tests/compiled.rs");
}
