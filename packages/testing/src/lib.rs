//! The cw-multi-test suite of a whole consortium, for our tests and integrators.
