//! The schemas of the golden files: a value of everything in them, as of whole schemas.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod roundtrip;

use roundtrip::whole;

/// A default constructor has no id, so nothing is generated for it.
const DEFAULT: (&str, &str) = ("_", "it has no id by which it could be told");
const ONLY_IN_DEFAULT: (&str, &str) = ("string", "only a default constructor holds it");
/// Files without a schema of their own: nothing, and forms of one schema at several layers.
const WITHOUT: [&str; 4] = ["borrowed_layers", "empty", "layered", "layers"];

macro_rules! goldens {
    ($($name:ident $file:literal $([$($apart:expr),*])?)*) => {
        const NAMES: &[&str] = &[$(stringify!($name)),*];
        $(
            whole!($name, $file);

            #[test]
            fn $name() {
                assert!($name::proof()$(.apart(&[$($apart),*]))?.rounds(100).run().tested > 0);
            }
        )*
    };
}

goldens! {
    attributes "golden_attributes"
    auth_layer1 "golden_auth_layer1"
    basics "golden_basics"
    borrowed "golden_borrowed"
    clashes "golden_clashes"
    default_constructors "golden_default_constructors" [DEFAULT, DEFAULT, DEFAULT, DEFAULT, ONLY_IN_DEFAULT]
    documentation "golden_documentation"
    flags "golden_flags"
    hostile "golden_hostile"
    keywords "golden_keywords"
    masks "golden_masks"
    modifiers "golden_modifiers"
    namespaces "golden_namespaces"
    no_docs "golden_no_docs"
    predicate "golden_predicate"
    readme "golden_readme"
    recursion "golden_recursion"
    secrets "golden_secrets"
    select "golden_select"
    serde "golden_serde"
    shared_ids "golden_shared_ids"
    vectors "golden_vectors"
    wrappers "golden_wrappers"
}

#[test]
fn the_list_is_complete() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/pass");
    let names =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> =
        names.filter_map(|name| name.strip_suffix(".tl").map(str::to_owned)).collect();
    names.retain(|name| !WITHOUT.contains(&name.as_str()));
    names.sort();
    assert_eq!(NAMES, names, "the list of `goldens!` in tests/whole_goldens.rs");
}
