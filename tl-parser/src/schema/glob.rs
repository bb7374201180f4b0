//! Patterns over names: `*` stands for any characters, dots included, `?` for one.
//!
//! In: a pattern and a name. Out: whether they fit. Time is bounded by the product of the two lengths.

/// Whether the whole name fits the pattern.
///
/// ```
/// use tl_parser::schema::glob::matches;
///
/// assert!(matches("auth.*", "auth.sendCode"));
/// assert!(matches("auth.sendCode", "auth.sendCode"));
/// assert!(!matches("auth.*", "authorization"));
/// ```
#[must_use]
pub fn matches(pattern: &str, name: &str) -> bool {
    let mut pattern = pattern.chars();
    let mut name = name.chars();
    // Where to go on when the last `*` has to take one character more.
    let mut retry = None;
    loop {
        let mut rest = pattern.clone();
        match rest.next() {
            Some('*') => {
                retry = Some((rest.clone(), name.clone()));
                pattern = rest;
                continue;
            }
            expected => {
                let mut tail = name.clone();
                match (expected, tail.next()) {
                    (None, None) => return true,
                    (Some(want), Some(have)) if want == '?' || want == have => {
                        pattern = rest;
                        name = tail;
                        continue;
                    }
                    _ => {}
                }
            }
        }
        let Some((after_star, taken)) = &mut retry else { return false };
        if taken.next().is_none() {
            return false;
        }
        pattern = after_star.clone();
        name = taken.clone();
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_give_back_what_they_took() {
        for (pattern, name, expected) in [
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "aXbYbZ", false),
            ("?.a", "x.a", true),
            ("?.a", ".a", false),
            ("*Prefix", "invokeWithPrefixPrefix", true),
            ("**", "abc", true),
            ("a?", "a", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
