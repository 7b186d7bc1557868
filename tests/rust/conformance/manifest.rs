//! The W3C's manifests: which tests there are, with which files.

use std::path::{Path, PathBuf};

use oxrdf::vocab::rdf;
use oxrdf::{Graph, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef};

use crate::files;

const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const QT: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#";
/// Where the tests are published: relative IRIs in their files are resolved against it.
const SITE: &str = "https://w3c.github.io/rdf-tests/";

/// One test.
pub(crate) struct Test {
    /// Folder and fragment, such as `sparql11/bind#bind01`.
    pub(crate) name: String,
    /// What is to be shown.
    pub(crate) kind: Kind,
    /// The result may have duplicates removed.
    pub(crate) lax: bool,
    /// The lexical form of a number matters.
    pub(crate) exact_numbers: bool,
}

/// What a test is about, with its files.
pub(crate) enum Kind {
    /// A text that is a query, or is none.
    QuerySyntax { query: File, good: bool },
    /// A query with its answer.
    Query { query: File, data: Vec<File>, named: Vec<File>, result: File },
    /// A file that is RDF, or is none.
    DataSyntax { data: File, good: bool },
    /// A file with the triples it stands for.
    Data { data: File, result: File },
}

/// A file on disk and the IRI under which it is published.
#[derive(Clone)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) iri: String,
}

impl File {
    pub(crate) fn new(root: &Path, iri: &str) -> Self {
        let relative = iri.strip_prefix(SITE).unwrap_or_else(|| panic!("{iri} is not below {SITE}"));
        let (_, inside) = relative.split_once('/').unwrap_or(("", relative));
        Self { path: root.join(inside), iri: iri.to_owned() }
    }

    /// The file at `relative` below the tests' folder; the site has the folders of each standard in one more.
    fn local(root: &Path, relative: &str) -> Self {
        let standard = if relative.starts_with("rdf") { "rdf" } else { "sparql" };
        Self::new(root, &format!("{SITE}{standard}/{relative}"))
    }
}

/// Every test of every manifest below `root`, folder by folder.
pub(crate) fn tests(root: &Path) -> Vec<Test> {
    let manifests =
        ggen_marketplace_tests::files(root, "ttl").into_iter().filter(|path| path.ends_with("manifest.ttl"));
    manifests.flat_map(|path| Manifest::read(root, &path).tests()).collect()
}

struct Manifest<'a> {
    root: &'a Path,
    folder: String,
    graph: Graph,
}

impl<'a> Manifest<'a> {
    fn read(root: &'a Path, path: &Path) -> Self {
        let relative = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
        let file = File::local(root, &relative);
        let quads = files::quads(&file, "").unwrap();
        let graph = quads.into_iter().map(oxrdf::Triple::from).collect();
        Self { root, folder: relative.trim_end_matches("/manifest.ttl").to_owned(), graph }
    }

    fn tests(&self) -> Vec<Test> {
        let entries = self.graph.triples_for_predicate(mf("entries").as_ref()).next().unwrap();
        self.list(entries.object).iter().map(|entry| self.test(entry)).collect()
    }

    fn test(&self, entry: &NamedOrBlankNode) -> Test {
        let NamedOrBlankNode::NamedNode(iri) = entry else { panic!("{}: a test without IRI", self.folder) };
        let fragment = iri.as_str().rsplit('#').next().unwrap();
        let requires = self.values(entry, &mf("requires"));
        Test {
            name: format!("{}#{fragment}", self.folder),
            kind: self.kind(entry),
            lax: self.value(entry, &mf("resultCardinality")).is_some(),
            exact_numbers: requires.contains(&mf("NoCanonicalizationOfNumerics").into()),
        }
    }

    fn kind(&self, entry: &NamedOrBlankNode) -> Kind {
        let Some(Term::NamedNode(class)) = self.value(entry, &rdf::TYPE.into_owned()) else {
            panic!("{entry}: no type")
        };
        let class = class.as_str().rsplit('#').next().unwrap();
        match class {
            "PositiveSyntaxTest" | "PositiveSyntaxTest11" | "NegativeSyntaxTest" | "NegativeSyntaxTest11" => {
                Kind::QuerySyntax { query: self.file(entry, "action"), good: class.starts_with("Positive") }
            }
            "TestTurtleEval" => {
                Kind::Data { data: self.file(entry, "action"), result: self.file(entry, "result") }
            }
            "QueryEvaluationTest" => self.query(entry),
            "TestTurtlePositiveSyntax" | "TestNTriplesPositiveSyntax" => {
                Kind::DataSyntax { data: self.file(entry, "action"), good: true }
            }
            "TestTurtleNegativeSyntax" | "TestNTriplesNegativeSyntax" => {
                Kind::DataSyntax { data: self.file(entry, "action"), good: false }
            }
            _ => panic!("{entry}: a test of an unknown type, {class}"),
        }
    }

    fn query(&self, entry: &NamedOrBlankNode) -> Kind {
        let action = node(self.value(entry, &mf("action")).unwrap());
        let files =
            |name: &str| self.values(&action, &qt(name)).into_iter().map(|term| self.located(term)).collect();
        let query = self.value(&action, &qt("query")).unwrap();
        Kind::Query {
            query: self.located(query),
            data: files("data"),
            named: files("graphData"),
            result: self.file(entry, "result"),
        }
    }

    fn file(&self, entry: &NamedOrBlankNode, property: &str) -> File {
        self.located(self.value(entry, &mf(property)).unwrap())
    }

    fn located(&self, term: Term) -> File {
        let Term::NamedNode(iri) = term else { panic!("{term} is no file") };
        File::new(self.root, iri.as_str())
    }

    fn value(&self, subject: &NamedOrBlankNode, property: &oxrdf::NamedNode) -> Option<Term> {
        self.values(subject, property).into_iter().next()
    }

    fn values(&self, subject: &NamedOrBlankNode, property: &oxrdf::NamedNode) -> Vec<Term> {
        let objects = self.graph.objects_for_subject_predicate(subject.as_ref(), property.as_ref());
        objects.map(TermRef::into_owned).collect()
    }

    /// The members of an RDF list.
    fn list(&self, head: TermRef<'_>) -> Vec<NamedOrBlankNode> {
        let mut members = Vec::new();
        let mut at = node(head.into_owned());
        while at.as_ref() != NamedOrBlankNodeRef::from(rdf::NIL) {
            let next = |property: NamedNodeRef<'_>| self.value(&at, &property.into_owned()).unwrap();
            members.push(node(next(rdf::FIRST)));
            at = node(next(rdf::REST));
        }
        members
    }
}

fn node(term: Term) -> NamedOrBlankNode {
    match term {
        Term::NamedNode(node) => node.into(),
        Term::BlankNode(node) => node.into(),
        Term::Literal(_) => panic!("{term} is no node"),
    }
}

fn mf(name: &str) -> oxrdf::NamedNode {
    oxrdf::NamedNode::new_unchecked(format!("{MF}{name}"))
}

fn qt(name: &str) -> oxrdf::NamedNode {
    oxrdf::NamedNode::new_unchecked(format!("{QT}{name}"))
}
