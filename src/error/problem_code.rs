//! Every problem code, with its French texts; `http::problem` gives each its status.

macro_rules! problem_codes {
    ($($variant:ident = $code:literal, $title:literal, $meaning:literal;)+) => {
        /// The reason for a refusal or failure. Its code never changes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ProblemCode {
            $(#[doc = $title] $variant,)+
        }

        impl ProblemCode {
            /// Every problem code.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code, in snake_case.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// A short title, in French.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title),+ }
            }

            /// What it means and how to resolve it, in French.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning),+ }
            }
        }
    };
}

problem_codes! {
    // The form of requests, access, and failures of the service.
    InvalidJson = "invalid_json", "JSON illisible", "Le corps de la demande n’est pas du JSON bien formé.";
    InvalidBody = "invalid_body", "Corps inattendu", "Le corps est du JSON, mais pas de la forme attendue : un champ manque ou n’est pas du bon type.";
    UnknownField = "unknown_field", "Champ inconnu", "Le corps contient un champ que le service ne connaît pas. Il est refusé pour qu’une faute de frappe ne se perde pas.";
    InvalidFields = "invalid_fields", "Champs refusés", "Plusieurs champs sont refusés : chacun est nommé dans « errors » avec son code et son motif.";
    InvalidQuery = "invalid_query", "Paramètre refusé", "Un paramètre de l’adresse web est inconnu, ou sa valeur n’est pas admise.";
    InvalidCursor = "invalid_cursor", "Curseur inconnu", "Le curseur n’a pas été donné par le service. Reprenez la liste depuis le début.";
    CursorOutdated = "cursor_outdated", "Curseur dépassé", "Ce curseur n’est plus valable : la base a été restaurée, vos droits ont changé, ou les filtres ne sont pas ceux de la demande précédente. Recommencez avec changed_since=start.";
    NotAcceptable = "not_acceptable", "Format non proposé", "Cette adresse web ne répond dans aucun des formats demandés par Accept ou Accept-Encoding.";
    UnsupportedMediaType = "unsupported_media_type", "Type de contenu refusé", "Le corps doit être du JSON, annoncé par Content-Type: application/json, et non compressé.";
    RequestTimeout = "request_timeout", "Corps incomplet", "Le corps de la demande n’est pas arrivé en entier dans le délai imparti. Recommencez ; si cela se répète, vérifiez votre connexion.";
    BodyTooLarge = "body_too_large", "Corps trop grand", "Le corps de la demande dépasse la taille admise : répartissez-le sur plusieurs envois.";
    TooManyBodies = "too_many_bodies", "Trop d’envois à la fois", "Le service tient déjà en mémoire autant de gros envois qu’il peut. Renvoyez celui-ci dans quelques secondes.";
    NotFound = "not_found", "Introuvable", "Introuvable, ou hors de votre accès. Vérifiez l’adresse web et l’identifiant.";
    MethodNotAllowed = "method_not_allowed", "Méthode non admise", "Cette adresse web existe, mais pas avec cette méthode. L’en-tête Allow donne les méthodes admises.";
    Unauthenticated = "unauthenticated", "Clé ou session absente ou refusée", "Une clé d’API valide (Authorization: Bearer clk_…) ou une session ouverte est obligatoire.";
    CsrfMissing = "csrf_missing", "Jeton de session absent", "Une demande faite avec une session donne dans X-CSRF-Token le jeton que l’ouverture de la session a rendu ; celui-ci manque, n’est pas le bon, ou la demande vient d’un autre site.";
    SignInRefused = "sign_in_refused", "Connexion refusée", "Adresse électronique ou mot de passe incorrect, ou compte désactivé.";
    SecondFactorRequired = "second_factor_required", "Code à usage unique obligatoire", "La double authentification est activée pour ce compte : donnez le code à six chiffres que votre application d’authentification affiche. Un code n’est valable qu’une fois.";
    TooManyAttempts = "too_many_attempts", "Trop de tentatives", "Trop de tentatives ont échoué depuis cet endroit. Attendez un moment, ou connectez-vous depuis un appareil que vous avez déjà utilisé.";
    Forbidden = "forbidden", "Droit insuffisant", "Votre rôle ne permet pas cette opération.";
    TooManyRequests = "too_many_requests", "Trop de demandes", "Trop de demandes en peu de temps, ou trop de clés refusées depuis votre adresse IP. L’en-tête Retry-After dit dans combien de secondes recommencer.";
    PreconditionRequired = "precondition_required", "Version à préciser", "La ressource existe déjà : donnez sa version dans If-Match pour la modifier.";
    PreconditionFailed = "precondition_failed", "Version dépassée", "La ressource a changé depuis que vous l’avez lue. Relisez-la, puis recommencez.";
    InvalidIdempotencyKey = "invalid_idempotency_key", "Clé d’idempotence refusée", "Idempotency-Key se donne une seule fois et compte de 1 à 255 caractères ASCII visibles, sans espace.";
    IdempotencyKeyReused = "idempotency_key_reused", "Clé d’idempotence déjà employée", "Cette clé d’idempotence a déjà servi à une autre demande : autre contenu, autre adresse web, ou avec d’autres droits. Donnez une clé nouvelle à chaque demande.";
    IdempotencyInProgress = "idempotency_in_progress", "Même demande en cours", "Une demande de même clé d’idempotence est encore en cours. Renvoyez-la dans quelques secondes : vous aurez sa réponse.";
    DatabaseDamaged = "database_damaged", "Base de données endommagée", "La base de données est endommagée, et réessayer n’y change rien. Prévenez l’administrateur : il doit la rétablir depuis une copie.";
    Unavailable = "unavailable", "Service momentanément indisponible", "La base de données ne répond pas. Réessayez dans quelques secondes.";
    Internal = "internal", "Erreur interne", "Une erreur inattendue est survenue. Elle est consignée sous l’identifiant de la demande.";

    // Values.
    Missing = "missing", "Champ manquant", "Ce champ est obligatoire.";
    InvalidText = "invalid_text", "Caractère refusé", "Le texte contient un caractère de contrôle, ou un pictogramme dans un nom.";
    TextEmpty = "text_empty", "Texte vide", "Ce texte ne peut pas être vide.";
    TextTooLong = "text_too_long", "Texte trop long", "Le texte dépasse la longueur admise : 200 caractères pour un nom, 1 000 pour un intitulé, 2 000 pour un texte.";
    InvalidDate = "invalid_date", "Date refusée", "Une date s’écrit AAAA-MM-JJ et se situe entre 1900 et 2100.";
    InvalidMonth = "invalid_month", "Mois refusé", "Un mois s’écrit AAAA-MM et se situe entre 1900-01 et 2100-12.";
    InvalidYear = "invalid_year", "Année refusée", "Une année s’écrit en quatre chiffres, de 1900 à 2100.";
    InvalidPeriod = "invalid_period", "Période refusée", "Une période ne peut pas se terminer avant d’avoir commencé.";
    OverlappingPeriods = "overlapping_periods", "Périodes qui se chevauchent", "Deux périodes de même nature ne peuvent pas avoir de jour en commun.";
    HoursMalformed = "hours_malformed", "Heures illisibles", "Des heures s’écrivent en chiffres avec au plus deux décimales après un point, par exemple 151.67.";
    HoursNegative = "hours_negative", "Heures négatives", "Des heures ne peuvent pas être négatives.";
    HoursTooPrecise = "hours_too_precise", "Trop de décimales", "Les heures se comptent au centième : deux décimales au plus.";
    HoursTooLarge = "hours_too_large", "Nombre d’heures trop grand", "Ce nombre d’heures est trop grand.";
    InvalidAmount = "invalid_amount", "Montant refusé", "Un montant s’écrit en euros, positif, avec au plus deux décimales.";
    InvalidRate = "invalid_rate", "Taux refusé", "Un taux est compris entre 0 et 1, par exemple 0.05 pour 5 %.";
    InvalidSiret = "invalid_siret", "SIRET refusé", "Un SIRET a quatorze chiffres, dont une clé de contrôle valide.";
    PersonNotInformed = "person_not_informed", "Personne non informée", "Une personne n’est liée à son dossier du PLIE qu’une fois informée de ses droits : notez la date sur sa fiche.";
    InvalidParticipantNumber = "invalid_participant_number", "Numéro de participant refusé", "Un numéro de participant compte de 1 à 32 lettres, chiffres et traits d’union, et ne commence pas par un trait d’union.";
    InvalidCommune = "invalid_commune", "Commune refusée", "Une commune se désigne par son code INSEE à cinq caractères.";
    InvalidCpv = "invalid_cpv", "Code CPV refusé", "Un code CPV a huit chiffres.";
    InvalidOccupation = "invalid_occupation", "Code ROME refusé", "Un code ROME a une lettre et quatre chiffres.";
    InvalidEmail = "invalid_email", "Adresse électronique refusée", "Une adresse électronique a la forme nom@domaine.";
    InvalidPhone = "invalid_phone", "Téléphone refusé", "Un numéro de téléphone a de 6 à 15 chiffres.";
    InvalidLevel = "invalid_level", "Niveau refusé", "Le niveau de qualification va de 1 à 8, plus les codes locaux 9 et 10.";
    InvalidOverlap = "invalid_overlap", "Chevauchement refusé", "Le chevauchement de deux secrets se compte en heures entières, de 0 à 720.";
    InvalidSetting = "invalid_setting", "Réglage refusé", "La valeur ne convient pas à ce réglage.";
    UnreadableFile = "unreadable_file", "Fichier illisible", "Le fichier ne peut pas être relu : le motif dit pourquoi. Enregistrez-le en .docx, .xlsx, .csv, .html ou .txt, sans mot de passe, ou collez le texte.";
    UnknownHead = "unknown_head", "Tête inconnue", "Cette tête n’est pas (ou plus) une de celles de la chaîne d’audit : copiez-la de nouveau.";
    UnknownSetting = "unknown_setting", "Réglage inconnu", "Aucun réglage ne porte ce nom.";
    UnknownSector = "unknown_sector", "Secteur inconnu", "Les secteurs sont BTP, MS et PI.";
    UnknownContractType = "unknown_contract_type", "Type de contrat inconnu", "Les types sont CDDI, CTTI, CDI, CPRO, CDD, CTT, CAPP et CUI.";
    UnknownModality = "unknown_modality", "Modalité inconnue", "Les modalités sont direct_hire, agency_or_loan, subcontract_or_joint et reserved.";
    UnknownClauseType = "unknown_clause_type", "Type de clause inconnu", "Ce type de clause n’est pas dans la liste.";
    UnknownKind = "unknown_kind", "Nature inconnue", "Ce code n’est pas dans la liste.";
    UnknownStatus = "unknown_status", "Statut inconnu", "Ce statut n’est pas dans la liste.";
    UnknownReason = "unknown_reason", "Motif inconnu", "Ce motif n’est pas dans la liste.";
    UnknownSex = "unknown_sex", "Sexe inconnu", "Attendu F ou M, comme à l’état civil.";
    UnknownAgeBracket = "unknown_age_bracket", "Tranche d’âge inconnue", "Attendu under_26, 26_44, 45_54 ou 55_and_over.";
    UnknownOrigin = "unknown_origin", "Origine inconnue", "Attendu PLIE ou AUTRES.";
    UnknownOutcome = "unknown_outcome", "Issue inconnue", "Attendu validated ou not_integrated.";
    UnknownCriterion = "unknown_criterion", "Critère inconnu", "Ce critère d’éligibilité n’est pas dans la liste.";
    UnknownRole = "unknown_role", "Rôle inconnu", "Les rôles sont admin, officer, partner, dashboard et plie.";
    UnknownDimension = "unknown_dimension", "Dimension inconnue", "On ne peut pas répartir les totaux selon cette dimension.";
    UnknownNeighbourhood = "unknown_neighbourhood", "Quartier inconnu", "Ce quartier n’est pas dans la liste ; voyez /v1/reference/neighbourhoods.";
    NeighbourhoodElsewhere = "neighbourhood_elsewhere", "Quartier d’une autre commune", "Ce quartier n’est pas dans la commune de l’adresse.";
    UnknownOrganisation = "unknown_organisation", "Structure inconnue", "Cette structure est introuvable. Vérifiez son identifiant.";
    UnknownLot = "unknown_lot", "Lot inconnu", "Ce lot est introuvable, ou hors de votre accès.";
    UnknownCandidate = "unknown_candidate", "Candidat inconnu", "Ce candidat est introuvable, ou hors de votre accès.";
    UnknownEmployment = "unknown_employment", "Contrat de travail inconnu", "Ce contrat de travail est introuvable, ou hors de votre accès.";

    PasswordTooShort = "password_too_short", "Mot de passe trop court", "Un mot de passe compte au moins 12 caractères.";
    PasswordTooLong = "password_too_long", "Mot de passe trop long", "Un mot de passe compte au plus 128 caractères.";
    PasswordTooCommon = "password_too_common", "Mot de passe trop courant", "Ce mot de passe se devine : il est répandu, suit le clavier ou le calendrier, se répète, ou est tiré de votre nom ou de votre adresse électronique. Prenez plutôt quatre mots sans rapport entre eux.";
    PasswordUnchanged = "password_unchanged", "Mot de passe inchangé", "Le nouveau mot de passe est le même que l’actuel. Choisissez-en un autre.";
    WrongPassword = "wrong_password", "Mot de passe actuel refusé", "Ce n’est pas votre mot de passe actuel.";
    WrongCode = "wrong_code", "Code refusé", "Ce code n’est pas, ou n’est plus, celui que votre application affiche.";

    // Rules of the trade.
    EmailTaken = "email_taken", "Adresse électronique déjà utilisée", "Un autre compte a déjà cette adresse électronique.";
    LastAdministrator = "last_administrator", "Dernier administrateur", "Il ne resterait aucun compte d’administrateur ouvert : donnez d’abord ce rôle à un autre compte.";
    SecondFactorActive = "second_factor_active", "Double authentification déjà activée", "La double authentification est déjà activée : désactivez-la d’abord.";
    WrongRole = "wrong_role", "Rôle de la structure", "La structure ne joue pas le rôle demandé (acheteur, employeur ou prescripteur).";
    FieldNotAllowed = "field_not_allowed", "Champ réservé", "Votre rôle n’a pas accès à ce champ : la chargée de clauses le complète.";
    SiretTaken = "siret_taken", "SIRET déjà connu", "Une autre structure porte déjà ce SIRET.";
    ReferenceTaken = "reference_taken", "Référence déjà prise", "Cet acheteur a déjà un marché portant ce numéro.";
    LotNumberTaken = "lot_number_taken", "Numéro de lot déjà pris", "Ce marché a déjà un lot portant ce numéro.";
    ExternalRefTaken = "external_ref_taken", "Référence externe déjà prise", "Vous avez déjà donné cette référence à une autre fiche. Donnez-en une autre, ou corrigez cette fiche-là.";
    AlreadyExists = "already_exists", "Existe déjà", "Une fiche équivalente existe déjà.";
    ApiKeyEnded = "api_key_ended", "Clé révoquée ou expirée", "Cette clé d’API est révoquée ou expirée : elle ne se renouvelle pas. Créez-en une autre.";
    InUse = "in_use", "Encore utilisé", "D’autres fiches reposent sur celle-ci : elle ne peut pas être changée ainsi.";
    ImmutableField = "immutable_field", "Champ définitif", "Ce champ ne change plus une fois la fiche créée.";
    InitialHoursTaken = "initial_hours_taken", "Engagement initial déjà enregistré", "Le lot a déjà ses heures initiales ; ajoutez un avenant ou un bon de commande.";
    ComputationMismatch = "computation_mismatch", "Calcul différent", "Les heures prévues ne sont pas le résultat du calcul donné avec elles.";
    PrescriberMissing = "prescriber_missing", "Prescripteur à préciser", "Le prescripteur est obligatoire, sauf pour une candidature spontanée, qui n’en a pas.";
    CommentRequired = "comment_required", "Précision obligatoire", "Le motif « autre » doit être précisé en toutes lettres.";
    DecisionBeforeReferral = "decision_before_referral", "Décision avant l’orientation", "Une issue ne peut pas être décidée avant le jour de l’orientation.";
    DateInFuture = "date_in_future", "Date à venir", "Cette date est dans l’avenir.";
    DateInPast = "date_in_past", "Date passée", "Cette date est déjà passée.";
    BeforeBirth = "before_birth", "Avant la naissance", "La personne n’était pas encore née : vérifiez cette date et sa date de naissance.";
    SameOrganisation = "same_organisation", "Même structure", "Une structure ne se fusionne pas avec elle-même.";
    SirenDiffers = "siren_differs", "SIREN différents", "Les deux structures ont des SIREN différents : ce sont deux personnes morales.";
    KindDiffers = "kind_differs", "Natures différentes", "Les deux structures n’ont pas la même nature d’acheteur ou d’employeur : leur fusion changerait des totaux.";
    SameCandidate = "same_candidate", "Une seule fiche", "C’est deux fois la même fiche : donnez l’identifiant de l’autre.";
    SexDiffers = "sex_differs", "Sexes différents", "Les deux fiches n’ont pas le même sexe, qui compte dans le bilan : corrigez celle qui est fausse, ou constatez que ce sont deux personnes.";
    RecordedAsDistinct = "recorded_as_distinct", "Deux personnes", "Il a été constaté que ces deux fiches sont celles de deux personnes : revenez d’abord sur ce constat.";
    RecordInUse = "record_in_use", "Retrait impossible", "D’autres enregistrements reposent sur cette fiche : « dependents » les nomme. Retirez-les d’abord s’ils ont été enregistrés par erreur, eux aussi.";
    OutcomeInUse = "outcome_in_use", "Validation utilisée", "Une affectation repose sur cette validation : elle ne peut plus être retirée.";
    EndRequired = "end_required", "Fin obligatoire", "Seul un CDI peut ne pas avoir de date de fin.";
    AssignmentOutsideEmployment = "assignment_outside_employment", "Affectation hors du contrat de travail", "Une affectation doit être comprise entre le début et la fin du contrat de travail.";
    AssignmentWithoutValidation = "assignment_without_validation", "Sans validation ni dérogation", "Une affectation demande une orientation validée, ou une dérogation, dans le secteur du lot.";
    HoursWouldBeOrphaned = "hours_would_be_orphaned", "Heures déjà saisies", "Des heures sont déjà saisies dans la période ou sur l’affectation que ce changement retirerait.";
    HoursBeforeEmployment = "hours_before_employment", "Avant le contrat de travail", "Le mois est avant le début du contrat de travail.";
    HoursAfterEmploymentEnd = "hours_after_employment_end", "Après le contrat de travail", "Le mois est après la fin du contrat de travail.";
    HoursOutsideAssignment = "hours_outside_assignment", "Hors de l’affectation", "La personne n’est pas affectée à ce lot pendant ce mois.";
    HoursInFuture = "hours_in_future", "Mois à venir", "On ne saisit pas d’heures d’un mois qui n’a pas commencé.";
    HoursOverCalendar = "hours_over_calendar", "Plus d’heures que le mois n’en compte", "Il y a plus d’heures que le mois n’en compte (24 heures par jour).";
    TrainingOverWorked = "training_over_worked", "Formation supérieure aux heures", "Les heures de formation sont comprises dans les heures réalisées et ne peuvent pas les dépasser.";
    MonthClosed = "month_closed", "Mois clos", "Le mois est clos pour ce secteur : ses heures ne changent plus.";
    MonthNotReady = "month_not_ready", "Mois non prêt à être clos", "Des heures attendent une décision, ou des lots n’ont encore ni heures ni état néant. Réglez-les, ou forcez la clôture en disant pourquoi.";
    MonthInFuture = "month_in_future", "Mois à venir", "Ce mois n’a pas commencé : on n’y clôt rien et on n’y déclare pas d’état néant.";
    LotNotExpected = "lot_not_expected", "Lot non attendu", "Le marché de ce lot est terminé ou ne court pas pendant ce mois : aucune heure n’en est attendue.";
    LotHasHours = "lot_has_hours", "Le lot a des heures", "Ce lot a déjà des heures ce mois-ci : un état néant dirait le contraire.";
    ReasonRequired = "reason_required", "Motif obligatoire", "Un motif est obligatoire : pour corriger des heures déjà validées, pour retirer ce qui a été enregistré, pour rouvrir un mois.";
    StatusNotAllowed = "status_not_allowed", "Statut non admis", "Ces heures ne peuvent pas prendre ce statut, ou votre rôle ne permet pas de le demander.";
    EvidenceRequired = "evidence_required", "Justificatif obligatoire", "La validation demande un justificatif : donnez sa référence.";
    DuplicateCell = "duplicate_cell", "Ligne en double", "Deux lignes de l’envoi portent sur le même contrat de travail, le même lot et le même mois.";
    ChangedByOfficer = "changed_by_officer", "Corrigées depuis", "Ces heures ont été corrigées depuis votre dernier envoi. Relisez-les, puis donnez leur version pour les changer.";
    ExternalRefMoved = "external_ref_moved", "Référence déjà employée pour d’autres heures", "Cette référence désigne déjà d’autres heures.";
    LotAmbiguous = "lot_ambiguous", "Lot ambigu", "Plusieurs acheteurs ont un marché portant ce numéro : précisez « buyer_siret ».";
    TooManyRows = "too_many_rows", "Trop de lignes", "Un envoi contient de 1 à 5 000 lignes.";
    BatchRefused = "batch_refused", "Envoi refusé", "Des lignes sont refusées et l’envoi devait être accepté en entier : rien n’en est gardé.";
    NotAsExpected = "not_as_expected", "Le filtre ne correspond plus", "Les heures que le filtre désigne ne sont pas celles que vous attendiez : relisez-les, puis recommencez.";
    UnknownHours = "unknown_hours", "Heures inconnues", "Ces heures sont introuvables, ou hors de votre accès.";
    ExitAlreadyCounted = "exit_already_counted", "Sortie déjà comptée", "Une sortie positive est déjà enregistrée pour cette période d’accompagnement.";
    TooManyDimensions = "too_many_dimensions", "Trop de dimensions", "Quatre dimensions au plus, chacune une fois.";
    QueryNotAllowed = "query_not_allowed", "Demande non autorisée", "Votre rôle ne permet pas cette demande : elle pourrait désigner une personne.";
}
