//! Generates everything from the schema; what this package knows of methods, secrets and permissions is written there.

use tl_codegen::{Error, Kind, configure};

fn main() -> Result<(), Error> {
    configure()
        .derive(Kind::Any, "*", "Eq")
        .predicate_through("unauthorized", "auth=none", "auth=inherit")
        .predicate_through("user_required", "auth=required", "auth=inherit")
        .compile(&["schema/auth.tl"])?;
    if std::env::var_os("CARGO_FEATURE_SERVER").is_some() {
        configure().derive(Kind::Any, "*", "Eq").compile(&["src/server/store/records.tl"])?;
    }
    Ok(())
}
