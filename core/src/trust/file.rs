//! Checking a detached signature of any file, outside a registry.

use super::refusal::check_length;
use super::report::Finding;
use super::{PublicKey, Refusal, Report, Signature, Verdict, pem};

/// Steps of [`verify_file`], in order.
const STEPS: [&str; 4] = ["limits", "public-key", "signature-length", "signature"];

/// Checks that `signature` is the raw Ed25519 signature of `bytes` by the key in the PEM file `public_key`.
///
/// On success the verdict holds the key. Whether to trust that key is for the caller to know.
pub fn verify_file(bytes: &[u8], signature: &[u8], public_key: &[u8]) -> Verdict<PublicKey> {
    let mut report = Report::default();
    let outcome = check(&mut report, bytes, signature, public_key);
    report.skip_rest(&STEPS);
    Verdict { report, outcome }
}

fn check(report: &mut Report, bytes: &[u8], signature: &[u8], key: &[u8]) -> Result<PublicKey, Refusal> {
    let limits = check_length("public key file", key, pem::MAX_BYTES);
    report.enter("limits", limits.map(|detail| Finding::passed((), detail)))?;
    let key = report.enter("public-key", enrol(key))?;
    let signature = report.enter("signature-length", read(signature))?;
    report.enter("signature", compare(bytes, &signature, &key))?;
    Ok(key)
}

fn enrol(file: &[u8]) -> Result<Finding<PublicKey>, Refusal> {
    let key = PublicKey::from_pem(file)?;
    let detail = alloc::format!("Ed25519 key {}", key.key_id());
    let command = "openssl pkey -pubin -in KEY.pem -outform DER | sha256sum";
    Ok(Finding::passed(key, detail).repeat(command.into()))
}

fn read(signature: &[u8]) -> Result<Finding<Signature>, Refusal> {
    let signature = Signature::from_bytes(signature)?;
    Ok(Finding::passed(signature, "64 bytes").repeat("wc -c < SIGNATURE".into()))
}

fn compare(bytes: &[u8], signature: &Signature, key: &PublicKey) -> Result<Finding<()>, Refusal> {
    key.verify(bytes, signature)?;
    let detail = alloc::format!("the signature is the key's, over all {} bytes", bytes.len());
    let command = "openssl pkeyutl -verify -rawin -pubin -inkey KEY.pem -in FILE -sigfile SIGNATURE";
    Ok(Finding::passed((), detail).repeat(command.into()))
}

#[cfg(test)]
#[cfg(feature = "std")]
mod tests {
    use super::*;
    use crate::trust::SecretKey;

    fn evidence() -> (Vec<u8>, Vec<u8>, Vec<u8>) {
        let key = SecretKey::from_seed([3; 32]);
        let file = b"any file".to_vec();
        let signature = key.sign(&file).to_bytes().to_vec();
        (file, signature, key.public().unwrap().to_pem().into_bytes())
    }

    #[track_caller]
    fn fails(bytes: &[u8], signature: &[u8], key: &[u8], step: &str, code: &str) {
        let verdict = verify_file(bytes, signature, key);
        assert!(verdict.outcome.is_err());
        let failed = verdict.report.failure().unwrap();
        assert_eq!((failed.id, failed.code), (step, Some(code)));
        assert_eq!(verdict.report.steps.len(), STEPS.len());
    }

    #[test]
    fn a_good_signature_is_accepted() {
        let (file, signature, key) = evidence();
        let verdict = verify_file(&file, &signature, &key);
        assert_eq!(verdict.outcome.unwrap().to_pem().into_bytes(), key);
        assert_eq!(verdict.report.failure(), None);
    }

    #[test]
    fn every_flipped_byte_is_refused() {
        let (file, signature, key) = evidence();
        let flipped = |bytes: &[u8], at: usize| {
            let mut bytes = bytes.to_vec();
            bytes[at] ^= 1;
            bytes
        };
        for at in 0..file.len() {
            fails(&flipped(&file, at), &signature, &key, "signature", "signature/invalid");
        }
        for at in 0..signature.len() {
            fails(&file, &flipped(&signature, at), &key, "signature", "signature/invalid");
        }
        for at in 0..key.len() {
            let verdict = verify_file(&file, &signature, &flipped(&key, at));
            let step = verdict.report.failure().unwrap();
            assert!(matches!(step.id, "public-key" | "signature"), "byte {at}: {step:?}");
        }
    }

    #[test]
    fn signatures_of_another_length_are_refused() {
        let (file, signature, key) = evidence();
        let longer = [&signature[..], &[0]].concat();
        fails(&file, &signature[..63], &key, "signature-length", "signature/wrong-length");
        fails(&file, &longer, &key, "signature-length", "signature/wrong-length");
        fails(&file, b"", &key, "signature-length", "signature/wrong-length");
    }

    #[test]
    fn a_file_that_is_no_key_is_refused() {
        let (file, signature, _) = evidence();
        fails(&file, &signature, b"", "public-key", "key/not-pem");
        fails(&file, &signature, &[b'-'; 9000], "limits", "verify/too-long");
    }
}
