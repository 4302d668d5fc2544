//! The password policy, and the roles that accounts may have. Pure.

use std::collections::BTreeSet;

use zxcvbn::{Score, zxcvbn};

use crate::error::ProblemCode;
use crate::values::{InvalidValue, Role, fold, on_one_line};

/// The least and greatest number of characters.
const FEWEST: usize = 12;
const MOST: usize = 128;

/// The least number of letters that remain of a password without common words, digits and signs, and the least number
/// of distinct characters.
const UNCOMMON: usize = 5;

/// How many characters `zxcvbn` judges: its running time grows with the length.
const JUDGED: usize = 40;

/// Common parts of French and local passwords, folded; a word comes before its parts. `zxcvbn` knows English words,
/// dates and keyboard walks.
const COMMON: &str = "\
    motdepasse motdepas password administrateur administrator administration correcthorsebatterystaple bienvenue \
    bonjour bonsoir welcome letmein iloveyou jetaime amour coeur toujours jamais princesse princess football \
    olympique lyonnais parissaintgermain saintgermain champion doudou loulou chouchou cherie chocolat soleil \
    lune etoile tournesol papillon dauphin licorne dragon secret master alexandre alexandra nicolas camille \
    julien thomas antoine guillaume maxime clement romain mathieu matthieu sebastien stephane philippe \
    christophe celine aurelie emilie juliette manon marseille toulouse bordeaux strasbourg montpellier grenoble \
    nantes lille nice paris lyon dijon bourgogne bretagne normandie france notredame creativ clauses clause \
    insertion sociale social emploi travail heures marche public plie connexion compte utilisateur admin root \
    test essai demo exemple example defaut default changeme changer azertyuiop azerty qsdfghjklm wxcvbn \
    ordinateur internet service bureau maison famille maman papa enfant ami vacances printemps automne hiver \
    janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi \
    vendredi samedi dimanche starwars pokemon naruto pass mot des les la le du mon mes ete mai de et ma";

/// Checks a password against the policy: its length, and how easily it is guessed. Any character is allowed.
///
/// # Errors
/// `password_too_short`, `password_too_long`, `password_too_common`.
pub fn check_password(password: &str, email: &str, name: &str) -> Result<(), InvalidValue> {
    let invalid = |code: ProblemCode| Err(InvalidValue::new(code, code.meaning()));
    let length = password.chars().count();
    if length < FEWEST {
        return invalid(ProblemCode::PasswordTooShort);
    }
    if length > MOST {
        return invalid(ProblemCode::PasswordTooLong);
    }
    if is_common(password, email, name) { invalid(ProblemCode::PasswordTooCommon) } else { Ok(()) }
}

/// Whether a dictionary attack finds the password, or little of it is uncommon.
fn is_common(password: &str, email: &str, name: &str) -> bool {
    let owner = fold(&format!("{name} {email}"));
    let owner_words = owner.split(' ').filter(|word| word.chars().count() > 2);
    let words: Vec<&str> = owner_words.chain(COMMON.split(' ')).collect();
    is_guessable(password, &words) || is_guessable(&as_qwerty(password), &[]) || is_mostly_common(password, &words)
}

/// Whether about a hundred million guesses find the password (`zxcvbn` score below 3).
fn is_guessable(password: &str, words: &[&str]) -> bool {
    // Signs that replace letters in several ways multiply the variants that zxcvbn tries.
    let rare = |c: char| if "({<|+%".contains(c) { '.' } else { c };
    let judged: String = password.chars().take(JUDGED).map(rare).collect();
    zxcvbn(&judged, words).score() < Score::Three
}

/// The text that the same keys of an AZERTY keyboard give on QWERTY, whose keyboard walks `zxcvbn` knows.
fn as_qwerty(password: &str) -> String {
    let other = |c| match c {
        'a' => 'q',
        'q' => 'a',
        'z' => 'w',
        'w' => 'z',
        'm' => ';',
        ',' => 'm',
        c => c,
    };
    password.to_lowercase().chars().map(other).collect()
}

/// Whether fewer than [`UNCOMMON`] letters remain without common words, the owner's name and address, digits and signs.
fn is_mostly_common(password: &str, words: &[&str]) -> bool {
    if !password.chars().any(char::is_alphabetic) {
        // Digits and signs alone: the number of distinct characters counts.
        return password.chars().collect::<BTreeSet<_>>().len() < 8;
    }
    let whole = normalised(password);
    let rest = words.iter().fold(whole.clone(), |rest, word| rest.replace(&normalised(word), " "));
    let distinct = whole.chars().collect::<BTreeSet<_>>().len();
    rest.chars().filter(|c| c.is_alphabetic()).count() < UNCOMMON || distinct < UNCOMMON
}

/// Folded, with the usual substitutes for letters reversed (`P@ssw0rd`).
fn normalised(text: &str) -> String {
    let letters = text.chars().map(|c| match c {
        '@' | '4' => 'a',
        '3' => 'e',
        '1' | '!' => 'i',
        '0' => 'o',
        '$' | '5' => 's',
        '7' => 't',
        other => other,
    });
    fold(&letters.collect::<String>()).replace(' ', "")
}

/// The roles that people may have.
pub const PERSON_ROLES: &[Role] = &[Role::Admin, Role::Officer, Role::Dashboard];

/// Parses the role of an account; partners and the PLIE use API keys.
///
/// # Errors
/// `unknown_role`.
pub fn person_role(code: &str) -> Result<Role, InvalidValue> {
    match Role::parse(code) {
        Ok(role) if PERSON_ROLES.contains(&role) => Ok(role),
        _ => Err(InvalidValue::new(ProblemCode::UnknownRole, "Une personne est admin, officer ou dashboard.")),
    }
}

/// An e-mail address in the form in which addresses are compared.
pub fn folded(email: &str) -> String {
    on_one_line(email).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(password: &str) -> Option<ProblemCode> {
        check_password(password, "camille.martin@example.org", "Camille Martin").err().map(|invalid| invalid.code)
    }

    #[test]
    fn a_password_has_twelve_to_128_characters_of_any_kind() {
        assert_eq!(code("trop court!"), Some(ProblemCode::PasswordTooShort));
        assert_eq!(code(&"vélo rouge ".repeat(12)), Some(ProblemCode::PasswordTooLong));
        for good in [
            "vélo rouge dans la neige",
            "Ж€汉字 пароль ночь",
            "uK9#vTq2!xWm",
            "8372 1940 5566 02",
            "girafe turquoise sans parapluie",
            "xkvq pnlt wzrm",
            "parapluie bleu au grenier",
            "tracteur jaune, trottoir mouillé",
            "🐟🐠🐡🦈🐙🦑🦐🦞🦀🐚🪸🐬",
        ] {
            assert_eq!(code(good), None, "{good}");
        }
    }

    #[test]
    fn what_anybody_would_try_is_refused() {
        for common in [
            "motdepasse123",
            "Password1234!",
            "P@ssw0rd2024",
            "azertyuiop12",
            "123456789012",
            "aaaaaaaaaaaa",
            "camillemartin1",
            "Martin.Camille.2024",
            "abcabcabcabcabc",
            "Bienvenue2024!",
            "administrateur",
            "Dijon-Creativ-21",
            "correcthorsebatterystaple",
            "qwertyuiop[]",
            "987654321098",
            "insertion.sociale",
            "1q2w3e4r5t6y",
            "1qaz2wsx3edc",
            "q1w2e3r4t5y6",
            "123qweasdzxc",
            "qazwsxedcrfv",
            "zaq12wsxcde3",
            "1234567890qw",
            "112233445566",
            "147258369147",
            "159357159357",
            "0102030405060",
            "14071789140789",
            "01011990paris",
            "manchester12",
            "liverpool1234",
            "parissaintgermain",
            "loveyouforever",
            "alexandre123",
            "barcelona2015",
            "stephanie1985",
            "a1z2e3r4t5y6",
            "1a2z3e4r5t6y",
            "aqwzsxedcrfv",
            "123azeqsdwxc",
            "AZEqsdWXC123",
            "tournesol123",
            "toulouse31000",
            "notredamedeparis",
            "bonjourlesamis",
            "jetaimemoncoeur",
        ] {
            assert_eq!(code(common), Some(ProblemCode::PasswordTooCommon), "{common}");
        }
    }

    #[test]
    fn what_takes_long_to_judge_is_judged_in_part() {
        // Judging all of it would take many seconds.
        assert_eq!(code(&"4@8({[<3691!|1|70$5+7%2z".repeat(5)), None);
        assert_eq!(code(&"password".repeat(16)), Some(ProblemCode::PasswordTooCommon));
    }

    #[test]
    fn partners_come_in_by_keys() {
        assert_eq!(person_role("officer").unwrap(), Role::Officer);
        assert_eq!(person_role("partner").unwrap_err().code, ProblemCode::UnknownRole);
    }
}
