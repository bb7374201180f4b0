//! An allocator that counts what its own thread holds, for tests of what bytes may cost.
//!
//! In: the work to be measured. Out: its result, the most memory that it held at once, and how often it asked for some.
//! It must not change what is allocated.
#![allow(unsafe_code, reason = "an allocator can be written in no other way; this one passes everything on")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    static NOW: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
    static CALLS: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

fn count(bytes: isize) {
    // Threads that are going away have no counters any more; what they free does not matter here.
    let _ = NOW.try_with(|now| {
        now.set(now.get() + bytes);
        let _ = PEAK.try_with(|peak| peak.set(peak.get().max(now.get())));
    });
    let _ = CALLS.try_with(|calls| calls.set(calls.get() + 1));
}

// SAFETY: everything is passed on to the system's allocator unchanged. `realloc` is the trait's own, which allocates,
// copies and frees: both places count while both exist.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as isize);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        count(-(layout.size() as isize));
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What some work cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// The most bytes held at once, beyond those held before.
    pub peak: usize,
    /// The bytes that its result still holds.
    pub held: usize,
    /// How often memory was asked for or given back.
    pub calls: usize,
}

/// Does the work and counts.
pub fn cost<T>(work: impl FnOnce() -> T) -> (T, Cost) {
    let (before, calls) = (NOW.get(), CALLS.get());
    PEAK.set(before);
    let result = work();
    let bytes = |count: isize| usize::try_from(count - before).unwrap_or(0);
    let cost = Cost { peak: bytes(PEAK.get()), held: bytes(NOW.get()), calls: CALLS.get() - calls };
    (result, cost)
}
