//! When a pattern may see its neighbours' bindings.
//!
//! SPARQL joins solutions that were made apart. Running the right side with the left's bindings in the row is
//! faster and gives the same, unless the right side could tell: a filter on a variable that its own group
//! leaves unbound, an OPTIONAL whose outcome a binding changes, a LIMIT, a group.

use super::super::algebra::{Expr, Node};
use super::super::slots::Slots;

/// Whether evaluating `node` in rows that may bind `outer` is the same as joining with it.
pub(super) fn sees_safely(node: &Node, outer: &Slots) -> bool {
    if outer.is_empty() {
        return true;
    }
    match node {
        Node::Unit | Node::Nothing | Node::Triple(..) | Node::Path(..) | Node::Values { .. } => true,
        Node::Join(items) | Node::Union(items) => items.iter().all(|item| sees_safely(item, outer)),
        Node::Filter { conditions, inner } => {
            sees_safely(inner, outer) && reads_own(conditions, outer, &inner.certain())
        }
        Node::Bind { value, inner, .. } => {
            sees_safely(inner, outer) && reads_own(core::slice::from_ref(value), outer, &inner.certain())
        }
        Node::Optional { left, right, conditions } => {
            let certain = left.certain();
            sees_safely(left, outer)
                && sees_safely(right, outer)
                && !right.possible().without(&certain).meets(outer)
                && reads_own(conditions, outer, &certain.union(&right.certain()))
        }
        Node::Minus { left, right } => {
            let mut mentioned = Slots::default();
            right.mentions(&mut mentioned);
            sees_safely(left, outer) && mentioned.both(outer).is_within(&left.certain())
        }
        Node::Graphs { inner, .. } | Node::Project { inner, .. } | Node::Distinct { inner, .. } => {
            sees_safely(inner, outer)
        }
        Node::Group { .. } | Node::Order { .. } | Node::Slice { .. } => false,
    }
}

/// Whether expressions read of `outer` only what the pattern itself has bound.
fn reads_own(expressions: &[Expr], outer: &Slots, own: &Slots) -> bool {
    let mut read = Slots::default();
    expressions.iter().for_each(|expression| expression.reads(&mut read));
    read.both(outer).is_within(own)
}
