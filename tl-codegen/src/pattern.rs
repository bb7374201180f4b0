//! Patterns over TL names, as options hold them.
//!
//! In: a pattern such as `auth.*` and a name such as `auth.sendCode`. Out: whether they match, or what is wrong with the
//! pattern. `*` stands for any run of characters, dots included; everything else stands for itself.

/// Whether the whole name matches.
///
/// The parts between the stars are looked for from left to right, each at its first place. A later place never matches
/// more, so nothing is tried twice and the time is linear.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(mut name) = name.strip_prefix(head) else {
        return false;
    };
    let (middle, tail) = rest.rsplit_once('*').unwrap_or(("", rest));
    for part in middle.split('*') {
        match name.split_once(part) {
            Some((_, behind)) => name = behind,
            None => return false,
        }
    }
    name.ends_with(tail)
}

/// Why no TL name can ever match the pattern; `None` when one can.
pub(crate) fn mistake(pattern: &str) -> Option<String> {
    if pattern.is_empty() {
        return Some("an empty pattern matches no name".to_owned());
    }
    let strange = pattern.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '*')))?;
    Some(format!(
        "no TL name holds {strange:?}; a pattern is made of letters, digits, `.`, `_`, and `*` for any text"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_text() {
        let yes = [
            ("auth.sendCode", "auth.sendCode"),
            ("*", ""),
            ("*", "a.b.c"),
            ("**", "a"),
            ("auth.*", "auth.sendCode"),
            ("auth.*", "auth."),
            ("*.get*", "help.getConfig"),
            ("*Code", "auth.sentCode"),
            ("a*b*c", "a.b.b.c"),
            ("a*a", "aa"),
            ("*ab", "abab"),
            ("a**b", "ab"),
        ];
        let no = [
            ("auth.sendCode", "auth.sendCodes"),
            ("", "a"),
            ("auth.*", "auth"),
            ("auth.*", "xauth.a"),
            ("*Code", "auth.sentCodes"),
            ("a*a", "a"),
            ("ab*ba", "aba"),
            ("a*b*c", "acb"),
            ("*x*", "abc"),
            ("A", "a"),
        ];
        for (pattern, name) in yes {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in no {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn a_hostile_pattern_costs_little() {
        let pattern = "a*".repeat(2_000) + "b";
        assert!(!matches(&pattern, &"a".repeat(20_000)));
    }

    #[test]
    fn patterns_that_can_match_nothing_are_mistakes() {
        assert!(mistake("").is_some());
        assert!(mistake("auth.?").is_some_and(|text| text.contains("'?'")));
        assert!(mistake("auth.* ").is_some_and(|text| text.contains("' '")));
        assert_eq!(mistake("auth.send_*2"), None);
    }
}
