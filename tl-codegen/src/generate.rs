//! The one way from schema texts to Rust, shared by build scripts, the command and every test.
//!
//! In: sources and a [`Config`]. Out: [`Generated`] files in memory, or an error with everything that is wrong. Nothing
//! here touches the disk, the environment or standard output.

use std::collections::HashSet;
use std::fmt;

use tl_parser::render::{Style, render};
use tl_parser::schema::{self, Schema};
use tl_parser::{Diagnostics, SourceMap};

use crate::config::Config;
use crate::emit::Defect;
use crate::error::Error;
use crate::json::AS_TL;
use crate::kept::Kept;
use crate::names::Rename;
use crate::plan::{Failure, Plan};
use crate::{emit, plan};

/// What came of a run.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Generated {
    /// The files, ready to be written.
    pub files: Vec<GeneratedFile>,
    /// What the files hold, for tools and tests that name generated items.
    pub items: Vec<Item>,
    /// How much of the schema the files hold; of a schema in layers, of its newest one.
    pub kept: Kept,
    /// Warnings about the schema.
    pub diagnostics: Diagnostics,
    /// Warnings about the output.
    pub warnings: Vec<Warning>,
}

/// A file of the output.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct GeneratedFile {
    /// Its name, such as `api.rs`.
    pub name: String,
    /// Its whole text.
    pub text: String,
}

/// A struct or enum of the output that can be written and read on its own.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Item {
    /// The TL name: of a constructor, a function or a boxed type.
    pub tl_name: String,
    /// The id of a constructor or function; `None` for a boxed type.
    pub id: Option<u32>,
    /// The Rust path from the root of the output: `types::auth::SentCode`.
    pub path: String,
    /// How many type parameters it has: those of a function that wraps other ones.
    pub generics: usize,
    /// Whether it has a lifetime, before any type parameters: something in it is borrowed.
    pub borrows: bool,
}

/// Something about the output that its user did not ask for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum Warning {
    /// A name had to give way to another one of the same scope.
    Renamed {
        /// The TL name.
        of: String,
        /// The Rust name that it would have had.
        wanted: String,
        /// The Rust name that it has.
        got: String,
    },
    /// No function of the schema meets a condition of a predicate.
    Unmet {
        /// The condition, as it was given.
        condition: String,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unmet { condition } => {
                write!(f, "no function meets `{condition}`: is the condition spelled as in the schema?")
            }
            Self::Renamed { of, wanted, got } => {
                write!(
                    f,
                    "`{of}` is called `{got}` in Rust, because `{wanted}` is taken by an earlier declaration"
                )
            }
        }
    }
}

impl Failure {
    /// What the user is told.
    pub(crate) fn error(self, sources: &SourceMap) -> Error {
        match self {
            Self::Option { option, problem, help } => Error::option(option, problem, &help),
            Self::Schema(found) => Error::schema(render(sources, &found, Style::Plain), found),
        }
    }
}

impl Config {
    /// Generates Rust from sources.
    ///
    /// The same sources and options give the same text on every machine.
    ///
    /// ```
    /// let mut sources = tl_parser::SourceMap::new();
    /// sources.add("geo.tl", "geo.dot x:int y:int = geo.Point;")?;
    /// let generated = tl_codegen::configure().docs(false).generate(&sources)?;
    /// assert_eq!(generated.files[0].name, "geo.rs");
    /// assert!(generated.files[0].text.contains("pub struct Dot {"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The schema's errors, all of them, as one [`Error`]; or the first option that cannot be carried out.
    pub fn generate(&self, sources: &SourceMap) -> Result<Generated, Error> {
        let (mut plan, diagnostics) = self.plan(sources)?;
        let kept = std::mem::take(&mut plan.kept);
        let defect =
            |defect: Defect| Error::internal(format!("the code for `{}`", defect.item), defect.cause);
        let (text, items, diagnostics, warnings) = if self.at_layer.is_none() && !plan.layers.is_empty() {
            let (plans, diagnostics) = self.plan_layers(sources, &plan.layers)?;
            let text = emit::emit_layers(&plans, self.docs).map_err(defect)?;
            let (mut of_layers, mut found) = (Vec::new(), Vec::new());
            for (layer, plan) in plans {
                of_layers.extend(items(&plan, &emit::layer_path(layer)));
                found.extend(warnings(plan));
            }
            (text, of_layers, diagnostics, found)
        } else {
            let text = emit::emit(&plan, self.docs).map_err(defect)?;
            (text, items(&plan, ""), diagnostics, warnings(plan))
        };
        let warnings = once(warnings);
        if self.deny_warnings
            && let Some(denied) = Error::all(warnings.iter().map(Error::denied).collect())
        {
            return Err(denied);
        }
        let files = vec![GeneratedFile { name: format!("{}.rs", self.file_name(sources)), text }];
        Ok(Generated { files, items, kept, diagnostics, warnings })
    }

    /// One plan for each layer of a file with `===n===` marks, oldest first, each with the enum of all its values.
    fn plan_layers(
        &self,
        sources: &SourceMap,
        layers: &[u32],
    ) -> Result<(Vec<(u32, Plan)>, Diagnostics), Error> {
        let (mut plans, mut diagnostics) = (Vec::new(), Diagnostics::new());
        for layer in layers {
            let (plan, found) = self.clone().layer(*layer).any_object(true).plan(sources)?;
            plans.push((*layer, plan));
            for diagnostic in &found {
                // What stands in several layers is warned of once.
                if !diagnostics.iter().any(|known| known == diagnostic) {
                    diagnostics.push(diagnostic.clone());
                }
            }
        }
        Ok((plans, diagnostics))
    }

    /// Decides all of the output, without writing any of it; with it come the warnings about the schema.
    pub(crate) fn plan(&self, sources: &SourceMap) -> Result<(Plan, Diagnostics), Error> {
        let (schema, diagnostics) = self.load(sources)?;
        match plan::plan(&schema, self) {
            Ok(plan) => Ok((plan, diagnostics)),
            Err(failure) => Err(failure.error(sources)),
        }
    }

    /// The schema with its warnings, or its errors.
    pub(crate) fn load(&self, sources: &SourceMap) -> Result<(Schema, Diagnostics), Error> {
        match schema::load(sources, &self.schema_options()) {
            (Some(schema), diagnostics) => Ok((schema, diagnostics)),
            (None, diagnostics) => Err(Failure::Schema(diagnostics).error(sources)),
        }
    }

    /// The name of the output without `.rs`: the one asked for, or that of the first source.
    fn file_name(&self, sources: &SourceMap) -> String {
        let of_source = || {
            let name = sources.sources().first().map_or("schema", |source| source.name());
            let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
            let stem = match file.strip_suffix(AS_TL) {
                Some(json) => json.rsplit_once('.').map(|(stem, _)| stem),
                None => file.strip_suffix(".tl"),
            };
            stem.unwrap_or(file).to_owned()
        };
        self.name.clone().unwrap_or_else(of_source)
    }
}

fn warnings(plan: Plan) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for Rename { of, wanted, got } in plan.renames {
        warnings.push(Warning::Renamed { of, wanted, got });
    }
    for condition in plan.unmet {
        warnings.push(Warning::Unmet { condition });
    }
    warnings
}

/// Each of them once, though layers repeat them.
fn once(mut warnings: Vec<Warning>) -> Vec<Warning> {
    let mut seen = HashSet::new();
    warnings.retain(|warning| seen.insert(warning.to_string()));
    warnings
}

/// Items whose numbers come from outside are left out: alone they have no form.
fn items(plan: &Plan, root: &str) -> Vec<Item> {
    let path = |path: &plan::Path| format!("{root}{}::{}", path.modules.join("::"), path.name);
    let mut items = Vec::with_capacity(plan.structs.len() + plan.enums.len());
    for item in plan.structs.iter().filter(|item| item.stands_alone()) {
        items.push(Item {
            tl_name: item.tl_name.clone(),
            id: Some(item.id),
            path: path(&item.path),
            generics: item.generics.len(),
            borrows: item.borrows,
        });
    }
    for item in plan.enums.iter().filter(|item| item.nats.is_empty()) {
        items.push(Item {
            tl_name: item.tl_name.clone(),
            id: None,
            path: path(&item.path),
            generics: 0,
            borrows: item.borrows,
        });
    }
    items
}
