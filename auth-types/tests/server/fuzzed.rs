//! The fuzz target of the gate over its seeds and over damaged ones; no fuzzer is needed.

#[path = "../../../tests/fuzzed/drive.rs"]
mod drive;
#[allow(unreachable_pub, reason = "the module belongs to the package of the fuzz target")]
#[path = "../../fuzz/src/gate.rs"]
mod gate;

#[test]
fn gate() {
    drive::drive(gate::run, "auth-types/fuzz/seeds/gate", 20_000);
}
