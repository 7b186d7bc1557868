//! The catalogue as RDF: dictionary, triples, vocabulary.
