//! The list of what a key without a user may call, held against what somebody wrote down by hand.

use auth_types::unauthorized::{METHODS, is_allowed};
use auth_types::{SCHEMA, tl_runtime::Function};

use super::AUTH_TL;

/// The page's list, in the order of the page, with the ids of layer 11. Written by hand, and meant to be: a method that is
/// opened in the schema has to be opened here too.
const PAGE: &[(u32, &str)] = &[
    (0x768d_5f4d, "auth.sendCode"),
    (0x03c5_1564, "auth.sendCall"),
    (0x6fe5_1dfb, "auth.checkPhone"),
    (0x1b06_7634, "auth.signUp"),
    (0xbcd5_1581, "auth.signIn"),
    (0xe3ef_9613, "auth.importAuthorization"),
    (0xc4f9_186b, "help.getConfig"),
    (0x1fb3_3026, "help.getNearestDc"),
];

/// The allowed functions as a reader of plain text finds them: a line with `auth=none` above a line with the method.
fn scan(text: &str) -> Vec<(u32, &str)> {
    let mut found = Vec::new();
    let mut above = "";
    for line in text.lines() {
        if let Some(list) = line.strip_prefix("//#[").and_then(|rest| rest.strip_suffix(']')) {
            above = list;
            continue;
        }
        if above.split(", ").any(|word| word == "auth=none") {
            let (name, rest) = line.split_once('#').unwrap();
            found.push((u32::from_str_radix(&rest[..8], 16).unwrap(), name));
        }
        above = "";
    }
    found.sort();
    found
}

#[test]
fn the_list_is_that_of_the_page() {
    let mut page = PAGE.to_vec();
    page.sort();
    assert_eq!(METHODS, page);
    assert_eq!(METHODS.len(), 8);
}

#[test]
fn the_list_is_what_the_text_of_the_schema_says() {
    assert_eq!(METHODS, scan(AUTH_TL));
}

#[test]
fn the_list_is_sorted_by_id() {
    assert!(METHODS.is_sorted_by(|one, next| one.0 < next.0));
}

#[test]
fn every_function_has_a_decision() {
    let mut allowed = 0;
    for (id, line) in SCHEMA.functions() {
        let on_page = PAGE.iter().any(|(known, _)| *known == id);
        assert_eq!(is_allowed(id), on_page, "{line}");
        allowed += usize::from(on_page);
    }
    assert_eq!((allowed, SCHEMA.functions().count()), (PAGE.len(), 16));
}

#[test]
fn no_constructor_is_allowed() {
    // Lists written by hand have named results where they meant methods.
    assert!(SCHEMA.constructors().count() > 20);
    for (id, line) in SCHEMA.constructors() {
        assert!(!is_allowed(id), "{line}");
    }
}

#[test]
fn whatever_is_not_known_is_refused() {
    for id in [0, 1, u32::MAX, 0xd16f_f372, 0xdda6_0d3c, 0x3072_cfa1, 0x73f1_f8dc] {
        assert!(!is_allowed(id), "{id:08x}");
    }
    // Ids that differ from an allowed one in one bit, or are written the other way round.
    for (id, name) in PAGE {
        assert!(is_allowed(*id), "{name}");
        assert!(!is_allowed(id.swap_bytes()), "{name}");
        for bit in 0..32 {
            assert!(!is_allowed(id ^ 1 << bit), "{name}, bit {bit}");
        }
    }
}

/// Decided at compile time.
const SIGN_IN_IS_ALLOWED: bool = is_allowed(0xbcd5_1581);

#[test]
fn ids_are_those_of_the_types() {
    use auth_types::functions::{account, auth, help};
    use auth_types::tl_runtime::Bare;

    const { assert!(SIGN_IN_IS_ALLOWED && !is_allowed(auth::LogOut::ID)) };

    fn entry<F: for<'a> Function<'a>>() -> (u32, &'static str) {
        (F::ID, F::NAME)
    }
    let allowed = [
        entry::<auth::SendCode>(),
        entry::<auth::SendCall>(),
        entry::<auth::CheckPhone>(),
        entry::<auth::SignUp>(),
        entry::<auth::SignIn>(),
        entry::<auth::ImportAuthorization>(),
        entry::<help::GetConfig>(),
        entry::<help::GetNearestDc>(),
    ];
    assert_eq!(allowed, PAGE);
    let refused = [
        entry::<auth::ExportAuthorization>(),
        entry::<auth::LogOut>(),
        entry::<auth::ResetAuthorizations>(),
        entry::<auth::SendInvites>(),
        entry::<account::UpdateStatus>(),
    ];
    for (id, name) in refused {
        assert!(!is_allowed(id), "{name}");
    }
}
