//! Where the code that reads and writes an item is compiled: with the item, in the enum arm that reads it, or where it is
//! used.
//!
//! In: structs and enums whose guards are set. Out: `reading` and `late_write` of [`Struct`](super::Struct) and
//! [`Enum`](super::Enum). A crate with a whole API is compiled once and used by few calls: what replies hold is read by code
//! that is compiled with it, so that its users do not pay for it at every build, and so is what writes an item that both
//! replies and requests hold. Of the rest a program uses a small part: of requests what it calls, and to read requests and
//! write replies is the work of servers.

use super::graph::{edges, held};
use super::{Plan, Reading, Role};

/// Decides for each item.
pub(super) fn assign(plan: &mut Plan) {
    let edges = edges(plan);
    let structs = plan.structs.len();
    let nodes = structs + plan.enums.len();
    let mut holds = vec![Vec::new(); nodes];
    // A struct that one enum arm alone reads is read in place.
    let (mut arms, mut others) = (vec![0_u32; nodes], vec![0_u32; nodes]);
    for edge in &edges {
        if let Some(holds) = holds.get_mut(edge.from) {
            holds.push(edge.to);
        }
        let counts = if edge.field.is_none() { &mut arms } else { &mut others };
        if let Some(count) = counts.get_mut(edge.to) {
            *count += 1;
        }
    }
    let (mut requests, mut answers) = (Vec::new(), Vec::new());
    for (place, item) in plan.structs.iter().enumerate() {
        if let Role::Function(answer, _) = &item.role {
            requests.push(place);
            held(answer, structs, false, &mut |node, _| answers.push(node));
        }
    }
    let (requested, answered) = (reached(requests, &holds), reached(answers, &holds));
    let is = |marks: &[bool], node: usize| marks.get(node) == Some(&true);
    let reading = |node| {
        let only_requested = is(&requested, node) && !is(&answered, node);
        if only_requested { Reading::WhereUsed } else { Reading::Here }
    };
    // What no function knows is held by no side more than by the other.
    let late_write = |node| is(&requested, node) != is(&answered, node);
    for (place, (item, (arms, others))) in plan.structs.iter_mut().zip(arms.iter().zip(&others)).enumerate() {
        let in_arm = item.role == Role::Constructor && *arms == 1 && *others == 0 && !item.guarded;
        item.reading = if in_arm { Reading::InArm } else { reading(place) };
        item.late_write = late_write(place);
    }
    for (place, item) in plan.enums.iter_mut().enumerate() {
        item.reading = reading(structs + place);
        item.late_write = late_write(structs + place);
    }
}

/// All that can be reached from some nodes, themselves included.
fn reached(mut todo: Vec<usize>, holds: &[Vec<usize>]) -> Vec<bool> {
    let mut marks = vec![false; holds.len()];
    while let Some(node) = todo.pop() {
        let Some(mark) = marks.get_mut(node).filter(|mark| !**mark) else { continue };
        *mark = true;
        todo.extend(holds.get(node).into_iter().flatten());
    }
    marks
}
