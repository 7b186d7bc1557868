//! What honest repositories do, and clients that were away for long.

use super::attacks::delegations;
use super::repository::*;
use crate::trust::tuf::author::{Draft, add_signature};
use crate::trust::tuf::{MAX_ROOTS, Update};

#[test]
fn a_first_update_asks_for_each_file_once_and_a_second_one_for_what_may_be_new() {
    let mut world = World::new();
    accepted(world.refresh());
    assert_eq!(world.kept.len(), 4);
    let (snapshot, targets) = (world.files.remove("1.snapshot.json"), world.files.remove("1.targets.json"));
    assert!(snapshot.is_some() && targets.is_some());
    accepted(world.refresh());
}

/// The root goes from version 1 to 41 while every key of it is replaced again and again.
#[test]
fn an_old_client_catches_up_link_by_link() {
    let seeds = |version: u64| {
        let first = u8::try_from(version).unwrap() + 100;
        [first, first + 1, first + 2]
    };
    let mut world = World::new();
    let link = |version: u64| root_of(version, keys(&seeds(version), 2), keys(&[SNAPSHOT], 1));
    world.put("2.root.json", sign(&link(2), &[&ROOT[..], &seeds(2)].concat()));
    for version in 3..=41 {
        // Two keys are in both links.
        world.put(&alloc::format!("{version}.root.json"), sign(&link(version), &seeds(version)[..2]));
    }
    let mut broken = World { files: world.files.clone(), kept: world.kept.clone(), targets: Files::new() };
    assert_eq!(accepted(world.refresh()).versions().root, 41);

    // Without one link the client stays where the chain ends.
    broken.files.remove("20.root.json");
    assert_eq!(accepted(broken.refresh()).versions().root, 19);
    // A link that leaps over one is none.
    broken.put("20.root.json", sign(&link(21), &[&seeds(19)[..2], &seeds(21)[..2]].concat()));
    refused(broken.refresh(), "tuf/version-mismatch");
    assert!(broken.kept["root.json"] == broken.files["19.root.json"]);
}

#[test]
fn an_update_follows_a_bounded_number_of_roots_and_the_next_one_goes_on() {
    let mut world = World::new();
    let last = u64::from(MAX_ROOTS) + 2;
    for version in 2..=last {
        world.put(&alloc::format!("{version}.root.json"), sign(&root(version), &ROOT[..2]));
    }
    refused(world.refresh(), "tuf/root-chain-too-long");
    assert_eq!(accepted(world.refresh()).versions().root, last);
}

#[test]
fn a_root_that_its_own_keys_have_not_signed_is_no_beginning() {
    let mut world = World::new();
    world.kept.insert("root.json".into(), sign(&root(1), &[ROOT[0], STRANGER]));
    refused(world.refresh(), "tuf/below-threshold");
}

#[test]
fn an_error_leaves_the_update_where_it_was() {
    let world = World::new();
    let mut update = Update::new(&world.kept["root.json"], moment(0)).unwrap();
    assert_eq!(update.give(None), Ok(None)); // no newer root
    assert_eq!(update.give(None), Ok(None)); // no kept timestamp
    refused(update.give(None), "tuf/missing");
    refused(update.give(Some(b"{}".to_vec())), "tuf/malformed");
    let keep = update.give(Some(world.files["timestamp.json"].clone())).unwrap().unwrap();
    assert_eq!(keep.name, "timestamp.json");
    assert!(update.finish().is_none());
}

#[test]
fn a_timestamp_of_the_same_version_is_passed_over() {
    let mut world = World::new();
    accepted(world.refresh());
    let timestamp = Draft::listing("timestamp", 1, moment(2), &[]);
    let timestamp = with(&timestamp, &["meta"], r#"{"snapshot.json":{"version":100}}"#);
    world.put("timestamp.json", sign(&timestamp, &[TIMESTAMP]));
    assert_eq!(accepted(world.refresh()).versions().snapshot, 1);
}

#[test]
fn a_role_may_be_found_by_the_digest_of_a_path() {
    // SHA-256 of `lib/a` begins with one of these sixteen digits.
    let digits: alloc::vec::Vec<_> = "0123456789abcdef".chars().map(|c| alloc::format!("\"{c}\"")).collect();
    for (prefixes, found) in [(digits.join(","), true), (alloc::string::String::new(), false)] {
        let mut world = World::new();
        let listed = Files::from([("lib/a".into(), b"a".to_vec())]);
        let file = sign(&Draft::targets(1, moment(30), &listed), &[50]);
        let more = alloc::format!("\"path_hash_prefixes\":[{prefixes}]");
        world.delegate(&delegations("lib", &[50], &more), "lib", file);
        match found {
            true => assert_eq!(accepted(world.find("lib/a")).length(), 1),
            false => refused(world.find("lib/a"), "tuf/no-such-target"),
        }
    }
}

#[test]
fn paths_that_lead_elsewhere_are_no_targets() {
    let mut world = World::new();
    for path in ["", "/app", "a//b", "../app", "a/./b"] {
        refused(world.find(path), "tuf/target-path");
    }
}

#[test]
fn signatures_are_gathered_one_by_one() {
    let mut world = World::new();
    let one = sign(&root(2), &ROOT[..1]);
    let same = add_signature(&one, &key(ROOT[0])).unwrap();
    assert_eq!(one, same);
    let two = add_signature(&one, &key(ROOT[2])).unwrap();
    world.put("2.root.json", two);
    assert_eq!(accepted(world.refresh()).versions().root, 2);
}
