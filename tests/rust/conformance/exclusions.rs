//! Tests that an engine is known not to pass, each with the reason. One that passes must leave the list.

/// Name of the test and reason.
pub(crate) type Exclusion = (&'static str, &'static str);

/// Of our engine.
pub(crate) const OURS: &[Exclusion] = &[];

/// Of `spareval`, which shows that the tests are read rightly.
pub(crate) const PEER: &[Exclusion] = &[
    ("sparql10/expr-builtin#dawg-str-1", "it rewrites numbers before it looks at their text"),
    ("sparql10/expr-builtin#dawg-str-2", "it rewrites numbers before it looks at their text"),
    ("sparql10/expr-builtin#case-insensitive-booleans", "its parser knows `true` and `TRUE`, not `False`"),
    (
        "sparql10/graph#graph-variable-scope",
        "it binds the name of a graph before the group inside, not after",
    ),
    ("sparql10/graph#graph-optional", "it binds the name of a graph before the group inside, not after"),
    ("sparql11/bindings#graph", "it does not join the name of a graph with what the group inside binds"),
    ("sparql10/open-world#date-2", "it does not compare dates with and without time zone"),
    ("sparql10/open-world#date-3", "it does not compare dates with and without time zone"),
    ("sparql10/syntax-sparql3#syn-bad-26", "its parser does not take the longest token"),
    ("sparql11/functions#bnode01", "BNODE of equal texts is equal in all its solutions"),
    (
        "sparql11/property-path#zero_or_more_set_start",
        "no path of length zero from a constant that the graph lacks",
    ),
    (
        "sparql11/property-path#zero_or_more_set_end",
        "no path of length zero from a constant that the graph lacks",
    ),
    (
        "sparql11/property-path#zero_or_one_set_start",
        "no path of length zero from a constant that the graph lacks",
    ),
    (
        "sparql11/property-path#zero_or_one_set_end",
        "no path of length zero from a constant that the graph lacks",
    ),
    (
        "sparql12/grouping#select-variable-reuse",
        "its parser refuses a variable that the same SELECT makes, beside an aggregate",
    ),
    ("sparql12/syntax#nested-aggregate-functions", "its parser accepts an aggregate in an aggregate"),
];
