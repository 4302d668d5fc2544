//! Vocabularies of people, their referrals and exits.

vocabularies! {
    /// The sex in the civil register.
    Sex or UnknownSex {
        Female = "F", "Femme";
        Male = "M", "Homme";
    }

    /// The age brackets of the report.
    AgeBracket or UnknownAgeBracket {
        Under26 = "under_26", "Moins de 26 ans";
        From26To44 = "26_44", "26 à 44 ans";
        From45To54 = "45_54", "45 à 54 ans";
        From55 = "55_and_over", "55 ans et plus";
    }

    /// Who referred the person: the PLIE's referents, or another prescriber.
    Origin or UnknownOrigin {
        Plie = "PLIE", "PLIE";
        Others = "AUTRES", "Autres prescripteurs";
    }

    /// The outcome of a referral.
    OutcomeKind or UnknownOutcome {
        Pending = "pending", "En attente";
        Validated = "validated", "Validé";
        NotIntegrated = "not_integrated", "Non intégré";
    }

    /// Why a referred person did not enter the scheme.
    NotIntegratedReason or UnknownReason {
        ApplicationCancelled = "application_cancelled", "Candidature annulée";
        UnsuitableProfile = "unsuitable_profile", "Profil inadapté";
        OtherCareerPlan = "other_career_plan", "Autre projet professionnel";
        BarriersToEmployment = "barriers_to_employment", "Freins à l’emploi";
        MissedAppointments = "missed_appointments", "Absence aux rendez-vous";
        HiredElsewhere = "hired_elsewhere", "Embauché ailleurs";
        NotEligible = "not_eligible", "Non éligible";
        Unreachable = "unreachable", "Injoignable";
        NoPosition = "no_position", "Pas de poste";
        Other = "other", "Autre (à préciser)";
    }

    /// The eligibility criteria.
    CriterionCode or UnknownCriterion {
        Deld = "DELD", "Demandeur d’emploi de longue durée";
        Detld = "DETLD", "Demandeur d’emploi de très longue durée";
        Brsa = "BRSA", "Bénéficiaire du RSA";
        Ass = "ASS", "Allocation de solidarité spécifique";
        Aah = "AAH", "Allocation aux adultes handicapés";
        OtherMinimumIncome = "OTHER_MINIMUM_INCOME", "Autre minimum social";
        NoWork12Months = "NO_WORK_12_MONTHS", "Sans emploi depuis douze mois";
        LowSkills = "LOW_SKILLS", "Faible qualification";
        Rqth = "RQTH", "Reconnaissance de la qualité de travailleur handicapé";
        Health = "HEALTH", "Santé";
        Youth = "YOUTH", "Jeune (moins de 26 ans)";
        Senior = "SENIOR", "Senior (50 ans et plus)";
        Fle = "FLE", "Français langue étrangère";
        Zrr = "ZRR", "Résidence en zone de revitalisation rurale";
        DisabilityPension = "DISABILITY_PENSION", "Pension d’invalidité";
        WidowAllowance = "WIDOW_ALLOWANCE", "Allocation de veuvage";
        Iae = "IAE", "Parcours d’insertion par l’activité économique";
        Geiq = "GEIQ", "Parcours en GEIQ";
        Refugee = "REFUGEE", "Réfugié";
        Ase = "ASE", "Aide sociale à l’enfance";
        SingleParent = "SINGLE_PARENT", "Parent isolé";
        Mobility = "MOBILITY", "Mobilité";
        Housing = "HOUSING", "Logement";
        PersonalCriterionVerified = "PERSONAL_CRITERION_VERIFIED", "Critère personnel vérifié";
        ReasonedOpinion = "REASONED_OPINION", "Avis motivé";
    }

    /// Who recorded that the PLIE accompanies the person.
    PeriodSource or UnknownKind {
        Officer = "officer", "Chargée de clauses";
        Plie = "plie", "PLIE";
    }

    /// The legal status of a neighbourhood.
    NeighbourhoodStatus or UnknownStatus {
        Qpv = "qpv", "Quartier prioritaire de la politique de la ville";
        Watch = "watch", "Quartier de veille";
    }

    /// The criteria by which the PLIE counts an exit as positive.
    ExitKind or UnknownKind {
        Cdi = "CDI", "CDI";
        Cdd6Months = "CDD_6_MONTHS", "CDD de six mois et plus (sur douze mois)";
        Cpro = "CPRO", "Contrat de professionnalisation";
        TempWork6Months = "TEMP_WORK_6_MONTHS", "Intérim de six mois et plus (sur douze mois)";
        QualifyingTraining = "QUALIFYING_TRAINING", "Formation qualifiante";
        BusinessCreation = "BUSINESS_CREATION", "Création d’entreprise (six mois après)";
        Subsidised6Months = "SUBSIDISED_6_MONTHS", "Contrat aidé de six mois et plus (hors chantier d’insertion, sauf à partir de 55 ans)";
    }
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
                | Self::DisabilityPension
                | Self::Refugee
                | Self::Ase
                | Self::SingleParent
                | Self::WidowAllowance
                | Self::PersonalCriterionVerified
        )
    }
}
