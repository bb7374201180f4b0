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
///
/// ```
/// use tl_parser::schema::nearest;
///
/// assert_eq!(nearest("duoble", ["double", "string"].into_iter()), Some("double"));
/// assert_eq!(nearest("picture", ["double", "string"].into_iter()), None);
/// ```
#[must_use]
pub fn nearest<'a>(wrong: &str, mut candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    nearest_of(wrong, &mut candidates)
}

/// The search itself, compiled once for all kinds of words.
fn nearest_of<'a>(wrong: &str, candidates: &mut dyn Iterator<Item = &'a str>) -> Option<&'a str> {
    let letters = wrong.chars().count();
    // Longer words than any schema holds are noise, and the comparison takes the product of the lengths.
    if letters > 200 {
        return None;
    }
    // A third of the word may be wrong; of a word of one or two letters nothing but their case.
    let mut limit = (letters / 3).min(3);
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

/// How many letters to insert, delete, replace or swap with their neighbour, counting a change of case as none; `None`
/// above the limit.
fn distance_within(left: &str, right: &str, limit: usize) -> Option<usize> {
    if left.len().abs_diff(right.len()) > limit {
        return None;
    }
    let same = |a: u8, b: u8| a.eq_ignore_ascii_case(&b);
    // The distances of the letters so far to each beginning of `right`; the row before, and the one before that.
    let mut last: Vec<usize> = (0..=right.len()).collect();
    let mut earlier: Vec<usize> = Vec::new();
    let mut previous_a = None;
    for (i, a) in left.bytes().enumerate() {
        let mut row = Vec::with_capacity(last.len());
        let mut before = i + 1;
        row.push(before);
        let mut previous_b = None;
        for (j, (b, above)) in right.bytes().zip(last.windows(2)).enumerate() {
            let &[diagonal, above] = above else { return None };
            let mut least = (diagonal + usize::from(!same(a, b))).min(before + 1).min(above + 1);
            if let (Some(pa), Some(pb)) = (previous_a, previous_b)
                && same(a, pb)
                && same(pa, b)
                && let Some(swapped) = j.checked_sub(1).and_then(|two_back| earlier.get(two_back))
            {
                least = least.min(swapped + 1);
            }
            row.push(least);
            before = least;
            previous_b = Some(b);
        }
        if row.iter().all(|distance| *distance > limit) {
            return None;
        }
        earlier = std::mem::replace(&mut last, row);
        previous_a = Some(a);
    }
    last.last().copied().filter(|distance| *distance <= limit)
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
        assert_eq!(near("Uesr"), Some("User"), "two letters swapped");
        assert_eq!(near("Nope"), None);
        assert_eq!(near("U"), None, "of one letter nothing is left");
        assert_eq!(near("User"), None, "itself is no suggestion");
    }
}
