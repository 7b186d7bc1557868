//! Property paths: sequences and alternatives become joins and unions, the rest stays a path.

use spargebra::algebra::PropertyPathExpression;

use super::{Lowering, joined};
use crate::query::QueryError;
use crate::query::algebra::{GraphRef, Node, Path, Place};

impl Lowering<'_, '_> {
    pub(super) fn path(
        &mut self,
        graph: GraphRef,
        subject: Place,
        path: &PropertyPathExpression,
        object: Place,
    ) -> Result<Node, QueryError> {
        match path {
            PropertyPathExpression::NamedNode(node) => {
                let predicate = Place::Const(self.scratch.cell(crate::query::syntax::iri(node))?);
                Ok(Node::Triple(graph, [subject, predicate, object]))
            }
            PropertyPathExpression::Reverse(path) => self.path(graph, object, path, subject),
            PropertyPathExpression::Sequence(first, second) => {
                let middle = Place::Slot(self.fresh("(middle)".to_owned())?);
                let first = self.path(graph, subject, first, middle)?;
                Ok(joined(vec![first, self.path(graph, middle, second, object)?]))
            }
            PropertyPathExpression::Alternative(first, second) => {
                let first = self.path(graph, subject, first, object)?;
                Ok(Node::Union(vec![first, self.path(graph, subject, second, object)?]))
            }
            path => Ok(Node::Path(graph, subject, self.steps(path)?, object)),
        }
    }

    fn steps(&mut self, path: &PropertyPathExpression) -> Result<Path, QueryError> {
        Ok(match path {
            PropertyPathExpression::NamedNode(node) => {
                Path::Link(self.scratch.cell(crate::query::syntax::iri(node))?.id())
            }
            PropertyPathExpression::Reverse(path) => Path::Inverse(Box::new(self.steps(path)?)),
            PropertyPathExpression::Sequence(a, b) => Path::Sequence(vec![self.steps(a)?, self.steps(b)?]),
            PropertyPathExpression::Alternative(a, b) => {
                Path::Alternative(vec![self.steps(a)?, self.steps(b)?])
            }
            PropertyPathExpression::ZeroOrMore(path) => Path::ZeroOrMore(Box::new(self.steps(path)?)),
            PropertyPathExpression::OneOrMore(path) => Path::OneOrMore(Box::new(self.steps(path)?)),
            PropertyPathExpression::ZeroOrOne(path) => Path::ZeroOrOne(Box::new(self.steps(path)?)),
            PropertyPathExpression::NegatedPropertySet(nodes) => {
                let id = |node| Ok(self.scratch.cell(crate::query::syntax::iri(node))?.id());
                let ids = nodes.iter().map(id).collect::<Result<Vec<_>, QueryError>>()?;
                Path::Except(ids.into_iter().flatten().collect())
            }
        })
    }
}
