//! Vocabularies of public contracts and organisations.

vocabularies! {
    /// The sector of a public contract.
    Sector or UnknownSector {
        Btp = "BTP", "Travaux (bâtiment, travaux publics)";
        Ms = "MS", "Marchés de services";
        Pi = "PI", "Prestations intellectuelles";
    }

    /// The legal basis of an insertion clause (articles of the code de la commande publique).
    ClauseType or UnknownClauseType {
        Execution = "execution", "Condition d’exécution (L2112-2)";
        AwardCriterion = "award_criterion", "Critère d’attribution (R2152-7)";
        ExecutionAndCriterion = "execution_and_criterion", "Condition d’exécution et critère d’attribution";
        ReservedDisability = "reserved_disability", "Marché réservé, handicap (L2113-12)";
        ReservedIae = "reserved_iae", "Marché réservé, insertion par l’activité économique (L2113-13)";
        ReservedPrison = "reserved_prison", "Marché réservé, établissements pénitentiaires (L2113-13-1)";
        ReservedEss = "reserved_ess", "Marché réservé, économie sociale et solidaire (L2113-15)";
        InsertionObject = "insertion_object", "Marché d’insertion";
        Voluntary = "voluntary", "Engagement volontaire";
    }

    /// The source of a public contract's record.
    ContractSource or UnknownKind {
        Manual = "manual", "Saisie";
        Decp = "decp", "Données essentielles de la commande publique";
    }

    /// The status of a public contract.
    ContractStatus or UnknownStatus {
        Open = "open", "En cours";
        Closed = "closed", "Terminé";
    }

    /// The reason for an entry of a lot's hours due.
    HoursDueReason or UnknownReason {
        Initial = "initial", "Marché initial";
        Amendment = "amendment", "Avenant";
        Order = "order", "Bon de commande";
    }

    /// The kind of an employer.
    EmployerKind or UnknownKind {
        Company = "company", "Entreprise";
        Ei = "EI", "Entreprise d’insertion";
        Aci = "ACI", "Atelier et chantier d’insertion";
        Etti = "ETTI", "Entreprise de travail temporaire d’insertion";
        Ai = "AI", "Association intermédiaire";
        Eiti = "EITI", "Entreprise d’insertion par le travail indépendant";
        Geiq = "GEIQ", "Groupement d’employeurs pour l’insertion et la qualification";
        Ea = "EA", "Entreprise adaptée";
        Eatt = "EATT", "Entreprise adaptée de travail temporaire";
        Esat = "ESAT", "Établissement ou service d’accompagnement par le travail";
        NeighbourhoodBody = "neighbourhood_body", "Régie de quartier";
        Epide = "EPIDE", "Établissement pour l’insertion dans l’emploi";
        E2c = "E2C", "École de la deuxième chance";
        PrisonWork = "prison_work", "Travail en établissement pénitentiaire";
        TempAgency = "temp_agency", "Entreprise de travail temporaire";
        Other = "other", "Autre";
    }

    /// The kind of a prescriber, an organisation that refers candidates.
    PrescriberKind or UnknownKind {
        PlieReferent = "plie_referent", "Référent PLIE";
        FranceTravail = "france_travail", "France Travail";
        MissionLocale = "mission_locale", "Mission locale";
        CapEmploi = "cap_emploi", "Cap emploi";
        Department = "department", "Département";
        Region = "region", "Région";
        MunicipalService = "municipal_service", "Service municipal (CCAS)";
        TempAgency = "temp_agency", "Entreprise de travail temporaire";
        IaeStructure = "iae_structure", "Structure d’insertion par l’activité économique";
        Geiq = "geiq", "GEIQ";
        TrainingBody = "training_body", "Organisme de formation";
        Association = "association", "Association";
        Employer = "employer", "Employeur";
        SelfReferred = "self", "Candidature spontanée";
        Other = "other", "Autre";
    }

    /// The kind of a buyer.
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
