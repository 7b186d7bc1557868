//! The IRIs of the datatypes that have a value here.

/// What the IRIs of XML Schema's datatypes begin with.
pub(crate) const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// The IRI of a datatype of XML Schema.
macro_rules! xsd {
    ($name:literal) => {
        concat!("http://www.w3.org/2001/XMLSchema#", $name)
    };
}
pub(crate) use xsd;

/// The datatypes derived from `xsd:integer`, and itself: IRI, smallest and largest value. What is beyond 64
/// bits is ill-typed to us.
pub(crate) const INTEGER_TYPES: [(&str, i64, i64); 13] = [
    (xsd!("integer"), i64::MIN, i64::MAX),
    (xsd!("int"), i32::MIN as i64, i32::MAX as i64),
    (xsd!("long"), i64::MIN, i64::MAX),
    (xsd!("short"), i16::MIN as i64, i16::MAX as i64),
    (xsd!("byte"), i8::MIN as i64, i8::MAX as i64),
    (xsd!("nonNegativeInteger"), 0, i64::MAX),
    (xsd!("positiveInteger"), 1, i64::MAX),
    (xsd!("nonPositiveInteger"), i64::MIN, 0),
    (xsd!("negativeInteger"), i64::MIN, -1),
    (xsd!("unsignedLong"), 0, i64::MAX),
    (xsd!("unsignedInt"), 0, u32::MAX as i64),
    (xsd!("unsignedShort"), 0, u16::MAX as i64),
    (xsd!("unsignedByte"), 0, u8::MAX as i64),
];

/// Whether literals of `datatype`, well-typed or not, have a truth value.
pub(super) fn is_numeric_or_boolean(datatype: &str) -> bool {
    INTEGER_TYPES.iter().any(|(iri, ..)| *iri == datatype)
        || [xsd!("boolean"), xsd!("decimal"), xsd!("float"), xsd!("double")].contains(&datatype)
}
