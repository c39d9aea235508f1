//! The web sites and programs whose passkeys count.

use cosmwasm_schema::cw_serde;
use thiserror::Error;

use crate::RpIdHash;
use crate::set::sorted;

/// Relying parties that a registry may list.
pub const MAX_RELYING_PARTIES: usize = 8;
/// Origins that a relying party may have.
pub const MAX_ORIGINS: usize = 8;
/// The longest rp id in characters: the longest domain name (RFC 1035 section 2.3.4).
pub const MAX_RP_ID: usize = 253;
/// The longest origin in characters: scheme, domain name, port.
pub const MAX_ORIGIN: usize = 267;

/// A relying party as the admin sends it.
#[cw_serde]
pub struct RelyingPartyUnchecked {
    /// A domain name in lower case, or `localhost`.
    pub rp_id: String,
    /// 1 to 8 origins on that domain or below: `https://host` or `https://host:port`; `http` on `localhost` only.
    pub origins: Vec<String>,
}

/// A portal, or several under one domain, whose passkeys confirm messages (WebAuthn level 3, section 5.1.2).
#[cw_serde]
#[derive(Eq)]
pub struct RelyingParty {
    /// The domain that passkeys are bound to.
    pub rp_id: String,
    /// From which origins a passkey may be asked, as `clientDataJSON` spells them; sorted.
    pub origins: Vec<String>,
}

/// What is wrong with a list of relying parties.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RelyingPartyError {
    /// Too many of them.
    #[error("expected at most {MAX_RELYING_PARTIES} relying parties, got {got}; take one out first")]
    TooMany {
        /// How many came.
        got: usize,
    },
    /// One came twice.
    #[error("expected each rp id once, got {rp_id} again; join the origins")]
    Repeated {
        /// Which.
        rp_id: String,
    },
    /// The rp id is no domain name.
    #[error(
        "expected an rp id that is a domain name in lower case of at most {MAX_RP_ID} characters, or localhost, got {got} characters of another form; leave out scheme, port and path"
    )]
    RpId {
        /// How many characters it has.
        got: usize,
    },
    /// No origin, or too many.
    #[error("expected 1 to {MAX_ORIGINS} origins for {rp_id}, got {got}")]
    Origins {
        /// Of which relying party.
        rp_id: String,
        /// How many came.
        got: usize,
    },
    /// An origin came twice.
    #[error("expected each origin of {rp_id} once, got one again; leave it out")]
    RepeatedOrigin {
        /// Of which relying party.
        rp_id: String,
    },
    /// An origin that no browser would ask a passkey of this relying party from.
    #[error(
        "expected an origin like https://{rp_id} or https://portal.{rp_id}:8443 (http on localhost only), got {got} characters of another form; leave out path, user and default port"
    )]
    Origin {
        /// Of which relying party.
        rp_id: String,
        /// How many characters the origin has.
        got: usize,
    },
}

impl RelyingParty {
    /// Checks a whole list: at most 8, each once; sorted by rp id.
    pub fn check_all(list: Vec<RelyingPartyUnchecked>) -> Result<Vec<Self>, RelyingPartyError> {
        if list.len() > MAX_RELYING_PARTIES {
            return Err(RelyingPartyError::TooMany { got: list.len() });
        }
        let list = list.into_iter().map(RelyingPartyUnchecked::check).collect::<Result<_, _>>()?;
        sorted(list, |party: &Self| party.rp_id.clone())
            .map_err(|Self { rp_id, .. }| RelyingPartyError::Repeated { rp_id })
    }

    /// SHA-256 of the rp id, as authenticator data carries it.
    pub fn rp_id_hash(&self) -> RpIdHash {
        RpIdHash::of(&self.rp_id)
    }

    /// Whether a passkey of this relying party may be asked from that origin.
    pub fn allows(&self, origin: &str) -> bool {
        self.origins.iter().any(|allowed| allowed == origin)
    }
}

impl RelyingPartyUnchecked {
    /// Checks the domain and that each origin lies on it or below.
    pub fn check(self) -> Result<RelyingParty, RelyingPartyError> {
        let Self { rp_id, origins } = self;
        if !is_domain(&rp_id) {
            return Err(RelyingPartyError::RpId { got: rp_id.chars().count() });
        }
        if !(1..=MAX_ORIGINS).contains(&origins.len()) {
            return Err(RelyingPartyError::Origins { rp_id, got: origins.len() });
        }
        if let Some(origin) = origins.iter().find(|origin| !is_origin(&rp_id, origin)) {
            let got = origin.chars().count();
            return Err(RelyingPartyError::Origin { rp_id, got });
        }
        match sorted(origins, Clone::clone) {
            Ok(origins) => Ok(RelyingParty { rp_id, origins }),
            Err(_) => Err(RelyingPartyError::RepeatedOrigin { rp_id }),
        }
    }
}

/// Labels of letters, digits and inner hyphens (RFC 1123 section 2.1). A last label of digits alone would be an IP
/// address, which WebAuthn does not take.
fn is_domain(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = name.rsplit('.').next().unwrap_or_default();
    name.len() <= MAX_RP_ID
        && name.split('.').all(is_label)
        && !last.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether it is an origin as browsers serialize it (RFC 6454 section 6.2), on the domain or below it.
fn is_origin(rp_id: &str, origin: &str) -> bool {
    let (rest, default_port) = match (origin.strip_prefix("https://"), origin.strip_prefix("http://")) {
        (Some(rest), _) => (rest, 443),
        (_, Some(rest)) if rp_id == "localhost" => (rest, 80),
        _ => return false,
    };
    let (host, port) = match rest.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (rest, None),
    };
    let is_port = |port: &str| {
        !port.starts_with(['0', '+']) && port.parse::<u16>().is_ok_and(|number| number != default_port)
    };
    let is_below = || host.strip_suffix(rp_id).is_some_and(|front| front.is_empty() || front.ends_with('.'));
    is_domain(host) && is_below() && port.is_none_or(is_port)
}
