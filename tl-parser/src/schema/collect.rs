//! The first step: which declarations make up the schema.
//!
//! In: syntax trees. Out: [`Tables`] of the declarations that count, in order: those of the chosen layer, each name
//! once. Duplicates, unknown built-ins and other faults of a declaration as a whole are reported here. Fields are not
//! looked at.

use std::collections::HashMap;

use super::builtins;
use super::model::{Builtin, TypeId};
use super::options::Options;
use super::suggest::nearest;
use super::tables::Tables;
use crate::ast::{self, ItemKind, Section, TypeKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::id;

/// An item of a file, with what stands above it.
#[derive(Clone, Copy)]
pub(super) struct Placed<'a> {
    /// Its number among the items of all files.
    pub(super) order: usize,
    /// The number of its file.
    pub(super) file: usize,
    pub(super) section: Section,
    pub(super) layer: Option<u32>,
    pub(super) item: &'a ast::Item<'a>,
}

/// All items of all files. Each file begins in the types section, without a layer.
pub(super) fn placed<'a>(files: &'a [ast::File<'a>]) -> impl Iterator<Item = Placed<'a>> {
    let mut section = Section::Types;
    let mut layer = None;
    let items = files
        .iter()
        .enumerate()
        .flat_map(|(file, tree)| tree.items.iter().enumerate().map(move |(i, item)| (file, i == 0, item)));
    items.enumerate().map(move |(order, (file, first, item))| {
        if first {
            (section, layer) = (Section::Types, None);
        }
        match item.kind {
            ItemKind::Section(opened) => section = opened,
            ItemKind::Layer(number) => layer = Some(number),
            _ => {}
        }
        Placed { order, file, section, layer, item }
    })
}

/// Whether a declaration in that section is called rather than constructed.
pub(super) fn is_function(section: Section, combinator: &ast::Combinator<'_>) -> bool {
    combinator.arrow || combinator.result.bang || section == Section::Functions
}

/// The two ways to declare a combinator.
#[derive(Clone, Copy)]
pub(super) enum Body<'a> {
    Combinator(&'a ast::Combinator<'a>),
    Builtin(&'a ast::Builtin<'a>),
}

/// A declaration that counts.
#[derive(Clone, Copy)]
pub(super) struct Decl<'a> {
    pub(super) body: Body<'a>,
    pub(super) item: &'a ast::Item<'a>,
    pub(super) order: usize,
    /// `None` when the schema uses it without declaring it.
    pub(super) file: Option<usize>,
    pub(super) layer: Option<u32>,
    pub(super) function: bool,
    pub(super) builtin: Option<Builtin>,
    /// What a constructor constructs; set when the declaration enters the tables.
    pub(super) ty: Option<TypeId>,
}

impl<'a> Decl<'a> {
    /// The declaration in a types section of that item, if it is one.
    pub(super) fn new(placed: Placed<'a>, file: Option<usize>) -> Option<Self> {
        let (body, function, builtin) = match &placed.item.kind {
            ItemKind::Builtin(builtin) => {
                (Body::Builtin(builtin), false, builtins::declared_by_mark(builtin))
            }
            ItemKind::Combinator(combinator) => {
                let function = is_function(placed.section, combinator);
                let builtin = if function { None } else { builtins::declared_by_shape(combinator) };
                (Body::Combinator(combinator), function, builtin)
            }
            _ => return None,
        };
        let Placed { item, order, layer, .. } = placed;
        Some(Self { body, item, order, file, layer, function, builtin, ty: None })
    }

    pub(super) fn name(&self) -> &'a ast::Name<'a> {
        match self.body {
            Body::Combinator(combinator) => &combinator.name,
            Body::Builtin(builtin) => &builtin.name,
        }
    }

    pub(super) fn written_id(&self) -> Option<&'a ast::Id<'a>> {
        match self.body {
            Body::Combinator(combinator) => combinator.id.as_ref(),
            Body::Builtin(builtin) => builtin.id.as_ref(),
        }
    }

    pub(super) fn modifiers(&self) -> &'a [ast::Modifier<'a>] {
        match self.body {
            Body::Combinator(combinator) => &combinator.modifiers,
            Body::Builtin(builtin) => &builtin.modifiers,
        }
    }

    /// The boxed name behind `=`, when there is one.
    pub(super) fn boxed_name(&self) -> Option<&'a ast::Name<'a>> {
        match self.body {
            Body::Builtin(builtin) => Some(&builtin.result),
            Body::Combinator(combinator) => match &combinator.result.kind {
                TypeKind::Name { name, .. } if name.is_upper() && combinator.result.percents == 0 => {
                    let mut params = combinator.params.iter().flat_map(|group| &group.names);
                    params.all(|param| param.text != name.text).then_some(name)
                }
                _ => None,
            },
        }
    }

    pub(super) fn is_default(&self) -> bool {
        self.name().text == "_"
    }

    fn canonical(&self, rule: id::Rule) -> String {
        match self.body {
            Body::Combinator(combinator) => id::canonical(combinator, rule),
            Body::Builtin(builtin) => id::canonical_builtin(builtin),
        }
    }

    /// Whether both say the same about a name that every schema may declare for itself.
    fn is_same_well_known(&self, other: &Self) -> bool {
        let effective_id = |decl: &Self, text: &str| {
            decl.written_id().map_or_else(|| crc32fast::hash(text.as_bytes()), |id| id.value)
        };
        if self.function || builtins::boxed_of(self.name().text).is_none() {
            return false;
        }
        let (mine, theirs) = (self.canonical(id::Rule::Classic), other.canonical(id::Rule::Classic));
        mine == theirs && effective_id(self, &mine) == effective_id(other, &theirs)
    }
}

/// Takes the declarations of the chosen layer, each name once.
pub(super) fn collect<'a>(
    files: &'a [ast::File<'a>],
    options: &Options,
    out: &mut Diagnostics,
) -> Tables<'a> {
    let room = files.iter().map(|file| file.items.len()).sum();
    let mut tables = Tables::new(room);
    let mut chosen: Vec<Option<Decl<'a>>> = Vec::with_capacity(room);
    let mut by_name: HashMap<(bool, &'a str), usize> = HashMap::with_capacity(room);
    for placed in placed(files) {
        if let ItemKind::Layer(number) = placed.item.kind {
            tables.layers.push(number);
        }
        if options.at_layer.is_some_and(|newest| placed.layer.is_some_and(|layer| layer > newest)) {
            continue;
        }
        match &placed.item.kind {
            ItemKind::Final(word) => tables.finals.push((placed.order, word)),
            ItemKind::Partial(ty) => tables.partials.push(ty),
            _ => {}
        }
        let Some(decl) = Decl::new(placed, Some(placed.file)) else { continue };
        check_declaration(&decl, out);
        let slot = chosen.len();
        chosen.push(Some(decl));
        if decl.is_default() {
            continue;
        }
        let Some(earlier) = by_name.insert((decl.function, decl.name().text), slot) else { continue };
        let Some(older) = chosen.get(earlier).copied().flatten() else { continue };
        // The newer layer's declaration stays, wherever its mark stands in the file.
        let gone = if older.layer < decl.layer { earlier } else { slot };
        if let Some(gone) = chosen.get_mut(gone) {
            *gone = None;
        }
        if gone == slot {
            by_name.insert((decl.function, decl.name().text), earlier);
        }
        let is_repetition = older.file != decl.file && decl.is_same_well_known(&older);
        if older.layer == decl.layer && !is_repetition {
            out.push(duplicate(&decl, &older));
        }
    }
    tables.layers.sort_unstable();
    tables.layers.dedup();
    for decl in chosen.into_iter().flatten() {
        let namesake = tables.add(decl);
        if let Some(namesake) = namesake.and_then(|namesake| tables.decls.get(namesake.index())) {
            out.push(shared_name(&decl, namesake));
        }
    }
    tables.add_empty_types();
    tables
}

fn duplicate(decl: &Decl<'_>, older: &Decl<'_>) -> Diagnostic {
    let name = decl.name();
    let what = if decl.function { "function" } else { "constructor" };
    Diagnostic::new(Code::DuplicateName, name.span, format!("the {what} `{}` is declared twice", name.text))
        .note("declared again here")
        .label(older.name().span, "first declared here")
        .help("remove or rename one of them, or put the newer one behind a layer mark such as `===46===`")
}

fn shared_name(decl: &Decl<'_>, other: &Decl<'_>) -> Diagnostic {
    let name = decl.name();
    let (this, that) =
        if decl.function { ("a function", "a constructor") } else { ("a constructor", "a function") };
    Diagnostic::new(
        Code::SharedName,
        name.span,
        format!("`{}` is both a constructor and a function", name.text),
    )
    .note(format!("{this} here"))
    .label(other.name().span, format!("{that} here"))
    .help("this is allowed, but other tools may refuse it")
}

/// Faults that show without looking at anything else.
fn check_declaration(decl: &Decl<'_>, out: &mut Diagnostics) {
    let found = match decl.body {
        Body::Builtin(builtin) if decl.builtin.is_none() => Some(unknown_builtin(builtin)),
        Body::Combinator(_) if !decl.function && decl.builtin.is_none() => hidden_builtin(decl),
        _ => None,
    };
    found.into_iter().for_each(|found| out.push(found));
}

/// An ordinary constructor that takes a name of a built-in, or adds to its type.
fn hidden_builtin(decl: &Decl<'_>) -> Option<Diagnostic> {
    let name = decl.name();
    if let Some(boxed) = builtins::boxed_name(name.text) {
        let message = format!("the constructor `{}` hides the built-in of that name", name.text);
        let found = Diagnostic::new(Code::Shadowing, name.span, message).note("an ordinary constructor here");
        return Some(found.help(format!("rename it, or declare the built-in: `{} = {boxed};`", name.text)));
    }
    let boxed = decl.boxed_name().filter(|boxed| builtins::is_boxed_name(boxed.text))?;
    let message = format!("the constructor `{}` makes the type `{}` an ordinary one", name.text, boxed.text);
    let found = Diagnostic::new(Code::Shadowing, boxed.span, message).note("the name of a built-in");
    Some(found.help("give the type another name"))
}

fn unknown_builtin(builtin: &ast::Builtin<'_>) -> Diagnostic {
    let (name, result) = (&builtin.name, &builtin.result);
    if let Some(boxed) = builtins::boxed_name(name.text) {
        let message = format!("the built-in `{}` belongs to `{boxed}`, not to `{}`", name.text, result.text);
        return Diagnostic::new(Code::UnknownBuiltin, result.span, message)
            .help(format!("write `{} ? = {boxed};`", name.text));
    }
    let message = format!("no built-in is named `{}`", name.text);
    let found =
        Diagnostic::new(Code::UnknownBuiltin, name.span, message).note("`?` stands for a built-in codec");
    match nearest(name.text, builtins::names().filter(|known| builtins::by_name(known).is_some())) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help("declare it with its fields instead of `?`"),
    }
}
