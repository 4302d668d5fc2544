//! Refuses retired words, which only this project used. A finding names the standard term.

use super::documents::documents;
use super::source::{Part, read, sources};
use super::{contains_word, none};

/// Refused in code, comments, texts and documents, with what to write instead.
const WORDS: &[(&str, &str)] = &[
    ("told", "`sent`, `notified`, `informed`, or name what is read or written"),
    ("untold", "`without_audit`, or the error that is hidden"),
    ("whoever", "`the caller`, `the user`, `a client`"),
    ("gathering", "`group commit`"),
    ("saying", "`with_detail`, or the value that is sent"),
    ("stranger", "`anonymous`, or who it is: a partner of another sector, a client without a key"),
    ("strangers", "`anonymous`, or who they are: partners of other sectors, clients without a key"),
    ("sight", "`person_fields`, `partner_view`, `visibility`"),
    ("unseen", "`hidden`, `restricted`, or `without If-Match`"),
    ("footing", "`prerequisites`"),
    ("surroundings", "`context`"),
    ("lane", "`pool`"),
    ("lanes", "`pools`"),
    ("door", "`authenticator`, `authentication`, `SignInAttempt`"),
    ("doors", "`authenticators`, `entry points`"),
    ("sends away", "`refuses`, `answers 429`"),
    ("riddles", "say what is unclear"),
    ("reception", "`authenticator`, `context`"),
    ("do_not_keep", "`uncached`"),
    ("off_thread", "`blocking`"),
];

/// Refused as identifiers: in prose these are ordinary words, or no words at all.
const NAMES: &[(&str, &str)] = &[
    ("Situation", "`ProblemCode`"),
    ("Fault", "`FieldError`"),
    ("Unfit", "`InvalidValue`"),
    ("Shower", "`Presenter`"),
    ("because_of", "`with_existing_id`"),
    ("record_untold", "`record_without_audit`"),
    ("among", "`in_list`"),
    ("keyed", "part of `bulk`, or `with_key`"),
    ("carried", "`snapshot`"),
    ("copied", "`snapshot`"),
    ("by_owner", "a map"),
    ("together", "`group_commit`, `batch`"),
    ("economise", "`not_modified`"),
    ("plainly", "`run`, `run_once`"),
    ("take_back", "`discard`"),
    ("readings", "`read_log`"),
    ("trail", "`audit_chain`"),
    ("posted", "`idempotent_body`, `request`"),
];

/// Fixed by others: the label of a metric, and names of other crates.
const FIXED: &[&str] = &["\"lane\"", "lane=", "`lane`", ".copied", "governor::state::keyed", "\"stranger\""];

/// This file, which lists them, and decisions, which keep the words of their time.
const EXEMPT: &[&str] = &["tests/api/house/words.rs", "docs/decisions/"];

/// A piece of text to check, with where it is.
struct Piece {
    place: String,
    text: String,
    is_code: bool,
}

/// Scripts of the client tests, which are read line by line.
const SCRIPTS: &[&str] = &[
    "tests/run",
    "tests/clients/run.py",
    "tests/clients/schemathesis.toml",
    "tests/clients/ariq/send_month.py",
    "tests/clients/ariq/trial.py",
    "tests/clients/proxy/trial.py",
    "tests/clients/tour/walk.py",
    "tests/clients/python/tour.py",
    "tests/clients/typescript/tour.ts",
];

/// Every line of code, comment and text of the sources, and every line of the scripts and documents.
fn pieces() -> Vec<Piece> {
    let mut pieces = Vec::new();
    for source in ["src", "tests", "benches"].into_iter().flat_map(sources) {
        for (line, part, text) in source.parts_of_lines() {
            pieces.push(Piece { place: format!("{}:{line}", source.path), is_code: part == Part::Code, text });
        }
    }
    let scripts = SCRIPTS.iter().map(|path| (path.to_string(), read(path)));
    let documents = documents().into_iter().map(|(path, document)| (path, document.text));
    for (path, text) in scripts.chain(documents) {
        for (number, line) in text.lines().enumerate() {
            let place = format!("{path}:{}", number + 1);
            pieces.push(Piece { place, text: line.to_owned(), is_code: false });
        }
    }
    pieces.retain(|piece| !EXEMPT.iter().any(|exempt| piece.place.starts_with(exempt)));
    pieces
}

/// The retired words of a piece, each with the better one.
fn retired(piece: &Piece) -> Vec<(&'static str, &'static str)> {
    // A module of tests has the name of its file, and test names are stable.
    if piece.place.starts_with("tests/") && piece.text.trim_start().starts_with("mod ") {
        return Vec::new();
    }
    let text = FIXED.iter().fold(piece.text.clone(), |text, fixed| text.replace(fixed, ""));
    let names = NAMES.iter().filter(|_| piece.is_code).filter(|(word, _)| contains_word(&text, word));
    WORDS.iter().filter(|(word, _)| contains_word(&text.to_lowercase(), word)).chain(names).copied().collect()
}

#[test]
fn nobody_meets_a_word_that_only_this_project_knows() {
    let pieces = pieces();
    assert!(pieces.len() > 10_000, "only {} pieces", pieces.len());
    let findings = pieces.iter().flat_map(|piece| {
        retired(piece).into_iter().map(|(word, better)| format!("{}: {word}: write {better}", piece.place))
    });
    none(&findings.collect::<Vec<_>>());
}

#[test]
fn a_retired_word_is_found_where_it_counts() {
    let found = |place: &str, text: &str, is_code: bool| {
        let piece = Piece { place: place.to_owned(), text: text.to_owned(), is_code };
        retired(&piece).into_iter().map(|(word, _)| word).collect::<Vec<_>>()
    };
    assert_eq!(found("src/a.rs:1", " Whoever is at the door", false), ["whoever", "door"]);
    assert_eq!(found("src/a.rs:1", "let posted = told_of(copied);", true), ["copied", "posted"]);
    assert_eq!(found("src/a.rs:1", "posted together", false), [""; 0]);
    assert_eq!(found("src/a.rs:1", "ids.iter().copied()", true), [""; 0]);
    assert_eq!(found("src/a.rs:1", "clauses_lane_busy{lane=\"read\"}", false), [""; 0]);
    assert_eq!(found("tests/api/a.rs:1", "mod strangers;", true), [""; 0]);
}
