//! What every contract does alike: two-step admin, circuit breaker, migration check, no funds.
