//! The words of the trade as the help of pages explains them: the French side of `docs/glossary.md`, in one place.

macro_rules! words {
    ($($variant:ident = $term:literal, $meaning:literal;)+) => {
        /// A word of the trade.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Word {
            $(#[doc = $term] $variant,)+
        }

        impl Word {
            /// Every word.
            #[cfg(test)]
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word, as the glossary lists it.
            pub const fn term(self) -> &'static str {
                match self { $(Self::$variant => $term),+ }
            }

            /// What it means.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning),+ }
            }
        }
    };
}

words! {
    Contract = "marché", "Ce qu’un acheteur commande avec une clause d’insertion ; il a un lot ou plus.";
    Lot = "lot", "La part d’un marché confiée à un titulaire ; c’est sur elle que des heures d’insertion sont dues.";
    Sector = "secteur", "Travaux (BTP), services (MS) ou prestations intellectuelles (PI). Il est celui du marché.";
    Organisation = "structure", "Donneur d’ordre, titulaire, employeur ou prescripteur ; une même structure peut jouer plusieurs rôles.";
    HoursDue = "heures d’insertion prévues", "Ce qui est promis sur un lot : l’engagement initial, puis chaque avenant et chaque bon de commande, qui donnent le nombre entier à partir de leur jour.";
    Candidate = "candidat", "Une personne orientée vers la clause.";
    Referral = "orientation", "Une personne envoyée une fois, par un prescripteur ou par elle-même, pour un secteur ou plus.";
    Outcome = "issue", "Comment une orientation s’est terminée : validée pour un secteur, non intégrée avec un motif, ou encore en cours.";
    Waiver = "dérogation", "La permission donnée par une chargée de clauses de travailler dans un secteur sans orientation validée.";
    Employment = "contrat de travail", "Une personne chez un employeur, sous un type de contrat (CDDI, CTTI, CDI, contrat de professionnalisation, CDD…).";
    Assignment = "affectation", "Un contrat de travail mis au service d’un lot, d’un jour à un jour.";
    Hours = "heures réalisées", "Ce qu’un contrat de travail a fait sur un lot dans un mois, au centième ; dont la formation.";
    Status = "brouillon, transmises, validées, rejetées", "Les quatre statuts des heures. Seules les heures validées comptent.";
    Evidence = "justificatif", "Ce qui prouve des heures : feuille d’heures, bulletin de paie, attestation, facture ; pour une ligne, ou pour un lot et un mois.";
    Nil = "état néant", "La déclaration qu’un lot n’a pas eu d’heures dans un mois.";
    Reminder = "relance", "Ce qu’une chargée de clauses note d’avoir demandé à un employeur, ou au titulaire d’un lot, des heures qui manquent.";
    Closure = "clôture", "Un mois clos pour un secteur : ses heures ne changent plus.";
    Finding = "constat", "Ce que quelqu’un devrait regarder : un mois clos dont une source a changé depuis, une période à vérifier, deux fiches qui sont peut-être d’une même personne.";
    Merge = "fusion, doublon", "Deux fiches d’une même personne en deviennent une ; deux fiches qui sont peut-être d’une même personne.";
    Period = "période d’accompagnement", "Les jours où le PLIE accompagne une personne.";
    Window = "fenêtre d’éligibilité", "Les jours jusqu’auxquels les heures d’une personne comptent pour la clause.";
    Neighbourhood = "quartier (QPV, de veille)", "Un élément daté d’une adresse ; son statut légal, prioritaire ou de veille, est daté aussi.";
    Exit = "sortie positive", "Le jour où une personne remplit un critère de sortie du PLIE.";
    Bilan = "bilan annuel", "Ce qui est rapporté d’une année : heures, orientations et leurs issues, salariés, quartiers, sorties positives.";
    ParticipantLink = "lien avec le PLIE", "Quel dossier de participant du PLIE est celui d’une personne ; les étapes d’ici y sont annoncées.";
    Fte = "équivalent temps plein (ETP)", "Des heures divisées par celles d’une année à temps plein, qui sont un réglage.";
    Role = "rôle", "Ce qu’un compte ou une clé permet de faire : administrateur, chargée de clauses, partenaire, tableau de bord ou PLIE.";
    Key = "clé d’API", "Ce avec quoi un programme s’identifie ; elle a un rôle, des secteurs et un secret, qui n’est montré qu’une fois.";
    Setting = "réglage", "Ce que la pratique locale décide ; chaque valeur vaut à partir d’un jour.";
    AuditTrail = "piste d’audit", "Un événement pour chaque changement, enchaîné aux précédents de sorte qu’une réécriture se voie ; le journal la montre.";
    Head = "tête", "Les 64 signes qui résument la piste d’audit jusqu’à un bloc. Copiée ailleurs, elle prouve que rien n’a été réécrit avant.";
    Read = "lecture", "Quelqu’un a ouvert les données d’une personne ; le registre des lectures le garde un an.";
    SecondFactor = "double authentification", "À la connexion, un code d’une application en plus du mot de passe.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_is_one_of_the_written_glossary() {
        let glossary = include_str!("../../../docs/glossary.md").to_lowercase();
        let words: Vec<&str> =
            glossary.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next()).collect();
        let missing: Vec<&str> = Word::ALL
            .iter()
            .map(|word| word.term())
            .filter(|term| !words.contains(&term.to_lowercase().as_str()))
            .collect();
        assert!(missing.is_empty(), "not in docs/glossary.md: {missing:?}");
    }

    #[test]
    fn no_word_is_explained_twice() {
        for (at, word) in Word::ALL.iter().enumerate() {
            assert!(Word::ALL.iter().take(at).all(|other| other.term() != word.term()), "{}", word.term());
            assert!(word.meaning().ends_with('.'), "{}", word.term());
        }
    }
}
