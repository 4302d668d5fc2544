//! Pages about what a browser cannot have: a refusal, an unknown address, a session that ended, an outage. `app` hands
//! [`error_page`] to the HTTP layer, which calls it for every refusal outside of the API.

use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::plain_shell::PlainShell;
use super::shell::Shell;
use super::view::page_with_error;
use crate::error::{AppError, ProblemCode, Result, french};
use crate::http::{ReturnPath, request_id};

/// What a page about an error says, and where it leads.
pub struct Notice {
    title: String,
    text: String,
    /// The label and address of the way out, if there is one.
    way_out: Option<(&'static str, String)>,
    /// The id of the request, by which an administrator finds it in the log.
    incident: Option<String>,
}

#[derive(Template)]
#[template(path = "notice_in_shell.html", config = "src/pages/askama.toml")]
struct NoticeInShell {
    shell: Shell,
    notice: Notice,
}

#[derive(Template)]
#[template(path = "notice.html", config = "src/pages/askama.toml")]
struct PlainNotice {
    shell: PlainShell,
    notice: Notice,
}

/// The page for a refusal; for a user with a session, with their menu.
///
/// # Errors
/// `internal`.
pub fn error_page(error: &AppError, request: &HttpRequest) -> Result<HttpResponse> {
    notice_page(Notice::of(error, request)?, error, request)
}

/// The page of a one-time link that is not valid.
///
/// # Errors
/// `internal`.
pub fn invalid_link_page(error: &AppError, request: &HttpRequest) -> Result<HttpResponse> {
    let text = "Ce lien a déjà servi, a expiré ou n’a jamais existé. Demandez-en un autre à votre administrateur.";
    let way_out = Some(("Se connecter", "/connexion".to_owned()));
    let notice = Notice { title: "Lien inutilisable".to_owned(), text: text.to_owned(), way_out, incident: None };
    notice_page(notice, error, request)
}

fn notice_page(notice: Notice, error: &AppError, request: &HttpRequest) -> Result<HttpResponse> {
    match Shell::without_name(request)? {
        Some(shell) => page_with_error(&NoticeInShell { shell, notice }, error),
        None => page_with_error(&PlainNotice { shell: PlainShell::of(request)?, notice }, error),
    }
}

impl Notice {
    fn of(error: &AppError, request: &HttpRequest) -> Result<Self> {
        let (title, text) = texts(error, request.method() != Method::GET);
        let way_out = match error.code {
            ProblemCode::Unauthenticated => {
                let back = ReturnPath::of(request);
                ("Se connecter", ReturnPath::sign_in_address(back.as_ref())?)
            }
            _ if is_passing(error.code) => {
                let again = ReturnPath::of(request).map(|path| path.as_str().to_owned());
                ("Réessayer", again.unwrap_or_else(|| "/".to_owned()))
            }
            ProblemCode::NotFound if kept_page(error, request).is_some() => {
                ("Ouvrir la fiche gardée", kept_page(error, request).unwrap_or_default())
            }
            _ if is_of_filter(error, request) => ("Voir la liste sans ces critères", request.path().to_owned()),
            _ => ("Aller au tableau de bord", "/".to_owned()),
        };
        let incident = (error.code == ProblemCode::Internal).then(|| request_id(request));
        let way_out = (!is_public_miss(error)).then_some(way_out);
        Ok(Self { title, text, way_out, incident })
    }
}

/// Whether somebody without an account followed an address that opens nothing: its handler says why.
fn is_public_miss(error: &AppError) -> bool {
    error.code == ProblemCode::NotFound && error.detail != AppError::new(error.code).detail
}

/// The page of the record into which the one of the address was merged.
fn kept_page(error: &AppError, request: &HttpRequest) -> Option<String> {
    let kept = error.existing_id?;
    let (list, _) = request.path().get(1..)?.split_once('/')?;
    matches!(list, "candidats" | "structures").then(|| format!("/{list}/{kept}"))
}

/// Whether the parameters of a list are refused.
fn is_of_filter(error: &AppError, request: &HttpRequest) -> bool {
    request.method() == Method::GET && !request.query_string().is_empty() && error.code != ProblemCode::Forbidden
}

/// Whether the same request may succeed later.
const fn is_passing(code: ProblemCode) -> bool {
    use ProblemCode::{CsrfMissing, Internal, TooManyRequests, Unavailable};
    matches!(code, CsrfMissing | Internal | TooManyRequests | Unavailable)
}

/// The title, and what to do. `has_form` says that the request sent a form, which the user may not want to lose.
fn texts(error: &AppError, has_form: bool) -> (String, String) {
    let (title, text) = match error.code {
        ProblemCode::NotFound if error.existing_id.is_some() => {
            ("Fiche fusionnée", "Cette fiche a été fusionnée avec une autre, qui la remplace.")
        }
        ProblemCode::NotFound if is_public_miss(error) => ("Introuvable", error.detail.as_str()),
        ProblemCode::InvalidBody | ProblemCode::InvalidIdempotencyKey if has_form => (
            "Formulaire incomplet",
            "Ce formulaire est arrivé incomplet, et rien n’est enregistré. Rouvrez la page, puis recommencez.",
        ),
        ProblemCode::NotFound | ProblemCode::MethodNotAllowed => {
            ("Page introuvable", "Cette page est introuvable, ou hors de votre accès. Vérifiez son adresse web.")
        }
        ProblemCode::Unauthenticated => (
            "Session expirée",
            "Ce que vous venez d’envoyer n’est pas enregistré. Connectez-vous, puis recommencez : le bouton « Précédent » \
             du navigateur peut vous rendre votre saisie.",
        ),
        ProblemCode::CsrfMissing => (
            "Formulaire expiré",
            "Ce formulaire n’est plus valable, et rien n’est enregistré. Rouvrez la page, puis recommencez.",
        ),
        ProblemCode::Unavailable if has_form => (
            "Service momentanément indisponible",
            "La base de données ne répond pas. Dans quelques secondes, vérifiez si votre envoi est enregistré avant de \
             recommencer.",
        ),
        ProblemCode::Unavailable => (
            "Service momentanément indisponible",
            "La base de données ne répond pas. Réessayez dans quelques secondes.",
        ),
        ProblemCode::Internal => (
            "Erreur inattendue",
            "Réessayez. Si cela se répète, donnez à votre administrateur le numéro de l’incident.",
        ),
        ProblemCode::TooManyRequests => {
            ("Trop de demandes", "Trop de demandes sont venues d’ici en peu de temps. Réessayez dans une minute.")
        }
        code => (code.title(), error.detail.as_str()),
    };
    (french(title), french(text))
}
