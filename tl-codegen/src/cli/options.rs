//! The options of the generator as flags.
//!
//! In: what the user typed. Out: a [`Config`], filled by the same setters that build scripts call, so that the two cannot
//! drift. No flag has a meaning of its own.

use clap::{Args, ValueEnum};
use tl_parser::schema::IdRule;
use tl_parser::{Code, Severity};

use crate::config::{Config, Kind};

/// How a schema is read.
#[derive(Args, Clone, Debug)]
pub(super) struct SchemaOptions {
    /// How ids are computed; `auto` takes the rule that reproduces more of the written ones
    #[arg(long, value_enum, default_value_t = Ids::Auto, value_name = "RULE")]
    ids: Ids,
    /// Makes a warning an error: its code such as W0001, or `warnings` for all of them
    #[arg(long, value_parser = deny, value_name = "CODE")]
    deny: Vec<Deny>,
    /// Accepts hand-set ids of the names that match, such as `msg_container` or `help.*`
    #[arg(long, value_name = "PATTERN")]
    allow_id: Vec<String>,
    /// Of a file with `===n===` marks, reads the schema as it was at that layer
    #[arg(long, value_name = "N")]
    layer: Option<u32>,
}

/// What the output looks like.
#[derive(Args, Clone, Debug)]
pub(super) struct OutputOptions {
    #[command(flatten)]
    select: SelectOptions,
    /// Derives a trait: KIND is struct, enum, function or any, as in `struct:auth.*:Eq`
    #[arg(long, value_parser = rule, value_name = "KIND:PATTERN:PATH")]
    derive: Vec<Rule>,
    /// Leaves out a trait that is derived without asking: Debug, Clone or PartialEq
    #[arg(long, value_parser = rule, value_name = "KIND:PATTERN:PATH")]
    without_derive: Vec<Rule>,
    /// Puts an attribute on items, as in `any:*:#[must_use]`
    #[arg(long, value_parser = rule, value_name = "KIND:PATTERN:ATTRIBUTE")]
    attribute: Vec<Rule>,
    #[command(flatten)]
    predicates: PredicateOptions,
    /// Leaves documentation out
    #[arg(long)]
    no_docs: bool,
    /// Strings are `&str` and bytes `&[u8]`: references into what they are read from
    #[arg(long)]
    borrowed: bool,
    /// Types implement the traits of serde, by the feature `serde` of tl-runtime
    #[arg(long)]
    serde: bool,
    /// Puts parts of more than so many bytes of memory in a `Box`
    #[arg(long, default_value_t = 256, value_name = "BYTES")]
    box_above: usize,
}

/// What is generated of the schema.
#[derive(Args, Clone, Debug)]
pub(super) struct SelectOptions {
    /// Generates only what matches, such as `auth.*`, and all that it needs
    #[arg(long, value_name = "PATTERN")]
    select: Vec<String>,
    /// Generates `enums::Object`, which holds any boxed value of the schema
    #[arg(long)]
    any_object: bool,
}

/// Which functions are allowed by their annotations.
#[derive(Args, Clone, Debug)]
pub(super) struct PredicateOptions {
    /// A module with a predicate over the functions, as in `unauthorized:auth=none:auth=inherit`
    #[arg(long, value_parser = predicate, value_name = "MODULE:ALLOW[:THROUGH]")]
    predicate: Vec<Predicate>,
}

impl SchemaOptions {
    /// Asks for the same of `config`.
    pub(super) fn apply(self, config: Config) -> Config {
        let Self { ids, deny, allow_id, layer } = self;
        let mut config = config.ids(match ids {
            Ids::Auto => IdRule::Auto,
            Ids::Telegram => IdRule::Telegram,
            Ids::Classic => IdRule::Classic,
        });
        for deny in deny {
            config = match deny {
                Deny::Code(code) => config.deny(code),
                Deny::Warnings => config.deny_warnings(true),
            };
        }
        config = allow_id.into_iter().fold(config, Config::allow_id);
        layer.into_iter().fold(config, Config::layer)
    }
}

impl OutputOptions {
    /// Asks for the same of `config`.
    pub(super) fn apply(self, config: Config) -> Config {
        let Self {
            select,
            derive,
            without_derive,
            attribute,
            predicates,
            no_docs,
            borrowed,
            serde,
            box_above,
        } = self;
        let mut config =
            select.apply(config).docs(!no_docs).borrowed(borrowed).serde(serde).box_above(box_above);
        for Rule { kind, pattern, text } in derive {
            config = config.derive(kind, pattern, text);
        }
        for Rule { kind, pattern, text } in without_derive {
            config = config.without_derive(kind, pattern, text);
        }
        for Rule { kind, pattern, text } in attribute {
            config = config.attribute(kind, pattern, text);
        }
        predicates.apply(config)
    }
}

impl SelectOptions {
    /// Asks for the same of `config`.
    pub(super) fn apply(self, config: Config) -> Config {
        let Self { select, any_object } = self;
        select.into_iter().fold(config.any_object(any_object), Config::select)
    }
}

impl PredicateOptions {
    /// Whether none is given.
    pub(super) fn is_empty(&self) -> bool {
        self.predicate.is_empty()
    }

    /// Asks for the same of `config`.
    pub(super) fn apply(self, mut config: Config) -> Config {
        for Predicate { module, allow, through } in self.predicate {
            config = match through {
                Some(through) => config.predicate_through(module, allow, through),
                None => config.predicate(module, allow),
            };
        }
        config
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Ids {
    Auto,
    Telegram,
    Classic,
}

#[derive(Clone, Copy, Debug)]
enum Deny {
    Code(Code),
    Warnings,
}

fn deny(text: &str) -> Result<Deny, String> {
    if text == "warnings" {
        return Ok(Deny::Warnings);
    }
    let warnings =
        || Code::ALL.iter().filter(|code| code.severity() == Severity::Warning).map(|code| code.as_str());
    match Code::ALL.iter().find(|code| code.as_str() == text) {
        Some(code) if code.severity() == Severity::Warning => Ok(Deny::Code(*code)),
        Some(_) => Err("this is always an error".to_owned()),
        None => Err(format!(
            "no such code; say `warnings` or one of {}",
            warnings().collect::<Vec<_>>().join(", ")
        )),
    }
}

#[derive(Clone, Debug)]
struct Rule {
    kind: Kind,
    pattern: String,
    text: String,
}

fn rule(text: &str) -> Result<Rule, String> {
    let mut parts = text.splitn(3, ':');
    let (Some(kind), Some(pattern), Some(text)) = (parts.next(), parts.next(), parts.next()) else {
        return Err("three parts are needed, with a `:` between them, as in `struct:auth.*:Eq`".to_owned());
    };
    let kind = match kind {
        "struct" => Kind::Struct,
        "enum" => Kind::Enum,
        "function" => Kind::Function,
        "any" => Kind::Any,
        other => return Err(format!("`{other}` is no kind of item; say struct, enum, function or any")),
    };
    Ok(Rule { kind, pattern: pattern.to_owned(), text: text.to_owned() })
}

#[derive(Clone, Debug)]
struct Predicate {
    module: String,
    allow: String,
    through: Option<String>,
}

fn predicate(text: &str) -> Result<Predicate, String> {
    let mut parts = text.splitn(3, ':').map(str::to_owned);
    let (Some(module), Some(allow)) = (parts.next(), parts.next()) else {
        return Err("a module and a condition are needed, as in `unauthorized:auth=none`".to_owned());
    };
    Ok(Predicate { module, allow, through: parts.next() })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Flags {
        #[command(flatten)]
        schema: SchemaOptions,
        #[command(flatten)]
        output: OutputOptions,
    }

    fn config(flags: &[&str]) -> Result<Config, String> {
        let args = std::iter::once("tl-codegen").chain(flags.iter().copied());
        let flags = Flags::try_parse_from(args).map_err(|error| error.to_string())?;
        Ok(flags.output.apply(flags.schema.apply(Config::default())))
    }

    #[test]
    fn without_flags_the_options_are_those_of_build_scripts() {
        assert_eq!(format!("{:?}", config(&[]).unwrap()), format!("{:?}", Config::default()));
    }

    #[test]
    fn every_option_has_a_flag() {
        let flagged = config(&[
            "--ids=classic",
            "--deny=W0001",
            "--deny=warnings",
            "--allow-id=help.*",
            "--layer=46",
            "--select=auth.*",
            "--derive=struct:auth.*:serde::Serialize",
            "--without-derive=enum:*:PartialEq",
            "--attribute=any:*:#[must_use]",
            "--predicate=unauthorized:auth=none:auth=inherit",
            "--predicate=readers:@read",
            "--no-docs",
            "--any-object",
            "--borrowed",
            "--serde",
            "--box-above=128",
        ]);
        let set = Config::default()
            .ids(IdRule::Classic)
            .deny(Code::IdMismatch)
            .deny_warnings(true)
            .allow_id("help.*")
            .layer(46)
            .select("auth.*")
            .derive(Kind::Struct, "auth.*", "serde::Serialize")
            .without_derive(Kind::Enum, "*", "PartialEq")
            .attribute(Kind::Any, "*", "#[must_use]")
            .predicate_through("unauthorized", "auth=none", "auth=inherit")
            .predicate("readers", "@read")
            .docs(false)
            .any_object(true)
            .borrowed(true)
            .serde(true)
            .box_above(128);
        assert_eq!(format!("{:?}", flagged.unwrap()), format!("{set:?}"));
        // No `..`: an option that is added to `Config` has to be added above and to the flags. The first two belong to the
        // command, which says where the output goes.
        let Config {
            name: _,
            out_dir: _,
            ids: _,
            deny: _,
            deny_warnings: _,
            allow_ids: _,
            at_layer: _,
            docs: _,
            any_object: _,
            borrowed: _,
            serde: _,
            box_above: _,
            attributes: _,
            derives: _,
            without_derives: _,
            select: _,
            predicates: _,
        } = set;
    }

    #[test]
    fn wrong_values_say_what_is_right() {
        for (flag, part) in [
            ("--deny=W9999", "say `warnings` or one of W0001, W0002"),
            ("--deny=E0101", "always an error"),
            ("--derive=Eq", "three parts"),
            ("--derive=structs:*:Eq", "say struct, enum, function or any"),
            ("--predicate=unauthorized", "a module and a condition"),
            ("--layer=x", "invalid"),
        ] {
            let error = config(&[flag]).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
    }
}
