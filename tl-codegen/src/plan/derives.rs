//! Which traits are derived for which item, and which attributes it gets.
//!
//! In: named items and the options. Out: `derives` and `attributes`. The traits of the standard library go only where they
//! are sound: what an item holds decides, through all that it holds.

use super::{Failure, Plan, Prim, Role, Storage, Struct, Ty};
use crate::config::{Config, Kind, Rule};
use crate::names;
use tl_parser::schema::glob;

/// Derived without asking.
const ALWAYS: [&str; 3] = ["Clone", "Debug", "PartialEq"];

/// A trait whose derive compiles only when all that an item holds has the trait too.
#[derive(Clone, Copy, PartialEq)]
enum Known {
    Clone,
    Copy,
    Debug,
    Default,
    Eq,
    Hash,
    PartialEq,
}

impl Known {
    const ALL: [(Self, &'static str); 7] = [
        (Self::Clone, "Clone"),
        (Self::Copy, "Copy"),
        (Self::Debug, "Debug"),
        (Self::Default, "Default"),
        (Self::Eq, "Eq"),
        (Self::Hash, "Hash"),
        (Self::PartialEq, "PartialEq"),
    ];

    /// Whether an item without the trait `path` cannot have this one.
    fn needs(self, path: &str) -> bool {
        match self {
            Self::Copy => path == "Copy" || path == "Clone",
            Self::Eq => path == "Eq" || path == "PartialEq",
            _ => Self::ALL.iter().any(|(which, name)| *which == self && *name == path),
        }
    }
}

/// Assigns derives and attributes.
pub(super) fn assign(plan: &mut Plan, config: &Config) -> Result<(), Failure> {
    for rule in config.derives.iter().chain(&config.without_derives) {
        if !names::is_path(&rule.text) {
            return Err(invalid("derive", rule, "a path of a derive macro such as `serde::Serialize`"));
        }
    }
    for rule in &config.attributes {
        // Items are indented line by line, which would change a string that goes over several.
        if rule.text.contains('\n') || crate::emit::attributes(&rule.text).is_none() {
            return Err(invalid(
                "attribute",
                rule,
                "one or more outer attributes on one line, such as `#[must_use]`",
            ));
        }
    }
    let sound: Vec<(&str, Vec<bool>)> =
        Known::ALL.map(|(which, name)| (name, sound(plan, config, which))).into();
    let mut used = vec![false; config.derives.len() + config.without_derives.len() + config.attributes.len()];
    let is_sound = |place: usize, trait_name: &str| {
        sound
            .iter()
            .find(|(known, _)| *known == trait_name)
            .is_none_or(|(_, sound)| sound.get(place) == Some(&true))
    };
    let structs = plan.structs.len();
    for (place, item) in plan.structs.iter_mut().enumerate() {
        let kind = kind_of(item);
        item.derives = derives(config, kind, &item.tl_name, &mut used, &|name| is_sound(place, name));
        item.attributes = attributes(config, kind, &item.tl_name, &mut used);
        if item.fields.iter().any(|field| field.secret) {
            let before = item.derives.len();
            item.derives.retain(|path| path != "Debug");
            item.debug_by_hand = item.derives.len() < before;
        }
    }
    for (place, item) in plan.enums.iter_mut().enumerate() {
        item.derives =
            derives(config, Kind::Enum, &item.tl_name, &mut used, &|name| is_sound(structs + place, name));
        item.attributes = attributes(config, Kind::Enum, &item.tl_name, &mut used);
    }
    let options = [
        ("derive", &config.derives),
        ("without-derive", &config.without_derives),
        ("attribute", &config.attributes),
    ];
    let mut used = used.into_iter();
    for (option, rules) in options {
        for rule in rules {
            if used.next() != Some(true) {
                return Err(Failure::Option {
                    option: format!("{option} {:?}", rule.pattern),
                    problem: "nothing that is generated has such a name and kind".to_owned(),
                    help: "patterns match whole TL names: `auth.*`, `User`, `*`".to_owned(),
                });
            }
        }
    }
    Ok(())
}

fn invalid(option: &str, rule: &Rule, expected: &str) -> Failure {
    Failure::Option {
        option: format!("{option} {:?}", rule.text),
        problem: "this does not parse".to_owned(),
        help: format!("give {expected}"),
    }
}

fn applies(rule: &Rule, kind: Kind, name: &str) -> bool {
    rule.kind.covers(kind) && glob::matches(&rule.pattern, name)
}

fn mark(used: &mut [bool], place: usize) {
    if let Some(used) = used.get_mut(place) {
        *used = true;
    }
}

fn attributes(config: &Config, kind: Kind, name: &str, used: &mut [bool]) -> Vec<String> {
    let before = config.derives.len() + config.without_derives.len();
    let found = config.attributes.iter().enumerate().filter(|(_, rule)| applies(rule, kind, name));
    found
        .map(|(number, rule)| {
            mark(used, before + number);
            rule.text.clone()
        })
        .collect()
}

fn derives(
    config: &Config,
    kind: Kind,
    name: &str,
    used: &mut [bool],
    sound: &dyn Fn(&str) -> bool,
) -> Vec<String> {
    let mut paths = Vec::new();
    for name in ALWAYS.into_iter().filter(|name| sound(name)) {
        paths.push(name.to_owned());
    }
    for (number, rule) in config.derives.iter().enumerate() {
        if applies(rule, kind, name) {
            mark(used, number);
            if sound(&rule.text) && !paths.contains(&rule.text) {
                paths.push(rule.text.clone());
            }
        }
    }
    for (number, rule) in config.without_derives.iter().enumerate() {
        if applies(rule, kind, name) {
            mark(used, config.derives.len() + number);
            paths.retain(|path| *path != rule.text);
        }
    }
    paths
}

fn kind_of(item: &Struct) -> Kind {
    if matches!(item.role, Role::Function(..)) { Kind::Function } else { Kind::Struct }
}

/// For every struct, then every enum, whether the derive of a trait compiles: assumed of all that may have it, then
/// taken away from whatever holds something without it, until nothing changes.
fn sound(plan: &Plan, config: &Config, which: Known) -> Vec<bool> {
    let wanted = |kind: Kind, name: &str| {
        !config.without_derives.iter().any(|rule| which.needs(&rule.text) && applies(rule, kind, name))
    };
    let structs = plan.structs.len();
    let mut sound: Vec<bool> = plan.structs.iter().map(|item| wanted(kind_of(item), &item.tl_name)).collect();
    sound.extend(plan.enums.iter().map(|item| wanted(Kind::Enum, &item.tl_name)));
    loop {
        let mut changed = false;
        for place in 0..sound.len() {
            let has = |place: usize| sound.get(place) == Some(&true);
            let still = match place.checked_sub(structs) {
                None => plan.structs.get(place).is_some_and(|item| struct_sound(item, which, plan, &has)),
                // No variant of an enum is better than another, so none is the default one.
                Some(_) if which == Known::Default => false,
                Some(place) => plan.enums.get(place).is_some_and(|item| {
                    item.variants.iter().all(|variant| {
                        let boxed = variant.boxed && which == Known::Copy;
                        !boxed && variant.payload.as_ref().is_none_or(|(id, _)| has(id.0))
                    })
                }),
            };
            if let Some(slot) = sound.get_mut(place).filter(|slot| **slot && !still) {
                *slot = false;
                changed = true;
            }
        }
        if !changed {
            return sound;
        }
    }
}

fn struct_sound(item: &Struct, which: Known, plan: &Plan, has: &impl Fn(usize) -> bool) -> bool {
    item.stored().all(|field| match field.storage {
        Storage::Flag | Storage::Computed => true,
        Storage::Option if which == Known::Default => true,
        Storage::Option | Storage::Plain => {
            !(field.boxed && which == Known::Copy) && ty_sound(&field.ty, which, plan, has)
        }
    })
}

fn ty_sound(ty: &Ty, which: Known, plan: &Plan, has: &impl Fn(usize) -> bool) -> bool {
    match ty {
        Ty::Prim(Prim::Double | Prim::Float) => which != Known::Eq && which != Known::Hash,
        Ty::Prim(Prim::String | Prim::Bytes) => which != Known::Copy || plan.borrowed,
        // The standard library stops at 32 elements.
        Ty::Prim(Prim::Raw(size)) => which != Known::Default || *size <= 32,
        // A derive puts the same bound on a type parameter.
        Ty::Prim(Prim::Nat | Prim::Int | Prim::Long) | Ty::Bool | Ty::Call(_) | Ty::Answer(_) => true,
        Ty::Struct { id, .. } => has(id.0),
        Ty::Enum { id, .. } => has(plan.structs.len() + id.0),
        Ty::Vector(item) | Ty::Repeat(_, item) => match which {
            Known::Copy => false,
            Known::Default => true,
            _ => ty_sound(item, which, plan, has),
        },
        Ty::Array(_, item) | Ty::Tagged(_, item) => ty_sound(item, which, plan, has),
    }
}
