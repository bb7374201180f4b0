//! Long walks through the flow, in which anything may come at any time.

use super::*;
use crate::unauthorized;

/// Small, and the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// There is one request under way at most, and none while the key has a user; every binding is handed out once, and is
/// forgotten before there is another.
#[test]
fn what_holds_on_every_walk() {
    let (inputs, mut random) = (inputs(), Random(7));
    // Most inputs are errors, which come last; with as many errors as that no walk would get far.
    let plain = inputs.iter().position(|(name, ..)| name.starts_with("error")).unwrap();
    let (mut persisted, mut forgotten) = (0, 0);
    for _ in 0..2_000 {
        let mut flow = fresh();
        let mut stored: Option<Binding> = None;
        for _ in 0..60 {
            let some = if random.below(3) == 0 { inputs.len() } else { plain };
            let (name, input, _) = &inputs[random.below(some)];
            let now = SENT_AT + i64::try_from(random.below(6_000)).unwrap();
            let waited = flow.state().request(&application());
            let before = flow.clone();
            let Ok(outputs) = flow.handle(input.clone(), now) else {
                assert_eq!(flow, before, "{name}");
                continue;
            };
            let mut invoked = None;
            for output in outputs {
                match output {
                    Output::Invoke(request) => {
                        assert!(invoked.is_none() && unauthorized::allows(&request.to_bytes().unwrap()));
                        // What is under way is answered first.
                        assert!(waited.is_none() || matches!(input, Input::Reply(_)), "{name}");
                        invoked = Some(request);
                    }
                    Output::Persist(binding) => {
                        assert_eq!(stored.replace(binding), None);
                        persisted += 1;
                    }
                    Output::Forget(binding) => {
                        assert_eq!(stored.take(), Some(binding));
                        forgotten += 1;
                    }
                    _ => {}
                }
            }
            // A state that waits is one that has just sent its request, or had sent it before.
            let waits = flow.state().request(&application());
            assert_eq!(waits, invoked.or_else(|| waited.filter(|_| waits.is_some())), "{name}");
            assert_eq!(
                stored,
                if let State::Authorized(binding) = flow.state() { Some(*binding) } else { None }
            );
        }
    }
    assert!(persisted > 100 && forgotten > 100, "the walks get nowhere: {persisted}, {forgotten}");
}
