//! INTERIM reader.
use std::path::Path;

use ggen_marketplace_core::model::*;

use crate::Result;

pub(crate) fn stamp() -> Result<String> {
    let p = std::env::var("GGEN_BENCH_CORPUS")?;
    let meta = std::fs::metadata(&p)?;
    Ok(format!("{p}, {} bytes", meta.len()))
}

pub(crate) fn read() -> Result<Vec<Record>> {
    let path = std::env::var("GGEN_BENCH_CORPUS")?;
    std::fs::read_to_string(Path::new(&path))?.lines().map(record).collect()
}

fn record(line: &str) -> Result<Record> {
    let v: serde_json::Value = serde_json::from_str(line)?;
    let text = |key: &str| v[key].as_str().map(str::to_owned);
    let list = |key: &str| -> Vec<String> {
        v[key].as_array().into_iter().flatten().filter_map(|x| x.as_str()).map(str::to_owned).collect()
    };
    let name = PackageName::parse(v["name"].as_str().unwrap_or_default())?;
    let version = Version::parse_debian(v["version"].as_str().unwrap_or_default())?;
    let mut m = Manifest::new(name, version, text("summary").unwrap_or_default());
    m.description = text("description").unwrap_or_default();
    m.authors = text("maintainer").into_iter().collect();
    m.categories = text("section").into_iter().collect();
    m.tags = list("tags");
    m.homepage = text("homepage");
    m.provides = list("provides");
    for (key, kind) in [("depends", DependencyKind::Runtime), ("recommends", DependencyKind::Recommended)] {
        for group in v[key].as_array().into_iter().flatten() {
            let alternatives = group
                .as_array()
                .into_iter()
                .flatten()
                .map(|a| -> Result<Requirement> {
                    let range = a["op"]
                        .as_str()
                        .map(|op| format!("{op} {}", a["version"].as_str().unwrap_or_default()));
                    Ok(Requirement {
                        name: PackageName::parse(a["name"].as_str().unwrap_or_default())?,
                        range,
                    })
                })
                .collect::<Result<Vec<_>>>()?;
            m.dependencies.push(Dependency { kind, alternatives });
        }
    }
    for key in ["priority", "architecture", "installed_size"] {
        if !v[key].is_null() {
            m.extra.insert(key.to_owned(), v[key].to_string());
        }
    }
    let archive = v["sha256"].as_str().map(|hex| -> Result<ArchiveRef> {
        Ok(ArchiveRef {
            digest: Digest::parse(hex)?,
            bytes: v["size"].as_u64().unwrap_or(0),
            location: text("filename"),
        })
    });
    Ok(Record {
        manifest: m.checked()?,
        archive: archive.transpose()?,
        level: Level::Unsigned,
        leaf: 0,
        downloads: 0,
        stars: 0,
    })
}
