//! The ready text of a reminder: it names lots and counts people, and names nobody.

use crate::reminders::{LotOwed, Owed, OwedBy};
use crate::values::{Month, day_in_words};

/// The most characters of the list of lots, so that the text can be noted whole.
const LIST_LENGTH: usize = 1_400;

/// The most characters of a lot's title in the list.
const TITLE_LENGTH: usize = 200;

/// The subject of the e-mail.
pub(super) fn subject(month: Month) -> String {
    format!("Heures d’insertion – {}", month.in_words())
}

/// The ready text for an organisation, signed by the house.
pub(super) fn ready(owed: &Owed, by: &OwedBy, house: &str) -> String {
    let awaited = if owed.is_late { "étaient attendues" } else { "sont attendues" };
    format!(
        "Bonjour,\n\n\
         Pour {}, nous n’avons pas encore reçu les heures d’insertion suivantes\u{a0}:\n\n{}\n\n\
         Elles {awaited} pour le {}. Merci de nous les transmettre, ou de nous dire s’il n’y en a pas eu.\n\n\
         Cordialement,\n{house}",
        owed.month.in_words(),
        list(&by.lots),
        day_in_words(owed.deadline),
    )
}

/// A line for each lot, as far as there is room.
fn list(lots: &[LotOwed]) -> String {
    let (mut lines, mut length) = (Vec::new(), 0);
    for lot in lots {
        let line = format!("– marché {}, lot {} ({})\u{a0}: {}", lot.reference, lot.number, title(lot), missing(lot));
        length += line.chars().count();
        if length > LIST_LENGTH {
            break;
        }
        lines.push(line);
    }
    match lots.len() - lines.len() {
        0 => {}
        1 => lines.push("– et un autre lot".to_owned()),
        others => lines.push(format!("– et {others} autres lots")),
    }
    lines.join("\n")
}

/// The title of a lot, its end cut off if it is long.
fn title(lot: &LotOwed) -> String {
    if lot.title.chars().count() <= TITLE_LENGTH {
        return lot.title.clone();
    }
    lot.title.chars().take(TITLE_LENGTH - 1).chain(['…']).collect()
}

/// What is missing of a lot.
pub(super) fn missing(lot: &LotOwed) -> String {
    match lot.employments_without_hours {
        0 => "aucune heure reçue".to_owned(),
        1 => "1\u{a0}personne".to_owned(),
        count => format!("{count}\u{a0}personnes"),
    }
}

/// The address that opens an e-mail with this text (RFC 6068): everything percent-encoded, lines ended by CR LF.
pub(super) fn mailto(email: &str, subject: &str, text: &str) -> String {
    let lines = text.replace('\n', "\r\n");
    format!("{}&body={}", mailto_without_text(email, subject), percent_encoded(&lines))
}

/// The same address before the text, for the page's script.
pub(super) fn mailto_without_text(email: &str, subject: &str) -> String {
    let (local, domain) = email.split_once('@').unwrap_or((email, ""));
    format!("mailto:{}@{}?subject={}", percent_encoded(local), percent_encoded(domain), percent_encoded(subject))
}

fn percent_encoded(text: &str) -> String {
    let pair = serde_urlencoded::to_string([("", text)]).unwrap_or_default();
    // A form writes a space as a plus sign, and a plus sign as %2B.
    pair.strip_prefix('=').unwrap_or_default().replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{LotId, PublicContractId, Sector};

    #[test]
    fn an_address_of_mail_holds_any_text() {
        let address = mailto("a+b&c@exemple.fr", "Été & l’an", "=é&?\u{a0}: 100 %\nfin+");
        let subject = "%C3%89t%C3%A9%20%26%20l%E2%80%99an";
        let body = "%3D%C3%A9%26%3F%C2%A0%3A%20100%20%25%0D%0Afin%2B";
        assert_eq!(address, format!("mailto:a%2Bb%26c@exemple.fr?subject={subject}&body={body}"));
    }

    #[test]
    fn a_long_list_is_cut_so_that_the_text_can_be_noted() {
        let of_length = |number: i64, length| LotOwed {
            lot_id: LotId(number),
            number: number.to_string(),
            title: "é".repeat(length),
            public_contract_id: PublicContractId(1),
            reference: "2022-DM-014".to_owned(),
            sector: Sector::Btp,
            employments_without_hours: 2,
        };
        let lot = |number| of_length(number, 200);
        let text = list(&(1..=9).map(lot).collect::<Vec<_>>());
        assert!(text.chars().count() < 1_500 && text.ends_with("\n– et 4 autres lots"), "{text}");
        let longest = list(&(1..=9).map(|number| of_length(number, 1_000)).collect::<Vec<_>>());
        assert_eq!(longest, text.replace("éé)", "é…)"));
        assert!(list(&[lot(1)]).ends_with(")\u{a0}: 2\u{a0}personnes"));
    }
}
