//! Generates the code of the schema of every construct, with values of its own and with borrowed ones, and the tables of
//! what is in it.
//!
//! In: `tests/whole/constructs.tl`. Out: `NAME.rs`, `NAME_table.rs` and `NAME.tl` in `OUT_DIR` for each.

#[path = "../../tests/build/table.rs"]
mod table;

use std::path::PathBuf;
use std::{env, fs};

use tl_codegen::configure;
use tl_parser::SourceMap;
use tl_parser::schema::{self, Options};

fn main() {
    let schema = "../../tests/whole/constructs.tl";
    for path in ["build.rs", "../../tests/build/table.rs", schema] {
        println!("cargo::rerun-if-changed={path}");
    }
    let text = fs::read_to_string(schema).expect("the schema is in the tree");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    for (name, borrowed) in [("constructs", false), ("constructs_borrowed", true)] {
        let mut sources = SourceMap::new();
        sources.add("constructs.tl", text.clone()).expect("the schema is small");
        let config = configure().borrowed(borrowed).name(name);
        let generated = config.generate(&sources).expect("the schema is right");
        let (schema, _) = schema::load(&sources, &Options::default());
        let table = table::table(&generated, &schema.expect("the schema is right"), "constructs.tl", name);
        let [file] = &generated.files[..] else { panic!("one file comes out") };
        for (end, text) in [(".rs", &file.text), ("_table.rs", &table), (".tl", &text)] {
            fs::write(out.join(format!("{name}{end}")), text).expect("OUT_DIR can be written");
        }
    }
}
