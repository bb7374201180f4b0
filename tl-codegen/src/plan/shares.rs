//! What a selection pays for what: how much less there would be without one of its parts.
//!
//! In: what a selection reaches. Out: for each thing that two or more others share, or that is asked for, the combinators
//! that are there for its sake alone. Each combinator counts for one of them, so the shares add up to the whole.

use tl_parser::schema::Schema;

use super::reach::{Node, Reach};

/// The shares, biggest first: each with how many combinators fall away with it, its own constructors included.
pub(super) fn shares(schema: &Schema, reach: &Reach<'_>) -> Vec<(Node, usize)> {
    let nodes: Vec<Node> = reach.nodes().collect();
    let above = dominators(reach, nodes.len());
    // Whatever dominates a node has a lower number, so from the highest on each sum is complete when it is passed on.
    let mut sums: Vec<usize> = nodes.iter().map(|node| weight(schema, *node)).collect();
    let mut shares = Vec::new();
    for (number, node) in nodes.iter().enumerate().rev() {
        let sum = sums.get(number).copied().unwrap_or(0);
        match above.get(number).copied().flatten() {
            Some(above) => {
                if let Some(slot) = sums.get_mut(above) {
                    *slot += sum;
                }
            }
            None => shares.push((*node, sum)),
        }
    }
    shares.reverse();
    shares.sort_by_key(|(_, sum)| std::cmp::Reverse(*sum));
    shares
}

/// What has code of its own: a combinator that a file declares.
fn weight(schema: &Schema, node: Node) -> usize {
    match node {
        Node::Combinator(id) => usize::from(super::lower::is_counted(schema.combinator(id))),
        Node::Type(_) | Node::Object | Node::Call => 0,
    }
}

/// For each number the nearest one that every way to it goes through; `None` where there is no such one.
///
/// The algorithm of Cooper, Harvey and Kennedy. It asks that what dominates has the lower number, which the order of a
/// search by breadth gives as well as theirs does.
fn dominators(reach: &Reach<'_>, count: usize) -> Vec<Option<usize>> {
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (user, needed) in reach.needs() {
        if let Some(users) = users.get_mut(*needed) {
            users.push(*user);
        }
    }
    // Above a node that is asked for stands nothing, not even what needs it as well.
    let mut known = vec![false; count];
    let mut above: Vec<Option<usize>> = vec![None; count];
    let asked: Vec<usize> = reach.asked().collect();
    for number in &asked {
        if let Some(known) = known.get_mut(*number) {
            *known = true;
        }
        if let Some(users) = users.get_mut(*number) {
            users.clear();
        }
    }
    loop {
        let mut changed = false;
        for (number, users) in users.iter().enumerate().filter(|(_, users)| !users.is_empty()) {
            let mut ways = users.iter().filter(|user| known.get(**user) == Some(&true));
            let first = ways.next().copied();
            let nearest = ways.fold(first, |nearest, way| meet(&above, nearest, Some(*way)));
            if known.get(number) != Some(&true) || above.get(number) != Some(&nearest) {
                changed = true;
            }
            if let (Some(known), Some(above)) = (known.get_mut(number), above.get_mut(number)) {
                (*known, *above) = (true, nearest);
            }
        }
        if !changed {
            return above;
        }
    }
}

/// The lowest that stands above both, or is one of them.
fn meet(above: &[Option<usize>], mut left: Option<usize>, mut right: Option<usize>) -> Option<usize> {
    while left != right {
        let (Some(a), Some(b)) = (left, right) else { return None };
        if a > b {
            left = above.get(a).copied().flatten();
        } else {
            right = above.get(b).copied().flatten();
        }
    }
    left
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use std::fmt::Write;

    use tl_parser::SourceMap;
    use tl_parser::schema::{Options, load};

    use super::*;

    /// A schema in which each type needs up to three others, drawn from a sequence of numbers.
    fn drawn(mut state: u64, types: u64) -> Schema {
        let mut draw = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % below
        };
        let mut text = String::new();
        for number in 0..types {
            let fields: String =
                (0..draw(4)).map(|field| format!("f{field}:flags.0?T{} ", draw(types))).collect();
            writeln!(text, "c{number} flags:# {fields}= T{number};").unwrap();
        }
        let mut sources = SourceMap::new();
        sources.add("drawn.tl", text).unwrap();
        load(&sources, &Options::default()).0.unwrap()
    }

    /// How many combinators are left when nothing may go through `without`.
    fn left(schema: &Schema, reach: &Reach<'_>, without: usize) -> usize {
        let nodes: Vec<Node> = reach.nodes().collect();
        let mut seen = vec![false; nodes.len()];
        let mut todo: Vec<usize> = reach.asked().filter(|asked| *asked != without).collect();
        while let Some(number) = todo.pop() {
            if !std::mem::replace(&mut seen[number], true) {
                let next = reach.needs().iter().filter(|(user, next)| *user == number && *next != without);
                todo.extend(next.map(|(_, next)| *next));
            }
        }
        nodes.iter().zip(seen).filter(|(_, seen)| *seen).map(|(node, _)| weight(schema, *node)).sum()
    }

    #[test]
    fn a_share_is_what_falls_away() {
        for seed in 0..60 {
            let schema = drawn(seed, 5 + seed % 20);
            let asked = schema.types().step_by(4).map(|(id, _)| Node::Type(id));
            let reach = Reach::new(&schema, asked);
            let all: usize = reach.nodes().map(|node| weight(&schema, node)).sum();
            let shares = shares(&schema, &reach);
            assert_eq!(
                shares.iter().map(|(_, sum)| sum).sum::<usize>(),
                all,
                "{seed}: the shares are not the whole"
            );
            assert!(shares.is_sorted_by(|a, b| a.1 >= b.1), "{seed}: not the biggest first");
            let nodes: Vec<Node> = reach.nodes().collect();
            for (node, sum) in shares {
                let number = nodes.iter().position(|other| *other == node).unwrap();
                // What is asked for as well is needed without the node too: it has a share of its own.
                assert_eq!(all - left(&schema, &reach, number), sum, "{seed}: {node:?}");
            }
        }
    }
}
