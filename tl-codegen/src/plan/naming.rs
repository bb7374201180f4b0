//! Gives every item, field, variant and variable its Rust name.
//!
//! In: items with TL names. Out: paths and names, unique in their scopes, and the list of those that could not be kept.
//! How a TL name becomes an identifier is up to [`crate::names`]; here is decided what is named after what.

use std::collections::HashMap;

use super::{Enum, Path, Plan, Prim, Role, Struct, Ty, Variant};
use crate::names::{self, Rename, Scope};

/// Assigns all names.
pub(super) fn assign(plan: &mut Plan) {
    let mut scopes: HashMap<Vec<String>, Scope> = HashMap::new();
    let (mut renames, mut fields) = (Vec::new(), FieldNames::default());
    let wanted: Vec<String> = plan.structs.iter().map(|item| item_name(item, plan)).collect();
    for (item, wanted) in plan.structs.iter_mut().zip(wanted) {
        let root = if matches!(item.role, Role::Function(..)) { "functions" } else { "types" };
        // Repeated fields have no name of their own in the schema, so a number behind theirs is no surprise.
        let report = item.role != Role::Group;
        item.path = path(root, &item.tl_name, wanted, &mut scopes, report.then_some(&mut renames));
        name_fields(item, &mut fields, &mut renames);
    }
    let wanted: Vec<String> = plan.enums.iter().map(|e| with_args(&e.tl_name, &e.args, plan)).collect();
    for (item, wanted) in plan.enums.iter_mut().zip(wanted) {
        item.path = path("enums", &item.tl_name, wanted, &mut scopes, Some(&mut renames));
        item.nats = variables(&item.nats);
        name_variants(item, &mut renames);
    }
    plan.renames = renames;
}

fn path(
    root: &str,
    tl_name: &str,
    wanted: String,
    scopes: &mut HashMap<Vec<String>, Scope>,
    renames: Option<&mut Vec<Rename>>,
) -> Path {
    let mut modules = vec![root.to_owned()];
    for segment in names::namespace(tl_name) {
        modules.push(names::module_name(segment));
    }
    let name = scopes.entry(modules.clone()).or_default().reserve(wanted.clone(), "");
    if let Some(renames) = renames.filter(|_| name != wanted) {
        renames.push(Rename { of: tl_name.to_owned(), wanted, got: name.clone() });
    }
    Path { modules, name }
}

fn item_name(item: &Struct, plan: &Plan) -> String {
    if let Some(name) = &item.rename {
        return names::given(name);
    }
    let name = with_args(&item.tl_name, &item.args, plan);
    if item.role == Role::Group { format!("{name}{}Item", names::upper(&item.of_field)) } else { name }
}

/// `pair` applied to `int` and `string` -> `PairIntString`
fn with_args(tl_name: &str, args: &[Ty], plan: &Plan) -> String {
    let mut name = names::type_name(names::base(tl_name));
    args.iter().for_each(|arg| name.push_str(&arg_name(arg, plan)));
    name
}

/// As [`with_args`], with the namespace: arguments of one name from two namespaces must not look alike.
fn full_name(tl_name: &str, args: &[Ty], plan: &Plan) -> String {
    let mut name = names::type_name(tl_name);
    args.iter().for_each(|arg| name.push_str(&arg_name(arg, plan)));
    name
}

/// What an argument adds to the name of a generic type. Boxed and bare forms differ on the wire, so their instances are
/// different types.
fn arg_name(ty: &Ty, plan: &Plan) -> String {
    match ty {
        Ty::Prim(prim) => match prim {
            Prim::Nat => "Nat".to_owned(),
            Prim::Int => "Int".to_owned(),
            Prim::Long => "Long".to_owned(),
            Prim::Double => "Double".to_owned(),
            Prim::Float => "Float".to_owned(),
            Prim::String => "String".to_owned(),
            Prim::Bytes => "Bytes".to_owned(),
            Prim::Raw(size) => format!("Int{}", u32::from(*size) * 8),
        },
        Ty::Bool => "Bool".to_owned(),
        Ty::Struct { id, boxed, .. } => {
            let item = plan.structs.get(id.0);
            let name = item.map_or_else(String::new, |item| full_name(&item.tl_name, &item.args, plan));
            if *boxed { format!("Boxed{name}") } else { name }
        }
        Ty::Enum { id, .. } => {
            plan.enums.get(id.0).map_or_else(String::new, |item| full_name(&item.tl_name, &item.args, plan))
        }
        Ty::Vector(item) => format!("Vector{}", arg_name(item, plan)),
        Ty::Repeat(_, item) => format!("Tuple{}", arg_name(item, plan)),
        Ty::Array(count, item) => format!("Tuple{count}{}", arg_name(item, plan)),
        Ty::Tagged(_, inner) => format!("Boxed{}", arg_name(inner, plan)),
        Ty::Call(_) | Ty::Answer(_) => String::new(),
    }
}

/// Field names by their TL names: a schema has a few hundred of them, many thousand times.
#[derive(Default)]
struct FieldNames(HashMap<String, String>);

impl FieldNames {
    fn of(&mut self, tl_name: &str) -> String {
        if let Some(known) = self.0.get(tl_name) {
            return known.clone();
        }
        let name = names::field_name(tl_name);
        self.0.insert(tl_name.to_owned(), name.clone());
        name
    }
}

fn name_fields(item: &mut Struct, names_known: &mut FieldNames, renames: &mut Vec<Rename>) {
    item.nats = variables(&item.nats);
    let mut generics = Scope::default();
    for generic in &mut item.generics {
        *generic = generics.reserve(names::type_name(generic), "");
    }
    let anonymous = item.fields.iter().filter(|field| field.tl_name.is_empty()).count();
    let mut scope = Scope::default();
    let mut number = 0;
    for field in &mut item.fields {
        let wanted = if !field.tl_name.is_empty() {
            names_known.of(&field.tl_name)
        } else if anonymous == 1 {
            "value".to_owned()
        } else {
            number += 1;
            format!("value{number}")
        };
        field.name = scope.reserve(wanted.clone(), "_");
        if field.name != wanted {
            renames.push(Rename {
                of: format!("{}.{}", item.tl_name, field.tl_name),
                wanted,
                got: field.name.clone(),
            });
        }
        field.local = names::local_name(&field.name, &item.nats);
    }
}

fn variables(tl_names: &[String]) -> Vec<String> {
    let mut scope = Scope::default();
    tl_names.iter().map(|name| scope.reserve(names::local_name(&names::field_name(name), &[]), "_")).collect()
}

/// Variants whose short names clash all take a longer one, so that no name depends on the order of the constructors:
/// first the constructor's whole name, then its namespace before it.
fn name_variants(item: &mut Enum, renames: &mut Vec<Rename>) {
    let prefix = names::upper(names::base(&item.tl_name));
    let name = |variant: &Variant, level: usize| match (&variant.rename, level) {
        (Some(name), _) => names::given(name),
        (None, 0) if !item.dynamic => names::variant_name(names::base(&variant.tl_name), &prefix),
        (None, 1) => names::type_name(names::base(&variant.tl_name)),
        (None, _) => names::type_name(&variant.tl_name),
    };
    let mut level = vec![0_usize; item.variants.len()];
    let mut chosen: Vec<String> = item.variants.iter().map(|variant| name(variant, 0)).collect();
    for _ in 0..2 {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        chosen.iter().for_each(|name| *counts.entry(name).or_default() += 1);
        let clashes: Vec<bool> =
            chosen.iter().map(|name| counts.get(name.as_str()).is_some_and(|count| *count > 1)).collect();
        let variants = item.variants.iter().zip(&mut level).zip(&mut chosen).zip(clashes);
        for (((variant, level), chosen), _) in variants.filter(|(_, clashes)| *clashes) {
            *level += 1;
            *chosen = name(variant, *level);
        }
    }
    let mut scope = Scope::default();
    for (variant, wanted) in item.variants.iter_mut().zip(chosen) {
        variant.name = scope.reserve(wanted.clone(), "");
        if variant.name != wanted {
            renames.push(Rename { of: variant.tl_name.clone(), wanted, got: variant.name.clone() });
        }
    }
}
