//! Vocabularies of the link to the PLIE's participant records, and of what is delivered to other services.

vocabularies! {
    /// Where the link of a person to a participant record stands.
    LinkStatus or UnknownStatus {
        Pending = "pending", "En attente";
        Linked = "linked", "Lié";
        Ambiguous = "ambiguous", "À choisir";
        NotFound = "not_found", "Sans dossier au PLIE";
        Failed = "failed", "En échec";
    }

    /// Why a call of another service had no effect that can be counted on, or why a link does not stand.
    CallFailure or UnknownReason {
        Unreachable = "unreachable", "le service ne répond pas";
        TimedOut = "timed_out", "le service n’a pas répondu à temps";
        CutOff = "cut_off", "la réponse a été coupée";
        TooLarge = "too_large", "la réponse est trop longue";
        Redirected = "redirected", "le service renvoie vers une autre adresse web";
        AddressRefused = "address_refused", "l’adresse web du service désigne cette machine ou un réseau réservé";
        Unauthorised = "unauthorised", "le service refuse notre clé";
        Overloaded = "overloaded", "le service demande d’attendre";
        ServerError = "server_error", "le service a échoué";
        UnfitAnswer = "unfit_answer", "la réponse n’est pas celle qui est convenue";
        WrongPerson = "wrong_person", "la réponse porte sur une autre personne";
        Missing = "missing", "le service ne connaît pas ce participant";
        Refused = "refused", "le service refuse la demande";
        NotInformed = "not_informed", "la personne n’a pas été informée de ses droits";
        NumberTaken = "number_taken", "une autre fiche porte ce numéro de participant";
        TooManyMatches = "too_many_matches", "trop de participants ressemblent à cette personne";
    }

    /// Where a delivery to another service stands.
    DeliveryState or UnknownStatus {
        Held = "held", "Attend le lien";
        Pending = "pending", "À transmettre";
        Sent = "sent", "Transmise";
        Dead = "dead", "En échec";
        Replaced = "replaced", "Remplacée";
    }
}
