//! Expressions, by precedence.

use super::lexer::Token;
use super::{Parser, Read};
use crate::model::Term;
use crate::query::algebra::{Arithmetic, Comparison};
use crate::query::tree::{Expression, Function, Operator};

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Read<Expression> {
        let first = self.conjunction()?;
        self.chain(first, "||", Self::conjunction, Expression::Or)
    }

    fn conjunction(&mut self) -> Read<Expression> {
        let first = self.relation()?;
        self.chain(first, "&&", Self::relation, Expression::And)
    }

    fn chain(
        &mut self,
        first: Expression,
        sign: &str,
        read: fn(&mut Self) -> Read<Expression>,
        made: fn(Vec<Expression>) -> Expression,
    ) -> Read<Expression> {
        if !self.is_sign(sign) {
            return Ok(first);
        }
        let mut operands = vec![first];
        while self.sign(sign) {
            operands.push(read(self)?);
        }
        Ok(made(operands))
    }

    fn relation(&mut self) -> Read<Expression> {
        let left = self.sum()?;
        let not = |value| Expression::Not(Box::new(value));
        if self.word("IN") {
            return Ok(Expression::In(Box::new(left), self.list()?));
        }
        if self.word("NOT") {
            self.expect_word("IN")?;
            return Ok(not(Expression::In(Box::new(left), self.list()?)));
        }
        if let Token::Iri(text) = self.token
            && text.starts_with(['?', '$'])
        {
            // It was meant as two comparisons.
            return Err(self.wrong("it is one IRI here: put a space after `<`"));
        }
        let Token::Sign(sign) = self.token else { return Ok(left) };
        let operator = match sign {
            "=" | "!=" => Operator::Equal,
            "<" => Operator::Compare(Comparison::Less),
            "<=" => Operator::Compare(Comparison::LessOrEqual),
            ">" => Operator::Compare(Comparison::Greater),
            ">=" => Operator::Compare(Comparison::GreaterOrEqual),
            _ => return Ok(left),
        };
        self.advance();
        let whole = Expression::Binary(operator, Box::new([left, self.sum()?]));
        Ok(if sign == "!=" { not(whole) } else { whole })
    }

    fn sum(&mut self) -> Read<Expression> {
        let mut left = self.product()?;
        loop {
            let operator = match self.token {
                Token::Sign("+") => Arithmetic::Add,
                Token::Sign("-") => Arithmetic::Subtract,
                _ => return Ok(left),
            };
            self.advance();
            left = Expression::Binary(Operator::Arithmetic(operator), Box::new([left, self.product()?]));
        }
    }

    fn product(&mut self) -> Read<Expression> {
        let mut left = self.unary()?;
        loop {
            let operator = match self.token {
                Token::Sign("*") => Arithmetic::Multiply,
                Token::Sign("/") => Arithmetic::Divide,
                _ => return Ok(left),
            };
            self.advance();
            left = Expression::Binary(Operator::Arithmetic(operator), Box::new([left, self.unary()?]));
        }
    }

    fn unary(&mut self) -> Read<Expression> {
        let made = match self.token {
            Token::Sign("!") => Expression::Not,
            Token::Sign("+") => Expression::Plus,
            Token::Sign("-") => Expression::Minus,
            _ => return self.primary(),
        };
        self.advance();
        self.primary().map(Box::new).map(made)
    }

    fn primary(&mut self) -> Read<Expression> {
        match self.token {
            Token::Sign("(") => self.bracketed(Self::expression),
            Token::Variable(_) => self.variable().map(Expression::Variable),
            Token::Iri(_) | Token::Name(..) => self.iri_or_call(),
            Token::Sign(_) => Err(self.unexpected("an expression")),
            _ => match self.literal()? {
                Some(literal) => Ok(Expression::Term(literal)),
                None => self.call(),
            },
        }
    }

    fn iri_or_call(&mut self) -> Read<Expression> {
        let iri = self.iri()?;
        if self.is_sign("(") {
            Ok(Expression::Call(Function::Custom(iri), self.list()?))
        } else {
            Ok(Expression::Term(Term::Iri(iri)))
        }
    }

    /// `(`, expressions with commas between them, `)`.
    pub(super) fn list(&mut self) -> Read<Vec<Expression>> {
        self.bracketed(|parser| {
            let mut items = Vec::new();
            if parser.is_sign(")") {
                return Ok(items);
            }
            loop {
                items.push(parser.expression()?);
                if !parser.sign(",") {
                    return Ok(items);
                }
            }
        })
    }

    /// What FILTER, HAVING and ORDER BY take without more brackets.
    pub(super) fn constraint(&mut self) -> Read<Expression> {
        match self.token {
            Token::Sign("(") => self.bracketed(Self::expression),
            Token::Iri(_) | Token::Name(..) => {
                let iri = self.iri()?;
                Ok(Expression::Call(Function::Custom(iri), self.list()?))
            }
            Token::Word(_) => self.call(),
            _ => Err(self.unexpected("`(` or the name of a function")),
        }
    }
}
