//! The peer tantivy, twice over the same index: as it comes, and tuned for what people type.
//!
//! As it comes: the default query parser over all text fields. Tuned: the same fields with boosts, every word
//! also with the typos that ours forgives, the last word also as a prefix, the whole query as a name.

use std::path::Path;

use tantivy::collector::TopDocs;
use tantivy::directory::MmapDirectory;
use tantivy::query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, Query, QueryParser, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TEXT, Value};
use tantivy::{Index, ReloadPolicy, Searcher, TantivyDocument, Term};

use super::Engine;
use crate::Result;
use crate::corpus::Document;

/// Memory for one indexing thread, in bytes; enough for the whole corpus in few segments.
const WRITER_BYTES: usize = 500_000_000;

#[derive(Debug, Clone, Copy)]
struct Fields {
    exact: Field,
    name: Field,
    summary: Field,
    description: Field,
    tags: Field,
}

impl Fields {
    fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let fields = Self {
            exact: schema.add_text_field("exact", STRING),
            name: schema.add_text_field("name", TEXT | STORED),
            summary: schema.add_text_field("summary", TEXT),
            description: schema.add_text_field("description", TEXT),
            tags: schema.add_text_field("tags", TEXT),
        };
        (schema.build(), fields)
    }
}

/// Writes the index, as one segment, into the empty folder `dir`.
///
/// # Errors
/// Whatever tantivy reports.
pub(crate) fn build(documents: Vec<Document>, dir: &Path) -> Result<()> {
    let (schema, fields) = Fields::schema();
    let index = Index::create(MmapDirectory::open(dir)?, schema, tantivy::IndexSettings::default())?;
    let mut writer = index.writer_with_num_threads(1, WRITER_BYTES)?;
    for document in documents {
        let mut doc = TantivyDocument::new();
        doc.add_text(fields.exact, document.name.to_lowercase());
        doc.add_text(fields.name, document.name);
        doc.add_text(fields.summary, document.summary);
        doc.add_text(fields.description, document.description);
        document.tags.iter().for_each(|tag| doc.add_text(fields.tags, tag));
        writer.add_document(doc)?;
    }
    writer.commit()?;
    let segments = index.searchable_segment_ids()?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    writer.garbage_collect_files().wait()?;
    writer.wait_merging_threads()?;
    Ok(())
}

/// An open index with one of the two ways to ask it.
pub(crate) struct Tantivy {
    searcher: Searcher,
    fields: Fields,
    parser: Option<QueryParser>,
}

impl Tantivy {
    /// With the default query parser.
    ///
    /// # Errors
    /// Whatever tantivy reports.
    pub(crate) fn default_parser(dir: &Path) -> Result<Self> {
        let mut opened = Self::tuned(dir)?;
        let Fields { name, summary, description, tags, .. } = opened.fields;
        let all = vec![name, summary, description, tags];
        opened.parser = Some(QueryParser::for_index(opened.searcher.index(), all));
        Ok(opened)
    }

    /// With boosts, typos and prefixes.
    ///
    /// # Errors
    /// Whatever tantivy reports.
    pub(crate) fn tuned(dir: &Path) -> Result<Self> {
        let index = Index::open_in_dir(dir)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { searcher: reader.searcher(), fields: Fields::schema().1, parser: None })
    }

    fn query(&self, text: &str) -> Box<dyn Query> {
        match &self.parser {
            Some(parser) => parser.parse_query_lenient(text).0,
            None => tuned_query(self.fields, text),
        }
    }

    fn names(&self, text: &str, k: usize) -> Result<Vec<String>> {
        let found = self.searcher.search(&*self.query(text), &TopDocs::with_limit(k).order_by_score())?;
        let name = |address| -> Result<String> {
            let doc: TantivyDocument = self.searcher.doc(address)?;
            let value = doc.get_first(self.fields.name).and_then(|v| v.as_str().map(str::to_owned));
            Ok(value.unwrap_or_default())
        };
        found.into_iter().map(|(_, address)| name(address)).collect()
    }
}

impl Engine for Tantivy {
    fn search(&mut self, query: &str, k: usize) -> Result<Vec<String>> {
        self.names(query, k)
    }
}

/// Boosts chosen by trial on the judged queries: what moves relevance is that a match of the whole name is
/// far above all else, and that a forgiven typo is far below an exact word.
mod boost {
    pub(super) const WHOLE_NAME: f32 = 40.0;
    pub(super) const WHOLE_NAME_FUZZY: f32 = 30.0;
    pub(super) const WHOLE_NAME_PREFIX: f32 = 20.0;
    pub(super) const NAME_PREFIX: f32 = 1.0;
    pub(super) const SUMMARY_PREFIX: f32 = 0.2;
    pub(super) const NAME_FUZZY: f32 = 0.3;
    pub(super) const SUMMARY_FUZZY: f32 = 0.1;
}

/// Every word may match in any field; more words, and better fields, count more.
fn tuned_query(fields: Fields, text: &str) -> Box<dyn Query> {
    let folded = text.to_lowercase();
    let mut clauses = whole_name(fields, folded.trim());
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    for (i, word) in words.iter().enumerate() {
        clauses.extend(word_clauses(fields, word));
        if i + 1 == words.len() {
            clauses.push(boosted(boost::NAME_PREFIX, prefix(fields.name, word)));
            clauses.push(boosted(boost::SUMMARY_PREFIX, prefix(fields.summary, word)));
        }
    }
    Box::new(BooleanQuery::new(clauses.into_iter().map(|q| (Occur::Should, q)).collect()))
}

fn whole_name(fields: Fields, text: &str) -> Vec<Box<dyn Query>> {
    let mut clauses = vec![
        boosted(boost::WHOLE_NAME, term(fields.exact, text)),
        boosted(boost::WHOLE_NAME_PREFIX, prefix(fields.exact, text)),
    ];
    clauses.extend(fuzzy(fields.exact, text).map(|q| boosted(boost::WHOLE_NAME_FUZZY, q)));
    clauses
}

fn word_clauses(fields: Fields, word: &str) -> Vec<Box<dyn Query>> {
    let fields_of_words = [fields.name, fields.summary, fields.tags, fields.description];
    let mut clauses: Vec<Box<dyn Query>> = fields_of_words.map(|field| term(field, word)).into();
    clauses.extend(fuzzy(fields.name, word).map(|q| boosted(boost::NAME_FUZZY, q)));
    clauses.extend(fuzzy(fields.summary, word).map(|q| boosted(boost::SUMMARY_FUZZY, q)));
    clauses
}

fn term(field: Field, word: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, word), IndexRecordOption::WithFreqs))
}

fn prefix(field: Field, word: &str) -> Box<dyn Query> {
    Box::new(FuzzyTermQuery::new_prefix(Term::from_field_text(field, word), 0, true))
}

/// One typo from four letters on, two from eight: the tolerance of ours.
fn fuzzy(field: Field, word: &str) -> Option<Box<dyn Query>> {
    let edits = match word.chars().count() {
        0..4 => return None,
        4..8 => 1,
        _ => 2,
    };
    Some(Box::new(FuzzyTermQuery::new(Term::from_field_text(field, word), edits, true)))
}

fn boosted(boost: f32, query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, boost))
}
