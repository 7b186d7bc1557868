//! Attacks 1 to 15 of the threat list: the ten of the TUF specification, and five on thresholds.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::repository::*;
use crate::model::Digest;
use crate::trust::tuf::author::{Draft, Entry, key_id};
use crate::trust::tuf::hashes::hex;
use crate::trust::tuf::json::{self, Json};

/// The target arrives as `bytes`.
fn arrives(world: &mut World, path: &str, bytes: &[u8]) -> Result<(), crate::trust::tuf::TufError> {
    let target = accepted(world.find(path));
    let mut arrival = target.arrival();
    bytes.chunks(4).try_for_each(|chunk| arrival.take(chunk))?;
    arrival.finish()
}

#[test]
fn attack_01_arbitrary_software() {
    let mut world = World::new();
    world.targets.insert("app".into(), b"something else".to_vec());
    let targets = Draft::targets(2, moment(30), &world.targets);
    world.publish_targets(2, sign(&targets, &[STRANGER]));
    refused(world.refresh(), "tuf/unsigned");
    let mut world = World::new();
    world.publish_targets(2, sign(&targets, &[TARGETS]));
    accepted(world.refresh());
}

#[test]
fn attack_02_endless_data() {
    let mut world = World::new();
    refused(
        arrives(&mut world, "app", &[b"the application".to_vec(), alloc::vec![0; 1000]].concat()),
        "tuf/too-long",
    );
    accepted(arrives(&mut world, "app", b"the application"));
    // Metadata: white space is not content, and still too much of it.
    let timestamp = world.files["timestamp.json"].clone();
    world.put("timestamp.json", [timestamp.clone(), alloc::vec![b' '; 16 * 1024]].concat());
    refused(world.refresh(), "tuf/too-long");
    world.put("timestamp.json", [timestamp, alloc::vec![b' '; 1024]].concat());
    accepted(world.refresh());
}

/// A role that may list `lib/*` lists `app/extra` too.
#[test]
fn attack_03_extraneous_dependencies() {
    let mut world = World::new();
    let listed = Files::from([("app/extra".into(), b"x".to_vec()), ("lib/a".into(), b"a".to_vec())]);
    let file = sign(&Draft::targets(1, moment(30), &listed), &[50]);
    world.delegate(&delegations("lib", &[50], r#""paths":["lib/*"]"#), "lib", file);
    refused(world.find("app/extra"), "tuf/no-such-target");
    accepted(world.find("lib/a"));
}

/// Whoever stole the keys of timestamp and snapshot uses up versions. New keys undo it; without them the
/// client goes on believing that it saw something newer, and no version uses all of them up.
#[test]
fn attack_04_fast_forward() {
    let mut world = World::new();
    world.publish(1 << 53);
    accepted(world.refresh());
    world.publish(2);
    refused(world.refresh(), "tuf/rollback");

    let mut roles = root_of(2, keys(&ROOT, 2), keys(&[55], 1));
    let timestamp = format!("[\"{}\"]", key_id(&key(54).public().unwrap()));
    roles = with(&roles, &["roles", "timestamp", "keyids"], &timestamp);
    let (id, value) = described(&hex(&key(54).public().unwrap().to_bytes()), "");
    roles = with(&roles, &["keys", &id], &value);
    world.put("2.root.json", sign(&roles, &ROOT));
    let targets = world.files["2.targets.json"].clone();
    let snapshot =
        Draft::listing("snapshot", 2, moment(7), &[Entry { role: "targets", version: 2, file: &targets }]);
    let snapshot = sign(&snapshot, &[55]);
    let timestamp =
        Draft::listing("timestamp", 2, moment(1), &[Entry { role: "snapshot", version: 2, file: &snapshot }]);
    world.put("2.snapshot.json", snapshot);
    world.put("timestamp.json", sign(&timestamp, &[54]));
    assert_eq!(accepted(world.refresh()).versions().timestamp, 2);

    let mut world = World::new();
    world.publish((1 << 53) + 1);
    refused(world.refresh(), "tuf/version-out-of-range");
}

#[test]
fn attack_05_freeze() {
    let mut world = World::new();
    accepted(world.refresh_at(moment(0)));
    // Everything is as it was, only later: the timestamp lives for a day.
    refused(world.refresh_at(moment(1)), "tuf/expired");
    world.publish(2);
    accepted(world.refresh_at(moment(0)));
    for (name, draft, seed) in [
        ("timestamp.json", Draft::listing("timestamp", 9, moment(0), &[]), TIMESTAMP),
        ("2.root.json", with(&root(2), &["expires"], "\"2020-01-01T00:00:00Z\""), ROOT[0]),
    ] {
        let mut world = World::new();
        let entry = Entry { role: "snapshot", version: 1, file: &world.files["1.snapshot.json"] };
        let draft = match name {
            "timestamp.json" => Draft::listing("timestamp", 9, moment(0), &[entry]),
            _ => draft,
        };
        world.put(name, sign(&draft, &[seed, ROOT[1]]));
        refused(world.refresh(), "tuf/expired");
    }
}

/// A mirror withholds a file, or gives another one.
#[test]
fn attack_06_malicious_mirror() {
    for name in ["timestamp.json", "1.snapshot.json", "1.targets.json"] {
        let mut world = World::new();
        let file = world.files.remove(name).unwrap();
        refused(world.refresh(), "tuf/missing");
        world.put(name, file);
        accepted(world.refresh());
    }
    let mut world = World::new();
    let honest = world.files["1.targets.json"].clone();
    world.put("1.targets.json", honest[1..].to_vec());
    refused(world.refresh(), "tuf/length-mismatch");
    let other = String::from_utf8(honest.clone()).unwrap().replacen("\"sig\":\"", "\"sig\":\"0", 1);
    world.put("1.targets.json", other.as_bytes()[..honest.len()].to_vec());
    refused(world.refresh(), "tuf/digest-mismatch");
    world.put("1.targets.json", honest);
    accepted(world.refresh());
}

/// Files that were all signed once, but never stood together.
#[test]
fn attack_07_mix_and_match() {
    let mut world = World::new();
    let first = world.files.clone();
    world.publish(2);
    let second = world.files.clone();
    // Without digests only versions tell.
    let entry = |role: &str| format!("{{\"{role}.json\":{{\"version\":2}}}}");
    let timestamp = with(&Draft::listing("timestamp", 2, moment(1), &[]), &["meta"], &entry("snapshot"));
    world.put("timestamp.json", sign(&timestamp, &[TIMESTAMP]));
    world.put("2.snapshot.json", first["1.snapshot.json"].clone());
    refused(world.refresh(), "tuf/version-mismatch");
    world.put("2.snapshot.json", second["2.snapshot.json"].clone());
    accepted(world.refresh());
}

#[test]
fn attack_08_rollback() {
    let mut world = World::new();
    let first = world.files.clone();
    world.publish(2);
    let second = world.files.clone();
    accepted(world.refresh());
    // The timestamp itself.
    world.files = first;
    refused(world.refresh(), "tuf/rollback");
    // What a newer snapshot lists.
    world.files = second.clone();
    let targets = &second["1.targets.json"];
    let entry = Entry { role: "targets", version: 1, file: targets };
    world.publish_snapshot(3, sign(&Draft::listing("snapshot", 3, moment(7), &[entry]), &[SNAPSHOT]));
    refused(world.refresh(), "tuf/rollback");
    world.publish(4);
    accepted(world.refresh());
}

/// A role that was listed is listed no more: its newest version could be forgotten so.
#[test]
fn attack_08_rollback_by_leaving_out() {
    let mut world = World::new();
    let file = sign(&Draft::targets(1, moment(30), &Files::new()), &[50]);
    world.delegate(&delegations("lib", &[50], r#""paths":["lib/*"]"#), "lib", file);
    accepted(world.refresh());
    world.publish(2);
    refused(world.refresh(), "tuf/role-removed");
}

#[test]
fn attack_09_fewer_keys_than_the_threshold() {
    let mut world = World::new();
    world.put("2.root.json", sign(&root(2), &ROOT[..1]));
    refused(world.refresh(), "tuf/below-threshold");
    world.put("2.root.json", sign(&root(2), &ROOT[..2]));
    assert_eq!(accepted(world.refresh()).versions().root, 2);
}

/// Another thing than the one asked for: a target's bytes, a role's file.
#[test]
fn attack_10_wrong_package() {
    let mut world = World::new();
    world.targets.insert("other".into(), b"the other thing".to_vec());
    world.publish(2);
    refused(arrives(&mut world, "app", b"the other thing"), "tuf/target-mismatch");
    refused(arrives(&mut world, "app", b"the applicatio"), "tuf/target-mismatch");
    accepted(arrives(&mut world, "app", b"the application"));
    // A snapshot that the timestamp's key has signed too is no timestamp.
    let mut world = World::new();
    let entry = Entry { role: "snapshot", version: 1, file: &world.files["1.snapshot.json"] };
    let timestamp = Draft::listing("timestamp", 2, moment(1), &[entry]);
    let snapshot = Draft::listing("snapshot", 2, moment(1), &[entry]);
    world.put("timestamp.json", sign(&snapshot, &[TIMESTAMP]));
    refused(world.refresh(), "tuf/wrong-type");
    world.put("timestamp.json", sign(&timestamp, &[TIMESTAMP]));
    accepted(world.refresh());
}

#[test]
fn attack_11_one_key_id_twice() {
    let mut world = World::new();
    // Two signatures of one id.
    let honest = sign(&root(2), &ROOT[..2]);
    world.put("2.root.json", sign(&root(2), &[ROOT[0], ROOT[0]]));
    refused(world.refresh(), "tuf/duplicate-signature");
    // A role that lists one id twice.
    let id = key_id(&key(SNAPSHOT).public().unwrap());
    let twice = with(&root(2), &["roles", "snapshot", "keyids"], &format!("[\"{id}\",\"{id}\"]"));
    world.put("2.root.json", sign(&twice, &ROOT));
    refused(world.refresh(), "tuf/duplicate-key-id");
    world.put("2.root.json", honest);
    accepted(world.refresh());
}

/// One key under an id that it does not have, and under two that it has: hexadecimal digits have two cases.
#[test]
fn attack_12_one_key_under_two_ids() {
    let mut world = World::new();
    let public = hex(&key(SNAPSHOT).public().unwrap().to_bytes());
    let (_, value) = described(&public, "");
    let forged = with(&root(2), &["keys", &"0".repeat(64)], &value);
    world.put("2.root.json", sign(&forged, &ROOT));
    refused(world.refresh(), "tuf/key-id-mismatch");

    two_ids(&mut world, described(&public.to_uppercase(), ""), SNAPSHOT);
    refused(world.refresh(), "tuf/below-threshold");
}

#[test]
fn attack_13_one_key_with_another_field() {
    let mut world = World::new();
    let public = hex(&key(SNAPSHOT).public().unwrap().to_bytes());
    two_ids(&mut world, described(&public, r#","note":"the same key""#), SNAPSHOT);
    refused(world.refresh(), "tuf/below-threshold");
    // Two keys, of which one has another field, are two.
    let mut world = World::new();
    let public = hex(&key(55).public().unwrap().to_bytes());
    two_ids(&mut world, described(&public, r#","note":"another key""#), 55);
    accepted(world.refresh());
}

/// A snapshot that needs two keys, the usual one and that of `(id, value)`, and is signed by the usual one and
/// by that of `seed` under `id`.
fn two_ids(world: &mut World, (id, value): (String, String), seed: u8) {
    let usual = key_id(&key(SNAPSHOT).public().unwrap());
    let root = with(&root(2), &["keys", &id], &value);
    let role = format!("{{\"keyids\":[\"{usual}\",\"{id}\"],\"threshold\":2}}");
    world.put("2.root.json", sign(&with(&root, &["roles", "snapshot"], &role), &ROOT));
    let targets = world.files["1.targets.json"].clone();
    let entry = Entry { role: "targets", version: 1, file: &targets };
    let message = Json::Object(Draft::listing("snapshot", 1, moment(7), &[entry]).0).canonical();
    let signature = |id: &str, seed: u8| {
        let signature = hex(&key(seed).sign(&message).to_bytes());
        format!("{{\"keyid\":\"{id}\",\"sig\":\"{signature}\"}}")
    };
    let signatures = [signature(&usual, SNAPSHOT), signature(&id, seed)].join(",");
    let signed = core::str::from_utf8(&message).unwrap();
    let file = format!("{{\"signatures\":[{signatures}],\"signed\":{signed}}}");
    world.publish_snapshot(1, file.into_bytes());
}

/// Signatures of keys that the role does not have, or that the root does not describe, or of an algorithm
/// that we do not know.
#[test]
fn attack_14_unknown_keys() {
    let mut world = World::new();
    let missing = with(&root(2), &["keys", &key_id(&key(SNAPSHOT).public().unwrap())], "null");
    world.put("2.root.json", sign(&missing, &ROOT));
    refused(world.refresh(), "tuf/unsigned");
    let value = r#"{"keytype":"new","keyval":{"public":"00"},"scheme":"new"}"#;
    let id = Digest::of(value.as_bytes()).hex();
    let unknown = with(&root(2), &["keys", &id], value);
    let only = with(&unknown, &["roles", "snapshot", "keyids"], &format!("[\"{id}\"]"));
    world.kept = Files::from([("root.json".into(), world.files["1.root.json"].clone())]);
    world.put("2.root.json", sign(&only, &ROOT));
    refused(world.refresh(), "tuf/unsigned");
    // An unknown key beside the known one does no harm.
    let mut world = World::new();
    world.put("2.root.json", sign(&unknown, &[ROOT[0], ROOT[1], STRANGER]));
    accepted(world.refresh());
}

#[test]
fn attack_15_a_threshold_of_nothing() {
    for threshold in ["0", "-1"] {
        let mut world = World::new();
        let none = with(&root(2), &["roles", "snapshot", "threshold"], threshold);
        world.put("2.root.json", sign(&none, &ROOT));
        refused(world.refresh(), "tuf/bad-threshold");
        world.put("2.root.json", sign(&root(2), &ROOT));
        accepted(world.refresh());
    }
}

/// A key that anyone can sign for is refused where it is listed.
#[test]
fn a_weak_key_is_refused() {
    let mut world = World::new();
    let (id, value) = described(&format!("01{}", "0".repeat(62)), "");
    world.put("2.root.json", sign(&with(&root(2), &["keys", &id], &value), &ROOT));
    refused(world.refresh(), "key/weak");
}

/// The id and the object of a key of these hexadecimal digits, with `more` fields.
fn described(public: &str, more: &str) -> (String, String) {
    let value = format!(
        "{{\"keytype\":\"ed25519\",\"keyval\":{{\"public\":\"{public}\"}}{more},\"scheme\":\"ed25519\"}}"
    );
    let canonical = json::parse(value.as_bytes()).unwrap().canonical();
    (Digest::of(&canonical).hex(), value)
}

/// One delegation to `role`, which these keys must sign, with more fields.
pub(super) fn delegations(role: &str, seeds: &[u8], more: &str) -> String {
    let described: Vec<_> =
        seeds.iter().map(|seed| described(&hex(&key(*seed).public().unwrap().to_bytes()), "")).collect();
    let keys: Vec<_> = described.iter().map(|(id, value)| format!("\"{id}\":{value}")).collect();
    let ids: Vec<_> = described.iter().map(|(id, _)| format!("\"{id}\"")).collect();
    format!(
        "{{\"keys\":{{{}}},\"roles\":[{{\"name\":\"{role}\",\"keyids\":[{}],\"threshold\":1,\"terminating\":false,{more}}}]}}",
        keys.join(","),
        ids.join(",")
    )
}

/// No bit of a signed file can change unseen. (Bit 5 tells the cases of letters apart: hexadecimal digits of a
/// signature may have either.)
#[test]
fn no_flipped_bit_of_a_timestamp_goes_unseen() {
    let mut world = World::new();
    let honest = world.files["timestamp.json"].clone();
    for at in 0..honest.len() {
        for bit in [0, 3, 6] {
            let mut file = honest.clone();
            file[at] ^= 1 << bit;
            world.put("timestamp.json", file);
            assert!(world.refresh().is_err(), "bit {bit} of byte {at}");
        }
    }
    world.put("timestamp.json", honest);
    accepted(world.refresh());
}
