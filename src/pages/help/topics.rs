//! Which words and which rules the help of each page has. A page is found by the beginning of its address.

use super::glossary::Word;
use super::rules::Rule;
use crate::error::ProblemCode;
use crate::settings::Key;

/// The help of the pages whose addresses begin like this.
pub(super) struct Topic {
    /// The beginning of the addresses: whole parts.
    pub address: &'static str,
    pub words: &'static [Word],
    pub rules: &'static [Rule],
}

/// Every topic; of two that begin an address, the longer one is the page's.
pub(super) const TOPICS: &[Topic] = &[
    Topic {
        address: "/",
        words: &[Word::Sector, Word::Lot, Word::Hours, Word::Status, Word::Nil, Word::Window, Word::Finding],
        rules: &[Rule::BilanHours, Rule::Setting(Key::HoursDeadlineDay), Rule::Setting(Key::WindowMonths)],
    },
    Topic {
        address: "/saisie",
        words: &[Word::Lot, Word::Hours, Word::Employment, Word::Assignment, Word::Status, Word::Evidence, Word::Nil],
        rules: &[
            Rule::Refusal(ProblemCode::HoursOverCalendar),
            Rule::Refusal(ProblemCode::HoursOutsideAssignment),
            Rule::Refusal(ProblemCode::MonthClosed),
            Rule::Refusal(ProblemCode::ReasonRequired),
            Rule::Refusal(ProblemCode::AssignmentWithoutValidation),
            Rule::Setting(Key::WeeklyCapHours),
        ],
    },
    Topic {
        address: "/a-valider",
        words: &[Word::Status, Word::Evidence, Word::Window, Word::Lot],
        rules: &[
            Rule::Setting(Key::ValidationNeedsEvidence),
            Rule::Setting(Key::WeeklyCapHours),
            Rule::Refusal(ProblemCode::MonthClosed),
        ],
    },
    Topic {
        address: "/mois",
        words: &[Word::Lot, Word::Nil, Word::Evidence, Word::Closure, Word::Status],
        rules: &[
            Rule::Setting(Key::HoursDeadlineDay),
            Rule::Setting(Key::ClosingNeedsAllEmployments),
            Rule::Refusal(ProblemCode::MonthNotReady),
            Rule::Refusal(ProblemCode::LotHasHours),
            Rule::Refusal(ProblemCode::LotNotExpected),
        ],
    },
    Topic {
        address: "/relances",
        words: &[Word::Reminder, Word::Lot, Word::Nil],
        rules: &[Rule::Setting(Key::HoursDeadlineDay)],
    },
    Topic {
        address: "/heures",
        words: &[Word::Hours, Word::Status],
        rules: &[Rule::BilanHours, Rule::Setting(Key::WindowMonths)],
    },
    Topic {
        address: "/marches",
        words: &[Word::Contract, Word::Lot, Word::Sector, Word::HoursDue],
        rules: &[Rule::Progress],
    },
    Topic {
        address: "/lots",
        words: &[Word::Lot, Word::HoursDue, Word::Hours, Word::Assignment, Word::Evidence],
        rules: &[
            Rule::Progress,
            Rule::Setting(Key::LabourShare),
            Rule::Refusal(ProblemCode::InitialHoursTaken),
            Rule::Refusal(ProblemCode::ComputationMismatch),
        ],
    },
    Topic {
        address: "/premiers-pas",
        words: &[Word::Contract, Word::HoursDue, Word::Sector],
        rules: &[Rule::Progress],
    },
    Topic {
        address: "/candidats",
        words: &[Word::Candidate, Word::Referral, Word::Period, Word::Window, Word::Neighbourhood, Word::Merge],
        rules: &[
            Rule::Setting(Key::WindowMonths),
            Rule::Setting(Key::CdiWindowMonths),
            Rule::Setting(Key::TrainingContractUntilItsEnd),
            Rule::Refusal(ProblemCode::AssignmentWithoutValidation),
        ],
    },
    Topic {
        address: "/orientations",
        words: &[Word::Referral, Word::Outcome, Word::Waiver, Word::Organisation, Word::Sector],
        rules: &[
            Rule::Refusal(ProblemCode::DecisionBeforeReferral),
            Rule::Refusal(ProblemCode::OutcomeInUse),
            Rule::Setting(Key::PartnerValidates),
        ],
    },
    Topic {
        address: "/contrats-de-travail",
        words: &[Word::Employment, Word::Assignment, Word::Lot, Word::Waiver],
        rules: &[
            Rule::Refusal(ProblemCode::AssignmentOutsideEmployment),
            Rule::Refusal(ProblemCode::AssignmentWithoutValidation),
            Rule::Refusal(ProblemCode::HoursWouldBeOrphaned),
        ],
    },
    Topic {
        address: "/sorties",
        words: &[Word::Exit, Word::Period, Word::Employment],
        rules: &[Rule::ExitProposals, Rule::Refusal(ProblemCode::ExitAlreadyCounted)],
    },
    Topic {
        address: "/structures",
        words: &[Word::Organisation, Word::Contract, Word::Lot],
        rules: &[
            Rule::Refusal(ProblemCode::SiretTaken),
            Rule::Refusal(ProblemCode::InUse),
            Rule::Refusal(ProblemCode::KindDiffers),
            Rule::Refusal(ProblemCode::RecordInUse),
        ],
    },
    Topic {
        address: "/plie",
        words: &[Word::ParticipantLink, Word::Period, Word::Candidate],
        rules: &[Rule::Refusal(ProblemCode::PersonNotInformed)],
    },
    Topic {
        address: "/bilan",
        words: &[
            Word::Bilan,
            Word::Hours,
            Word::Referral,
            Word::Outcome,
            Word::Neighbourhood,
            Word::Exit,
            Word::Fte,
            Word::Closure,
        ],
        rules: &[Rule::BilanHours, Rule::Setting(Key::FteDivisor), Rule::Setting(Key::WindowMonths)],
    },
    Topic {
        address: "/constats",
        words: &[Word::Finding, Word::Window, Word::HoursDue, Word::Merge],
        rules: &[Rule::Progress, Rule::Setting(Key::WindowMonths), Rule::Refusal(ProblemCode::MonthClosed)],
    },
    Topic {
        address: "/doublons",
        words: &[Word::Merge],
        rules: &[Rule::Refusal(ProblemCode::SexDiffers), Rule::Refusal(ProblemCode::RecordedAsDistinct)],
    },
    Topic {
        address: "/relecture",
        words: &[Word::Finding],
        rules: &[Rule::Proofreading, Rule::Refusal(ProblemCode::UnreadableFile)],
    },
    Topic {
        address: "/journal",
        words: &[Word::AuditTrail, Word::Head],
        rules: &[Rule::Refusal(ProblemCode::UnknownHead)],
    },
    Topic {
        address: "/lectures",
        words: &[Word::Read, Word::Candidate],
        rules: &[Rule::Refusal(ProblemCode::Forbidden)],
    },
    Topic {
        address: "/comptes",
        words: &[Word::Role, Word::Sector, Word::Organisation, Word::SecondFactor],
        rules: &[Rule::Refusal(ProblemCode::LastAdministrator), Rule::Refusal(ProblemCode::EmailTaken)],
    },
    Topic {
        address: "/cles",
        words: &[Word::Key, Word::Role, Word::Sector, Word::Organisation],
        rules: &[Rule::Refusal(ProblemCode::ApiKeyEnded), Rule::Refusal(ProblemCode::InvalidOverlap)],
    },
    Topic {
        address: "/reglages",
        words: &[Word::Setting, Word::Closure, Word::Window, Word::Fte, Word::Nil],
        rules: &[Rule::Refusal(ProblemCode::InvalidSetting)],
    },
    Topic {
        address: "/referentiel",
        words: &[Word::Neighbourhood, Word::Sector],
        rules: &[Rule::Refusal(ProblemCode::OverlappingPeriods), Rule::Refusal(ProblemCode::AlreadyExists)],
    },
    Topic {
        address: "/compte",
        words: &[Word::SecondFactor, Word::Role, Word::Sector],
        rules: &[Rule::Refusal(ProblemCode::PasswordTooShort), Rule::Refusal(ProblemCode::PasswordTooCommon)],
    },
];

/// The topic of an address.
pub(super) fn topic(path: &str) -> Option<&'static Topic> {
    let begins = |topic: &&Topic| match topic.address {
        "/" => path == "/",
        address => path.strip_prefix(address).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
    };
    TOPICS.iter().filter(begins).max_by_key(|topic| topic.address.len())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::values::fold;

    /// The files below `src` in which the words of a topic's pages stand.
    const FILES: &[(&str, &[&str])] = &[
        ("/", &["dashboard.html", "attention_parts.html"]),
        ("/saisie", &["sheet.html", "add_person.html", "person_fields.html"]),
        ("/a-valider", &["waiting.html", "hours/model/mod.rs"]),
        ("/mois", &["month.html"]),
        ("/relances", &["reminders.html"]),
        ("/heures", &["hours.html", "values/vocabulary/work.rs"]),
        ("/marches", &["contracts.html", "contract.html"]),
        ("/lots", &["lot.html"]),
        ("/premiers-pas", &["first_contract.html"]),
        ("/candidats", &["candidates.html", "candidate.html"]),
        ("/plie", &["plie.html", "plie_link.html", "plie_parts.html"]),
        ("/constats", &["attention.html", "attention_parts.html"]),
        ("/doublons", &["doubles.html", "double.html"]),
        ("/relecture", &["proofreading.html"]),
        ("/journal", &["journal.html"]),
        ("/lectures", &["reads.html"]),
        ("/comptes", &["users.html", "user.html", "user_new.html", "rights_parts.html"]),
        ("/cles", &["keys.html", "key.html", "key_new.html", "rights_parts.html"]),
        ("/reglages", &["settings.html", "setting.html", "settings/rules.rs", "settings/words.rs"]),
        ("/referentiel", &["reference.html", "reference/model.rs"]),
        ("/compte", &["account.html", "second_factor.html"]),
    ];

    #[test]
    fn each_page_names_its_words_and_its_rules() {
        for topic in TOPICS {
            assert!(!topic.words.is_empty() && !topic.rules.is_empty(), "{}", topic.address);
        }
    }

    #[test]
    fn an_address_has_the_help_of_the_page_and_not_of_one_that_begins_alike() {
        let of = |path: &str| topic(path).map(|topic| topic.address);
        assert_eq!(of("/"), Some("/"));
        assert_eq!(of("/compte"), Some("/compte"));
        assert_eq!(of("/comptes/3"), Some("/comptes"));
        assert_eq!(of("/saisie/2024-02/lots/3/personne"), Some("/saisie"));
        assert_eq!((of("/nulle-part"), of("/marche")), (None, None));
    }

    #[test]
    fn each_word_of_a_page_begins_with_what_the_page_says() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        for (address, files) in FILES {
            let path = |name: &&str| match name.ends_with(".html") {
                true => root.join("pages/templates").join(name),
                false => root.join(name),
            };
            let text: String = files.iter().map(|name| fs::read_to_string(path(name)).unwrap()).collect();
            let said = fold(&text);
            for word in topic(address).unwrap().words {
                // Of a list of words, any; of a term, its first word, whose ending may differ.
                let mut stems = word.term().split([',', ' ', '’', '(', ')']).filter(|part| part.len() >= 3);
                let stem = |part: &str| fold(part).chars().take(6).collect::<String>();
                let stands = stems.any(|part| said.contains(&stem(part)));
                assert!(stands, "{address} does not say {}", word.term());
            }
        }
    }
}
