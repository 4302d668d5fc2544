//! Vocabularies of employments, hours, months and roles.

vocabularies! {
    /// The type of an employment contract. The report uses the first five.
    ContractType or UnknownContractType {
        Cddi = "CDDI", "Contrat à durée déterminée d’insertion";
        Ctti = "CTTI", "Contrat de travail temporaire d’insertion";
        Cdi = "CDI", "Contrat à durée indéterminée";
        Cpro = "CPRO", "Contrat de professionnalisation";
        Cdd = "CDD", "Contrat à durée déterminée";
        Ctt = "CTT", "Contrat de travail temporaire";
        Capp = "CAPP", "Contrat d’apprentissage";
        Cui = "CUI", "Contrat unique d’insertion";
    }

    /// How an employer implements the clause of a lot.
    Modality or UnknownModality {
        DirectHire = "direct_hire", "Embauche directe";
        AgencyOrLoan = "agency_or_loan", "Mise à disposition (ETTI, AI, GEIQ, EATT)";
        SubcontractOrJoint = "subcontract_or_joint", "Sous-traitance ou cotraitance";
        Reserved = "reserved", "Marché réservé";
    }

    /// The status of hours; only validated ones count.
    HoursStatus or UnknownStatus {
        Draft = "draft", "Brouillon";
        Submitted = "submitted", "Transmises";
        Validated = "validated", "Validées";
        Rejected = "rejected", "Rejetées";
    }

    /// Whether a month of a sector is closed, so that its hours no longer change.
    ClosureState or UnknownStatus {
        Open = "open", "Ouvert";
        Closed = "closed", "Clos";
    }

    /// The state of a lot's hours in a month.
    LotStanding or UnknownStatus {
        Received = "received", "Heures reçues";
        Partial = "partial", "Incomplet";
        Nil = "nil", "État néant";
        Awaited = "awaited", "Attendu";
        Late = "late", "En retard";
        NotExpected = "not_expected", "Rien n’est attendu";
    }

    /// What to do about hours that are owed.
    NextAct or UnknownStatus {
        Remind = "remind", "Relancer";
        Wait = "wait", "Attendre";
    }

    /// What is in the way of closing a month.
    ObstacleKind or UnknownKind {
        HoursToValidate = "hours_to_validate", "Heures à valider";
        CorrectionsToValidate = "corrections_to_validate", "Corrections à valider";
        LotsAwaited = "lots_awaited", "Lots attendus";
        LotsLate = "lots_late", "Lots en retard";
        LotsPartial = "lots_partial", "Lots incomplets";
        MonthNotEnded = "month_not_ended", "Mois non terminé";
    }

    /// The kinds of findings.
    FindingKind or UnknownKind {
        FrozenValues = "frozen_values", "Valeurs figées dans un mois clos";
        PossibleDuplicate = "possible_duplicate", "Deux fiches qui sont peut-être celles d’une même personne";
        SameParticipant = "same_participant", "Deux fiches pour un seul dossier du PLIE";
        PliePeriodsDiffer = "plie_periods_differ", "Des périodes du PLIE autres que celles du dossier";
    }

    /// The kinds of evidence for hours.
    EvidenceKind or UnknownKind {
        Timesheet = "timesheet", "Feuille d’heures";
        Payslip = "payslip", "Bulletin de paie";
        EmployerStatement = "employer_statement", "Attestation de l’employeur";
        Invoice = "invoice", "Facture";
    }

    /// The roles of users and API keys.
    Role or UnknownRole {
        Admin = "admin", "Administrateur";
        Officer = "officer", "Chargée de clauses";
        Partner = "partner", "Partenaire";
        Dashboard = "dashboard", "Tableau de bord";
        Plie = "plie", "PLIE";
    }
}

impl HoursStatus {
    /// Those of hours that their sender has sent and that nobody refused.
    pub const SENT: &'static [Self] = &[Self::Submitted, Self::Validated];
}

impl ContractType {
    /// The types that have a row in the report even with zero hours.
    pub const REPORTED: &'static [Self] = &[Self::Cddi, Self::Ctti, Self::Cdi, Self::Cpro, Self::Cdd];
}
