//! Words about work and its hours, and about who records them.

vocabularies! {
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

    /// Where hours stand on their way to being counted.
    HoursStatus or UnknownStatus {
        Draft = "draft", "Brouillon";
        Submitted = "submitted", "Transmises";
        Validated = "validated", "Validées";
        Rejected = "rejected", "Rejetées";
    }

    /// Whether hours of a month and sector still change.
    ClosureState or UnknownStatus {
        Open = "open", "Ouvert";
        Closed = "closed", "Clos";
    }

    /// What is known of a lot's hours in a month.
    LotStanding or UnknownStatus {
        Received = "received", "Heures reçues";
        Nil = "nil", "État néant";
        Awaited = "awaited", "Attendu";
        Late = "late", "En retard";
        NotExpected = "not_expected", "Rien n'est attendu";
    }

    /// What somebody should look at.
    FindingKind or UnknownKind {
        FrozenValues = "frozen_values", "Valeurs figées dans un mois clos";
    }

    /// What proves hours.
    EvidenceKind or UnknownKind {
        Timesheet = "timesheet", "Feuille d'heures";
        Payslip = "payslip", "Bulletin de paie";
        EmployerStatement = "employer_statement", "Attestation de l'employeur";
        Invoice = "invoice", "Facture";
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
