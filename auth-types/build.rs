//! Generates the types and the allowlist from the schema; all that is said about authorization stands there.

fn main() -> Result<(), tl_codegen::Error> {
    tl_codegen::configure()
        .predicate_through("unauthorized", "auth=none", "auth=inherit")
        .compile(&["schema/auth.tl"])
}
