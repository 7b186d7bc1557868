//! The whole real registry of the predecessor.
#![cfg(feature = "marketplace-v1")]
use ggen_marketplace_core::legacy::{self, LegacyRegistry};
use std::path::{Path, PathBuf};

fn files(root: &Path, dir: &Path, out: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(root, &path, out); continue; }
        let rel = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        out.push((rel, std::fs::read(&path).unwrap()));
    }
}
#[test]
fn dump() {
    let root = PathBuf::from("/work/shared/v1-registry/marketplace");
    let mut out = Vec::new();
    files(&root, &root, &mut out);
    let registry: LegacyRegistry = legacy::read(out.iter().map(|(p, b)| (p.as_str(), b.as_slice())));
    println!("{} packages {} unreadable", registry.packages.len(), registry.unreadable.len());
    println!("clean {}", registry.packages.iter().filter(|p| p.repairs.is_empty()).count());
    for u in &registry.unreadable { println!("U {u}"); }
    for p in &registry.packages { for r in &p.repairs { println!("R {r}"); } }
    println!("{:#?}", registry.packages.iter().find(|p| p.record.manifest.name.as_str()=="chatman-cli"));
}
