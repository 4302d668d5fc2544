//! Closed lists of codes: the vocabulary of the trade, each word with its French label.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Unfit;
use crate::error::Situation;

macro_rules! vocabularies {
    ($($(#[$doc:meta])* $name:ident or $situation:ident {
        $($variant:ident = $code:literal, $label:literal;)+
    })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = $label] $variant,)+
        }

        impl $name {
            /// Every word of the vocabulary, in its usual order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code, as the API and the database have it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The label, in French.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }

            /// Reads a code.
            ///
            /// # Errors
            #[doc = concat!("`", stringify!($situation), "` when the code is not one of the vocabulary.")]
            pub fn parse(code: &str) -> Result<Self, Unfit> {
                match code {
                    $($code => Ok(Self::$variant),)+
                    _ => Err(Unfit::new(Situation::$situation, format!(
                        "« {} » n'est pas un code connu ; attendu : {}.",
                        super::text::shorten(code), [$($code),+].join(", "),
                    ))),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .enum_values(Some([$($code),+]))
                    .description(Some([$(concat!("`", $code, "` ", $label)),+].join(" · ")))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}
    )+};
}

vocabularies! {
    /// The sector of a public contract.
    Sector or UnknownSector {
        Btp = "BTP", "Travaux (bâtiment, travaux publics)";
        Ms = "MS", "Marchés de services";
        Pi = "PI", "Prestations intellectuelles";
    }

    /// The type of an employment contract. The report uses the first five.
    ContractType or UnknownContractType {
        Cddi = "CDDI", "Contrat à durée déterminée d'insertion";
        Ctti = "CTTI", "Contrat de travail temporaire d'insertion";
        Cdi = "CDI", "Contrat à durée indéterminée";
        Cpro = "CPRO", "Contrat de professionnalisation";
        Cdd = "CDD", "Contrat à durée déterminée";
        Ctt = "CTT", "Contrat de travail temporaire";
        Capp = "CAPP", "Contrat d'apprentissage";
        Cui = "CUI", "Contrat unique d'insertion";
    }

    /// Which way an employment is put to work on a lot.
    Modality or UnknownModality {
        DirectHire = "direct_hire", "Embauche directe";
        AgencyOrLoan = "agency_or_loan", "Mise à disposition (ETTI, AI, GEIQ, EATT)";
        SubcontractOrJoint = "subcontract_or_joint", "Sous-traitance ou cotraitance";
        Reserved = "reserved", "Marché réservé";
    }

    /// What makes a public contract carry an insertion clause (articles of the code de la commande publique).
    ClauseType or UnknownClauseType {
        Execution = "execution", "Condition d'exécution (L2112-2)";
        AwardCriterion = "award_criterion", "Critère d'attribution (R2152-7)";
        ExecutionAndCriterion = "execution_and_criterion", "Condition d'exécution et critère d'attribution";
        ReservedDisability = "reserved_disability", "Marché réservé, handicap (L2113-12)";
        ReservedIae = "reserved_iae", "Marché réservé, insertion par l'activité économique (L2113-13)";
        ReservedPrison = "reserved_prison", "Marché réservé, établissements pénitentiaires (L2113-13-1)";
        ReservedEss = "reserved_ess", "Marché réservé, économie sociale et solidaire (L2113-15)";
        InsertionObject = "insertion_object", "Marché d'insertion";
        Voluntary = "voluntary", "Engagement volontaire";
    }

    /// Where a public contract's record comes from.
    ContractSource or UnknownKind {
        Manual = "manual", "Saisie";
        Decp = "decp", "Données essentielles de la commande publique";
    }

    /// Whether a public contract still runs.
    ContractStatus or UnknownStatus {
        Open = "open", "En cours";
        Closed = "closed", "Terminé";
    }

    /// Why the hours due on a lot are what they are.
    HoursDueReason or UnknownReason {
        Initial = "initial", "Marché initial";
        Amendment = "amendment", "Avenant";
        Order = "order", "Bon de commande";
    }

    /// What an organisation is when it employs.
    EmployerKind or UnknownKind {
        Company = "company", "Entreprise";
        Ei = "EI", "Entreprise d'insertion";
        Aci = "ACI", "Atelier et chantier d'insertion";
        Etti = "ETTI", "Entreprise de travail temporaire d'insertion";
        Ai = "AI", "Association intermédiaire";
        Geiq = "GEIQ", "Groupement d'employeurs pour l'insertion et la qualification";
        Ea = "EA", "Entreprise adaptée";
        Esat = "ESAT", "Établissement ou service d'accompagnement par le travail";
        TempAgency = "temp_agency", "Entreprise de travail temporaire";
        Other = "other", "Autre";
    }

    /// What an organisation is when it sends candidates.
    PrescriberKind or UnknownKind {
        PlieReferent = "plie_referent", "Référent PLIE";
        FranceTravail = "france_travail", "France Travail";
        MissionLocale = "mission_locale", "Mission locale";
        CapEmploi = "cap_emploi", "Cap emploi";
        Department = "department", "Département";
        Region = "region", "Région";
        MunicipalService = "municipal_service", "Service municipal (CCAS)";
        TempAgency = "temp_agency", "Entreprise de travail temporaire";
        IaeStructure = "iae_structure", "Structure d'insertion par l'activité économique";
        Geiq = "geiq", "GEIQ";
        TrainingBody = "training_body", "Organisme de formation";
        Association = "association", "Association";
        Employer = "employer", "Employeur";
        SelfReferred = "self", "Candidature spontanée";
        Other = "other", "Autre";
    }

    /// What an organisation is when it buys.
    BuyerKind or UnknownKind {
        State = "state", "État";
        Region = "region", "Région";
        Department = "department", "Département";
        Intercommunality = "intercommunality", "Intercommunalité";
        Commune = "commune", "Commune";
        SocialLandlord = "social_landlord", "Bailleur social";
        Hospital = "hospital", "Établissement de santé";
        OtherPublic = "other_public", "Autre acheteur public";
        Private = "private", "Acheteur privé";
    }

    /// The sex in the civil register.
    Sex or UnknownSex {
        Female = "F", "Femme";
        Male = "M", "Homme";
    }

    /// The report's brackets of age.
    AgeBracket or UnknownAgeBracket {
        Under26 = "under_26", "Moins de 26 ans";
        From26To44 = "26_44", "26 à 44 ans";
        From45To54 = "45_54", "45 à 54 ans";
        From55 = "55_and_over", "55 ans et plus";
    }

    /// Who sent the person: the PLIE's own referents, or anybody else.
    Origin or UnknownOrigin {
        Plie = "PLIE", "PLIE";
        Others = "AUTRES", "Autres prescripteurs";
    }

    /// How a referral ended.
    OutcomeKind or UnknownOutcome {
        Pending = "pending", "En cours";
        Validated = "validated", "Validé";
        NotIntegrated = "not_integrated", "Non intégré";
    }

    /// Why a referred person did not enter the scheme.
    NotIntegratedReason or UnknownReason {
        ApplicationCancelled = "application_cancelled", "Candidature annulée";
        UnsuitableProfile = "unsuitable_profile", "Profil inadapté";
        OtherCareerPlan = "other_career_plan", "Autre projet professionnel";
        BarriersToEmployment = "barriers_to_employment", "Freins à l'emploi";
        MissedAppointments = "missed_appointments", "Absence aux rendez-vous";
        HiredElsewhere = "hired_elsewhere", "Embauché ailleurs";
        NotEligible = "not_eligible", "Non éligible";
        Unreachable = "unreachable", "Injoignable";
        NoPosition = "no_position", "Pas de poste";
        Other = "other", "Autre (à préciser)";
    }

    /// What makes a person eligible.
    CriterionCode or UnknownCriterion {
        Deld = "DELD", "Demandeur d'emploi de longue durée";
        Detld = "DETLD", "Demandeur d'emploi de très longue durée";
        Brsa = "BRSA", "Bénéficiaire du RSA";
        Ass = "ASS", "Allocation de solidarité spécifique";
        Aah = "AAH", "Allocation aux adultes handicapés";
        OtherMinimumIncome = "OTHER_MINIMUM_INCOME", "Autre minimum social";
        NoWork12Months = "NO_WORK_12_MONTHS", "Sans emploi depuis douze mois";
        LowSkills = "LOW_SKILLS", "Faible qualification";
        Rqth = "RQTH", "Reconnaissance de la qualité de travailleur handicapé";
        Health = "HEALTH", "Santé";
        Youth = "YOUTH", "Jeune";
        Senior = "SENIOR", "Senior";
        Iae = "IAE", "Parcours d'insertion par l'activité économique";
        Geiq = "GEIQ", "Parcours en GEIQ";
        Refugee = "REFUGEE", "Réfugié";
        Ase = "ASE", "Aide sociale à l'enfance";
        SingleParent = "SINGLE_PARENT", "Parent isolé";
        Mobility = "MOBILITY", "Mobilité";
        Housing = "HOUSING", "Logement";
        PersonalCriterionVerified = "PERSONAL_CRITERION_VERIFIED", "Critère personnel vérifié";
        ReasonedOpinion = "REASONED_OPINION", "Avis motivé";
    }

    /// Who said that the PLIE accompanies the person.
    PeriodSource or UnknownKind {
        Officer = "officer", "Chargée de clauses";
        Plie = "plie", "PLIE";
    }

    /// The legal standing of a neighbourhood.
    NeighbourhoodStatus or UnknownStatus {
        Qpv = "qpv", "Quartier prioritaire de la politique de la ville";
        Watch = "watch", "Quartier de veille";
    }

    /// Where hours stand on their way to being counted.
    HoursStatus or UnknownStatus {
        Draft = "draft", "Brouillon";
        Submitted = "submitted", "Transmises";
        Validated = "validated", "Validées";
        Rejected = "rejected", "Rejetées";
    }

    /// What proves hours.
    EvidenceKind or UnknownKind {
        Timesheet = "timesheet", "Feuille d'heures";
        Payslip = "payslip", "Bulletin de paie";
        EmployerStatement = "employer_statement", "Attestation de l'employeur";
        Invoice = "invoice", "Facture";
    }

    /// The criteria by which the PLIE counts an exit as positive.
    ExitKind or UnknownKind {
        Cdi = "CDI", "CDI";
        Cdd6Months = "CDD_6_MONTHS", "CDD de six mois et plus";
        Cpro = "CPRO", "Contrat de professionnalisation";
        TempWork6Months = "TEMP_WORK_6_MONTHS", "Intérim de six mois et plus";
        QualifyingTraining = "QUALIFYING_TRAINING", "Formation qualifiante";
        BusinessCreation = "BUSINESS_CREATION", "Création d'entreprise";
        Subsidised6Months = "SUBSIDISED_6_MONTHS", "Contrat aidé de six mois et plus";
    }

    /// What somebody who comes in may do.
    Role or UnknownRole {
        Admin = "admin", "Administrateur";
        Officer = "officer", "Chargée de clauses";
        Partner = "partner", "Partenaire";
        Dashboard = "dashboard", "Tableau de bord";
        Plie = "plie", "PLIE";
    }
}

impl ContractType {
    /// The five that the report breaks hours down by, always shown even where they are zero.
    pub const REPORTED: &'static [Self] = &[Self::Cddi, Self::Ctti, Self::Cdi, Self::Cpro, Self::Cdd];
}

impl AgeBracket {
    /// The bracket of an age in whole years.
    pub const fn of(age: i32) -> Self {
        match age {
            ..26 => Self::Under26,
            26..45 => Self::From26To44,
            45..55 => Self::From45To54,
            _ => Self::From55,
        }
    }
}

impl CriterionCode {
    /// Whether only officers may see that the person meets it: health, origin, family and justice.
    pub const fn is_restricted(self) -> bool {
        matches!(
            self,
            Self::Rqth
                | Self::Aah
                | Self::Health
                | Self::Refugee
                | Self::Ase
                | Self::SingleParent
                | Self::PersonalCriterionVerified
        )
    }
}
