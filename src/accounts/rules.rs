//! What a password may be, and who may have an account. Pure.

use crate::error::Situation;
use crate::units::{Role, Unfit, fold};

/// The fewest characters of a password, and the most.
const FEWEST: usize = 12;
const MOST: usize = 128;

/// Of what is left of a password without common words, digits and signs, how many characters make it hard to guess.
const OWN: usize = 5;

/// What people make passwords of, folded; the longer ones first where one holds another.
const COMMON: &[&str] = &[
    "abcdefghijklmnopqrstuvwxyz",
    "administrateur",
    "azertyuiop",
    "qwertyuiop",
    "qsdfghjklm",
    "asdfghjkl",
    "wxcvbn",
    "motdepasse",
    "motdepas",
    "password",
    "passwort",
    "passw",
    "administrator",
    "administration",
    "superman",
    "batman",
    "bienvenue",
    "bonjour",
    "welcome",
    "letmein",
    "iloveyou",
    "jetaime",
    "trustno",
    "sunshine",
    "princess",
    "princesse",
    "football",
    "baseball",
    "basketball",
    "dragon",
    "monkey",
    "shadow",
    "master",
    "qwerty",
    "azerty",
    "abcdef",
    "abcd",
    "secret",
    "soleil",
    "chocolat",
    "doudou",
    "loulou",
    "nicolas",
    "camille",
    "julien",
    "thomas",
    "marseille",
    "paris",
    "lyon",
    "dijon",
    "bourgogne",
    "france",
    "creativ",
    "clauses",
    "clause",
    "insertion",
    "sociale",
    "social",
    "emploi",
    "travail",
    "heures",
    "hours",
    "marche",
    "public",
    "plie",
    "login",
    "connexion",
    "compte",
    "utilisateur",
    "user",
    "username",
    "admin",
    "root",
    "test",
    "essai",
    "demo",
    "exemple",
    "example",
    "default",
    "changeme",
    "changer",
    "pass",
    "computer",
    "ordinateur",
    "internet",
    "service",
    "bureau",
    "maison",
    "famille",
    "vacances",
    "printemps",
    "automne",
    "hiver",
    "summer",
    "winter",
    "spring",
    "autumn",
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "hello",
    "freedom",
    "whatever",
    "michael",
    "charlie",
    "jordan",
    "starwars",
    "pokemon",
    "naruto",
    "azer",
    "qwer",
    "asdf",
    "qsdf",
    "zxcv",
    "wxcv",
    "correct",
    "horse",
    "battery",
    "staple",
    "mot",
    "de",
    "passe",
    "ete",
];

/// Says whether a password may be one: long enough, and not what anybody would try. Any character will do.
///
/// # Errors
/// `password_too_short`, `password_too_long`, `password_too_common`.
pub fn check_password(password: &str, email: &str, name: &str) -> Result<(), Unfit> {
    let unfit = |code: Situation| Err(Unfit::new(code, code.meaning()));
    let length = password.chars().count();
    if length < FEWEST {
        return unfit(Situation::PasswordTooShort);
    }
    if length > MOST {
        return unfit(Situation::PasswordTooLong);
    }
    if is_common(password, email, name) { unfit(Situation::PasswordTooCommon) } else { Ok(()) }
}

/// Whether what is left of it without common words, what its owner is called, digits, signs and repetitions is little.
fn is_common(password: &str, email: &str, name: &str) -> bool {
    let mut left = plain(password);
    let distinct = left.chars().collect::<std::collections::BTreeSet<_>>().len();
    let own = fold(&format!("{name} {email}"));
    let own = own.split(' ').filter(|word| word.chars().count() > 2).map(str::to_owned);
    let words: Vec<String> = own.chain(COMMON.iter().map(|word| (*word).to_owned())).collect();
    for word in words {
        left = left.replace(&plain(&word), " ");
    }
    let letters = left.chars().filter(|c| c.is_alphabetic()).count();
    // A long password of other scripts, or of digits and signs alone, has its own measure: how many differ.
    let all_distinct = password.chars().collect::<std::collections::BTreeSet<_>>().len();
    let is_run = is_run(password);
    if plain(password).chars().filter(|c| c.is_alphabetic()).count() == 0 {
        return all_distinct < 8 || is_run;
    }
    letters < OWN || distinct < OWN || is_repeated(password) || is_run
}

/// Folded, with the usual stand-ins for letters undone.
fn plain(text: &str) -> String {
    let undone = text.chars().map(|c| match c {
        '@' | '4' => 'a',
        '3' => 'e',
        '1' | '!' => 'i',
        '0' => 'o',
        '$' | '5' => 's',
        '7' => 't',
        other => other,
    });
    fold(&undone.collect::<String>()).replace(' ', "")
}

/// Whether a short piece comes again and again: `abcabcabcabc`.
fn is_repeated(text: &str) -> bool {
    let all: Vec<char> = text.chars().collect();
    (1..=all.len() / 3).any(|piece| all.iter().zip(all.iter().skip(piece)).all(|(one, next)| one == next))
}

/// Whether each character follows the one before, up or down: `1234567890`.
fn is_run(text: &str) -> bool {
    let codes: Vec<u32> = text.chars().map(u32::from).collect();
    let steps =
        |by: fn(u32) -> u32| codes.iter().zip(codes.iter().skip(1)).filter(|(one, next)| by(**one) == **next).count();
    let most = steps(|code| code.saturating_add(1)).max(steps(|code| code.saturating_sub(1)));
    most.saturating_add(3) >= codes.len()
}

/// Reads the role of a person: partners and the PLIE come in by keys.
///
/// # Errors
/// `unknown_role`.
pub fn person_role(code: &str) -> Result<Role, Unfit> {
    match Role::parse(code) {
        Ok(role @ (Role::Admin | Role::Officer | Role::Dashboard)) => Ok(role),
        _ => Err(Unfit::new(Situation::UnknownRole, "Une personne est admin, officer ou dashboard.")),
    }
}

/// An address as people sign in by it, whatever its case.
pub fn folded(email: &str) -> String {
    email.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(password: &str) -> Option<Situation> {
        check_password(password, "camille.martin@example.org", "Camille Martin").err().map(|unfit| unfit.code)
    }

    #[test]
    fn a_password_has_twelve_to_128_characters_of_any_kind() {
        assert_eq!(code("trop court!"), Some(Situation::PasswordTooShort));
        assert_eq!(code(&"vélo rouge ".repeat(12)), Some(Situation::PasswordTooLong));
        for good in [
            "vélo rouge dans la neige",
            "Ж€汉字 пароль ночь",
            "uK9#vTq2!xWm",
            "8372 1940 5566 02",
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
        ] {
            assert_eq!(code(common), Some(Situation::PasswordTooCommon), "{common}");
        }
    }

    #[test]
    fn partners_come_in_by_keys() {
        assert_eq!(person_role("officer").unwrap(), Role::Officer);
        assert_eq!(person_role("partner").unwrap_err().code, Situation::UnknownRole);
    }
}
