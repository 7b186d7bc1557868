//! Whoever lies: each attack has its own code, and the honest form of it is accepted.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec;

use super::*;
use crate::error::Coded as _;
use crate::trust::SecretKey;

const ORIGIN: &str = "registry.example/log";

fn secret(seed: u8) -> SecretKey {
    SecretKey::from_seed([seed; 32])
}

fn key(name: &str, key_use: KeyUse, seed: u8) -> VerifierKey {
    VerifierKey::new(name, key_use, secret(seed).public().unwrap()).unwrap()
}

fn log_line(name: &str, seed: u8, text: &str) -> String {
    key(name, KeyUse::Log, seed).line(&secret(seed).sign(text.as_bytes()))
}

fn witness_line(name: &str, seed: u8, timestamp: u64, text: &str) -> String {
    let signature = secret(seed).sign(&Cosignature::message(text, timestamp));
    Cosignature { timestamp, signature }.line(&key(name, KeyUse::Witness, seed))
}

fn text(size: u64) -> String {
    Checkpoint::new(ORIGIN, head(&leaves(size))).unwrap().to_text()
}

/// A checkpoint of a log of so many entries, signed by the log alone.
fn note(size: u64) -> Vec<u8> {
    let text = text(size);
    format!("{text}\n{}", log_line(ORIGIN, 1, &text)).into_bytes()
}

fn policy(rest: &str) -> Policy {
    let log = key(ORIGIN, KeyUse::Log, 1);
    Policy::parse(format!("# a policy\nlog {log} https://registry.example\n\n{rest}\n").as_bytes()).unwrap()
}

fn witnesses() -> String {
    let line = |number: u8| {
        format!("witness w{number}\t{}\n", key(&format!("w{number}.example"), KeyUse::Witness, number))
    };
    (2..=4).map(line).collect()
}

#[track_caller]
fn refused(policy: &Policy, note: &[u8], code: &str) {
    assert_eq!(policy.accept(note).unwrap_err().code(), code);
}

#[test]
fn a_signed_checkpoint_is_accepted() {
    let accepted = policy("quorum none").accept(&note(5)).unwrap();
    assert_eq!(accepted.checkpoint().head(), head(&leaves(5)));
    assert!(accepted.cosigned().is_empty());
}

/// Attack 18 (CVE-2026-22703): a valid proof, of another entry than the one at hand.
#[test]
fn a_proof_of_another_entry_is_refused() {
    let all = leaves(9);
    let proof = naive_inclusion(4, &all);
    assert_eq!(check_inclusion(all[4], 4, head(&all), &proof), Ok(()));
    assert_eq!(check_inclusion(all[5], 4, head(&all), &proof).unwrap_err().code(), "log/inclusion-invalid");
}

fn proof_file() -> String {
    let all = leaves(9);
    let file = ProofFile { extra: None, index: 4, hashes: naive_inclusion(4, &all), checkpoint: note(9) };
    String::from_utf8(file.to_bytes()).unwrap()
}

/// Attack 19 (CVE-2026-56864): lines that no signature covers, beside those that one does.
#[test]
fn lines_that_nothing_vouches_for_are_refused() {
    let file = proof_file();
    let parsed = ProofFile::parse(file.as_bytes()).unwrap();
    assert_eq!(parsed.to_bytes(), file.as_bytes());
    assert!(policy("quorum none").accept(&parsed.checkpoint).is_ok());
    for (from, to) in [
        ("index 4\n", "index 4\nevil 1.0.0 sha256:00\n"),
        ("index 4\n", "index 4\nindex 5\n"),
        ("index 4\n", "evil\nindex 4\n"),
        ("index 4\n", "index 4\nextra AAAA\n"),
        ("index 4\n", "index 04\n"),
        ("index 4\n", "index -4\n"),
        ("index 4\n", "extra AAA\nindex 4\n"),
        ("index 4\n", ""),
        ("@v1\n", "@v2\n"),
        ("@v1\n", "@v1\r\n"),
    ] {
        let changed = file.replacen(from, to, 1);
        let error = ProofFile::parse(changed.as_bytes()).unwrap_err();
        assert_eq!(error.code(), "log/malformed-proof", "{changed}");
    }
    for tail in ["evil\n", "\nevil\n", "\u{2014} evil\n"] {
        let changed = [&note(9)[..], tail.as_bytes()].concat();
        refused(&policy("quorum none"), &changed, "log/malformed-note");
    }
    let extra = ProofFile { extra: Some(b"evil".to_vec()), ..parsed };
    assert_eq!(ProofFile::parse(&extra.to_bytes()), Ok(extra));
}

fn view_after(seen: u64, note: &[u8], proof: &[Digest]) -> Result<(), &'static str> {
    let seen = Checkpoint::parse(&text(seen)).unwrap();
    let now = policy("quorum none").accept(note).unwrap();
    check_view(&seen, &now, proof).map_err(|error| error.code())
}

/// Attacks 20 and 21, and a log that grew and rewrote what it said before.
#[test]
fn a_log_cannot_take_back_what_it_said() {
    let all = leaves(9);
    let grown = naive_consistency(5, &all, true);
    assert_eq!(view_after(5, &note(9), &grown), Ok(()));
    assert_eq!(view_after(0, &note(9), &[]), Ok(()));
    assert_eq!(view_after(9, &note(9), &[]), Ok(()));
    assert_eq!(view_after(9, &note(5), &grown), Err("log/shrunk"));
    let mut other = all.clone();
    other[2] = Digest::of(b"another entry");
    let text = Checkpoint::new(ORIGIN, head(&other)).unwrap().to_text();
    let fork = format!("{text}\n{}", log_line(ORIGIN, 1, &text)).into_bytes();
    assert_eq!(view_after(9, &fork, &[]), Err("log/forked"));
    assert_eq!(view_after(5, &fork, &naive_consistency(5, &other, true)), Err("log/inconsistent"));
    assert_eq!(view_after(5, &note(9), &grown[1..]), Err("log/proof-length"));
    let text = Checkpoint::new("other.example/log", head(&all)).unwrap().to_text();
    let seen = Checkpoint::parse(&text).unwrap();
    let now = policy("quorum none").accept(&note(9)).unwrap();
    assert_eq!(check_view(&seen, &now, &[]).unwrap_err().code(), "log/other-log");
}

/// Attack 22: two views, of which only one was seen by enough witnesses.
#[test]
fn a_checkpoint_that_too_few_witnesses_saw_is_refused() {
    let two_of_three = policy(&format!("{}group g 2 w2 w3 w4\nquorum g", witnesses()));
    let (text, seen) = (text(5), 1_679_315_147);
    let by = |names: &[u8]| {
        let lines = names.iter().map(|n| witness_line(&format!("w{n}.example"), *n, seen, &text));
        lines.fold(String::from_utf8(note(5)).unwrap(), |note, line| note + &line).into_bytes()
    };
    let accepted = two_of_three.accept(&by(&[2, 4])).unwrap();
    assert_eq!(accepted.cosigned()[1], Cosigned { witness: "w4.example".to_string(), timestamp: seen });
    refused(&two_of_three, &by(&[]), "log/quorum-missing");
    refused(&two_of_three, &by(&[3]), "log/quorum-missing");
    // One witness twice, and witnesses that nobody knows, are not two.
    refused(&two_of_three, &by(&[3, 3]), "log/quorum-missing");
    refused(&two_of_three, &by(&[3, 5, 6]), "log/quorum-missing");
    let nested = policy(&format!("{}group g any w2 w3\ngroup all all g w4\nquorum all", witnesses()));
    assert!(nested.accept(&by(&[3, 4])).is_ok());
    refused(&nested, &by(&[2, 3]), "log/quorum-missing");
    assert!(policy(&format!("{}quorum w2", witnesses())).accept(&by(&[2])).is_ok());
}

/// Attack 23.
#[test]
fn an_entry_beyond_the_tree_and_a_proof_too_long_are_refused() {
    let all = leaves(9);
    let proof = naive_inclusion(8, &all);
    assert_eq!(check_inclusion(all[8], 8, head(&all), &proof), Ok(()));
    let code =
        |index, proof: &[Digest]| check_inclusion(all[8], index, head(&all), proof).unwrap_err().code();
    assert_eq!(code(9, &proof), "log/index-beyond-tree");
    assert_eq!(code(u64::MAX, &[]), "log/index-beyond-tree");
    assert_eq!(code(8, &[&proof[..], &proof[..]].concat()), "log/proof-length");
    assert_eq!(code(8, &vec![all[0]; 1_000]), "log/proof-length");
}

/// Attack 24: the key of one log under the name of another.
#[test]
fn a_checkpoint_of_another_log_is_refused() {
    let both = policy(&format!("log {}\nquorum none", key("other.example/log", KeyUse::Log, 9)));
    let text = text(5);
    assert!(both.accept(&note(5)).is_ok());
    let by_the_other = format!("{text}\n{}", log_line("other.example/log", 9, &text));
    refused(&both, by_the_other.as_bytes(), "log/origin-mismatch");
    // Its signature under the right name has another key id: an unknown key, which counts for nothing.
    let disguised = format!("{text}\n{}", log_line(ORIGIN, 9, &text));
    refused(&both, disguised.as_bytes(), "log/not-signed");
    // A witness's key signs no checkpoint as a log does.
    let as_witness = format!("{text}\n{}", witness_line(ORIGIN, 1, 7, &text));
    refused(&both, as_witness.as_bytes(), "log/not-signed");
}

/// Attack 25.
#[test]
fn a_known_key_whose_signature_fails_refuses_the_note() {
    let policy = policy(&format!("{}quorum none", witnesses()));
    let (text, good) = (text(5), String::from_utf8(note(5)).unwrap());
    let unknown = log_line("unknown.example", 8, "another text");
    assert!(policy.accept(format!("{good}{unknown}").as_bytes()).is_ok());
    let late = u64::MAX / 2 + 1;
    for bad in [
        log_line(ORIGIN, 1, "another text"),
        witness_line("w2.example", 2, 7, "another text"),
        witness_line("w2.example", 2, late, &text),
    ] {
        refused(&policy, format!("{good}{bad}").as_bytes(), "log/signature-invalid");
        let (head, line) = good.rsplit_once("\n\n").unwrap();
        refused(&policy, format!("{head}\n\n{bad}{line}").as_bytes(), "log/signature-invalid");
    }
}

#[test]
fn a_policy_that_could_be_read_in_two_ways_is_refused() {
    let log = format!("log {}\n", key(ORIGIN, KeyUse::Log, 1));
    let witness = |name: &str, seed| {
        format!("witness {name} {}\n", key(&format!("{name}.example"), KeyUse::Witness, seed))
    };
    let w = format!("{log}{}{}", witness("a", 2), witness("b", 3));
    let good = |rest: &str| Policy::parse(format!("{w}{rest}").as_bytes()).map(|_| ()).map_err(|e| e.code());
    for rest in [
        "quorum none\n",
        "quorum a\n",
        "group g 2 a b\nquorum g\n",
        " \t# x\n\tquorum  none \n",
        "quorum none\n#\u{e9}\n",
    ] {
        assert_eq!(good(rest), Ok(()), "{rest}");
    }
    let again = format!("{}quorum none\n", witness("c", 2));
    let log_twice = format!("log {}\nquorum none\n", key("again.example", KeyUse::Log, 1));
    let wrong_use = format!("log {}\nquorum none\n", key("x.example", KeyUse::Witness, 9));
    for rest in [
        "",
        "quorum none",
        "quorum c\n",
        "quorum none\nquorum none\n",
        "quorum g\ngroup g any a\n",
        "group g 0 a b\nquorum g\n",
        "group g 3 a b\nquorum g\n",
        "group g any\nquorum g\n",
        "group g 01 a\nquorum g\n",
        "group a any b\nquorum a\n",
        "group g any a a\nquorum g\n",
        "group g any a\ngroup h any a\nquorum h\n",
        "group none any a\nquorum none\n",
        "group g any none\nquorum g\n",
        "group g all g\nquorum g\n",
        "quorum none\r\n",
        "what none\nquorum none\n",
        "log x\nquorum none\n",
        &again,
        &log_twice,
        &wrong_use,
    ] {
        assert_eq!(good(rest), Err("log/malformed-policy"), "{rest}");
    }
}
