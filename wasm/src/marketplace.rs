//! The opened catalogue.

use std::cell::OnceCell;
use std::rc::Rc;

use ggen_marketplace_core::catalog::{Catalog, CatalogError, Releases, SegmentList};
use ggen_marketplace_core::model::{Digest, Version};
use ggen_marketplace_core::query::named;
use ggen_marketplace_core::search::{Filters, Query, SearchError, Sort};
use js_sys::Uint8Array;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use crate::error;
use crate::query::{Opened, Prepared};
use crate::sources::Sources;
use crate::value::{argument, parsed, to_js};

/// A catalogue in memory. `free()` gives its memory back.
#[wasm_bindgen]
pub struct Marketplace {
    catalog: Rc<Catalog<Vec<u8>>>,
    /// The same as a dataset, made by the first query.
    opened: OnceCell<Rc<Opened>>,
    leaves: u64,
}

/// What `search` takes beside the words.
#[derive(Deserialize)]
#[serde(default)]
struct SearchOptions {
    limit: usize,
    offset: usize,
    category: Option<String>,
    tag: Option<String>,
    author: Option<String>,
    license: Option<String>,
    keyword: Option<String>,
    sort: Option<String>,
    all: bool,
    strict: bool,
    facets: usize,
    explain: bool,
    highlight: bool,
}

impl Default for SearchOptions {
    fn default() -> Self {
        let Query { limit, offset, facets, .. } = Query::new("");
        let (category, tag, author, license, keyword, sort) = (None, None, None, None, None, None);
        let (all, strict, explain, highlight) = (false, false, false, false);
        Self {
            limit,
            offset,
            category,
            tag,
            author,
            license,
            keyword,
            sort,
            all,
            strict,
            facets,
            explain,
            highlight,
        }
    }
}

#[wasm_bindgen]
impl Marketplace {
    /// Opens segments, oldest first. With the bytes of `catalog.nq`, every segment must be the one it names.
    ///
    /// # Errors
    /// An `Error` with a code of `catalog/…`.
    pub fn open(segments: Vec<Uint8Array>, list: Option<Vec<u8>>) -> Result<Marketplace, JsValue> {
        let segments: Vec<Vec<u8>> = segments.iter().map(Uint8Array::to_vec).collect();
        let leaves = match list {
            Some(list) => check_named(&SegmentList::parse(&list).map_err(error::catalog)?, &segments)?,
            None => 0,
        };
        let catalog = Rc::new(Catalog::open(segments).map_err(error::catalog)?);
        Ok(Self { catalog, opened: OnceCell::new(), leaves })
    }

    /// Checks the SHA-256 of every section.
    ///
    /// # Errors
    /// An `Error` with the code `catalog/digest-mismatch`.
    pub fn check(&self) -> Result<(), JsValue> {
        self.catalog.check().map_err(error::catalog)
    }

    /// Number of packages.
    ///
    /// # Errors
    /// An `Error` with a code of `catalog/…`.
    pub fn size(&self) -> Result<usize, JsValue> {
        self.catalog.len().map_err(error::catalog)
    }

    /// Ranks the packages that match `text`.
    ///
    /// # Errors
    /// An `Error` with a code of `search/…`, `catalog/…` or `js/invalid-argument`.
    pub fn search(&self, text: &str, options: JsValue) -> Result<JsValue, JsValue> {
        let options: SearchOptions = argument("options", options)?;
        let sort = options.sort.as_deref().map_or(Ok(Sort::Relevance), Sort::named).map_err(error::search)?;
        let SearchOptions { limit, offset, category, tag, author, license, keyword, .. } = options;
        let SearchOptions { all, strict, facets, explain, highlight, .. } = options;
        let (text, filters) = (text.to_owned(), Filters { category, tag, author, license, keyword });
        let query = Query { text, limit, offset, filters, sort, all, strict, facets, explain, highlight };
        to_js(&self.catalog.search(&query).map_err(error::search)?)
    }

    /// Ways to go on with what was typed so far.
    ///
    /// # Errors
    /// An `Error` with a code of `search/…` or `catalog/…`.
    pub fn suggest(&self, text: &str, limit: Option<usize>) -> Result<JsValue, JsValue> {
        let limit = limit.unwrap_or(Query::DEFAULT_LIMIT);
        to_js(&self.catalog.suggest(text, limit).map_err(error::search)?)
    }

    /// The packages that are most related to the one called `name`.
    ///
    /// # Errors
    /// An `Error` with the code `js/package-not-found`, or a code of `search/…` or `catalog/…`.
    pub fn related(&self, name: &str, limit: Option<usize>) -> Result<JsValue, JsValue> {
        match self.catalog.related(name, limit.unwrap_or(Query::DEFAULT_LIMIT)) {
            Ok(packages) => to_js(&packages),
            Err(SearchError::UnknownPackage { .. }) => Err(self.not_found(name)),
            Err(error) => Err(error::search(error)),
        }
    }

    /// Everything known of a release: the current one, or the one of `version`.
    ///
    /// # Errors
    /// An `Error` with the code `js/package-not-found`, `model/…` or `catalog/…`.
    pub fn info(&self, name: &str, version: Option<String>) -> Result<JsValue, JsValue> {
        let version = parse_version(version.as_deref())?;
        let info = self.catalog.info(name, version.as_ref()).map_err(error::catalog)?;
        to_js(&info.ok_or_else(|| self.not_found(name))?)
    }

    /// Every release of a package, newest first.
    ///
    /// # Errors
    /// As `info`.
    pub fn versions(&self, name: &str) -> Result<JsValue, JsValue> {
        let cards = self.catalog.versions(name).map_err(error::catalog)?;
        to_js(&Releases::new(&cards).ok_or_else(|| self.not_found(name))?)
    }

    /// Which files of the registry prove a release.
    ///
    /// # Errors
    /// As `info`.
    pub fn sources(&self, name: &str, version: Option<String>) -> Result<JsValue, JsValue> {
        let version = parse_version(version.as_deref())?;
        let record = self.catalog.record(name, version.as_ref()).map_err(error::catalog)?;
        to_js(&Sources::of(&record.ok_or_else(|| self.not_found(name))?, self.leaves)?)
    }

    /// Parses and plans a SPARQL query with values as `Prepared::bind` takes them; relative IRIs are resolved
    /// against `base`.
    ///
    /// # Errors
    /// An `Error` with a code of `query/…` or `catalog/…`.
    pub fn prepare(
        &self,
        text: &str,
        base: Option<String>,
        values: Vec<String>,
    ) -> Result<Prepared, JsValue> {
        Prepared::text(self.opened()?, text, base.as_deref(), &values)
    }

    /// Plans a prepared question with values as `Prepared::bind` takes them.
    ///
    /// # Errors
    /// An `Error` with a code of `query/…` or `catalog/…`.
    pub fn named(&self, name: &str, values: Vec<String>) -> Result<Prepared, JsValue> {
        Prepared::named(self.opened()?, name, &values)
    }

    /// The prepared questions, by name.
    ///
    /// # Errors
    /// None.
    pub fn questions(&self) -> Result<JsValue, JsValue> {
        to_js(&named::list())
    }
}

impl Marketplace {
    fn opened(&self) -> Result<Rc<Opened>, JsValue> {
        if let Some(opened) = self.opened.get() {
            return Ok(Rc::clone(opened));
        }
        let opened = Opened::of(&self.catalog)?;
        Ok(Rc::clone(self.opened.get_or_init(|| opened)))
    }

    fn not_found(&self, name: &str) -> JsValue {
        error::not_found(name, self.catalog.similar_names(name).unwrap_or_default())
    }
}

fn parse_version(version: Option<&str>) -> Result<Option<Version>, JsValue> {
    version.map(|text| parsed(text, Version::parse)).transpose()
}

/// Every segment is the one that the list names in its place; gives the number of leaves.
fn check_named(list: &SegmentList, segments: &[Vec<u8>]) -> Result<u64, JsValue> {
    if list.segments.len() != segments.len() {
        let expected = "as many segments as were given";
        return Err(error::catalog(CatalogError::MalformedList { expected }));
    }
    for (named, bytes) in list.segments.iter().zip(segments) {
        let (found, expected) = (Digest::of(bytes), named.digest);
        if found != expected {
            return Err(error::catalog(CatalogError::DigestMismatch { what: "segment", found, expected }));
        }
    }
    Ok(list.leaves)
}
