//! What the contract says of the whole: its introduction and its tags, in the order in which a client needs them.

/// What the contract is before the handlers are added.
#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "clauses", description = INTRODUCTION),
    components(schemas(crate::http::problem::Problem, crate::withdrawals::Dependent)),
    servers((url = "/")),
    tags(
        (name = "me", description = "Qui appelle\u{a0}: rôle, secteurs, fin de la clé\u{a0}; mot de passe et sessions d’une \
            personne. À essayer en premier."),
        (name = "session", description = "Ouvrir et fermer la session d’une personne, et ce qu’il faut pour la \
            double authentification."),
        (name = "reference", description = "Communes, quartiers, motifs et vocabulaires que les autres demandes \
            emploient."),
        (name = "organisations", description = "Donneurs d’ordre, titulaires, employeurs, prescripteurs et autres \
            organismes."),
        (name = "public contracts", description = "Marchés et lots, heures d’insertion prévues et leur avancement."),
        (name = "candidates", description = "Candidats\u{a0}: identité, adresses, critères, périodes d’accompagnement par \
            le PLIE, dérogations et fin d’éligibilité."),
        (name = "plie", description = "Lien des candidats avec leur dossier du PLIE, ce qui lui est transmis, et ce qu’il \
            lit des heures de ses participants."),
        (name = "referrals", description = "Orientations des candidats et leur issue."),
        (name = "employments", description = "Contrats de travail et affectations aux lots."),
        (name = "hours", description = "Heures réalisées, une à une ou par lots d’envoi\u{a0}; corrections, validations \
            et rejets."),
        (name = "months", description = "Tableau d’un mois, états néant, justificatifs, clôture et réouverture."),
        (name = "reminders", description = "Relances des structures dont les heures manquent."),
        (name = "positive exits", description = "Sorties positives\u{a0}: CDI, CDD de six mois, formations et autres \
            critères du PLIE."),
        (name = "findings", description = "Constats\u{a0}: ce qu’une personne doit vérifier."),
        (name = "withdrawals", description = "Retraits\u{a0}: ce qui avait été enregistré par erreur."),
        (name = "totals", description = "Heures et personnes par mois, secteur, type de contrat et autres critères, \
            pour les tableaux de bord."),
        (name = "bilans", description = "Le bilan annuel, chaque chiffre avec sa règle."),
        (name = "proofreading", description = "Relecture d’un document\u{a0}: totaux, parts et évolutions de ses tableaux et \
            de ses phrases."),
        (name = "settings", description = "Réglages datés des pratiques locales."),
        (name = "api-keys", description = "Clés d’API des programmes\u{a0}: création, rotation, révocation."),
        (name = "users", description = "Comptes des personnes."),
        (name = "audit", description = "Journal scellé de ce qui a été fait, et sa vérification."),
        (name = "reads", description = "Journal des consultations de fiches de personnes."),
        (name = "problems", description = "Tous les codes d’erreur, avec leur statut et ce qu’ils veulent dire."),
        (name = "health", description = "État du service, pour la supervision."),
    )
)]
pub struct Contract;

const INTRODUCTION: &str = "\
Ce service suit les heures des clauses d’insertion des marchés publics\u{a0}: marchés et lots, candidats et orientations, \
contrats de travail, heures mois par mois avec leurs corrections, et le bilan annuel. Les textes d’erreur sont en français, \
la description de chaque opération en anglais.

### Obtenir une clé

Un administrateur crée la clé d’un programme, par `POST /v1/api-keys` ou par la commande \
`clauses key create --role partner --sector BTP --name ARIQ`. Le secret n’est montré qu’une fois\u{a0}; il se donne dans \
`Authorization: Bearer clk_…`, ici par le bouton *Authorize*. Une personne n’a pas besoin de clé\u{a0}: \
[connectée](/connexion?suite=/docs/), elle essaie les opérations sur cette page avec ses propres droits. **Ce qu’elle \
modifie ici est modifié pour de bon.**

### Par où commencer

1. `GET /v1/me` dit qui vous êtes pour le service\u{a0}: rôle, secteurs, fin de la clé.
2. Qui envoie des heures lit les [marchés](#/public%20contracts) et leurs lots, déclare des \
[candidats](#/candidates) et leurs [contrats de travail](#/employments), puis envoie les [heures](#/hours) du mois par \
`POST /v1/hours/batches`, d’abord avec `dry_run`.
3. Qui montre des chiffres demande `GET /v1/totals?year=2023&group_by=sector`.

Un refus est toujours de la même forme (RFC 9457), avec un `code` stable\u{a0}: [la liste des codes](/v1/problems) dit ce que \
chacun veut dire.

### Guides

En anglais, comme la description des opérations\u{a0}: [la visite guidée](/docs/guides/tour.md) · [envoyer des \
heures](/docs/guides/partners.md) · [tableaux de bord](/docs/guides/dashboards.md) · [conventions de \
l’API](/docs/guides/api.md) · [clients générés](/docs/guides/clients.md) · [réglages et \
rôles](/docs/guides/settings.md) · [glossaire](/docs/guides/glossary.md). En français\u{a0}: [les pages de la chargée de \
clauses](/docs/guides/officer.fr.md). Le contrat lui-même est à [/openapi.json](/openapi.json).
";
