//! Suites that cross contracts and packages.
