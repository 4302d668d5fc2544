//! What the layout shows around a page: the menu of the user's role, their name, and sign-out. Pages that need no session
//! have a plainer one (`plain_shell`).

use actix_web::{HttpMessage as _, HttpRequest};

use super::help::Help;
use super::menu::{Entry, EntryGroup, Group};
use crate::access::{
    EditKeys, Permission as _, Proofread, ReadAudit, ReadReference, ReadRegister, ReadSettings, ReadUsers, Scope,
};
use crate::accounts::User;
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{AppState, FormToken};
use crate::values::{Month, Role, Sectors};

/// An entry of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The start page.
    Dashboard,
    /// The hours of a month.
    Sheet,
    /// What waits for a decision.
    Waiting,
    /// What came of a month, and its closing.
    Month,
    /// Whom to remind of hours.
    Reminders,
    /// Public contracts and their lots.
    Contracts,
    /// People.
    Candidates,
    /// Referrals.
    Referrals,
    /// Employments.
    Employments,
    /// Positive exits.
    Exits,
    /// Organisations.
    Organisations,
    /// The link to the PLIE's participant records.
    Plie,
    /// The yearly report.
    Bilan,
    /// What needs attention.
    Attention,
    /// Records that may be about one person.
    Doubles,
    /// Proofreading of documents.
    Proofreading,
    /// Rows of hours.
    Hours,
    /// Who did what.
    Journal,
    /// Who read what.
    Reads,
    /// People's accounts.
    Users,
    /// API keys.
    Keys,
    /// Dated settings.
    Settings,
    /// Reference data.
    Reference,
    /// The user's account.
    Account,
    /// The documentation of the API.
    Documentation,
}

impl Place {
    /// The entries, in order, those of a group one after the other. The account stands apart, under the user's name.
    pub const MENU: &[Self] = &[
        Self::Dashboard,
        Self::Sheet,
        Self::Waiting,
        Self::Month,
        Self::Reminders,
        Self::Hours,
        Self::Contracts,
        Self::Candidates,
        Self::Referrals,
        Self::Employments,
        Self::Exits,
        Self::Organisations,
        Self::Plie,
        Self::Bilan,
        Self::Attention,
        Self::Doubles,
        Self::Proofreading,
        Self::Journal,
        Self::Reads,
        Self::Users,
        Self::Keys,
        Self::Settings,
        Self::Reference,
        Self::Documentation,
    ];

    /// The group; a file of the trade, unless it is said here.
    const fn group(self) -> Group {
        match self {
            Self::Dashboard => Group::Start,
            Self::Sheet | Self::Waiting | Self::Month | Self::Reminders | Self::Hours => Group::Month,
            Self::Bilan | Self::Attention | Self::Doubles | Self::Proofreading | Self::Journal | Self::Reads => {
                Group::Watch
            }
            Self::Users | Self::Keys | Self::Settings | Self::Reference | Self::Documentation => Group::Administration,
            _ => Group::Files,
        }
    }

    const fn label(self) -> &'static str {
        match self {
            Self::Dashboard => "Tableau de bord",
            Self::Sheet => "Saisie mensuelle",
            Self::Waiting => "À valider",
            Self::Month => "Mois",
            Self::Reminders => "Relances",
            Self::Contracts => "Marchés",
            Self::Candidates => "Candidats",
            Self::Referrals => "Orientations",
            Self::Employments => "Contrats de travail",
            Self::Exits => "Sorties",
            Self::Organisations => "Structures",
            Self::Plie => "PLIE",
            Self::Bilan => "Bilan",
            Self::Attention => "Constats",
            Self::Doubles => "Doublons",
            Self::Proofreading => "Relecture",
            Self::Hours => "Heures",
            Self::Journal => "Journal",
            Self::Reads => "Lectures",
            Self::Users => "Comptes",
            Self::Keys => "Clés d’API",
            Self::Settings => "Réglages",
            Self::Reference => "Référentiel",
            Self::Account => "Mon compte",
            Self::Documentation => "Documentation de l’API",
        }
    }

    /// Where the entry leads in this month: hours are entered for the month before it, and that month is closed.
    pub fn path(self, this_month: Month) -> String {
        match self {
            Self::Dashboard => "/".to_owned(),
            Self::Sheet => format!("/saisie/{}", this_month.previous()),
            Self::Waiting => "/a-valider".to_owned(),
            Self::Month => format!("/mois/{}", this_month.previous()),
            Self::Reminders => "/relances".to_owned(),
            Self::Contracts => "/marches".to_owned(),
            Self::Candidates => "/candidats".to_owned(),
            Self::Referrals => "/orientations".to_owned(),
            Self::Employments => "/contrats-de-travail".to_owned(),
            Self::Exits => "/sorties".to_owned(),
            Self::Organisations => "/structures".to_owned(),
            Self::Plie => "/plie".to_owned(),
            Self::Bilan => format!("/bilan/{}", this_month.previous().year()),
            Self::Attention => "/constats".to_owned(),
            Self::Doubles => "/doublons".to_owned(),
            Self::Proofreading => "/relecture".to_owned(),
            Self::Hours => "/heures".to_owned(),
            Self::Journal => "/journal".to_owned(),
            Self::Reads => "/lectures".to_owned(),
            Self::Users => "/comptes".to_owned(),
            Self::Keys => "/cles".to_owned(),
            Self::Settings => "/reglages".to_owned(),
            Self::Reference => "/referentiel".to_owned(),
            Self::Account => "/compte".to_owned(),
            Self::Documentation => "/docs/".to_owned(),
        }
    }

    /// The roles that may open it.
    const fn roles(self) -> &'static [Role] {
        match self {
            Self::Sheet
            | Self::Waiting
            | Self::Month
            | Self::Reminders
            | Self::Contracts
            | Self::Candidates
            | Self::Referrals
            | Self::Employments
            | Self::Exits
            | Self::Organisations
            | Self::Plie
            | Self::Bilan
            | Self::Attention
            | Self::Doubles
            | Self::Hours => &[Role::Admin, Role::Officer],
            Self::Proofreading => Proofread::ROLES,
            Self::Journal => ReadAudit::ROLES,
            Self::Reads => ReadRegister::ROLES,
            Self::Users => ReadUsers::ROLES,
            Self::Keys => EditKeys::ROLES,
            Self::Settings => ReadSettings::ROLES,
            Self::Reference => ReadReference::ROLES,
            Self::Dashboard | Self::Account | Self::Documentation => Role::ALL,
        }
    }

    /// Whether it concerns every sector, so that only those who see all of them may open it.
    const fn is_of_every_sector(self) -> bool {
        matches!(self, Self::Journal | Self::Reads | Self::Users | Self::Keys)
    }

    /// Whether users with this role and these sectors may open it.
    pub fn is_open_to(self, role: Role, sectors: &Sectors) -> bool {
        self.roles().contains(&role) && (sectors.is_all() || !self.is_of_every_sector())
    }
}

/// The layout of a page for a signed-in user: `shell.html` reads it from the page's field `shell`.
pub struct Shell {
    /// The carrier's name.
    pub house: String,
    /// The user's name; none on a page about an error.
    pub user: Option<String>,
    /// The label of the user's role.
    pub role: &'static str,
    /// The entries that the user may open, by group.
    pub groups: Vec<EntryGroup>,
    /// The entry of the account.
    pub account: Entry,
    /// The CSRF token of forms.
    pub token: String,
    /// The words of the page and the rules behind its figures.
    pub help: Option<Help>,
    /// What another page did just before, for this one to say.
    pub said: Option<&'static str>,
    /// The places of the menu that the user may open.
    open: Vec<Place>,
}

impl Shell {
    /// The layout of a page at this place, for the user of the request.
    ///
    /// # Errors
    /// `unauthenticated` without a session, `internal`.
    pub fn of(request: &HttpRequest, user: &User, place: Place) -> Result<Self> {
        let shell = Self::at(request, Some(place))?.ok_or(AppError::new(ProblemCode::Unauthenticated))?;
        Ok(Self { user: Some(user.name.to_string()), ..shell })
    }

    /// The layout of a page about an error: it asks the database nothing, so it lacks the name. `None` without a session.
    ///
    /// # Errors
    /// `internal`.
    pub fn without_name(request: &HttpRequest) -> Result<Option<Self>> {
        Self::at(request, None)
    }

    /// The layout with a notice of what another page did just before.
    #[must_use]
    pub fn with_notice(self, said: Option<&'static str>) -> Self {
        Self { said, ..self }
    }

    fn at(request: &HttpRequest, place: Option<Place>) -> Result<Option<Self>> {
        let Some(scope) = request.extensions().get::<Scope>().cloned() else { return Ok(None) };
        let state = AppState::of(request)?;
        let this_month = Month::of(state.clock.today());
        let open: Vec<Place> =
            Place::MENU.iter().copied().filter(|of| of.is_open_to(scope.role, &scope.sectors)).collect();
        let entry = |of: Place| Entry { path: of.path(this_month), label: of.label(), is_current: place == Some(of) };
        Ok(Some(Self {
            house: state.house.name().to_owned(),
            user: None,
            role: scope.role.label(),
            groups: open
                .chunk_by(|one, next| one.group() == next.group())
                .map(|places| EntryGroup {
                    heading: places.first().and_then(|of| of.group().heading()),
                    entries: places.iter().map(|of| entry(*of)).collect(),
                })
                .collect(),
            account: entry(Place::Account),
            token: FormToken::of(request)?.value,
            help: place.and_then(|_| Help::of(request.path())),
            said: None,
            open,
        }))
    }

    /// Whether the user may open a place of the menu.
    pub fn opens(&self, place: Place) -> bool {
        self.open.contains(&place)
    }
}
