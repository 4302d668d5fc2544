//! The scope of an authenticated caller: every query runs with one.

use std::sync::Arc;

use crate::config::{House, Secret};
use crate::error::{AppError, ProblemCode, Result};
use crate::values::{AccountLinkId, OrganisationId, Role, Sector, Sectors};

/// What authenticated a caller. A transaction that changes who has access looks it up again.
#[derive(Debug, Clone)]
pub enum Credential {
    /// Nothing that the database could end: the command line, or the environment's key.
    Operator,
    /// A session, by the digest of its token.
    Session(String),
    /// An API key, by the digest of the secret that was presented.
    Key(Secret),
    /// The address of a buyer's account or the code of an attestation, which change nothing.
    Link,
}

/// A caller's identity and rights.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The carrier in whose service the caller acts.
    pub house: Arc<House>,
    /// The role.
    pub role: Role,
    /// The sectors the caller sees; data of other sectors does not exist for it.
    pub sectors: Sectors,
    /// The organisation the caller acts for, if it is not the house.
    pub organisation: Option<OrganisationId>,
    /// The source recorded with the caller's hours.
    pub source: String,
    /// The actor in the audit trail: a kind and a number, never a person's name.
    pub actor: String,
    /// The id of the request.
    pub request_id: Option<String>,
    /// What authenticated the caller.
    pub credential: Credential,
}

/// The owner of a record and of the references in it. All keys and accounts of one partner are one owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// The house: its officers and administrators.
    House,
    /// An organisation.
    Organisation(OrganisationId),
    /// A partner without an organisation, by the source of its hours.
    Source(String),
}

impl Owner {
    /// From its two columns.
    pub fn stored(organisation: Option<OrganisationId>, source: Option<String>) -> Self {
        match (organisation, source) {
            (Some(organisation), _) => Self::Organisation(organisation),
            (None, Some(source)) => Self::Source(source),
            (None, None) => Self::House,
        }
    }

    /// The column of the organisation.
    pub const fn organisation(&self) -> Option<OrganisationId> {
        match self {
            Self::Organisation(organisation) => Some(*organisation),
            Self::House | Self::Source(_) => None,
        }
    }

    /// The column of the source.
    pub fn source(&self) -> Option<&str> {
        match self {
            Self::Source(source) => Some(source),
            Self::House | Self::Organisation(_) => None,
        }
    }
}

/// Filters a boxed query to the rows of an [`Owner`].
macro_rules! owned_by {
    ($query:expr, $table:ident, $owner:expr) => {
        match $owner {
            $crate::access::Owner::Organisation(organisation) => $query.filter($table::owner_id.eq(organisation)),
            $crate::access::Owner::Source(source) => $query.filter($table::owner_source.eq(source)),
            $crate::access::Owner::House => {
                $query.filter($table::owner_id.is_null()).filter($table::owner_source.is_null())
            }
        }
    };
}
pub(crate) use owned_by;

impl Scope {
    /// The administrator's scope of the command line and of the start of the service.
    pub fn operator(house: &Arc<House>) -> Self {
        Self {
            house: house.clone(),
            role: Role::Admin,
            sectors: Sectors::all(),
            organisation: None,
            source: house.name().to_owned(),
            actor: "operator".to_owned(),
            request_id: None,
            credential: Credential::Operator,
        }
    }

    /// The scope of a link to a buyer's account: its reader reads as little of people as a dashboard.
    pub fn of_account_link(
        house: &Arc<House>,
        buyer: OrganisationId,
        link: AccountLinkId,
        request_id: Option<String>,
    ) -> Self {
        Self::of_link(house, Some(buyer), format!("account_link:{link}"), request_id)
    }

    /// The scope of the verification of an attestation, which anybody with its code may ask for: it reads hours of lots.
    pub fn of_verification(house: &Arc<House>, request_id: Option<String>) -> Self {
        Self::of_link(house, None, "verification".to_owned(), request_id)
    }

    fn of_link(
        house: &Arc<House>,
        organisation: Option<OrganisationId>,
        actor: String,
        request_id: Option<String>,
    ) -> Self {
        Self {
            house: house.clone(),
            role: Role::Dashboard,
            sectors: Sectors::all(),
            organisation,
            source: String::new(),
            actor,
            request_id,
            credential: Credential::Link,
        }
    }

    /// Whether both are the same caller with the same rights, of whichever request.
    pub fn is_same_caller(&self, other: &Self) -> bool {
        let Self { house: _, role, sectors, organisation, source, actor, request_id: _, credential: _ } = self;
        let others = (&other.role, &other.sectors, &other.organisation, &other.source, &other.actor);
        (role, sectors, organisation, source, actor) == others
    }

    /// Whether the caller is an officer or administrator of the house.
    pub fn is_officer(&self) -> bool {
        matches!(self.role, Role::Admin | Role::Officer)
    }

    /// Whether the caller reads the reasons of versions of this source: officers all, partners the house's and their own.
    pub fn reads_reasons_of(&self, source: &str) -> bool {
        self.is_officer() || [self.house.name(), self.source.as_str()].contains(&source)
    }

    /// The owner of what the caller records.
    pub fn owner(&self) -> Owner {
        match (self.organisation, self.role) {
            (Some(organisation), _) => Owner::Organisation(organisation),
            (None, Role::Partner) => Owner::Source(self.source.clone()),
            (None, _) => Owner::House,
        }
    }

    /// Whether the caller may read an owner's references: the house reads all, a partner its own.
    pub fn knows_references_of(&self, owner: &Owner) -> bool {
        self.is_officer() || *owner == self.owner()
    }

    /// The owner of the references that the caller gives records of others; officers change the records' own.
    pub fn own_namespace(&self) -> Option<Owner> {
        (!self.is_officer()).then(|| self.owner())
    }

    /// Checks that the caller may change an owner's record: officers change all that they see, a partner only its own.
    ///
    /// # Errors
    /// `forbidden`, with one text for every reason, so that it discloses nothing hidden.
    pub fn may_change(&self, owner: &Owner) -> Result<()> {
        if self.is_officer() || *owner == self.owner() { Ok(()) } else { Err(officers_matter()) }
    }

    /// Whether the caller sees the sector.
    pub fn sees(&self, sector: Sector) -> bool {
        self.sectors.contains(sector)
    }

    /// Whether what the caller is answered may depend on hours of the sector: a partner's on its own sectors alone, or it
    /// could find out the others' by asking; the house answers for a person's whole month.
    pub fn is_warned_of(&self, sector: Sector) -> bool {
        self.is_officer() || self.sees(sector)
    }

    /// Checks that the caller sees every sector. Settings apply to all sectors, and who grants access could grant
    /// themselves any sector.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn must_see_every_sector(&self) -> Result<()> {
        if Sector::ALL.iter().all(|sector| self.sees(*sector)) {
            return Ok(());
        }
        let detail = "Cela vaut pour tous les secteurs : c’est à un administrateur qui les voit tous de le faire.";
        Err(AppError::new(ProblemCode::Forbidden).with_detail(detail))
    }

    /// The sectors of [`Self::sees`], for a query.
    pub fn visible_sectors(&self) -> Vec<Sector> {
        self.sectors.iter().collect()
    }
}

/// The source of hours that an organisation, or a partner's key without one, sends; without either the house sends them. No
/// partner sends under the house's name.
pub(super) fn source(house: &House, role: Role, sender: Option<String>) -> String {
    match sender {
        Some(name) if role == Role::Partner && house.is_called(&name) => format!("{name} (partenaire)"),
        Some(name) => name,
        None => house.name().to_owned(),
    }
}

/// The refusal of a change that only officers may make.
pub fn officers_matter() -> AppError {
    AppError::new(ProblemCode::Forbidden)
        .with_detail("Pour modifier cette fiche, adressez-vous à la chargée de clauses.")
}
