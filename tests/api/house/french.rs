//! French texts as their reader meets them: typographic apostrophes, no-break spaces, decimal commas, the plural agreed, one
//! word for one thing. Sentences in Rust sources have ordinary spaces: `error::french` makes those that must not break.

use super::none;
use super::source::{Part, Source, read, sources};

/// Refused in French texts, with what to write instead.
const PHRASES: &[(&str, &str)] = &[
    ("requête", "demande"),
    ("nécessaire", "obligatoire"),
    ("une raison", "un motif"),
    ("la raison", "le motif"),
    ("recouvrement", "chevauchement"),
    ("question non", "demande non"),
    ("toute autre question", "toute autre demande"),
    ("du moins aucun", "introuvable, ou hors de votre accès"),
    ("du moins rien", "introuvable, ou hors de votre accès"),
    ("ne porte cet identifiant", "introuvable"),
    ("passée de date", "expirée"),
    ("périmé", "expiré"),
    ("ne sert qu", "n’est valable qu’une fois"),
    ("ne sert plus", "n’est plus valable"),
    ("de votre main", "votre rôle ne permet pas"),
    ("temps admis", "délai imparti"),
    ("clé de contrôle juste", "valide"),
    ("second facteur", "double authentification"),
    ("application de codes", "application d’authentification"),
    ("encore une fois », ", "Confirmez le mot de passe"),
    ("de toute sorte", "tous acceptés"),
    ("aller à la connexion", "Se connecter"),
    ("forme non offerte", "format non proposé"),
    ("démesuré", "trop grand"),
    ("cellule en double", "ligne en double"),
    ("en droit un quartier", "officiellement un quartier"),
    ("se tient entre", "doit être comprise entre"),
    (", ou bien «", "ou … : l’un des deux, pas les deux"),
    ("de ce numéro", "portant ce numéro"),
    ("cet état", "ce statut"),
    ("état inconnu", "statut inconnu"),
    ("(s)", "the plural that agrees with the number"),
];

/// An address alone is a person's home.
const ADDRESSES: &[&str] = &["cette adresse", "adresse déjà", "à l’adresse", "dans l’adresse", "vérifiez l’adresse"];
const OTHER_ADDRESSES: &[&str] = &[" électronique", " web", " IP", " au jour de"];

/// Words before an apostrophe that only French has.
const ELIDED: &[&str] =
    &["l", "d", "n", "s", "c", "j", "m", "t", "qu", "jusqu", "lorsqu", "puisqu", "quelqu", "presqu", "aujourd"];

/// PostgreSQL's own messages.
const EXEMPT: &str = "src/db/error.rs";

/// A text, or a line of a document, with where it is.
struct Text {
    place: String,
    text: String,
    /// Whether the reader gets its spaces as they stand.
    is_set: bool,
}

/// The texts of the program, without those of unit tests.
fn of_sources() -> Vec<Text> {
    let texts = |source: Source| {
        let tests = source.text.find("#[cfg(test)]\nmod ").unwrap_or(source.text.len());
        let last = source.text[..tests].lines().count();
        let parts = source.parts_of_lines().into_iter();
        let texts = parts.filter(move |(line, part, _)| *part == Part::Text && *line <= last);
        let text = |(line, _, text)| Text { place: format!("{}:{line}", source.path), text, is_set: false };
        texts.map(text).collect::<Vec<_>>()
    };
    sources("src").into_iter().filter(|source| source.path != EXEMPT).flat_map(texts).collect()
}

/// The lines of a file, each turned into what its reader sees of it.
fn of_file(path: &str, is_set: bool, seen: fn(&str) -> String) -> Vec<Text> {
    let text = |(number, line)| Text { place: format!("{path}:{}", number + 1), text: seen(line), is_set };
    read(path).lines().enumerate().map(text).collect()
}

fn of_templates() -> Vec<Text> {
    let folder = "src/pages/templates";
    let entries = std::fs::read_dir(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    let texts = |name: &String| match name.rsplit_once('.').unwrap().1 {
        "html" => of_file(&format!("{folder}/{name}"), true, of_markup),
        "mjs" => of_file(&format!("{folder}/{name}"), true, of_script),
        _ => Vec::new(),
    };
    names.iter().flat_map(texts).collect()
}

/// A line of a template: its statements, which compare, are left out, and the texts in its calls are not.
fn of_markup(line: &str) -> String {
    let mut seen = String::new();
    let mut rest = line;
    while let Some((text, code)) = rest.split_once("{%") {
        let (code, after) = code.split_once("%}").unwrap_or((code, ""));
        seen += text;
        if code.contains(" call ") {
            seen += code;
        }
        rest = after;
    }
    seen + rest
}

/// The texts in a line of a script, which are between `"` or, with `${values}`, between backquotes.
fn of_script(line: &str) -> String {
    if let Some((before, value)) = line.split_once("${") {
        let end = value.char_indices().scan(1_i32, |depth, (at, c)| {
            *depth += i32::from(c == '{') - i32::from(c == '}');
            Some((*depth, at))
        });
        let end = end.into_iter().find_map(|(depth, at)| (depth == 0).then_some(at)).unwrap_or(value.len());
        let after = value[end..].strip_prefix('}').unwrap_or_default();
        return of_script(&format!("{before}…{after}")) + of_script(&value[..end]).as_str();
    }
    let (mut seen, mut rest) = (String::new(), line);
    while let Some(start) = rest.find(['"', '`']) {
        let (mark, text) = (&rest[start..=start], &rest[start + 1..]);
        let Some((text, after)) = text.split_once(mark) else { break };
        seen += text;
        seen.push('\n');
        rest = after;
    }
    seen
}

/// What is wrong with a text.
fn faults(text: &Text) -> Vec<String> {
    let lower = text.text.to_lowercase();
    let phrases = PHRASES.iter().filter(|(phrase, _)| lower.contains(phrase));
    let mut faults: Vec<_> = phrases.map(|(phrase, better)| format!("{phrase}: write {better}")).collect();
    for phrase in ADDRESSES {
        for (at, _) in lower.match_indices(phrase) {
            let after = &lower[at + phrase.len()..];
            if !OTHER_ADDRESSES.iter().any(|which| after.starts_with(&which.to_lowercase())) {
                faults.push(format!("{phrase}: say which (adresse électronique, adresse web)"));
            }
        }
    }
    if has_straight_apostrophe(&text.text) {
        faults.push("': write ’".to_owned());
    }
    if text.is_set && breaks(&text.text) {
        faults.push("an ordinary space before : ; ! ? » or after «: write a no-break one".to_owned());
    }
    if has_point_in_hours(&text.text) {
        faults.push("a decimal point in hours: write a comma".to_owned());
    }
    faults
}

fn has_straight_apostrophe(text: &str) -> bool {
    text.match_indices('\'').any(|(at, _)| {
        let before: String = text[..at].chars().rev().take_while(|c| c.is_alphabetic()).collect();
        let word: String = before.chars().rev().collect::<String>().to_lowercase();
        // Words before it and after it: `l'an`, but not `'l'`.
        ELIDED.contains(&word.as_str()) && text[at + 1..].starts_with(char::is_alphabetic)
    })
}

fn breaks(text: &str) -> bool {
    text.match_indices(' ').any(|(at, _)| {
        let mut after = text[at + 1..].chars();
        let is_mark = after.next().is_some_and(|c| ":;!?»".contains(c));
        let ends = after.next().is_none_or(|c| c.is_whitespace() || c == '<');
        text[..at].ends_with('«') || is_mark && ends && !text[..at].is_empty()
    })
}

fn has_point_in_hours(text: &str) -> bool {
    [" h", "\u{a0}h"].into_iter().flat_map(|unit| text.match_indices(unit)).any(|(at, unit)| {
        let ends = text[at + unit.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        let digits = text[..at].trim_end_matches(|c: char| c.is_ascii_digit());
        ends && digits.len() < at && digits.ends_with('.') && digits.trim_end_matches('.').ends_with(char::is_numeric)
    })
}

#[test]
fn french_texts_are_written_as_their_readers_write() {
    let mut texts = of_sources();
    texts.extend(of_templates());
    texts.extend(of_file("docs/officer.fr.md", false, str::to_owned));
    texts.extend(of_file("tests/clients/ariq/send_month.py", false, str::to_owned));
    assert!(texts.len() > 5_000, "only {} texts", texts.len());
    let findings =
        texts.iter().flat_map(|text| faults(text).into_iter().map(|fault| format!("{}: {fault}", text.place)));
    none(&findings.collect::<Vec<_>>());
}

#[test]
fn a_text_that_reads_oddly_is_found() {
    let found = |text: &str, is_set| faults(&Text { place: String::new(), text: text.to_owned(), is_set }).len();
    for text in ["L'heure", "jusqu'au", "Trop de requêtes", "une ligne(s)", "60.00 h", "Vérifiez cette adresse."] {
        assert_eq!(found(text, false), 1, "{text}");
    }
    for text in ["refusé : non", "« non", "Pourquoi ?", "non »"] {
        assert_eq!((found(text, true), found(text, false)), (1, 0), "{text}");
    }
    for text in ["L’heure", "the caller's", "N° 1", "60,00 h", "refusé\u{a0}: non", "12:30", "cette adresse web", "'l'"]
    {
        assert_eq!(found(text, true), 0, "{text}");
    }
    assert_eq!(
        of_markup("a {% if a ? b %}b{% call c(\"d : e\") %}"),
        "a b call c(\"d : e\") ".trim_end().to_owned() + " "
    );
    assert_eq!(of_script("f(x ? \"a : b\" : `c`)"), "a : b\nc\n");
    assert_eq!(of_script("`a ${b ? \"c\" : { d: `e` }} f`"), "a … f\nc\ne\n");
}
