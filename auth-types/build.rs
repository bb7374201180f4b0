//! Generates everything from the schema; what this package knows of methods, secrets and permissions is written there.

use tl_codegen::{Error, Kind, configure};

fn main() -> Result<(), Error> {
    configure()
        .derive(Kind::Any, "*", "Eq")
        .predicate_through("unauthorized", "auth=none", "auth=inherit")
        .compile(&["schema/auth.tl"])
}
