//! Calls of what SPARQL names itself: functions, special forms, aggregates.

use core::fmt;

use super::lexer::Token;
use super::{Aggregates, Parser, Read};
use crate::query::tree::{Aggregate, AggregateFunction, Expression, Function, Operator};

/// The functions by name, with the least and the greatest number of arguments.
#[rustfmt::skip]
const FUNCTIONS: [(&str, Function, usize, usize); 48] = {
    use Function::*;
    [
        ("STR", Str, 1, 1), ("LANG", Lang, 1, 1), ("LANGMATCHES", LangMatches, 2, 2), ("DATATYPE", Datatype, 1, 1),
        ("IRI", Iri, 1, 1), ("URI", Iri, 1, 1), ("BNODE", BNode, 0, 1), ("RAND", Rand, 0, 0), ("ABS", Abs, 1, 1),
        ("CEIL", Ceil, 1, 1), ("FLOOR", Floor, 1, 1), ("ROUND", Round, 1, 1), ("CONCAT", Concat, 0, usize::MAX),
        ("SUBSTR", SubStr, 2, 3), ("STRLEN", StrLen, 1, 1), ("REPLACE", Replace, 3, 4), ("UCASE", UCase, 1, 1),
        ("LCASE", LCase, 1, 1), ("ENCODE_FOR_URI", EncodeForUri, 1, 1), ("CONTAINS", Contains, 2, 2),
        ("STRSTARTS", StrStarts, 2, 2), ("STRENDS", StrEnds, 2, 2), ("STRBEFORE", StrBefore, 2, 2),
        ("STRAFTER", StrAfter, 2, 2), ("YEAR", Year, 1, 1), ("MONTH", Month, 1, 1), ("DAY", Day, 1, 1),
        ("HOURS", Hours, 1, 1), ("MINUTES", Minutes, 1, 1), ("SECONDS", Seconds, 1, 1),
        ("TIMEZONE", Timezone, 1, 1), ("TZ", Tz, 1, 1), ("NOW", Now, 0, 0), ("UUID", Uuid, 0, 0),
        ("STRUUID", StrUuid, 0, 0), ("MD5", Md5, 1, 1), ("SHA1", Sha1, 1, 1), ("SHA256", Sha256, 1, 1),
        ("SHA384", Sha384, 1, 1), ("SHA512", Sha512, 1, 1), ("STRLANG", StrLang, 2, 2), ("STRDT", StrDt, 2, 2),
        ("isIRI", IsIri, 1, 1), ("isURI", IsIri, 1, 1), ("isBLANK", IsBlank, 1, 1), ("isLITERAL", IsLiteral, 1, 1),
        ("isNUMERIC", IsNumeric, 1, 1), ("REGEX", Regex, 2, 3),
    ]
};

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Custom(iri) = self {
            return write!(f, "<{iri}>");
        }
        let known = FUNCTIONS.iter().find(|(_, function, ..)| function == self);
        f.write_str(known.map_or("", |(name, ..)| name))
    }
}

impl Parser<'_> {
    /// A call whose name is at hand.
    pub(super) fn call(&mut self) -> Read<Expression> {
        let Token::Word(word) = self.token else { return Err(self.unexpected("an expression")) };
        let known = FUNCTIONS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(word));
        if let Some((_, function, least, most)) = known {
            return self.function(function, *least, *most);
        }
        let name = word.to_ascii_uppercase();
        if let Some(function) = aggregate_named(&name) {
            return self.aggregate(function);
        }
        self.form(&name)
    }

    fn function(&mut self, function: &Function, least: usize, most: usize) -> Read<Expression> {
        let place = self.start;
        self.advance();
        let list = self.list()?;
        if !(least..=most).contains(&list.len()) {
            let wanted = if least == most { format!("{least}") } else { format!("{least} to {most}") };
            let message = format!("the function takes {wanted} arguments, here are {}", list.len());
            return Err(self.refused(place, message));
        }
        Ok(Expression::Call(function.clone(), list))
    }

    /// What does not get the values of all its arguments, and `sameTerm`.
    fn form(&mut self, name: &str) -> Read<Expression> {
        let known = ["BOUND", "COALESCE", "IF", "SAMETERM", "EXISTS", "NOT"];
        if !known.contains(&name) {
            return Err(self.unexpected("an expression"));
        }
        self.advance();
        Ok(match name {
            "BOUND" => Expression::Bound(self.bracketed(Self::variable)?),
            "COALESCE" => Expression::Coalesce(self.list()?),
            "IF" => Expression::If(Box::new(self.exactly()?)),
            "SAMETERM" => Expression::Binary(Operator::SameTerm, Box::new(self.exactly()?)),
            "EXISTS" => Expression::Exists(Box::new(self.group()?)),
            _ => {
                self.expect_word("EXISTS")?;
                Expression::Not(Box::new(Expression::Exists(Box::new(self.group()?))))
            }
        })
    }

    fn exactly<const N: usize>(&mut self) -> Read<[Expression; N]> {
        let place = self.start;
        let list = <[Expression; N]>::try_from(self.list()?);
        list.map_err(|list| self.refused(place, format!("{N} arguments are wanted, here are {}", list.len())))
    }

    fn aggregate(&mut self, function: AggregateFunction) -> Read<Expression> {
        let start = self.start;
        let nested = Aggregates::Refused("an aggregate stands inside another: use a subquery");
        let outer = core::mem::replace(&mut self.aggregates, nested);
        let mut all = match outer {
            Aggregates::Of(all) => all,
            Aggregates::Refused(why) => return Err(self.refused(start, why.to_owned())),
        };
        self.advance();
        let aggregate = self.bracketed(|parser| parser.aggregated(function))?;
        // Two that are written alike are one.
        let text = &self.text[start..self.last];
        let known = all.iter().find(|(known, ..)| known == text).map(|(_, variable, _)| variable.clone());
        let variable = known.unwrap_or_else(|| {
            let variable = self.fresh();
            all.push((text.to_owned(), variable.clone(), aggregate));
            variable
        });
        self.aggregates = Aggregates::Of(all);
        Ok(Expression::Variable(variable))
    }

    fn aggregated(&mut self, mut function: AggregateFunction) -> Read<Aggregate> {
        let distinct = self.word("DISTINCT");
        if function == AggregateFunction::Count && self.sign("*") {
            return Ok(Aggregate::Solutions { distinct });
        }
        let value = self.expression()?;
        if let AggregateFunction::GroupConcat { separator } = &mut function
            && self.sign(";")
        {
            self.expect_word("SEPARATOR")?;
            self.expect("=")?;
            *separator = Some(self.plain_text()?);
        }
        Ok(Aggregate::Of { function, value, distinct })
    }
}

fn aggregate_named(name: &str) -> Option<AggregateFunction> {
    Some(match name {
        "COUNT" => AggregateFunction::Count,
        "SUM" => AggregateFunction::Sum,
        "MIN" => AggregateFunction::Min,
        "MAX" => AggregateFunction::Max,
        "AVG" => AggregateFunction::Avg,
        "SAMPLE" => AggregateFunction::Sample,
        "GROUP_CONCAT" => AggregateFunction::GroupConcat { separator: None },
        _ => return None,
    })
}
