//! The whole real registry of the predecessor, 77 package directories. The numbers were counted from the data
//! with another program and another TOML parser.
//!
//! The data is in `../shared` beside the workspace, or where `GGEN_SHARED` says. Without it the tests say that
//! they skip, except where `CI=true`: there they fail.
#![cfg(feature = "marketplace-v1")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "a test is a host: it reads files and the environment")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use ggen_marketplace_core::error::Coded;
use ggen_marketplace_core::legacy::{self, LegacyPackage, LegacyRegistry};
use ggen_marketplace_core::model::{DependencyKind, Record};
use serde_json::Value;

type Files = BTreeMap<String, Vec<u8>>;

/// The registry's folder with `files.tsv`, or `None` after a message.
fn data() -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let data = std::env::var_os("GGEN_SHARED").map_or(default, PathBuf::from).join("v1-registry");
    if data.join("files.tsv").is_file() {
        return Some(data);
    }
    assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "no V1 registry at {}", data.display());
    eprintln!("skipped: no V1 registry at {}; set GGEN_SHARED", data.display());
    None
}

/// The files that are there.
fn real(data: &Path) -> Files {
    let mut files = Files::new();
    add_files(&data.join("marketplace"), "", &mut files);
    files
}

fn add_files(folder: &Path, prefix: &str, files: &mut Files) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            add_files(&entry.path(), &format!("{path}/"), files);
        } else {
            files.insert(path, fs::read(entry.path()).unwrap());
        }
    }
}

/// The same with every file that the registry had, empty where the data does not hold it.
fn laid_out(data: &Path) -> Files {
    let mut files = Files::new();
    for line in fs::read_to_string(data.join("files.tsv")).unwrap().lines() {
        let path = line.split('\t').next().unwrap();
        files.insert(path.strip_prefix("marketplace/").unwrap().to_owned(), Vec::new());
    }
    files.append(&mut real(data));
    files
}

fn read(files: &Files) -> LegacyRegistry {
    legacy::read(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())))
}

fn find<'r>(registry: &'r LegacyRegistry, name: &str) -> &'r LegacyPackage {
    registry.packages.iter().find(|p| p.record.manifest.name.as_str() == name).expect(name)
}

fn report(package: &LegacyPackage) -> Vec<String> {
    package.repairs.iter().map(ToString::to_string).collect()
}

#[test]
fn every_directory_is_read_or_named_with_its_reason() {
    let Some(data) = data() else { return };
    let registry = read(&laid_out(&data));
    assert_eq!(registry.packages.iter().filter(|p| p.directory.is_some()).count(), 69);
    let named: Vec<(&str, &str)> = registry.unreadable.iter().map(|u| (u.path.as_str(), u.code())).collect();
    let expected = [
        ("packages/api-gateway-service-mesh", "legacy/no-manifest"),
        ("packages/compliance-audit-system", "legacy/no-manifest"),
        ("packages/content-delivery-network", "legacy/no-manifest"),
        ("packages/data-warehouse-etl", "legacy/no-manifest"),
        ("packages/disaster-recovery-backup", "legacy/no-manifest"),
        ("packages/healthcare", "legacy/container"),
        ("packages/identity-access-management", "legacy/no-manifest"),
        // Has a package.json, which the data does not hold.
        ("packages/notification-messaging-hub", "legacy/not-readable"),
        ("packages/observability-platform", "legacy/no-manifest"),
        ("packages/search-indexing-platform", "legacy/no-manifest"),
        ("packages/workflow-automation-engine", "legacy/no-manifest"),
    ];
    assert_eq!(named, expected);
    let top: BTreeSet<&str> = registry
        .packages
        .iter()
        .filter_map(|p| p.directory.as_deref())
        .chain(named.iter().map(|(path, _)| *path))
        .filter_map(|path| path.split('/').nth(1))
        .collect();
    assert_eq!(top.len(), 77);
}

#[test]
fn eleven_manifests_need_no_repair() {
    let Some(data) = data() else { return };
    let registry = read(&real(&data));
    let clean = registry.packages.iter().filter(|p| p.repairs.is_empty());
    let clean: Vec<&str> = clean.map(|p| p.record.manifest.name.as_str()).collect();
    let expected = [
        "academic-bibliography-manager",
        "arxiv-paper-template",
        "crm-customer-management",
        "dicom-medical-imaging",
        "enterprise-erp-core",
        "fhir-patient-management",
        "hl7-v2-integration",
        "ieee-paper-template",
        "neurips-paper-template",
        "phd-thesis-template",
        "supply-chain-management",
    ];
    assert_eq!(clean, expected);
    assert_eq!(
        registry.packages.iter().filter(|p| p.directory.is_some() && !p.repairs.is_empty()).count(),
        58
    );
    assert_eq!(registry.unreadable.len(), 8);
}

#[test]
fn three_packages_are_known_from_an_index_alone() {
    let Some(data) = data() else { return };
    let registry = read(&real(&data));
    let alone = registry.packages.iter().filter(|p| p.directory.is_none());
    let names: Vec<&str> = alone.map(|p| p.record.manifest.name.as_str()).collect();
    assert_eq!(names, ["advanced-rust-api-8020", "graphql-api-rust", "rust-cli-template"]);
    let package = find(&registry, "rust-cli-template");
    assert_eq!((package.record.manifest.tags.len(), package.repairs.len()), (4, 1));
}

#[test]
fn five_lists_of_dashes_are_read() {
    let Some(data) = data() else { return };
    let registry = read(&real(&data));
    let dashes = registry.packages.iter().filter(|p| report(p).iter().any(|line| line.contains("(YAML)")));
    let names: Vec<&str> = dashes.map(|p| p.record.manifest.name.as_str()).collect();
    let expected = [
        "customer-loyalty-rewards",
        "iso-20022-payments",
        "kyc-aml-compliance",
        "order-management-system",
        "trading-platform",
    ];
    assert_eq!(names, expected);
    let features = &find(&registry, "kyc-aml-compliance").record.manifest.extra["features.features"];
    let features: Vec<String> = serde_json::from_str(features).unwrap();
    assert_eq!((features.len(), features[7].as_str()), (8, "Regulatory compliance (FATF, FinCEN, MiFID II)"));
}

#[test]
fn tags_in_table_form_are_not_lost() {
    let Some(data) = data() else { return };
    let registry = read(&real(&data));
    let table = |line: &String| line.contains("package.tags: table form");
    let tables: Vec<&LegacyPackage> =
        registry.packages.iter().filter(|p| report(p).iter().any(table)).collect();
    assert_eq!(tables.len(), 9);
    assert!(
        tables.iter().all(|p| p.record.manifest.tags.len() >= 5 && !p.record.manifest.keywords.is_empty())
    );
    assert_eq!(find(&registry, "chatman-cli").record.manifest.tags.len(), 10);
}

#[test]
fn a_dotted_id_is_the_name_and_the_title_is_kept() {
    let Some(data) = data() else { return };
    let registry = read(&real(&data));
    let manifest = &find(&registry, "io.ggen.nextjs.ontology-crud").record.manifest;
    assert_eq!(manifest.extra["package.name"], "\"Next.js Ontology-Driven CRUD\"");
    assert_eq!(manifest.extra["metadata.documentation"], "\"https://seanchatmangpt.github.io/ggen/\"");
}

#[test]
fn versions_that_differ_are_reported_and_the_manifest_wins() {
    let Some(data) = data() else { return };
    let registry = read(&real(&data));
    for name in ["hello-world", "rig-mcp"] {
        let package = find(&registry, name);
        assert_eq!(package.record.manifest.version.to_string(), "1.0.0");
        let expected = format!("packages/{name}: version: `1.0.0` kept; registry/packages.toml says `0.1.0`");
        assert!(report(package).contains(&expected), "{:#?}", report(package));
    }
}

#[test]
fn only_names_of_this_registry_are_dependencies() {
    let Some(data) = data() else { return };
    let registry = read(&real(&data));
    let mut found = Vec::new();
    for record in registry.packages.iter().map(|p| &p.record) {
        for d in &record.manifest.dependencies {
            let kind = if d.kind == DependencyKind::Recommended { "may use" } else { "needs" };
            found.push(format!("{} {kind} {}", record.manifest.name, d.alternatives[0].name));
        }
    }
    let expected = [
        "academic-peer-review-workflow needs academic-paper-lifecycle",
        "agent-context-crafter needs agent-memory-forge",
        "agent-reasoning-mcp needs agent-memory-forge",
        "agent-reasoning-mcp needs agent-context-crafter",
        "customer-loyalty-rewards may use order-management-system",
        "order-management-system may use multi-tenant-saas",
        "sector-rust-microservice-8020 needs sector-observability-8020",
    ];
    assert_eq!(found, expected);
    let missing = report(find(&registry, "academic-peer-review-workflow"));
    let line = "packages/academic-peer-review-workflow: dependencies: `academic-paper-lifecycle` is no package of \
                this registry; kept";
    assert_eq!(missing, [line]);
}

/// Every text and number of every manifest and index entry is in the record.
#[test]
fn no_value_is_lost() {
    let Some(data) = data() else { return };
    let files = real(&data);
    let registry = read(&files);
    let index: Value = serde_json::from_slice(&files["registry/index.json"]).unwrap();
    let mut checked = 0;
    for package in &registry.packages {
        let kept = values_of(&package.record);
        for value in source_values(package, &files, &index) {
            assert!(kept.contains(&value), "{}: {value} is lost", package.path());
            checked += 1;
        }
    }
    assert!(checked > 3_000, "only {checked} values were checked");
}

/// Lower-cased texts of all values: the case of categories is not kept in the field, but in extra.
fn source_values(package: &LegacyPackage, files: &Files, index: &Value) -> BTreeSet<String> {
    let mut values = BTreeSet::new();
    let manifest = files.get(&format!("{}/package.toml", package.path()));
    let manifest = manifest.and_then(|bytes| toml::from_slice::<Value>(bytes).ok());
    let name = package.record.manifest.name.as_str();
    let entries = index["packages"].as_array().unwrap().iter().filter(|entry| entry["name"] == name);
    for source in manifest.iter().chain(entries) {
        leaves(source, &mut values);
    }
    values.remove("uncategorized");
    values
}

fn values_of(record: &Record) -> BTreeSet<String> {
    let m = &record.manifest;
    let mut values = BTreeSet::from([m.name.to_string(), m.version.to_string(), m.summary.clone()]);
    values.extend([&m.license, &m.homepage, &m.repository].into_iter().flatten().cloned());
    for list in [&m.authors, &m.categories, &m.tags, &m.keywords] {
        values.extend(list.iter().cloned());
    }
    for requirement in m.dependencies.iter().flat_map(|d| &d.alternatives) {
        values.insert(requirement.name.to_string());
        values.extend(requirement.range.clone());
    }
    values.extend([record.downloads.to_string(), record.stars.to_string()]);
    for text in m.extra.values() {
        leaves(&serde_json::from_str(text).unwrap(), &mut values);
    }
    values.into_iter().map(|value| value.to_lowercase()).collect()
}

fn leaves(value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| leaves(item, out)),
        Value::Object(members) => members.values().for_each(|member| leaves(member, out)),
        Value::String(text) => out.extend([text.to_lowercase()]),
        Value::Null => {}
        other => out.extend([other.to_string()]),
    }
}

#[test]
fn the_order_of_the_files_does_not_matter() {
    let Some(data) = data() else { return };
    let files = real(&data);
    let backwards = files.iter().rev().map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
    assert_eq!(read(&files), legacy::read(backwards));
}
