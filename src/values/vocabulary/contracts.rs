//! Words about public contracts and the organisations around them.

vocabularies! {
    /// The sector of a public contract.
    Sector or UnknownSector {
        Btp = "BTP", "Travaux (bâtiment, travaux publics)";
        Ms = "MS", "Marchés de services";
        Pi = "PI", "Prestations intellectuelles";
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
}
