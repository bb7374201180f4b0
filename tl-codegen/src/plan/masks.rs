//! Masks: which words are computed, which bits belong to which fields, which words other fields need.
//!
//! In: lowered structs. Out: [`Field::bits`], [`Field::used`], [`Presence::shares`], and [`Storage::Computed`] for the
//! words that a Rust struct does not hold.
//!
//! A word named `flags` or `flags2` that does nothing but say which fields of its struct are there is computed from
//! them. Any other `#` stays a visible `u32`: its other bits may mean something, or a type may depend on it.

use super::{Base, Nat, Plan, Presence, Role, Storage, Struct};

/// Assigns the masks of every struct.
pub(super) fn assign(plan: &mut Plan) {
    plan.structs.iter_mut().for_each(assign_struct);
}

fn assign_struct(item: &mut Struct) {
    for word in 0..item.fields.len() {
        let Some(var) = item.fields.get(word).and_then(|field| field.var) else { continue };
        let here = Nat { base: Base::Field(var), plus: 0 };
        let is_here = |nat: &Nat| nat.base == here.base;

        let mut bits: Vec<(u8, usize)> = Vec::new();
        let mut other_use = matches!(&item.role, Role::Function(answer, _) if answer.any_nat(&is_here));
        for (place, field) in item.fields.iter_mut().enumerate() {
            other_use |= field.ty.any_nat(&is_here);
            match &mut field.presence {
                Some(Presence { mask, bit: Some(bit), shares }) if *mask == here => {
                    match bits.iter().find(|(known, _)| known == bit) {
                        Some((_, first)) => *shares = Some(*first),
                        None => bits.push((*bit, place)),
                    }
                }
                Some(presence) if is_here(&presence.mask) => other_use = true,
                _ => {}
            }
        }
        let Some(field) = item.fields.get_mut(word) else { continue };
        if !bits.is_empty() && !other_use && field.presence.is_none() && is_flags(&field.tl_name) {
            field.storage = Storage::Computed;
        }
        field.used = other_use || !bits.is_empty();
        field.bits = bits;
    }
}

/// `flags`, `flags2`
fn is_flags(name: &str) -> bool {
    name.strip_prefix("flags").is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}
