//! "Did you mean": the name that is nearest to a wrong one.
//!
//! In: a wrong word and the words that would be right. Out: at most one of them. It is asked only about errors, and by
//! [`is_worth_it`] only about the first of them.

use crate::diagnostic::Diagnostics;

/// Whether one more finding gets a search for the right word: each looks at all words of its kind, and nobody reads the
/// hundredth suggestion.
pub(super) fn is_worth_it(out: &Diagnostics) -> bool {
    out.len() < 60
}

/// The candidate with the fewest changed letters, the first of several; `None` when none is near.
pub(super) fn nearest<'a>(wrong: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let letters = wrong.chars().count();
    // Longer words than any schema holds are noise, and the comparison takes the product of the lengths.
    if letters > 200 {
        return None;
    }
    let mut limit = (letters / 3).clamp(1, 3);
    let mut best = None;
    for candidate in candidates.filter(|candidate| *candidate != wrong) {
        if let Some(distance) = distance_within(wrong, candidate, limit)
            && (best.is_none() || distance < limit)
        {
            limit = distance;
            best = Some(candidate);
        }
    }
    best
}

/// How many letters to insert, delete or replace, counting a change of case as none; `None` above the limit.
fn distance_within(left: &str, right: &str, limit: usize) -> Option<usize> {
    if left.len().abs_diff(right.len()) > limit {
        return None;
    }
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.bytes().enumerate() {
        let mut diagonal = i;
        let mut before = i + 1;
        let mut least = before;
        if let Some(first) = row.first_mut() {
            *first = before;
        }
        for (cell, b) in row.iter_mut().skip(1).zip(right.bytes()) {
            let replaced = diagonal + usize::from(!a.eq_ignore_ascii_case(&b));
            diagonal = *cell;
            *cell = replaced.min(before + 1).min(diagonal + 1);
            before = *cell;
            least = least.min(before);
        }
        if least > limit {
            return None;
        }
    }
    row.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_wins_and_far_names_do_not() {
        let names = ["User", "UserFull", "Message", "messages"];
        let near = |wrong| nearest(wrong, names.into_iter());
        assert_eq!(near("Usr"), Some("User"));
        assert_eq!(near("user"), Some("User"));
        assert_eq!(near("Mesage"), Some("Message"));
        assert_eq!(near("Userfull"), Some("UserFull"));
        assert_eq!(near("Nope"), None);
        assert_eq!(near("User"), None, "itself is no suggestion");
    }
}
