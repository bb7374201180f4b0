//! An allocator that counts what each thread holds and what all of them do, for tests of what bytes may cost.
//!
//! In: the work to be measured. Out: its result, the most memory that it held at once, and how often it asked for some.
//! It must not change what is allocated.
#![allow(unsafe_code, reason = "an allocator can be written in no other way; this one passes everything on")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::atomic::{AtomicIsize, AtomicUsize, Ordering::Relaxed};

thread_local! {
    static NOW: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
    static CALLS: Cell<usize> = const { Cell::new(0) };
}

static ALL_NOW: AtomicIsize = AtomicIsize::new(0);
static ALL_PEAK: AtomicIsize = AtomicIsize::new(0);
static ALL_CALLS: AtomicUsize = AtomicUsize::new(0);

struct Counting;

fn count(bytes: isize) {
    // Threads that are going away have no counters any more; what they free does not matter here.
    let _ = NOW.try_with(|now| {
        now.set(now.get() + bytes);
        let _ = PEAK.try_with(|peak| peak.set(peak.get().max(now.get())));
    });
    let _ = CALLS.try_with(|calls| calls.set(calls.get() + 1));
    let all = ALL_NOW.fetch_add(bytes, Relaxed) + bytes;
    ALL_PEAK.fetch_max(all, Relaxed);
    ALL_CALLS.fetch_add(1, Relaxed);
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

/// Does the work and counts what this thread does.
pub fn cost<T>(work: impl FnOnce() -> T) -> (T, Cost) {
    let (before, calls) = (NOW.get(), CALLS.get());
    PEAK.set(before);
    let result = work();
    let bytes = |count: isize| usize::try_from(count - before).unwrap_or(0);
    let cost = Cost { peak: bytes(PEAK.get()), held: bytes(NOW.get()), calls: CALLS.get() - calls };
    (result, cost)
}

/// Does the work and counts what every thread does. Nothing else may be going on.
pub fn cost_of_all<T>(work: impl FnOnce() -> T) -> (T, Cost) {
    let (before, calls) = (ALL_NOW.load(Relaxed), ALL_CALLS.load(Relaxed));
    ALL_PEAK.store(before, Relaxed);
    let result = work();
    let bytes = |count: &AtomicIsize| usize::try_from(count.load(Relaxed) - before).unwrap_or(0);
    let cost = Cost { peak: bytes(&ALL_PEAK), held: bytes(&ALL_NOW), calls: ALL_CALLS.load(Relaxed) - calls };
    (result, cost)
}
