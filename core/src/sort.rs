//! Sorting, as the host pays for it: the standard library's sorts where only time counts, one small shared
//! instance of them where size does. Each type and order costs 4 KB of WebAssembly otherwise.
//!
//! The answer is the same on every host as long as items that compare as equal are equal, or `sort_by` is used.

use core::cmp::Ordering;

/// Sorts by `compare`; items that are equal keep their order.
pub(crate) fn sort_by<T>(items: &mut [T], compare: impl FnMut(&T, &T) -> Ordering) {
    #[cfg(not(target_family = "wasm"))]
    items.sort_by(compare);
    #[cfg(target_family = "wasm")]
    shared::sort_by(items, compare);
}

/// Sorts by `compare`, which tells apart any two items that are not alike.
pub(crate) fn sort_unstable_by<T>(items: &mut [T], compare: impl FnMut(&T, &T) -> Ordering) {
    #[cfg(not(target_family = "wasm"))]
    items.sort_unstable_by(compare);
    #[cfg(target_family = "wasm")]
    shared::sort_by(items, compare);
}

/// Puts at `place` the item that a sort by `compare` would put there, nothing after it before it; `place` must be in
/// `items`.
pub(crate) fn select_by<T>(items: &mut [T], place: usize, compare: impl FnMut(&T, &T) -> Ordering) {
    #[cfg(not(target_family = "wasm"))]
    items.select_nth_unstable_by(place, compare);
    #[cfg(target_family = "wasm")]
    shared::select_by(items, place, compare);
}

/// Sorts in the order of the type.
pub(crate) fn sort_unstable<T: Ord>(items: &mut [T]) {
    sort_unstable_by(items, T::cmp);
}

#[cfg(any(test, target_family = "wasm"))]
mod shared {
    use alloc::vec::Vec;
    use core::cmp::Ordering;

    /// Sorts the places of the items, which are of one type always, and then moves the items.
    pub(super) fn sort_by<T>(items: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
        if items.len() < 2 {
            return;
        }
        let mut places: Vec<usize> = (0..items.len()).collect();
        sort_places(&mut places, &mut |a, b| compare(&items[a], &items[b]));
        arrange(items, places);
    }

    /// The same for a selection.
    pub(super) fn select_by<T>(items: &mut [T], place: usize, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let mut places: Vec<usize> = (0..items.len()).collect();
        select_place(&mut places, place, &mut |a, b| compare(&items[a], &items[b]));
        arrange(items, places);
    }

    /// Moves to each place the item that `places` names.
    fn arrange<T>(items: &mut [T], mut places: Vec<usize>) {
        for start in 0..items.len() {
            let mut at = start;
            while places[at] != start {
                let from = core::mem::replace(&mut places[at], at);
                items.swap(at, from);
                at = from;
            }
            places[at] = at;
        }
    }

    #[inline(never)]
    fn select_place(places: &mut [usize], place: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) {
        places.select_nth_unstable_by(place, |a, b| compare(*a, *b).then(a.cmp(b)));
    }

    #[inline(never)]
    fn sort_places(places: &mut [usize], compare: &mut dyn FnMut(usize, usize) -> Ordering) {
        places.sort_unstable_by(|a, b| compare(*a, *b).then(a.cmp(b)));
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_shared_sort_is_stable(numbers in proptest::collection::vec(0_u8..40, 0..200)) {
            let mut found: Vec<(u8, usize)> = numbers.into_iter().zip(0..).collect();
            let mut expected = found.clone();
            expected.sort_by_key(|(number, _)| *number);
            super::shared::sort_by(&mut found, |a, b| a.0.cmp(&b.0));
            prop_assert_eq!(found, expected);
        }
    }
}
