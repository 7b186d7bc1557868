//! Queries as trees of text, so that a part can be left out and the rest still be a query.

/// A query or a subquery: `{head} WHERE {body} {tail}`.
#[derive(Clone)]
pub(crate) struct Query {
    pub(crate) head: String,
    pub(crate) body: Group,
    pub(crate) tail: String,
    /// The tail orders the rows of this query, and no two that differ are equal to it.
    pub(crate) ordered: bool,
}

/// Which engine a text is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    Ours,
    Peer,
}

/// `{ … }`.
#[derive(Clone, Default)]
pub(crate) struct Group(pub(crate) Vec<Element>);

/// One part of a group.
#[derive(Clone)]
pub(crate) enum Element {
    /// A triple pattern, BIND, VALUES or FILTER.
    Line(String),
    /// A path of two branches from subject to object. The peer is given a union, since it takes equal solutions of
    /// the branches for one (the specification counts both).
    Branches { subject: String, paths: [String; 2], object: String },
    /// A group after a word or more: OPTIONAL, MINUS, GRAPH, FILTER EXISTS, or none.
    Nested(String, Group),
    /// Groups with UNION between them.
    Union(Vec<Group>),
    /// A query in a group.
    Subquery(Box<Query>),
}

impl Query {
    pub(crate) fn text(&self, asked: Asked) -> String {
        format!("{} WHERE {} {}", self.head, self.body.text(asked), self.tail)
    }

    /// Every query that this one is after leaving out one element.
    pub(crate) fn smaller(&self) -> Vec<Self> {
        let with = |body: Group| Self { body, ..self.clone() };
        self.body.smaller().into_iter().map(with).collect()
    }
}

impl Group {
    pub(crate) fn text(&self, asked: Asked) -> String {
        let elements: Vec<_> = self.0.iter().map(|element| element.text(asked)).collect();
        format!("{{ {} }}", elements.join(" "))
    }

    fn smaller(&self) -> Vec<Self> {
        let mut all = Vec::new();
        for at in 0..self.0.len() {
            let with = |parts: Vec<Element>| Self([&self.0[..at], &parts, &self.0[at + 1..]].concat());
            all.push(with(Vec::new()));
            all.extend(self.0[at].smaller().into_iter().map(with));
        }
        all
    }
}

impl Element {
    fn text(&self, asked: Asked) -> String {
        match self {
            Self::Branches { subject, paths: [first, second], object } => match asked {
                Asked::Ours => format!("{subject} ({first}|{second}) {object} ."),
                Asked::Peer => {
                    format!("{{ {subject} {first} {object} }} UNION {{ {subject} {second} {object} }}")
                }
            },
            Self::Line(text) => text.clone(),
            Self::Nested(word, group) => format!("{word} {}", group.text(asked)),
            Self::Union(groups) => {
                groups.iter().map(|group| group.text(asked)).collect::<Vec<_>>().join(" UNION ")
            }
            Self::Subquery(query) => format!("{{ {} }}", query.text(asked)),
        }
    }

    fn smaller(&self) -> Vec<Vec<Self>> {
        match self {
            Self::Line(_) | Self::Branches { .. } => Vec::new(),
            Self::Nested(word, group) => {
                let inside = group.smaller().into_iter().map(|group| vec![Self::Nested(word.clone(), group)]);
                inside.chain([group.0.clone()]).collect()
            }
            Self::Union(groups) => smaller_union(groups),
            Self::Subquery(query) => {
                let inside = query.smaller().into_iter().map(|query| vec![Self::Subquery(Box::new(query))]);
                inside.chain([query.body.0.clone()]).collect()
            }
        }
    }
}

fn smaller_union(groups: &[Group]) -> Vec<Vec<Element>> {
    let mut all: Vec<_> = groups.iter().map(|group| group.0.clone()).collect();
    for (at, group) in groups.iter().enumerate() {
        for smaller in group.smaller() {
            let mut groups = groups.to_vec();
            groups[at] = smaller;
            all.push(vec![Element::Union(groups)]);
        }
    }
    all
}
