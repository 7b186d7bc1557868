//! The texts of the prepared questions, in the order of their names.

use super::Named;

pub(super) const PREFIXES: &str = "PREFIX gm: <https://ggen.io/marketplace/>\n\
    PREFIX dcterms: <http://purl.org/dc/terms/>\n";

const PACKAGE: (&str, &str) = ("package", "name of a package");
const TEXT: (&str, &str) = ("text", "words to look for, in any case");

/// Every prepared question, by name.
pub const ALL: &[Named] = &[
    Named {
        name: "all-packages",
        about: "every package with its summary",
        parameters: &[],
        text: "SELECT DISTINCT ?name ?summary WHERE {
  ?package gm:name ?name ; gm:release ?release .
  ?release gm:summary ?summary .
} ORDER BY ?name",
    },
    Named {
        name: "archives",
        about: "the archive of each release of a package: digest, length, place, level of proof",
        parameters: &[PACKAGE],
        text: "SELECT ?version ?digest ?bytes ?location ?level WHERE {
  ?p gm:name ?package ; gm:release ?release .
  ?release gm:version ?version ; gm:level ?level .
  OPTIONAL { ?release gm:digest ?digest ; gm:bytes ?bytes . OPTIONAL { ?release gm:location ?location } }
} ORDER BY ?version",
    },
    Named {
        name: "authors",
        about: "every author and how many packages they have, most first",
        parameters: &[],
        text: "SELECT ?author (COUNT(DISTINCT ?package) AS ?packages) WHERE {
  ?release gm:author ?author ; gm:package ?package .
} GROUP BY ?author ORDER BY DESC(?packages) ?author",
    },
    Named {
        name: "authors-of",
        about: "the authors of a package",
        parameters: &[PACKAGE],
        text: "SELECT DISTINCT ?author WHERE {
  ?p gm:name ?package ; gm:release ?release .
  ?release gm:author ?author .
} ORDER BY ?author",
    },
    Named {
        name: "by-author",
        about: "packages of an author",
        parameters: &[("author", "name or address of an author, or a part of it")],
        text: "SELECT DISTINCT ?name ?by WHERE {
  ?release gm:author ?by ; gm:package ?package .
  FILTER(CONTAINS(LCASE(?by), LCASE(?author)))
  ?package gm:name ?name .
} ORDER BY ?name",
    },
    Named {
        name: "by-category",
        about: "packages of a category",
        parameters: &[("category", "a category, as `categories` lists them")],
        text: "SELECT DISTINCT ?name ?summary WHERE {
  ?release gm:category ?category ; gm:package ?package ; gm:summary ?summary .
  ?package gm:name ?name .
} ORDER BY ?name",
    },
    Named {
        name: "by-keyword",
        about: "packages with a keyword or tag",
        parameters: &[("keyword", "the keyword or tag")],
        text: "SELECT DISTINCT ?name ?summary WHERE {
  ?release gm:keyword|gm:tag ?keyword ; gm:package ?package ; gm:summary ?summary .
  ?package gm:name ?name .
} ORDER BY ?name",
    },
    Named {
        name: "by-license",
        about: "packages under a licence",
        parameters: &[("license", "the licence, as packages spell it")],
        text: "SELECT DISTINCT ?name ?summary WHERE {
  ?release dcterms:license ?license ; gm:package ?package ; gm:summary ?summary .
  ?package gm:name ?name .
} ORDER BY ?name",
    },
    Named {
        name: "categories",
        about: "every category and how many packages it has, most first",
        parameters: &[],
        text: "SELECT ?category (COUNT(DISTINCT ?package) AS ?packages) WHERE {
  ?release gm:category ?category ; gm:package ?package .
} GROUP BY ?category ORDER BY DESC(?packages) ?category",
    },
    Named {
        name: "circular-dependencies",
        about: "packages that need themselves, over any number of others",
        parameters: &[],
        text: "SELECT DISTINCT ?name WHERE {
  ?package gm:name ?name .
  FILTER EXISTS { ?package (gm:release/gm:dependsOn)+ ?package }
} ORDER BY ?name",
    },
    Named {
        name: "dependencies",
        about: "what each release of a package needs, and in which versions",
        parameters: &[PACKAGE],
        text: "SELECT ?version ?needs ?requirement ?instead_of WHERE {
  ?p gm:name ?package ; gm:release ?release .
  ?release gm:version ?version ; gm:dependency ?first .
  ?first ^gm:alternativeTo? ?node .
  ?node gm:onPackage/gm:name ?needs .
  OPTIONAL { ?node gm:requirement ?requirement }
  OPTIONAL { ?node gm:alternativeTo/gm:onPackage/gm:name ?instead_of }
} ORDER BY ?version ?needs",
    },
    Named {
        name: "dependency-tree",
        about: "every need of a package and of what it needs: pairs of names",
        parameters: &[PACKAGE],
        text: "SELECT DISTINCT ?name ?needs WHERE {
  ?root gm:name ?package .
  ?root (gm:release/gm:dependsOn)* ?from .
  ?from gm:release/gm:dependsOn ?to .
  ?from gm:name ?name .
  ?to gm:name ?needs .
} ORDER BY ?name ?needs",
    },
    Named {
        name: "details",
        about: "everything the catalogue says of each release of a package",
        parameters: &[PACKAGE],
        text: "SELECT ?version ?property ?value WHERE {
  ?p gm:name ?package ; gm:release ?release .
  ?release gm:version ?version ; ?property ?value .
} ORDER BY ?version ?property ?value",
    },
    Named {
        name: "exists",
        about: "whether there is a package of that name",
        parameters: &[PACKAGE],
        text: "ASK { ?p a gm:Package ; gm:name ?package }",
    },
    Named {
        name: "keywords-of",
        about: "the keywords and tags of a package",
        parameters: &[PACKAGE],
        text: "SELECT DISTINCT ?keyword WHERE {
  ?p gm:name ?package ; gm:release ?release .
  ?release gm:keyword|gm:tag ?keyword .
} ORDER BY ?keyword",
    },
    Named {
        name: "latest",
        about: "the release of a package that was added last",
        parameters: &[PACKAGE],
        text: "SELECT ?version ?summary ?leaf WHERE {
  ?p gm:name ?package ; gm:release ?release .
  ?release gm:version ?version ; gm:summary ?summary ; gm:leaf ?leaf .
} ORDER BY DESC(?leaf) LIMIT 1",
    },
    Named {
        name: "most-needed",
        about: "the 20 packages that most others need",
        parameters: &[],
        text: "SELECT ?name (COUNT(DISTINCT ?by) AS ?packages) WHERE {
  ?release gm:dependsOn ?package ; gm:package ?by .
  ?package gm:name ?name .
} GROUP BY ?name ORDER BY DESC(?packages) ?name LIMIT 20",
    },
    Named {
        name: "popular",
        about: "the 20 releases with most downloads",
        parameters: &[],
        text: "SELECT ?name ?version ?downloads WHERE {
  ?release gm:downloads ?downloads ; gm:version ?version ; gm:package ?package .
  ?package gm:name ?name .
} ORDER BY DESC(?downloads) ?name LIMIT 20",
    },
    Named {
        name: "recent",
        about: "the 20 releases that were added last",
        parameters: &[],
        text: "SELECT ?name ?version ?leaf WHERE {
  ?release gm:leaf ?leaf ; gm:version ?version ; gm:package ?package .
  ?package gm:name ?name .
} ORDER BY DESC(?leaf) LIMIT 20",
    },
    Named {
        name: "reverse-deps",
        about: "the packages that need a package",
        parameters: &[PACKAGE],
        text: "SELECT DISTINCT ?name WHERE {
  ?needed gm:name ?package .
  ?release gm:dependsOn ?needed ; gm:package ?by .
  ?by gm:name ?name .
} ORDER BY ?name",
    },
    Named {
        name: "search-description",
        about: "packages whose summary or description has a text",
        parameters: &[TEXT],
        text: "SELECT DISTINCT ?name ?summary WHERE {
  ?release gm:summary ?summary ; gm:package ?package .
  OPTIONAL { ?release dcterms:description ?description }
  FILTER(CONTAINS(LCASE(?summary), LCASE(?text)) || CONTAINS(LCASE(?description), LCASE(?text)))
  ?package gm:name ?name .
} ORDER BY ?name",
    },
    Named {
        name: "search-name",
        about: "packages whose name has a text, with downloads, stars and author where known",
        parameters: &[TEXT],
        text: "SELECT DISTINCT ?name ?version ?summary ?author ?downloads ?stars WHERE {
  ?package gm:name ?name .
  FILTER(CONTAINS(LCASE(?name), LCASE(?text)))
  ?package gm:release ?release .
  ?release gm:version ?version ; gm:summary ?summary .
  OPTIONAL { ?release gm:author ?author }
  OPTIONAL { ?release gm:downloads ?downloads }
  OPTIONAL { ?release gm:stars ?stars }
} ORDER BY ?name ?version ?author",
    },
    Named {
        name: "statistics",
        about: "how many packages, releases, authors, categories, needs and downloads there are",
        parameters: &[],
        text: "SELECT ?packages ?releases ?authors ?categories ?needs ?downloads WHERE {
  { SELECT (COUNT(*) AS ?packages) WHERE { ?p a gm:Package } }
  { SELECT (COUNT(*) AS ?releases) WHERE { ?r a gm:Release } }
  { SELECT (COUNT(DISTINCT ?a) AS ?authors) WHERE { ?r gm:author ?a } }
  { SELECT (COUNT(DISTINCT ?c) AS ?categories) WHERE { ?r gm:category ?c } }
  { SELECT (COUNT(*) AS ?needs) WHERE { ?r gm:dependsOn ?d } }
  { SELECT (SUM(?n) AS ?downloads) WHERE { ?r gm:downloads ?n } }
}",
    },
    Named {
        name: "versions",
        about: "the releases of a package, the one added last first",
        parameters: &[PACKAGE],
        text: "SELECT ?version ?level ?leaf WHERE {
  ?p gm:name ?package ; gm:release ?release .
  ?release gm:version ?version ; gm:level ?level ; gm:leaf ?leaf .
} ORDER BY DESC(?leaf)",
    },
];
