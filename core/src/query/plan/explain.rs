//! A plan in words: one line a step.

use super::super::algebra::{Expr, GraphRef, Path, Place};
use super::super::slots::Slot;
use super::{Kind, Mode, Plan, Step};

/// One step of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanLine {
    /// How deep it stands in the tree, from 0.
    pub depth: usize,
    /// What it does.
    pub text: String,
    /// Solutions expected.
    pub estimated: u64,
    /// Solutions given since the plan was made.
    pub actual: u64,
}

impl Plan<'_> {
    /// The steps in order. After a run, `actual` tells what each gave.
    #[must_use]
    pub fn lines(&self) -> Vec<PlanLine> {
        let mut lines = Vec::new();
        self.describe(&self.root, 0, &mut lines);
        for (number, step) in self.exists.iter().enumerate() {
            let first = lines.len();
            self.describe(step, 0, &mut lines);
            lines[first].text.insert_str(0, &format!("EXISTS {number}: "));
        }
        lines
    }

    fn describe(&self, step: &Step, depth: usize, lines: &mut Vec<PlanLine>) {
        lines.push(PlanLine {
            depth,
            text: self.text(&step.kind),
            estimated: step.estimate.round().min(1e18) as u64,
            actual: self.counts.get(step.number).map_or(0, core::cell::Cell::get),
        });
        for inner in parts(&step.kind) {
            self.describe(inner, depth + 1, lines);
        }
    }

    fn text(&self, kind: &Kind) -> String {
        match kind {
            Kind::Unit => "one empty solution".into(),
            Kind::Nothing => "no solution".into(),
            Kind::Scan(graph, places) => format!("scan {}{}", self.triple(places), self.graph(*graph)),
            Kind::Sorted { graph, places, descending } => {
                let way = if *descending { "downwards" } else { "upwards" };
                format!("scan {way} {}{}", self.triple(places), self.graph(*graph))
            }
            Kind::Intersect(slot, patterns) => {
                let patterns: Vec<String> = patterns.iter().map(|(_, places)| self.triple(places)).collect();
                format!("intersect {} in {}", self.name(*slot), patterns.join(" and "))
            }
            Kind::Path(graph, s, path, o) => {
                format!(
                    "path {} {} {}{}",
                    self.place(*s),
                    self.path(path),
                    self.place(*o),
                    self.graph(*graph)
                )
            }
            Kind::Graphs { visible, .. } => format!("for each graph {}", self.name(*visible)),
            Kind::Values { slots, rows } => format!("{} given values of {}", rows.len(), self.names(slots)),
            Kind::Chain(_) => "join in order".into(),
            Kind::Filter(condition) => format!("filter {}", self.expression(condition)),
            Kind::Bind { slot, value, .. } => {
                format!("bind {} to {}", self.name(*slot), self.expression(value))
            }
            Kind::Optional(_) => "optional".into(),
            Kind::Union(_) => "union".into(),
            Kind::Without(_) => "without".into(),
            Kind::Table(table) => match &table.mode {
                Mode::Join => format!("join with a table by {}", self.names(&table.key)),
                Mode::Optional(_) => format!("optionally join with a table by {}", self.names(&table.key)),
                Mode::Minus(_) => format!("minus a table by {}", self.names(&table.key)),
            },
            Kind::Group { keys, aggregates, .. } => {
                format!("group by {}, {} aggregates", self.names(keys), aggregates.len())
            }
            Kind::Order { keys, keep, sorted, .. } => {
                let keys: Vec<String> = keys.iter().map(|key| self.expression(&key.value)).collect();
                let kept = keep.map_or(String::new(), |keep| format!(", keep {keep}"));
                let early = if *sorted { ", end early" } else { "" };
                format!("order by {}{kept}{early}", keys.join(", "))
            }
            Kind::Distinct { slots, .. } => format!("distinct {}", self.names(slots)),
            Kind::Slice { offset, limit, .. } => {
                let limit = limit.map_or("all".to_owned(), |limit| limit.to_string());
                format!("take {limit} after {offset}")
            }
            Kind::Count { places, graph, .. } => {
                format!("count in the index {}{}", self.triple(places), self.graph(*graph))
            }
            Kind::Runs { places, graph, key, .. } => {
                format!("each {} in the index {}{}", self.name(*key), self.triple(places), self.graph(*graph))
            }
        }
    }

    fn name(&self, slot: Slot) -> &str {
        self.names.get(usize::from(slot)).map_or("?", String::as_str)
    }

    fn names(&self, slots: &[Slot]) -> String {
        if slots.is_empty() {
            return "nothing".into();
        }
        slots.iter().map(|slot| self.name(*slot)).collect::<Vec<_>>().join(" ")
    }

    fn place(&self, place: Place) -> String {
        match place {
            Place::Slot(slot) => self.name(slot).to_owned(),
            Place::Const(cell) => match self.scratch.term(cell) {
                Ok(Some(term)) => term.to_string(),
                _ => "(unknown)".into(),
            },
        }
    }

    fn triple(&self, places: &[Place; 3]) -> String {
        let [s, p, o] = places.map(|place| self.place(place));
        format!("{s} {p} {o}")
    }

    fn graph(&self, graph: GraphRef) -> String {
        match graph {
            GraphRef::View(0) => String::new(),
            GraphRef::View(number) => format!(" in graph {number}"),
            GraphRef::Slot(_) => " in that graph".into(),
        }
    }

    fn path(&self, path: &Path) -> String {
        let list = |paths: &[Path], between: &str| {
            let paths: Vec<String> = paths.iter().map(|path| self.path(path)).collect();
            format!("({})", paths.join(between))
        };
        let link = |id: u32| self.place(Place::Const(super::Cell::term(id)));
        match path {
            Path::Link(Some(id)) => link(*id),
            Path::Link(None) => "(unknown)".into(),
            Path::Except(ids) => {
                format!("!({})", ids.iter().map(|id| link(*id)).collect::<Vec<_>>().join("|"))
            }
            Path::Inverse(path) => format!("^{}", self.path(path)),
            Path::Sequence(paths) => list(paths, "/"),
            Path::Alternative(paths) => list(paths, "|"),
            Path::ZeroOrMore(path) => format!("{}*", self.path(path)),
            Path::OneOrMore(path) => format!("{}+", self.path(path)),
            Path::ZeroOrOne(path) => format!("{}?", self.path(path)),
        }
    }

    fn expression(&self, expression: &Expr) -> String {
        let list = |items: &[Expr], between: &str| {
            items.iter().map(|item| self.expression(item)).collect::<Vec<_>>().join(between)
        };
        match expression {
            Expr::Const(cell, _) => self.place(Place::Const(*cell)),
            Expr::Slot(slot) => self.name(*slot).to_owned(),
            Expr::Or(items) => format!("({})", list(items, " || ")),
            Expr::And(items) => format!("({})", list(items, " && ")),
            Expr::Not(item) => format!("!{}", self.expression(item)),
            Expr::Equal(two) => list(&two[..], " = "),
            Expr::SameTerm(two) => format!("sameTerm({})", list(&two[..], ", ")),
            Expr::Compare(comparison, two) => list(&two[..], comparison.sign()),
            Expr::In(item, items) => format!("{} IN ({})", self.expression(item), list(items, ", ")),
            Expr::Arithmetic(operation, two) => format!("({})", list(&two[..], operation.sign())),
            Expr::Plus(item) => format!("+{}", self.expression(item)),
            Expr::Minus(item) => format!("-{}", self.expression(item)),
            Expr::Exists(_, number) => format!("EXISTS {number}"),
            Expr::Bound(slot) => format!("bound({})", self.name(*slot)),
            Expr::If(three) => format!("if({})", list(&three[..], ", ")),
            Expr::Coalesce(items) => format!("coalesce({})", list(items, ", ")),
            Expr::Call(function, items) => format!("{function}({})", list(items, ", ")),
        }
    }
}

fn parts(kind: &Kind) -> Vec<&Step> {
    match kind {
        Kind::Chain(steps) | Kind::Union(steps) => steps.iter().collect(),
        Kind::Optional(inner)
        | Kind::Without(inner)
        | Kind::Graphs { inner, .. }
        | Kind::Group { inner, .. }
        | Kind::Order { inner, .. }
        | Kind::Distinct { inner, .. }
        | Kind::Slice { inner, .. } => vec![inner],
        Kind::Table(table) => vec![&table.inner],
        _ => Vec::new(),
    }
}
