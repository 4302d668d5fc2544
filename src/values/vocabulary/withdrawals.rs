//! Vocabularies of records that are withdrawn, and of what rests on them.

vocabularies! {
    /// A kind of record that is withdrawn if it should not have been recorded.
    RecordKind or UnknownKind {
        Candidate = "candidate", "Fiche d’une personne";
        Referral = "referral", "Orientation";
        Employment = "employment", "Contrat de travail";
        PublicContract = "public_contract", "Marché";
        Lot = "lot", "Lot";
        Organisation = "organisation", "Structure";
    }

    /// A kind of record that rests on another one.
    DependentKind or UnknownKind {
        Candidate = "candidate", "Fiche d’une personne";
        Referral = "referral", "Orientation";
        Employment = "employment", "Contrat de travail";
        Assignment = "assignment", "Affectation";
        Hours = "hours", "Heures";
        NilStatement = "nil_statement", "État néant";
        Evidence = "evidence", "Justificatif";
        PliePeriod = "plie_period", "Accompagnement par le PLIE";
        Waiver = "waiver", "Dérogation";
        EligibilityWindow = "eligibility_window", "Fenêtre d’éligibilité";
        PositiveExit = "positive_exit", "Sortie positive";
        PlieLink = "plie_link", "Lien avec le PLIE";
        PublicContract = "public_contract", "Marché";
        Lot = "lot", "Lot";
        Reminder = "reminder", "Relance";
        Batch = "batch", "Envoi d’heures";
        ApiKey = "api_key", "Clé d’API";
        User = "user", "Compte";
    }
}
