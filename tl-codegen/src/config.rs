//! What a user can ask of the generator.
//!
//! In: options from build.rs or the command line, by the same setters. Out: a [`Config`] that the plan and the front
//! ends read. Nothing here decides how an option is carried out.

use std::path::PathBuf;

use tl_parser::Code;
use tl_parser::schema::{IdRule, Options};

/// The kinds of item that [`Config::attribute`] and [`Config::derive`] tell apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// The struct of a constructor.
    Struct,
    /// The enum of a boxed type with two or more constructors.
    Enum,
    /// The struct of a function.
    Function,
    /// All of them.
    Any,
}

impl Kind {
    /// Whether an item of the kind `other` is meant.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        self == Self::Any || self == other
    }
}

/// Something said about every item of a kind whose TL name matches a pattern.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Rule {
    pub(crate) kind: Kind,
    pub(crate) pattern: String,
    pub(crate) text: String,
}

/// A `const fn is_allowed(id: u32) -> bool` over the functions of the schema, decided by annotations alone.
///
/// A condition is `key`, `key=value` for `//#[key]`, `//#[key=value]`, or `@word` for a VK modifier. A function is
/// allowed when it meets `allow`; when it meets `through`, the decision is that of the call which it wraps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Predicate {
    pub(crate) module: String,
    pub(crate) allow: String,
    pub(crate) through: Option<String>,
}

/// Options of a run; [`configure`](crate::configure) makes one.
///
/// ```
/// use tl_codegen::{Kind, configure};
///
/// let config = configure()
///     .select("auth.*")
///     .derive(Kind::Struct, "auth.*", "Eq")
///     .attribute(Kind::Enum, "*", "#[must_use]")
///     .docs(false);
/// ```
#[derive(Clone, Debug)]
#[must_use = "a Config does nothing until `compile` or `generate` is called"]
pub struct Config {
    pub(crate) name: Option<String>,
    pub(crate) out_dir: Option<PathBuf>,
    pub(crate) ids: IdRule,
    pub(crate) deny: Vec<Code>,
    pub(crate) deny_warnings: bool,
    pub(crate) allow_ids: Vec<String>,
    pub(crate) at_layer: Option<u32>,
    pub(crate) docs: bool,
    pub(crate) any_object: bool,
    pub(crate) borrowed: bool,
    pub(crate) serde: bool,
    pub(crate) box_above: usize,
    pub(crate) attributes: Vec<Rule>,
    pub(crate) derives: Vec<Rule>,
    pub(crate) without_derives: Vec<Rule>,
    pub(crate) select: Vec<String>,
    pub(crate) predicates: Vec<Predicate>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            name: None,
            out_dir: None,
            ids: IdRule::Auto,
            deny: Vec::new(),
            deny_warnings: false,
            allow_ids: Vec::new(),
            at_layer: None,
            docs: true,
            any_object: false,
            borrowed: false,
            serde: false,
            box_above: 256,
            attributes: Vec::new(),
            derives: Vec::new(),
            without_derives: Vec::new(),
            select: Vec::new(),
            predicates: Vec::new(),
        }
    }
}

impl Config {
    /// The name of the output file without `.rs`; by default that of the first schema file.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The folder that the output goes to; by default `OUT_DIR` of the build script.
    pub fn out_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(dir.into());
        self
    }

    /// The rule by which ids are computed; by default the one that reproduces more of the written ids.
    pub fn ids(mut self, rule: IdRule) -> Self {
        self.ids = rule;
        self
    }

    /// Makes a warning an error.
    pub fn deny(mut self, code: Code) -> Self {
        self.deny.push(code);
        self
    }

    /// Makes every warning an error.
    pub fn deny_warnings(mut self, deny: bool) -> Self {
        self.deny_warnings = deny;
        self
    }

    /// Accepts hand-set ids of the combinators whose names match the pattern, without a warning.
    pub fn allow_id(mut self, pattern: impl Into<String>) -> Self {
        self.allow_ids.push(pattern.into());
        self
    }

    /// Of a file with `===n===` marks, reads the schema as it was at that layer; by default at the newest.
    pub fn layer(mut self, layer: u32) -> Self {
        self.at_layer = Some(layer);
        self
    }

    /// Whether documentation goes into the output; it does by default.
    pub fn docs(mut self, docs: bool) -> Self {
        self.docs = docs;
        self
    }

    /// Whether to generate the enum `enums::Object`, which holds any boxed value of the schema and is read by its id. It is
    /// generated without asking where a field of the schema has the type `Object`.
    pub fn any_object(mut self, any_object: bool) -> Self {
        self.any_object = any_object;
        self
    }

    /// Whether strings are `&str` and bytes `&[u8]`, references into the bytes that a value is read from; by default they are
    /// `String` and `Vec<u8>`. Types that hold such references have a lifetime, and only they. Reading then copies no text,
    /// and the value lives no longer than its bytes. UTF-8 is checked as always.
    ///
    /// ```
    /// let mut sources = tl_parser::SourceMap::new();
    /// sources.add("geo.tl", "geo.dot x:int y:int = geo.Dot; geo.pin at:geo.Dot label:string = geo.Pin;")?;
    /// let generated = tl_codegen::configure().borrowed(true).generate(&sources)?;
    /// let text = &generated.files[0].text;
    /// assert!(text.contains("pub struct Dot {"));
    /// assert!(text.contains("pub struct Pin<'a> {") && text.contains("pub label: &'a str"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn borrowed(mut self, borrowed: bool) -> Self {
        self.borrowed = borrowed;
        self
    }

    /// Whether types implement serde's `Serialize` and `Deserialize`; by default they do not. It needs the feature `serde` of
    /// `tl-runtime`, whose module of that name says which form values have. What borrows is only serialized. Types
    /// whose bytes do not say alone what they are do neither, but the values around them do both: uses of generic types,
    /// what needs numbers from around it, combinators that share an id.
    ///
    /// ```
    /// let mut sources = tl_parser::SourceMap::new();
    /// sources.add("geo.tl", "geo.dot x:int y:int = geo.Dot;")?;
    /// let generated = tl_codegen::configure().serde(true).generate(&sources)?;
    /// assert!(generated.files[0].text.contains("serde!(types::geo::Dot);"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn serde(mut self, serde: bool) -> Self {
        self.serde = serde;
        self
    }

    /// From which size on, in bytes of memory, a part of a value is put in a `Box`; by default 256. It is the size of a field
    /// that is a struct or an enum, and of a variant where at most a quarter of its enum's variants are that big, because
    /// an enum is as big as its biggest variant. A smaller number makes smaller types and more allocations.
    pub fn box_above(mut self, bytes: usize) -> Self {
        self.box_above = bytes;
        self
    }

    /// Puts an attribute such as `#[must_use]` on every item of the kind whose TL name matches the pattern.
    pub fn attribute(mut self, kind: Kind, pattern: impl Into<String>, attribute: impl Into<String>) -> Self {
        self.attributes.push(Rule { kind, pattern: pattern.into(), text: attribute.into() });
        self
    }

    /// Derives a trait for every item of the kind whose TL name matches the pattern.
    ///
    /// `Debug`, `Clone` and `PartialEq` are derived without asking. Of `Eq`, `Hash`, `Copy` and `Default` the generator
    /// knows where they are sound: asked for with a pattern, each goes to those of the matching items that can have it.
    /// Any other path is derived as it is given.
    pub fn derive(mut self, kind: Kind, pattern: impl Into<String>, path: impl Into<String>) -> Self {
        self.derives.push(Rule { kind, pattern: pattern.into(), text: path.into() });
        self
    }

    /// Leaves out a trait that would be derived without asking.
    pub fn without_derive(mut self, kind: Kind, pattern: impl Into<String>, path: impl Into<String>) -> Self {
        self.without_derives.push(Rule { kind, pattern: pattern.into(), text: path.into() });
        self
    }

    /// Generates only the functions and types whose TL names match the pattern, and all that they need. Several
    /// patterns add up; a pattern that matches nothing is an error.
    pub fn select(mut self, pattern: impl Into<String>) -> Self {
        self.select.push(pattern.into());
        self
    }

    /// Generates a module with a predicate over the functions, decided by annotations: `allow` is `key`, `key=value` or
    /// `@modifier`. A function without a matching annotation is refused.
    pub fn predicate(mut self, module: impl Into<String>, allow: impl Into<String>) -> Self {
        self.predicates.push(Predicate { module: module.into(), allow: allow.into(), through: None });
        self
    }

    /// Like [`predicate`](Self::predicate); a function that meets `through` is decided by the call that it wraps.
    pub fn predicate_through(
        mut self,
        module: impl Into<String>,
        allow: impl Into<String>,
        through: impl Into<String>,
    ) -> Self {
        self.predicates.push(Predicate {
            module: module.into(),
            allow: allow.into(),
            through: Some(through.into()),
        });
        self
    }

    /// What of it the parser has to know.
    pub(crate) fn schema_options(&self) -> Options {
        let mut options = Options::default().ids(self.ids);
        options = self.deny.iter().copied().fold(options, Options::deny);
        options = self.allow_ids.iter().fold(options, Options::allow_id);
        options = self.at_layer.into_iter().fold(options, Options::at_layer);
        if self.deny_warnings { options.deny_warnings() } else { options }
    }
}
