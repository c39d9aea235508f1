//! What can be wrong with the oracle itself. None of it is a decision.

use cedar_policy::entities_errors::EntitiesError;
use cedar_policy::{
    AuthorizationError, CedarSchemaError, ContextCreationError, EntityAttrEvaluationError, ParseErrors,
    PolicySetError, RequestValidationError,
};
use chartseal_types::access::Rule;
use thiserror::Error;

/// The oracle could not answer. Cedar's errors are large, so they are boxed.
#[derive(Debug, Error)]
pub enum OracleError {
    /// A policy does not parse.
    #[error(transparent)]
    Policy(Box<ParseErrors>),
    /// The schema does not parse.
    #[error(transparent)]
    Schema(Box<CedarSchemaError>),
    /// Two policies have one name.
    #[error(transparent)]
    PolicySet(Box<PolicySetError>),
    /// A fact is no value of Cedar's.
    #[error(transparent)]
    Fact(Box<EntityAttrEvaluationError>),
    /// A record of facts names a member twice.
    #[error(transparent)]
    Context(Box<ContextCreationError>),
    /// The entities are not those of the schema, or one is there twice.
    #[error(transparent)]
    Entities(Box<EntitiesError>),
    /// The request is not one of the schema.
    #[error(transparent)]
    Request(Box<RequestValidationError>),
    /// A policy failed while it was evaluated, so Cedar left it out.
    #[error("expected every policy to evaluate, got: {0}")]
    Evaluation(Box<AuthorizationError>),
    /// A policy that decided is not annotated as one of the rules.
    #[error("expected the annotation `rule` with a number from 1 to 10, got {0:?}")]
    Annotation(Option<String>),
    /// The first of the rules that Cedar applied says the contrary of what Cedar decided.
    #[error("expected {rule:?} to decide what it says, got permitted: {permitted}")]
    Contrary {
        /// The lowest rule of those that decided.
        rule: Rule,
        /// What Cedar decided.
        permitted: bool,
    },
}

macro_rules! boxed {
    ($($variant:ident($error:ty),)+) => {$(
        impl From<$error> for OracleError {
            fn from(error: $error) -> Self {
                Self::$variant(Box::new(error))
            }
        }
    )+};
}

boxed! {
    Policy(ParseErrors),
    Schema(CedarSchemaError),
    PolicySet(PolicySetError),
    Fact(EntityAttrEvaluationError),
    Context(ContextCreationError),
    Entities(EntitiesError),
    Request(RequestValidationError),
    Evaluation(AuthorizationError),
}
