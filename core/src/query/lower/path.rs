//! Property paths: sequences and alternatives become joins and unions, the rest stays a path.

use super::{Lowering, joined};
use crate::model::Term;
use crate::query::QueryError;
use crate::query::algebra::{GraphRef, Node, Path, Place};
use crate::query::tree;

impl Lowering<'_, '_> {
    pub(super) fn path(
        &mut self,
        graph: GraphRef,
        subject: Place,
        path: &tree::Path,
        object: Place,
    ) -> Result<Node, QueryError> {
        match path {
            tree::Path::Link(iri) => {
                let predicate = Place::Const(self.scratch.cell(Term::Iri(iri.clone()))?);
                Ok(Node::Triple(graph, [subject, predicate, object]))
            }
            tree::Path::Inverse(path) => self.path(graph, object, path, subject),
            tree::Path::Sequence(two) => {
                let [first, second] = &**two;
                let middle = Place::Slot(self.fresh("(middle)".to_owned())?);
                let first = self.path(graph, subject, first, middle)?;
                Ok(joined(vec![first, self.path(graph, middle, second, object)?]))
            }
            tree::Path::Alternative(two) => {
                let [first, second] = &**two;
                let first = self.path(graph, subject, first, object)?;
                Ok(Node::Union(vec![first, self.path(graph, subject, second, object)?]))
            }
            path => Ok(Node::Path(graph, subject, self.steps(path)?, object)),
        }
    }

    fn steps(&mut self, path: &tree::Path) -> Result<Path, QueryError> {
        Ok(match path {
            tree::Path::Link(iri) => Path::Link(self.scratch.cell(Term::Iri(iri.clone()))?.id()),
            tree::Path::Inverse(path) => Path::Inverse(Box::new(self.steps(path)?)),
            tree::Path::Sequence(two) => Path::Sequence(vec![self.steps(&two[0])?, self.steps(&two[1])?]),
            tree::Path::Alternative(two) => {
                Path::Alternative(vec![self.steps(&two[0])?, self.steps(&two[1])?])
            }
            tree::Path::ZeroOrMore(path) => Path::ZeroOrMore(Box::new(self.steps(path)?)),
            tree::Path::OneOrMore(path) => Path::OneOrMore(Box::new(self.steps(path)?)),
            tree::Path::ZeroOrOne(path) => Path::ZeroOrOne(Box::new(self.steps(path)?)),
            tree::Path::Except(iris) => {
                let id = |iri: &String| Ok(self.scratch.cell(Term::Iri(iri.clone()))?.id());
                let ids = iris.iter().map(id).collect::<Result<Vec<_>, QueryError>>()?;
                Path::Except(ids.into_iter().flatten().collect())
            }
        })
    }
}
