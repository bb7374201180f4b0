//! Every state with every input, held against one table.

use super::*;
use crate::unauthorized;
use alloc::collections::BTreeSet;

/// State, input, next state, outputs; the first row that fits a pair decides. A cell may list several names, and a star at
/// the end of a name stands for anything. `=` is the same state; `!` is an error, after which everything is as before.
const TABLE: &str = "
Start                  | start                        | SendingCode  | sendCode
Start                  | import                       | Importing    | importAuthorization

SendingCode*           | sentCode registered          | CodeSent     | SetTimer 40, NeedCode
SendingCode*           | sentCode new                 | CodeSent     | SetTimer 40, NeedCode, NeedProfile
SendingCode/hopped     | error 303 PHONE_MIGRATE_2, error 303 NETWORK_MIGRATE_2 | Failed  | Failed
SendingCode*           | error 303 PHONE_MIGRATE_2, error 303 NETWORK_MIGRATE_2 | Migrate | SwitchDc 2
SendingCode*           | error 420 FLOOD_WAIT_2       | Start        | Wait 2

Migrate                | connected                    | SendingCode  | sendCode

CodeSent/registered, CodeSent/new, CodeSent/named | tick at 30   | =            | OfferCall
CodeSent/registered, CodeSent/new, CodeSent/named | call at 29   | !TooEarly    |
CodeSent/registered, CodeSent/new, CodeSent/named | call at 30   | Calling      | sendCall
CodeSent/called        | call at *                    | !AlreadyCalled |
CodeSent/registered, CodeSent/called | code           | SigningIn    | signIn
CodeSent/new, CodeSent/named | code                   | Prevalidating | signIn
CodeSent*              | code of nothing              | !Empty       |
CodeSent/registered, CodeSent/called | profile*       | !WrongPath   |
CodeSent/new, CodeSent/named | profile                | CodeSent     |
CodeSent/new, CodeSent/named | profile without a name | !Empty       |

Calling*               | called true, called false    | CodeSent     |
Calling*               | error 400 PHONE_CODE_EXPIRED* | Start       | NeedStart
Calling*               | error 420 FLOOD_WAIT_2       | CodeSent     | Wait 2, SetTimer 12
Calling*               | error 420 SLOWMODE_WAIT_4294967295 | CodeSent | Wait 4294967295, SetTimer 4294967305
Calling*               | error *                      | CodeSent     | NoCall
Calling/tired          | failure *                    | CodeSent     | NoCall

Prevalidating/named    | error 400 PHONE_NUMBER_UNOCCUPIED* | SigningUp | signUp as Ann
Prevalidating*         | error 400 PHONE_NUMBER_UNOCCUPIED* | CodeValid | NeedProfile
SigningIn*             | error 400 PHONE_NUMBER_UNOCCUPIED* | CodeValid | NeedProfile

CodeValid              | profile                      | SigningUp    | signUp as Bob
CodeValid              | profile without a name       | !Empty       |

SigningUp*             | error 400 PHONE_NUMBER_OCCUPIED* | SigningIn | signIn
SigningUp*             | error 400 FIRSTNAME_INVALID*, error 400 LASTNAME_INVALID* | CodeValid | NeedProfile
SigningUp*             | error 420 FLOOD_WAIT_2       | CodeValid    | Wait 2
SigningUp*             | error 420 SLOWMODE_WAIT_4294967295 | CodeValid | Wait 4294967295

Prevalidating*, SigningIn*, SigningUp* | error 400 PHONE_CODE_INVALID*, error 400 PHONE_CODE_EMPTY* | CodeSent | NeedCode
Prevalidating*, SigningIn*, SigningUp* | error 400 PHONE_CODE_EXPIRED* | Start | NeedStart
Prevalidating*, SigningIn* | error 420 FLOOD_WAIT_2   | CodeSent     | Wait 2
Prevalidating*, SigningIn* | error 420 SLOWMODE_WAIT_4294967295 | CodeSent | Wait 4294967295

Prevalidating*, SigningIn*, SigningUp*, Importing* | authorization, authorization of userEmpty | Authorized | Persist, Done
Prevalidating*, SigningIn*, SigningUp*, Importing* | authorization of nobody* | Failed | Failed

SendingCode*, Importing* | error 420 FLOOD_WAIT_2     | Start        | Wait 2
SendingCode*, Importing* | error 420 SLOWMODE_WAIT_4294967295 | Start | Wait 4294967295

Authorized             | start*, import               | !AlreadyAuthorized |
Authorized/over        | start                        | SendingCode  | Forget, sendCode
Authorized/over        | import                       | Importing    | Forget, importAuthorization
Authorized*            | error 401 *                  | Start        | Forget, NeedStart
Authorized*            | error *, failure *           | =            |

CodeSent*, CodeValid   | resend                       | SendingCode  | sendCode

Failed, Migrate, CodeSent*, CodeValid | start         | SendingCode  | sendCode
Failed, Migrate, CodeSent*, CodeValid | import        | Importing    | importAuthorization
Start, Failed, Migrate, CodeSent*, CodeValid, Authorized/over | start with nothing | !Empty |

*                      | tick at *                    | =            |

Start, Failed, Migrate, CodeSent*, CodeValid, Authorized* | sentCode *, called *, authorization*, error *, failure * | !UnexpectedReply |
Start, Failed, Migrate, CodeSent*, CodeValid, Authorized* | code*, profile*, call at *, resend, connected | !WrongPath |

SendingCode/tired, Prevalidating/tired, SigningIn/tired, SigningUp/tired, Importing/tired | failure * | Failed | Failed
SendingCode*           | failure *                    | =            | sendCode
Calling                | failure *                    | =            | sendCall
Prevalidating*, SigningIn | failure *                 | =            | signIn
SigningUp              | failure *                    | =            | signUp as Ann
Importing              | failure *                    | =            | importAuthorization
SendingCode*, Prevalidating*, SigningIn*, SigningUp*, Importing* | error * | Failed | Failed
SendingCode*, Calling*, Prevalidating*, SigningIn*, SigningUp*, Importing* | sentCode *, called *, authorization* | !UnexpectedReply |
SendingCode*, Calling*, Prevalidating*, SigningIn*, SigningUp*, Importing* | start*, import, code*, profile*, call at *, resend, connected | !Busy |
";

/// The cells of a row: states, inputs, next state, outputs.
fn rows() -> Vec<[&'static str; 4]> {
    let cells =
        |row: &'static str| <[&str; 4]>::try_from(row.split('|').map(str::trim).collect::<Vec<_>>()).unwrap();
    TABLE.lines().filter(|row| !row.is_empty()).map(cells).collect()
}

/// Whether the name is one of the cell's.
fn fits(cell: &str, name: &str) -> bool {
    cell.split(',').map(str::trim).any(|pattern| match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    })
}

#[test]
fn every_state_and_input_is_there() {
    let names: BTreeSet<_> = flows().iter().map(|(name, flow)| (kind(flow.state()), name.clone())).collect();
    for (kind, name) in &names {
        assert_eq!(name.split('/').next(), Some(*kind));
    }
    let kinds: BTreeSet<_> = names.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, KINDS.iter().copied().collect());
    let kinds: BTreeSet<_> = inputs().iter().map(|(_, input, _)| input_kind(input)).collect();
    assert_eq!(kinds, INPUT_KINDS.iter().copied().collect());
}

#[test]
fn every_pair_does_what_the_table_says() {
    let rows = rows();
    let mut used = BTreeSet::new();
    for (state, before) in flows() {
        for (name, input, now) in inputs() {
            let row = rows.iter().position(|row| fits(row[0], &state) && fits(row[1], &name));
            let row = row.unwrap_or_else(|| panic!("no row for {state} and {name}"));
            used.insert(row);
            let [_, _, next, outputs] = rows[row];

            let mut flow = before.clone();
            let result = flow.handle(input, now);
            let case = format!("{state}, {name}: {result:?}, then {:?}", flow.state());
            if let Some(error) = next.strip_prefix('!') {
                let found = format!("{:?}", result.unwrap_err());
                assert_eq!(found.split(' ').next(), Some(error), "{case}");
                assert_eq!(flow, before, "{case}");
                continue;
            }
            if next == "=" {
                assert_eq!(flow.state(), before.state(), "{case}");
            } else {
                assert_eq!(kind(flow.state()), next, "{case}");
            }
            let shown: Vec<_> = result.unwrap().iter().map(show).collect();
            assert_eq!(shown.join(", "), outputs, "{case}");
        }
    }
    for (number, row) in rows.iter().enumerate() {
        assert!(used.contains(&number), "no pair needs the row {row:?}");
    }
}

/// Rules S2 and S15: what is sent needs no user, and nothing is sent once there is one.
#[test]
fn nothing_is_sent_that_needs_a_user() {
    let mut sent = BTreeSet::new();
    for (state, before) in flows() {
        for (name, input, now) in inputs() {
            let mut flow = before.clone();
            for output in flow.handle(input, now).unwrap_or_default() {
                let Output::Invoke(request) = output else { continue };
                let bytes = request.to_bytes().unwrap();
                assert!(unauthorized::allows(&bytes), "{state}, {name}: {request:?}");
                assert!(!matches!(flow.state(), State::Authorized(_)), "{state}, {name}: {request:?}");
                sent.insert(bytes[..4].to_vec());
            }
        }
    }
    assert_eq!(sent.len(), 5, "every request of the flow was made");
}

/// Rule S13, and that a request is never sent twice at once.
#[test]
fn outputs_stand_in_order() {
    for (state, before) in flows() {
        for (name, input, now) in inputs() {
            let mut flow = before.clone();
            let outputs = flow.handle(input, now).unwrap_or_default();
            let at = |wanted: fn(&Output) -> bool| outputs.iter().filter(|output| wanted(output)).count();
            let persisted = at(|output| matches!(output, Output::Persist(_)));
            assert_eq!(persisted, at(|output| *output == Output::Done), "{state}, {name}: {outputs:?}");
            if persisted > 0 {
                assert!(
                    matches!(outputs[..], [Output::Persist(_), Output::Done]),
                    "{state}, {name}: {outputs:?}"
                );
            }
            let invoked = at(|output| matches!(output, Output::Invoke(_)));
            assert!(invoked <= 1 && outputs.len() < 5, "{state}, {name}: {outputs:?}");
            if invoked == 1 {
                assert!(flow.state().request(&application()).is_some(), "{state}, {name}: nobody waits");
            }
        }
    }
}
