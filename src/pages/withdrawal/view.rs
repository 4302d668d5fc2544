//! The page: what would go, with the form; or what rests on it.

use askama::Template;

use super::super::form_errors::{FormErrors, FormField};
use super::super::shell::Shell;
use super::super::view::version;
use super::subject::Subject;
use crate::error::{AppError, FieldError, ProblemCode, Result, french};
use crate::http::SentForm;
use crate::values::{DependentKind, FreeText, RecordKind, capitalised};
use crate::withdrawals::{Dependent, Dependents, LeadsTo, Record};

/// What was typed.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    /// The version that the page showed.
    pub version: i64,
    pub reason: String,
}

impl Typed {
    /// Reads the fields.
    ///
    /// # Errors
    /// `invalid_body` for a form of another page.
    pub fn read(form: &SentForm) -> Result<Self> {
        let version = version(form)?;
        Ok(Self { version, reason: form.text("motif").trim().replace("\r\n", "\n") })
    }

    /// The reason.
    ///
    /// # Errors
    /// `reason_required`, `text_too_long`, `invalid_text`, at `/reason`.
    pub fn reason(&self) -> Result<FreeText> {
        let pointed = |code, detail: &str| AppError::from(FieldError::new("/reason", code).with_detail(detail));
        if self.reason.is_empty() {
            return Err(pointed(ProblemCode::ReasonRequired, "Dites pourquoi cet enregistrement est retiré."));
        }
        FreeText::parse(&self.reason).map_err(|invalid| pointed(invalid.code, &invalid.detail))
    }
}

/// The field beside which the form shows an error.
const FIELDS: &[FormField] = &[("/reason", "motif", "Motif du retrait")];

#[derive(Template)]
#[template(path = "withdrawal.html", config = "src/pages/askama.toml")]
pub(super) struct WithdrawalPage {
    shell: Shell,
    /// The page's own address.
    path: String,
    subject: Subject,
    heading: String,
    along: String,
    /// What to do about them.
    advice: Vec<String>,
    dependents: Vec<Line>,
    others: bool,
    version: i64,
    reason: String,
    field_errors: FormErrors,
    is_outdated: bool,
}

/// A record that rests on the one of the page.
struct Line {
    label: String,
    /// The page that shows it.
    page: Option<String>,
}

impl WithdrawalPage {
    pub fn new(shell: Shell, path: &str, subject: Subject, refused: Option<&(Typed, AppError)>) -> Self {
        let is_outdated = refused.is_some_and(|(_, error)| error.code == ProblemCode::PreconditionFailed);
        // What came to rest on it meanwhile is listed anyway.
        let in_form = refused.filter(|(_, error)| error.code != ProblemCode::RecordInUse && !is_outdated);
        Self {
            shell,
            path: path.to_owned(),
            heading: french(&format!("Retirer {}", subject.title)),
            along: french(subject.along),
            advice: advice(&subject.outlook.dependents),
            dependents: subject.outlook.dependents.items.iter().map(line).collect(),
            others: subject.outlook.dependents.others,
            version: subject.outlook.version,
            reason: refused.map(|(typed, _)| typed.reason.clone()).unwrap_or_default(),
            field_errors: FormErrors::of(in_form.map(|(_, error)| error), FIELDS),
            is_outdated,
            subject,
        }
    }
}

/// What to do about what rests on the record.
fn advice(dependents: &Dependents) -> Vec<String> {
    use DependentKind::{EligibilityWindow, Hours, PliePeriod, Waiver};
    let kinds: Vec<DependentKind> = dependents.items.iter().map(|dependent| dependent.kind).collect();
    let stays = |kind: &DependentKind| matches!(kind, EligibilityWindow | Hours | PliePeriod | Waiver);
    let others = kinds.is_empty() || kinds.iter().any(|kind| !stays(kind));
    let texts = [
        (others, "D’autres enregistrements reposent sur cette fiche. S’ils sont faux eux aussi, retirez-les d’abord."),
        (
            kinds.contains(&Hours),
            "Des heures y ont été saisies, et l’historique des heures reste, même à zéro : ce qui les porte ne se retire \
             plus. Mettez-y fin à sa date.",
        ),
        (
            kinds.iter().any(|kind| matches!(kind, EligibilityWindow | PliePeriod | Waiver)),
            "Un accompagnement, une dérogation ou une fenêtre d’éligibilité ne se retire pas : la fiche reste. Si elle \
             double une autre, fusionnez-les.",
        ),
    ];
    texts.into_iter().filter(|(applies, _)| *applies).map(|(_, text)| french(text)).collect()
}

fn line(dependent: &Dependent) -> Line {
    let page = match dependent.leads_to {
        LeadsTo::Candidate(id) => Some(format!("/candidats/{id}")),
        LeadsTo::Referral(id) => Some(format!("/orientations/{id}")),
        LeadsTo::Employment(id) => Some(format!("/contrats-de-travail/{id}")),
        LeadsTo::PositiveExit(id) => Some(format!("/sorties/{id}")),
        LeadsTo::PublicContract(id) => Some(format!("/marches/{id}")),
        LeadsTo::Lot(id) => Some(format!("/lots/{id}")),
        LeadsTo::LotMonth(lot, month) => Some(format!("/mois/{month}#lot-{lot}")),
        LeadsTo::Nothing => None,
    };
    Line { label: capitalised(&dependent.label), page }
}

/// The code of what was withdrawn, in the address of the page that follows.
pub(super) const fn code(record: Record) -> &'static str {
    match record.kind() {
        RecordKind::Candidate => "retrait-fiche",
        RecordKind::Referral => "retrait-orientation",
        RecordKind::Employment => "retrait-contrat-de-travail",
        RecordKind::PublicContract => "retrait-marche",
        RecordKind::Lot => "retrait-lot",
        RecordKind::Organisation => "retrait-structure",
    }
}

/// What the page that follows a withdrawal says once.
pub fn said(code: Option<&str>) -> Option<&'static str> {
    match code? {
        "retrait-fiche" => Some("La fiche est retirée. Le journal en garde le motif."),
        "retrait-orientation" => Some("L’orientation est retirée. Le journal en garde le motif."),
        "retrait-contrat-de-travail" => Some("Le contrat de travail est retiré. Le journal en garde le motif."),
        "retrait-marche" => Some("Le marché est retiré avec ses lots. Le journal en garde le motif."),
        "retrait-lot" => Some("Le lot est retiré. Le journal en garde le motif."),
        "retrait-structure" => Some("La structure est retirée. Le journal en garde le motif."),
        _ => None,
    }
}
