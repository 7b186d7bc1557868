//! Search against a naive reference, over random small catalogues: conditions, facets, pages, explanations.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::{BTreeMap, BTreeSet};

use ggen_marketplace_core::catalog::{Catalog, SegmentBuilder};
use ggen_marketplace_core::model::{Level, Manifest, PackageName, Record, Version};
use ggen_marketplace_core::search::{Filters, Hits, Note, Query, SearchError, Sort};
use proptest::prelude::*;

const WORDS: [&str; 8] = ["json", "parser", "Web", "server", "köln", "fast", "jsonp", "a"];
const TAGS: [&str; 4] = ["web", "Web", "role::program", "two words"];
const AUTHORS: [&str; 3] = ["Ann Lee <ann@example.org>", "Bob", "ann lee"];

/// A package as the reference knows it.
#[derive(Debug, Clone)]
struct Package {
    name: String,
    summary: Vec<usize>,
    description: Vec<usize>,
    tags: BTreeSet<usize>,
    author: usize,
    downloads: u32,
}

impl Package {
    fn text(words: &[usize]) -> String {
        words.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(" ")
    }

    fn record(&self) -> Record {
        let name = PackageName::parse(&self.name).unwrap();
        let summary = format!("S {}", Self::text(&self.summary));
        let mut manifest = Manifest::new(name, Version::parse("1.0.0").unwrap(), summary);
        manifest.description = Self::text(&self.description);
        manifest.tags = self.tags.iter().map(|tag| TAGS[*tag].to_owned()).collect();
        manifest.authors = vec![AUTHORS[self.author].to_owned()];
        let (level, downloads) = (Level::Unsigned, self.downloads);
        Record { manifest, archive: None, level, leaf: 0, downloads, stars: 0 }
    }

    fn has_tag(&self, typed: &str) -> bool {
        self.tags.iter().any(|tag| TAGS[*tag].eq_ignore_ascii_case(typed))
    }

    fn has_word(&self, word: &str) -> bool {
        let mut words = self.summary.iter().chain(&self.description).map(|word| WORDS[*word].to_lowercase());
        let in_lists =
            [self.name.clone()].into_iter().chain(self.tags.iter().map(|tag| TAGS[*tag].to_lowercase()));
        let in_lists: Vec<String> = in_lists.chain([AUTHORS[self.author].to_lowercase()]).collect();
        words.any(|found| found.replace('ö', "o") == word)
            || in_lists.iter().any(|text| text.split(|c: char| !c.is_alphanumeric()).any(|part| part == word))
    }

    fn has_phrase(&self, first: &str, second: &str) -> bool {
        let together = |words: &[usize]| {
            words.windows(2).any(|pair| {
                let [a, b] = [pair[0], pair[1]].map(|word| WORDS[word].to_lowercase().replace('ö', "o"));
                a == first && b == second
            })
        };
        together(&self.summary) || together(&self.description)
    }
}

fn packages() -> impl Strategy<Value = Vec<Package>> {
    let words = || prop::collection::vec(0..WORDS.len(), 1..6);
    let package =
        (words(), words(), prop::collection::btree_set(0..TAGS.len(), 0..3), 0..AUTHORS.len(), 0u32..5);
    prop::collection::vec(package, 1..25).prop_map(|packages| {
        let named = |(number, (summary, description, tags, author, downloads)): (usize, _)| {
            let name = format!("{}{number}", ["json-", "web.", "x"][number % 3]);
            Package { name, summary, description, tags, author, downloads }
        };
        packages.into_iter().enumerate().map(named).collect()
    })
}

/// The packages in one segment or, from `cut` on, in a second.
fn catalog(packages: &[Package], cut: usize) -> Catalog<Vec<u8>> {
    let (first, second) = packages.split_at(cut.min(packages.len()));
    let segment = |packages: &[Package]| {
        let mut builder = SegmentBuilder::new();
        packages.iter().for_each(|package| builder.push(package.record()).unwrap());
        builder.build(&mut |_, _, _| {}).unwrap()
    };
    let segments = [first, second].into_iter().filter(|packages| !packages.is_empty()).map(segment);
    Catalog::open(segments.collect()).unwrap()
}

fn all(text: &str) -> Query {
    Query { limit: Query::MAX_LIMIT, ..Query::new(text) }
}

fn found(hits: &Hits) -> BTreeSet<String> {
    hits.packages.iter().map(|hit| hit.name.clone()).collect()
}

fn expected(packages: &[Package], passes: impl Fn(&Package) -> bool) -> BTreeSet<String> {
    packages.iter().filter(|package| passes(package)).map(|package| package.name.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn conditions_let_pass_what_the_reference_does(packages in packages(), cut in 0usize..25) {
        let catalog = catalog(&packages, cut);
        let search = |text: &str| found(&catalog.search(&all(text)).unwrap());
        prop_assert_eq!(search("tag:WEB"), expected(&packages, |p| p.has_tag("web")));
        prop_assert_eq!(search("-tag:web"), expected(&packages, |p| !p.has_tag("web")));
        prop_assert_eq!(search("tag:role::program -tag:\"two words\""),
            expected(&packages, |p| p.has_tag("role::program") && !p.has_tag("two words")));
        prop_assert_eq!(search("author:\"ANN LEE\""), expected(&packages, |p| p.author != 1));
        prop_assert_eq!(search("author:ann@example.org"), expected(&packages, |p| p.author == 0));
        prop_assert_eq!(search("name:EB.1"), expected(&packages, |p| p.name.contains("eb.1")));
        prop_assert_eq!(search("-json"), expected(&packages, |p| !p.has_word("json")));
        prop_assert_eq!(search("-KOLN tag:web"), expected(&packages, |p| !p.has_word("koln") && p.has_tag("web")));
        prop_assert_eq!(search("\"Web Server\""), expected(&packages, |p| p.has_phrase("web", "server")));
        prop_assert_eq!(search("tag:web -\"köln a\""),
            expected(&packages, |p| p.has_tag("web") && !p.has_phrase("koln", "a")));
        let filters = Filters { tag: Some("web".into()), ..Filters::default() };
        prop_assert_eq!(found(&catalog.search(&Query { filters, ..all("") }).unwrap()), search("tag:web"));
    }

    #[test]
    fn facets_count_what_the_reference_does(packages in packages(), cut in 0usize..25, most in 1usize..4) {
        let catalog = catalog(&packages, cut);
        for text in ["json", "tag:web", "-parser"] {
            let hits = catalog.search(&Query { facets: most, ..all(text) }).unwrap();
            let matching: Vec<&Package> = packages.iter().filter(|p| found(&hits).contains(&p.name)).collect();
            let mut tags = BTreeMap::<&str, u32>::new();
            matching.iter().flat_map(|p| &p.tags).for_each(|tag| *tags.entry(TAGS[*tag]).or_default() += 1);
            let mut authors = BTreeMap::<&str, u32>::new();
            matching.iter().for_each(|p| *authors.entry(AUTHORS[p.author]).or_default() += 1);
            for (name, counts) in [("tag", tags), ("author", authors)] {
                let mut expected: Vec<(&str, u32)> = counts.into_iter().collect();
                expected.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
                let facet = hits.facets.iter().find(|facet| facet.field == name).unwrap();
                prop_assert_eq!(facet.distinct, expected.len());
                expected.truncate(most);
                let shown: Vec<(&str, u32)> = facet.values.iter().map(|v| (&*v.value, v.matches)).collect();
                prop_assert_eq!(shown, expected);
            }
        }
    }

    #[test]
    fn pages_make_up_the_whole(packages in packages(), cut in 0usize..25, size in 1usize..7) {
        let catalog = catalog(&packages, cut);
        for (text, sort) in [("json web", Sort::Relevance), ("json", Sort::Downloads), ("-json", Sort::Name), ("tag:web", Sort::Updated)] {
            let whole = catalog.search(&Query { sort, ..all(text) }).unwrap();
            prop_assert_eq!(whole.total_matches, whole.packages.len());
            let mut pages = Vec::new();
            while pages.len() < whole.total_matches {
                let page = catalog.search(&Query { sort, offset: pages.len(), limit: size, ..Query::new(text) }).unwrap();
                prop_assert_eq!(page.total_matches, whole.total_matches);
                prop_assert!(!page.packages.is_empty());
                pages.extend(page.packages);
            }
            prop_assert_eq!(pages, whole.packages);
        }
    }

    #[test]
    fn explanations_add_up(
        packages in packages(), cut in 0usize..25,
        words in prop::collection::vec(prop::sample::select(vec!["json", "jsno", "web", "serv", "KÖLN", "web.1", "\"web server\"", "tag:web", "x", "-fast", "nothere"]), 1..5),
        space in any::<bool>(), sort in prop::sample::select(vec![Sort::Relevance, Sort::Name]),
    ) {
        let catalog = catalog(&packages, cut);
        let text = words.join(" ") + if space { " " } else { "" };
        let hits = catalog.search(&Query { explain: true, sort, ..all(&text) }).unwrap();
        for hit in &hits.packages {
            let parts = hit.explain.as_ref().unwrap();
            prop_assert_eq!(parts.iter().map(|part| part.points).sum::<i64>(), i64::from(hit.score), "{}: {:?}", text, hit);
        }
        let plain = catalog.search(&Query { sort, ..all(&text) }).unwrap();
        let scores = |hits: &Hits| hits.packages.iter().map(|hit| (hit.name.clone(), hit.score)).collect::<Vec<_>>();
        prop_assert_eq!(scores(&plain), scores(&hits));
    }

    #[test]
    fn an_empty_answer_says_what_each_condition_costs(packages in packages(), cut in 0usize..25) {
        let catalog = catalog(&packages, cut);
        let hits = catalog.search(&all("json tag:role::program author:bob -fast")).unwrap();
        if hits.total_matches > 0 {
            prop_assert_eq!(hits.hints, []);
            return Ok(());
        }
        for (without, rest) in [
            ("tag:role::program", "json author:bob -fast"),
            ("author:bob", "json tag:role::program -fast"),
            ("-fast", "json tag:role::program author:bob"),
        ] {
            // The space says that the last word is no prefix, as before a condition.
            let matches = catalog.search(&all(rest)).unwrap().total_matches;
            let hint = hits.hints.iter().find(|hint| hint.without == without).map_or(0, |hint| hint.matches);
            prop_assert_eq!(hint, matches, "{}", without);
        }
    }

    #[test]
    fn related_scores_are_the_sums_of_their_reasons(packages in packages(), cut in 0usize..25) {
        let catalog = catalog(&packages, cut);
        let related = catalog.related(&packages[0].name, 100).unwrap();
        prop_assert!(related.packages.iter().all(|other| other.name != packages[0].name));
        prop_assert!(related.packages.is_sorted_by(|a, b| (a.score, &b.name) >= (b.score, &a.name)));
        for other in related.packages {
            prop_assert_eq!(other.reasons.iter().map(|reason| reason.points).sum::<u32>(), other.score);
        }
    }

    #[test]
    fn whatever_is_typed_is_answered(typed in "(\\PC|[\"\u{0}:\\-]| |tag:|name:|json){0,30}") {
        let packages = [Package { name: "json".into(), summary: vec![0], description: vec![1], tags: [0].into(), author: 0, downloads: 0 }];
        let catalog = catalog(&packages, 1);
        let query = Query { facets: 3, explain: true, highlight: true, ..Query::new(&typed) };
        let answered = catalog.search(&query);
        prop_assert!(matches!(answered, Ok(_) | Err(SearchError::EmptyQuery)), "{:?}", answered);
        catalog.suggest(&typed, 10).unwrap();
    }
}

fn package(name: &str, summary: &[usize], tags: &[usize], author: usize) -> Package {
    let (description, tags) = (vec![7], tags.iter().copied().collect());
    Package { name: name.into(), summary: summary.to_vec(), description, tags, author, downloads: 0 }
}

fn small() -> Catalog<Vec<u8>> {
    catalog(
        &[
            package("json", &[0, 1], &[0, 2], 0),
            package("json-fast", &[0, 1, 5], &[2], 1),
            package("server", &[2, 3], &[0], 1),
            package("libfoo", &[5], &[], 0),
        ],
        4,
    )
}

#[test]
fn an_unknown_value_is_noted_with_those_near_it() {
    let hits = small().search(&Query::new("tag:wbe")).unwrap();
    let note = &hits.notes[0];
    assert_eq!((note.code, note.column), (Note::UNKNOWN_VALUE, Some(1)));
    assert_eq!(note.near, ["web"]);
    let hits = small().search(&Query::new("json author:lee")).unwrap();
    assert_eq!(hits.notes[0].near, ["Ann Lee <ann@example.org>"]);
    assert_eq!(
        (hits.total_matches, hits.hints[0].without.as_str(), hits.hints[0].matches),
        (0, "author:lee", 2)
    );
}

#[test]
fn strict_queries_are_refused_with_their_place() {
    let strict = |text: &str| small().search(&Query { strict: true, ..Query::new(text) });
    let error = strict("json tga:web").unwrap_err();
    assert_eq!(error.to_string(), "column 6: there is no field `tga`: searched as words");
    assert!(strict("json tag:web -\"a b\" libfoo::bar").is_ok());
    assert!(matches!(strict("\"json"), Err(SearchError::Unclear { column: 1, .. })));
}

#[test]
fn the_whole_query_is_corrected() {
    let meant = |text: &str| small().search(&Query::new(text)).unwrap().did_you_mean;
    assert_eq!(meant("Jsno  parsre tag:web").as_deref(), Some("json  parser tag:web"));
    assert_eq!(meant("servre tag:role::program"), None, "it would find nothing");
    assert_eq!(meant("json pars"), None, "it is not finished");
    assert_eq!(meant("json"), None);
}

#[test]
fn suggestions_go_on_with_what_was_typed() {
    let suggest = |text: &str, limit| {
        let found = small().suggest(text, limit).unwrap().suggestions;
        found.into_iter().map(|s| format!("{} {} {}", s.kind, s.text, s.packages)).collect::<Vec<_>>()
    };
    assert_eq!(suggest("js", 10), ["name json 1", "name json-fast 1"]);
    assert_eq!(suggest("web s", 10), ["word web server 1"]);
    assert_eq!(suggest("js", 1), ["name json 1"]);
    assert_eq!((suggest("", 10), suggest("js", 0)), (Vec::new(), Vec::new()));
    assert!(matches!(small().suggest("a", 101), Err(SearchError::LimitTooLarge { .. })));
}

#[test]
fn orders_that_the_catalogue_has_no_figures_for_are_refused() {
    assert!(matches!(Sort::named("quality"), Err(SearchError::NoColumn { order: "quality" })));
    assert!(matches!(Sort::named("best"), Err(SearchError::UnknownOrder { .. })));
    let hits = small().search(&Query { sort: Sort::Downloads, ..Query::new("json") }).unwrap();
    assert_eq!(hits.notes[0].code, Note::NO_COUNTS);
}

#[test]
fn words_are_highlighted() {
    let hits = small().search(&Query { highlight: true, ..Query::new("jsno pars") }).unwrap();
    let places = hits.packages[0].highlight.clone().unwrap();
    assert_eq!((hits.packages[0].name.as_str(), places.name), ("json", vec![[0, 4]]));
    assert_eq!(
        (hits.packages[0].description.as_str(), places.description),
        ("S json parser", vec![[2, 6], [7, 13]])
    );
}

#[test]
fn long_hostile_texts_are_answered() {
    for piece in ["\"", "x ", "-x ", "tag:web ", "\u{0}", "é:\"", "nothing"] {
        let text = piece.repeat(100_000 / piece.len());
        assert!(
            small().search(&Query { explain: true, facets: 1, ..Query::new(&text) }).is_ok(),
            "{piece:?}"
        );
        small().suggest(&text, 10).unwrap();
    }
}
