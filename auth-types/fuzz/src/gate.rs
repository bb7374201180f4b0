//! Any bytes as a request: the gate answers without a panic, and its answers fit each other.

use auth_types::server::gate::{Association, Decision, decide};
use auth_types::{UserId, unauthorized};

pub fn run(request: &[u8]) {
    let user = UserId(7);
    let bound = Association::Bound { user, expires: 1000 };
    let open = unauthorized::allows(request);
    // Without a user, only what the list allows, and as nobody's.
    for ended in [
        decide(Association::Unbound, request, 0),
        decide(Association::Revoked, request, 0),
        decide(bound, request, 1000),
    ] {
        match ended {
            Decision::Allow(caller) => assert!(open && caller.is_none()),
            Decision::Refuse(refusal) => assert!(!open && refusal.error().code == 401),
        }
    }
    // With one, never as somebody else's.
    match decide(bound, request, 999) {
        Decision::Allow(caller) => assert_eq!(caller, Some(user)),
        Decision::Refuse(refusal) => assert!(!open && refusal.error().code == 400),
    }
    // What follows the call changes nothing, and what is cut off allows nothing more.
    let longer = [request, &[0; 8]].concat();
    assert!(!open || unauthorized::allows(&longer));
    for length in 0..request.len().min(16) {
        assert!(open || !unauthorized::allows(&request[..length]));
    }
}
