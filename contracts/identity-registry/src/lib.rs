//! Who is who: identities, accounts, encryption keys, verification and affiliations.
