//! `/structures/{id}/fusion/{autre}`: two records side by side, and what their merge would do.

use actix_web::{HttpRequest, HttpResponse, get, post};
use askama::Template;

use super::super::shell::{Place, Shell};
use super::super::two_records::Line;
use super::super::view::{form_key, form_page, redirect};
use super::file::facts;
use crate::access::{Caller, MergeOrganisations};
use crate::accounts::{CurrentUser, actions};
use crate::error::{AppError, ProblemCode, Result};
use crate::http::{Fields, Handlers, Id, OtherId, SentForm, blocking};
use crate::organisations::merges::actions::{self as merges, Comparison};
use crate::organisations::merges::{NewMerge, OrganisationMerge, OrganisationMoves};
use crate::values::{FreeText, OrganisationId};

#[derive(Template)]
#[template(path = "organisation_merge.html", config = "src/pages/askama.toml")]
struct MergePage {
    shell: Shell,
    key: String,
    ids: [OrganisationId; 2],
    versions: [i64; 2],
    names: [String; 2],
    lines: Vec<Line>,
    preview: Option<OrganisationMerge>,
    /// What passes, in words, and what does not.
    moves: Vec<String>,
    conflicts: Vec<String>,
    refusals: Vec<String>,
    reason: String,
    error: Option<String>,
}

impl MergePage {
    fn new(shell: Shell, key: String, comparison: Comparison, refused: Option<(&str, &AppError)>) -> Self {
        let Comparison { sides, preview } = comparison;
        let (preview, refusals) = match preview {
            Ok(preview) => (Some(preview), Vec::new()),
            Err(refusals) => (None, refusals.into_iter().map(|refusal| refusal.detail).collect()),
        };
        Self {
            shell,
            key,
            ids: [sides[0].id, sides[1].id],
            versions: [sides[0].version, sides[1].version],
            names: [sides[0].name.to_string(), sides[1].name.to_string()],
            lines: lines(&sides),
            conflicts: preview.iter().flat_map(|merge| &merge.conflicts).map(|one| one.detail.clone()).collect(),
            moves: preview.as_ref().map(|preview| in_words(&preview.moves)).unwrap_or_default(),
            preview,
            refusals,
            reason: refused.map(|(reason, _)| reason.to_owned()).unwrap_or_default(),
            error: refused.map(|(_, error)| error.detail.clone()),
        }
    }
}

fn lines(sides: &[crate::organisations::Organisation; 2]) -> Vec<Line> {
    let of = sides.each_ref().map(facts);
    let labels = [
        "SIRET",
        "Nature d’acheteur",
        "Nature d’employeur",
        "Nature de prescripteur",
        "Contact",
        "Adresse électronique",
        "Téléphone",
    ];
    let value = |facts: &[(&'static str, String)], label: &str| {
        let found = facts.iter().find(|(of, text)| *of == label && !text.is_empty());
        found.map(|(_, text)| text.clone()).into_iter().collect()
    };
    let line = |label| Line::compared(label, of.each_ref().map(|facts| value(facts, label)));
    let name = Line::compared("Nom", sides.each_ref().map(|side| vec![side.name.to_string()]));
    let lines = std::iter::once(name).chain(labels.into_iter().map(line));
    lines.filter(|line| line.values.iter().any(|texts| !texts.is_empty())).collect()
}

/// What passes to the record that stays; nothing of what is none.
fn in_words(moves: &OrganisationMoves) -> Vec<String> {
    let counted = [
        (moves.public_contracts, "marché", "marchés"),
        (moves.lots, "lot tenu", "lots tenus"),
        (moves.employments, "contrat de travail", "contrats de travail"),
        (moves.hours, "ligne d’heures", "lignes d’heures"),
        (moves.referrals, "orientation", "orientations"),
        (moves.positive_exits, "sortie positive", "sorties positives"),
        (moves.reminders, "relance", "relances"),
        (moves.records, "enregistrement fait par ses clés", "enregistrements faits par ses clés"),
        (moves.account_links, "lien d’état d’avancement", "liens d’état d’avancement"),
        (moves.api_keys, "clé d’API", "clés d’API"),
        (moves.users, "compte", "comptes"),
    ];
    let some = counted.into_iter().filter(|(count, ..)| *count > 0);
    some.map(|(count, one, many)| format!("{count}\u{a0}{}", if count == 1 { one } else { many })).collect()
}

#[get("/structures/{id}/fusion/{other_id}")]
async fn compare(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<MergeOrganisations>,
    id: Id<OrganisationId>,
    other: OtherId<OrganisationId>,
) -> Result<HttpResponse> {
    shown(&request, user, caller, (id.0, other.0), None).await
}

async fn shown(
    request: &HttpRequest,
    user: CurrentUser,
    caller: Caller<MergeOrganisations>,
    (kept, other): (OrganisationId, OrganisationId),
    refused: Option<(&SentForm, &AppError)>,
) -> Result<HttpResponse> {
    let read = move || Ok((actions::current(&user)?, merges::compare(&caller, kept, other)?));
    let (user, comparison) = blocking(read).await?;
    let shell = Shell::of(request, &user, Place::Organisations)?;
    let key = form_key(refused.map(|(form, error)| (error, form)))?;
    let typed = refused.map(|(form, error)| (form.text("motif"), error));
    let template = MergePage::new(shell, key, comparison, typed);
    form_page(&template, refused.map(|(_, error)| error))
}

#[post("/structures/{id}/fusion/{other_id}")]
async fn submit(
    request: HttpRequest,
    user: CurrentUser,
    caller: Caller<MergeOrganisations>,
    id: Id<OrganisationId>,
    other: OtherId<OrganisationId>,
    form: SentForm,
) -> Result<HttpResponse> {
    let (kept, other) = (id.0, other.0);
    let writer = caller.clone().with_idempotency_key(Some(form.idempotency_key(&request)?));
    let number = |name: &str| form.text(name).parse::<i64>().map_err(|_| AppError::new(ProblemCode::InvalidBody));
    let (version, other_version) = (number("version")?, number("autre_version")?);
    let typed = Some(form.text("motif").trim().to_owned()).filter(|reason| !reason.is_empty());
    let done = blocking(move || {
        let mut fields = Fields::default();
        let reason = fields.optional("/reason", typed, |text| FreeText::parse(&text));
        fields.done()?;
        merges::merge(&writer, kept, &version.into(), &NewMerge { other, other_version, reason })
    });
    match done.await {
        Ok(_) => Ok(redirect(&format!("/structures/{kept}?fait=fusion"))),
        Err(error) if error.cause.is_some() || error.existing_id.is_some() => Err(error),
        Err(error) => shown(&request, user, caller, (kept, other), Some((&form, &error))).await,
    }
}

/// The routes of the page.
pub fn routes(config: &mut Handlers<'_>) {
    config.undescribed(compare).undescribed(submit);
}
