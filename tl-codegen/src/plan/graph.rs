//! Cycles between types: where a `Box` ends them, what a reader counts against its depth limit, what it falls back to.
//!
//! In: structs and enums. Out: [`Field::boxed`], `guarded`, [`Enum::fallback`](super::Enum::fallback), and the
//! items in an order in which each comes after those that it holds.

use std::cmp::Reverse;

use tl_parser::{Code, Diagnostic, Diagnostics};

use super::{Failure, Plan, Storage, Ty};

/// An item of the plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Node {
    Struct(usize),
    Enum(usize),
}

/// How one item holds another.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    /// The field that could be boxed: (struct, field). `None` for the payload of a variant.
    pub(super) field: Option<(usize, usize)>,
    /// Through a vector, whose items lie elsewhere.
    indirect: bool,
}

/// Analyses the items.
pub(super) fn analyse(plan: &mut Plan) -> Result<Vec<Node>, Failure> {
    let edges = edges(plan);
    let nodes = plan.structs.len() + plan.enums.len();
    fallbacks(plan, &edges)?;
    mark_guards(plan, nodes, &edges);
    let boxed = boxes(nodes, &edges);
    for (edge, _) in edges.iter().zip(&boxed).filter(|(_, boxed)| **boxed) {
        let Some((item, field)) = edge.field else { continue };
        if let Some(field) = plan.structs.get_mut(item).and_then(|item| item.fields.get_mut(field)) {
            field.boxed = true;
        }
    }
    let kept = direct(&edges, &boxed);
    let structs = plan.structs.len();
    let order = components(nodes, &kept).into_iter().flatten();
    Ok(order
        .map(|node| if node < structs { Node::Struct(node) } else { Node::Enum(node - structs) })
        .collect())
}

/// Everything that holds something else. Items are numbered, structs first.
pub(super) fn edges(plan: &Plan) -> Vec<Edge> {
    let structs = plan.structs.len();
    let mut edges = Vec::new();
    for (from, item) in plan.structs.iter().enumerate() {
        for (place, field) in item.fields.iter().enumerate() {
            if field.storage == Storage::Plain || field.storage == Storage::Option {
                held(&field.ty, structs, false, &mut |to, indirect| {
                    edges.push(Edge { from, to, field: Some((from, place)), indirect });
                });
            }
        }
    }
    for (place, item) in plan.enums.iter().enumerate() {
        for (payload, _) in item.variants.iter().filter_map(|variant| variant.payload.as_ref()) {
            edges.push(Edge { from: structs + place, to: payload.0, field: None, indirect: false });
        }
    }
    edges
}

/// The items that a type holds, and whether through a vector.
pub(super) fn held(ty: &Ty, structs: usize, indirect: bool, see: &mut impl FnMut(usize, bool)) {
    match ty {
        Ty::Struct { id, .. } => see(id.0, indirect),
        Ty::Enum { id, .. } => see(structs + id.0, indirect),
        Ty::Vector(item) | Ty::Repeat(_, item) => held(item, structs, true, see),
        Ty::Array(_, item) | Ty::Tagged(_, item) => held(item, structs, indirect, see),
        Ty::Prim(_) | Ty::Bool | Ty::Call(_) | Ty::Answer(_) => {}
    }
}

/// The edges that make a value larger: neither through a vector nor boxed.
fn direct(edges: &[Edge], boxed: &[bool]) -> Vec<Edge> {
    let kept = |(edge, boxed): &(&Edge, &bool)| !edge.indirect && !**boxed;
    edges.iter().zip(boxed).filter(kept).map(|(edge, _)| *edge).collect()
}

/// For each edge whether it is boxed, so that no cycle is left.
///
/// A cycle stays within one component, so each component is looked at alone, with numbers of its own: the time grows with
/// the size of the components and not with that of the schema.
fn boxes(nodes: usize, edges: &[Edge]) -> Vec<bool> {
    let mut boxed = vec![false; edges.len()];
    let component = component_numbers(nodes, &direct(edges, &boxed));
    let number = |node: usize| component.get(node).copied();
    let mut inside: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    for (place, edge) in edges.iter().enumerate().filter(|(_, edge)| !edge.indirect) {
        if let Some(component) = number(edge.from).filter(|from| number(edge.to) == Some(*from))
            && let Some(inside) = inside.get_mut(component)
        {
            inside.push(place);
        }
    }
    for places in inside {
        let mut own: Vec<Edge> = places.iter().filter_map(|place| edges.get(*place)).copied().collect();
        let mut members = Vec::with_capacity(2 * own.len());
        for edge in &own {
            members.extend([edge.from, edge.to]);
        }
        members.sort_unstable();
        members.dedup();
        let renumbered = |node: usize| members.binary_search(&node).unwrap_or(0);
        for edge in &mut own {
            (edge.from, edge.to) = (renumbered(edge.from), renumbered(edge.to));
        }
        for (place, is_boxed) in places.iter().zip(boxes_inside(members.len(), &own)) {
            set(&mut boxed, *place, is_boxed);
        }
    }
    boxed
}

/// The fewest fields of a component whose boxing ends every cycle, found greedily: first all fields that lead to the
/// busiest item of each cycle, then each box is taken away again where no cycle comes back.
fn boxes_inside(nodes: usize, edges: &[Edge]) -> Vec<bool> {
    let mut boxed = vec![false; edges.len()];
    let mut chosen: Vec<usize> = Vec::new();
    loop {
        let component = component_numbers(nodes, &direct(edges, &boxed));
        let inside = |edge: &Edge| component.get(edge.from) == component.get(edge.to);
        let candidates: Vec<usize> = edges
            .iter()
            .zip(&boxed)
            .enumerate()
            .filter(|(_, (edge, boxed))| !**boxed && edge.field.is_some() && inside(edge))
            .map(|(place, _)| place)
            .collect();
        let Some(hub) = busiest(nodes, &candidates, edges) else { break };
        for place in candidates {
            if edges.get(place).is_some_and(|edge| edge.to == hub) {
                set(&mut boxed, place, true);
                chosen.push(place);
            }
        }
    }
    for place in chosen {
        set(&mut boxed, place, false);
        if edges.get(place).is_some_and(|edge| reaches(nodes, &direct(edges, &boxed), edge.to, edge.from)) {
            set(&mut boxed, place, true);
        }
    }
    boxed
}

/// The item that most of the edges lead to; the first of several.
fn busiest(nodes: usize, candidates: &[usize], edges: &[Edge]) -> Option<usize> {
    let mut counts = vec![0_usize; nodes];
    let mut busiest = None;
    for edge in candidates.iter().filter_map(|place| edges.get(*place)) {
        if let Some(count) = counts.get_mut(edge.to) {
            *count += 1;
            // The earlier one of two that are equally busy.
            busiest = busiest.max(Some((*count, Reverse(edge.to))));
        }
    }
    busiest.map(|(_, Reverse(node))| node)
}

fn reaches(nodes: usize, edges: &[Edge], from: usize, to: usize) -> bool {
    let next = neighbours(nodes, edges);
    let mut seen = vec![false; nodes];
    let mut todo = vec![from];
    while let Some(node) = todo.pop() {
        if node == to {
            return true;
        }
        if let Some(seen) = seen.get_mut(node).filter(|seen| !**seen) {
            *seen = true;
            todo.extend(next.get(node).into_iter().flatten());
        }
    }
    false
}

/// Guards every enum in a cycle, vectors included, and the structs of cycles without an enum.
fn mark_guards(plan: &mut Plan, nodes: usize, edges: &[Edge]) {
    let structs = plan.structs.len();
    for node in cyclic(nodes, edges) {
        if let Some(item) = node.checked_sub(structs).and_then(|place| plan.enums.get_mut(place)) {
            item.guarded = true;
        }
    }
    let between_structs: Vec<Edge> =
        edges.iter().filter(|e| e.from < structs && e.to < structs).copied().collect();
    for node in cyclic(structs, &between_structs) {
        if let Some(item) = plan.structs.get_mut(node) {
            item.guarded = true;
        }
    }
}

/// The nodes that lie on a cycle.
fn cyclic(nodes: usize, edges: &[Edge]) -> Vec<usize> {
    let mut holds_itself = vec![false; nodes];
    edges.iter().filter(|edge| edge.from == edge.to).for_each(|edge| set(&mut holds_itself, edge.from, true));
    let mut cyclic = Vec::new();
    for component in components(nodes, edges) {
        if component.len() > 1 || component.iter().any(|node| holds_itself.get(*node) == Some(&true)) {
            cyclic.extend(component);
        }
    }
    cyclic
}

/// Finds for every enum the variant whose smallest value takes the fewest steps to build.
fn fallbacks(plan: &mut Plan, edges: &[Edge]) -> Result<(), Failure> {
    const ENDLESS: u32 = u32::MAX;
    let structs = plan.structs.len();
    let nodes = structs + plan.enums.len();
    let mut heights = vec![ENDLESS; nodes];
    let required: Vec<Edge> = edges
        .iter()
        .filter(|edge| !edge.indirect)
        .filter(|edge| match edge.field {
            None => true,
            Some((item, field)) => {
                let field = plan.structs.get(item).and_then(|item| item.fields.get(field));
                field.is_some_and(|field| field.storage == Storage::Plain)
            }
        })
        .copied()
        .collect();
    let needs =
        neighbours(structs, &required.iter().filter(|edge| edge.from < structs).copied().collect::<Vec<_>>());
    loop {
        let mut changed = false;
        for node in 0..nodes {
            let height = |node: usize| heights.get(node).copied().unwrap_or(ENDLESS);
            let new = match node.checked_sub(structs) {
                None => needs.get(node).into_iter().flatten().map(|to| height(*to)).max().unwrap_or(0),
                Some(place) => plan.enums.get(place).map_or(ENDLESS, |item| {
                    let variants = item.variants.iter();
                    variants
                        .map(|v| v.payload.as_ref().map_or(0, |(id, _)| height(id.0)))
                        .min()
                        .unwrap_or(ENDLESS)
                }),
            };
            let new = new.saturating_add(u32::from(new != ENDLESS));
            if let Some(height) = heights.get_mut(node).filter(|height| new < **height) {
                *height = new;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    for item in &mut plan.enums {
        let of = |payload: &Option<(super::StructId, _)>| match payload {
            None => 0,
            Some((id, _)) => heights.get(id.0).copied().unwrap_or(ENDLESS),
        };
        let best = item.variants.iter().enumerate().min_by_key(|(_, variant)| of(&variant.payload));
        item.fallback = best.map_or(0, |(place, _)| place);
    }
    let mut endless = Diagnostics::new();
    for (item, height) in plan.structs.iter().zip(&heights) {
        if *height == ENDLESS {
            endless.push(
                Diagnostic::new(
                    Code::InfiniteSize,
                    item.span,
                    format!("no value of `{}` ever ends", item.tl_name),
                )
                .help("make one of the fields that lead back to it conditional, or a vector"),
            );
        }
    }
    if endless.is_empty() { Ok(()) } else { Err(Failure::Schema(endless)) }
}

fn neighbours(nodes: usize, edges: &[Edge]) -> Vec<Vec<usize>> {
    let mut next = vec![Vec::new(); nodes];
    for edge in edges {
        if let Some(next) = next.get_mut(edge.from) {
            next.push(edge.to);
        }
    }
    next
}

/// For each item the number of its component: items of one component lie on common cycles.
fn component_numbers(nodes: usize, edges: &[Edge]) -> Vec<usize> {
    let mut numbers = vec![usize::MAX; nodes];
    for (number, component) in components(nodes, edges).into_iter().enumerate() {
        component.into_iter().for_each(|node| set(&mut numbers, node, number));
    }
    numbers
}

/// Strongly connected components, each after those that it leads to (Tarjan's algorithm, without recursion).
fn components(nodes: usize, edges: &[Edge]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let next = neighbours(nodes, edges);
    let (mut index, mut low) = (vec![UNSEEN; nodes], vec![UNSEEN; nodes]);
    let mut on_stack = vec![false; nodes];
    let (mut stack, mut found, mut counter) = (Vec::new(), Vec::new(), 0);
    for start in 0..nodes {
        if index.get(start) != Some(&UNSEEN) {
            continue;
        }
        let mut calls: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((node, child)) = calls.pop() {
            if child == 0 {
                set(&mut index, node, counter);
                set(&mut low, node, counter);
                counter += 1;
                stack.push(node);
                set(&mut on_stack, node, true);
            }
            if let Some(to) = next.get(node).and_then(|next| next.get(child)).copied() {
                calls.push((node, child + 1));
                if get(&index, to) == UNSEEN {
                    calls.push((to, 0));
                } else if on_stack.get(to) == Some(&true) {
                    let least = get(&low, node).min(get(&index, to));
                    set(&mut low, node, least);
                }
                continue;
            }
            if get(&low, node) == get(&index, node) {
                let mut component = Vec::new();
                while let Some(member) = stack.pop() {
                    set(&mut on_stack, member, false);
                    component.push(member);
                    if member == node {
                        break;
                    }
                }
                component.sort_unstable();
                found.push(component);
            }
            if let Some((parent, _)) = calls.last() {
                let least = get(&low, *parent).min(get(&low, node));
                set(&mut low, *parent, least);
            }
        }
    }
    found
}

fn get(list: &[usize], place: usize) -> usize {
    list.get(place).copied().unwrap_or(usize::MAX)
}

fn set<T>(list: &mut [T], place: usize, value: T) {
    if let Some(slot) = list.get_mut(place) {
        *slot = value;
    }
}
