//! Every function on the cases of the W3C's tests and some more.
