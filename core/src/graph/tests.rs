//! Indexes, unions and overlays against a plain set of triples.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::merged::Part;
use super::write::write_triples;
use super::{GraphView, Id, Pattern, Triples};

type Set = BTreeSet<[Id; 3]>;

fn option(id: Id) -> impl Strategy<Value = Option<Id>> {
    prop_oneof![Just(None), (0..id).prop_map(Some)]
}

fn pattern() -> impl Strategy<Value = Pattern> {
    (option(12), option(12), option(12)).prop_map(|(subject, predicate, object)| Pattern {
        subject,
        predicate,
        object,
    })
}

/// Ids from 0 to 8; or spread out, so that keys are listed.
fn set() -> impl Strategy<Value = Set> {
    let near = prop::collection::btree_set(prop::array::uniform3(0u32..9), 0..120);
    let far = prop::collection::btree_set((0u32..9, 0u32..9, 0u32..9), 0..6);
    let far = far.prop_map(|set| set.into_iter().map(|(s, p, o)| [s * s * s, p, o * o * o]).collect());
    prop_oneof![3 => near, 1 => far]
}

fn write(set: &Set) -> Vec<u8> {
    write_triples(set.iter().copied().collect(), 1_000).unwrap()
}

fn accepts(pattern: Pattern, [s, p, o]: [Id; 3]) -> bool {
    let fits = |wanted: Option<Id>, found| wanted.is_none_or(|wanted| wanted == found);
    fits(pattern.subject, s) && fits(pattern.predicate, p) && fits(pattern.object, o)
}

/// The matches in the order that [`super::Scan`] promises, and the id in the first free place of each.
fn expected(set: &Set, pattern: Pattern) -> Vec<(Id, [Id; 3])> {
    let free = |[s, p, o]: [Id; 3]| match (pattern.subject, pattern.predicate, pattern.object) {
        (Some(_), None, None) => [p, o, 0],
        (Some(_), Some(_), _) => [o, 0, 0],
        (Some(_), None, Some(_)) => [p, 0, 0],
        (None, Some(_), _) if pattern.object.is_none() => [o, s, 0],
        (None, Some(_), _) => [s, 0, 0],
        (None, None, Some(_)) => [p, s, 0],
        (None, None, None) => [s, p, o],
    };
    let mut rows: Vec<[Id; 3]> = set.iter().copied().filter(|row| accepts(pattern, *row)).collect();
    rows.sort_unstable_by_key(|row| free(*row));
    rows.into_iter().map(|row| (free(row)[0], row)).collect()
}

/// Whether every way to read `view` gives what `set` has.
#[track_caller]
fn same(view: &GraphView<'_>, set: &Set, pattern: Pattern, least: Id) {
    let expected = expected(set, pattern);
    assert_eq!(view.count(pattern), Ok(expected.len() as u64));
    assert!(view.estimate(pattern).unwrap() >= expected.len() as u64);
    let (mut scan, mut found) = (view.scan(pattern).unwrap(), Vec::new());
    while let Some(row) = scan.next().unwrap() {
        found.push(row);
        assert!(scan.left().is_none_or(|left| left == (expected.len() - found.len()) as u64));
    }
    assert_eq!(found, expected.iter().map(|(_, row)| *row).collect::<Vec<_>>());
    same_batches(view, &found, pattern);
    same_runs(view, &expected, pattern);
    for before in 0..3 {
        same_after_seek(view, &expected, pattern, before, least);
    }
}

fn same_batches(view: &GraphView<'_>, rows: &[[Id; 3]], pattern: Pattern) {
    let (mut scan, mut found, mut batch) = (view.scan(pattern).unwrap(), Vec::new(), [[0; 3]; 7]);
    loop {
        let filled = scan.fill(&mut batch).unwrap();
        found.extend_from_slice(&batch[..filled]);
        if filled < batch.len() {
            break;
        }
    }
    assert_eq!(found, rows);
}

fn same_runs(view: &GraphView<'_>, expected: &[(Id, [Id; 3])], pattern: Pattern) {
    let (mut scan, mut runs) = (view.scan(pattern).unwrap(), Vec::new());
    while let Some(run) = scan.next_run().unwrap() {
        runs.push(run);
    }
    let wanted: Vec<(Id, u32)> =
        expected.chunk_by(|a, b| a.0 == b.0).map(|run| (run[0].0, run.len() as u32)).collect();
    assert_eq!(runs, wanted);
}

/// Reads `before` triples, leaps to `least`, reads the rest.
fn same_after_seek(
    view: &GraphView<'_>,
    expected: &[(Id, [Id; 3])],
    pattern: Pattern,
    before: usize,
    least: Id,
) {
    let mut scan = view.scan(pattern).unwrap();
    for _ in 0..before {
        scan.next().unwrap();
    }
    scan.seek(least).unwrap();
    let all_bound = [pattern.subject, pattern.predicate, pattern.object].iter().all(Option::is_some);
    let wanted = expected.iter().skip(before).filter(|(free, _)| all_bound || *free >= least);
    for (_, row) in wanted {
        assert_eq!(scan.next(), Ok(Some(*row)));
    }
    assert_eq!(scan.next(), Ok(None));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn an_index_reads_as_the_set_it_was_made_of(set in set(), pattern in pattern(), least in 0u32..12) {
        let bytes = write(&set);
        same(&GraphView::one(Triples::read(&bytes).unwrap()), &set, pattern, least);
    }

    #[test]
    fn a_union_has_each_triple_once(
        sets in prop::collection::vec(set(), 0..4), pattern in pattern(), least in 0u32..12,
    ) {
        let bytes: Vec<Vec<u8>> = sets.iter().map(write).collect();
        let views: Vec<GraphView<'_>> =
            bytes.iter().map(|bytes| GraphView::one(Triples::read(bytes).unwrap())).collect();
        let union = GraphView::union(&views.iter().collect::<Vec<_>>());
        same(&union, &sets.into_iter().flatten().collect(), pattern, least);
    }

    #[test]
    fn what_is_left_out_is_not_read(
        set in set(), gone in any::<u64>(), more in set(), pattern in pattern(), least in 0u32..12,
    ) {
        let without: Set =
            set.iter().enumerate().filter(|(at, _)| gone >> (at % 64) & 1 == 1).map(|(_, row)| *row).collect();
        let kept: Set = set.difference(&without).copied().collect();
        let more: Set = more.difference(&kept).copied().collect();
        let bytes = [&set, &without, &more].map(write);
        let [base, gap, with] = [0, 1, 2].map(|at| Triples::read(&bytes[at]).unwrap());
        let parts = [Part { triples: base, without: Some(gap) }, Part { triples: with, without: None }];
        let view = GraphView::disjoint(parts.into());
        same(&view, &kept.union(&more).copied().collect(), pattern, least);
    }

    #[test]
    fn what_is_known_of_predicates_is_exact(set in set(), predicate in 0u32..12) {
        let bytes = write(&set);
        let index = Triples::read(&bytes).unwrap();
        let rows: Vec<[Id; 3]> = set.iter().copied().filter(|row| row[1] == predicate).collect();
        let distinct = |at: usize| rows.iter().map(|row| row[at]).collect::<BTreeSet<_>>();
        match index.stats(predicate).unwrap() {
            None => prop_assert!(rows.is_empty()),
            Some(stats) => {
                prop_assert_eq!((stats.triples, stats.subjects), (rows.len() as u64, distinct(0).len() as u64));
                let objects = distinct(2);
                prop_assert_eq!(stats.objects, objects.len() as u64);
                let range = (*objects.first().unwrap(), *objects.last().unwrap());
                prop_assert_eq!(stats.object_range, range);
            }
        }
        let all = |at: usize| set.iter().map(|row| row[at]).collect::<BTreeSet<_>>();
        prop_assert_eq!(index.nodes(), (all(0).len() as u64, all(2).len() as u64));
        prop_assert_eq!(index.predicates().unwrap(), all(1).into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn changed_bytes_never_panic(
        set in set(), changes in prop::collection::vec((any::<u16>(), any::<u8>()), 1..6), pattern in pattern(),
    ) {
        let mut bytes = write(&set);
        for (at, byte) in changes {
            let at = usize::from(at) % bytes.len();
            bytes[at] = byte;
        }
        read_all(&bytes, pattern);
    }

    #[test]
    fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), pattern in pattern()) {
        read_all(&bytes, pattern);
    }
}

/// Reads whatever is there, until the first damage.
fn read_all(bytes: &[u8], pattern: Pattern) {
    let Ok(index) = Triples::read(bytes) else { return };
    let _ = (index.count(pattern), index.stats(3), index.nodes(), index.predicates());
    let view = GraphView::union(&[&GraphView::one(index), &GraphView::one(index)]);
    for view in [GraphView::one(index), view] {
        let Ok(mut scan) = view.scan(pattern) else { continue };
        for step in 0..300u32 {
            let _ = scan.left();
            let ended = match step % 4 {
                0 => !matches!(scan.next(), Ok(Some(_))),
                1 => scan.seek(step / 8).is_err(),
                2 => scan.fill(&mut [[0; 3]; 3]).is_err(),
                _ => scan.next_run().is_err(),
            };
            if ended {
                break;
            }
        }
    }
}

#[test]
fn a_small_graph_with_large_ids_takes_few_bytes() {
    let set: Set = (0..50).map(|n| [n * 10_000, 7, 900_000 - n * 10_000]).collect();
    let bytes = write_triples(set.iter().copied().collect(), 1 << 20).unwrap();
    assert!(bytes.len() < 1_500, "{} bytes", bytes.len());
}
