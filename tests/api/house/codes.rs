//! A file that lists its problem codes lists all that it uses: handlers build `x-problem-codes` from these lists.

use std::collections::BTreeSet;

use super::source::{Source, sources};

/// Folders in which every file with problem codes lists them.
const LISTED: &[&str] = &["src/hours/rules"];

/// The codes within the lists of a file (`const CODES` or `const …_CODES`), and those in the rest of its code.
fn codes(source: &Source) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut listed, mut used, mut in_list) = (BTreeSet::new(), BTreeSet::new(), false);
    for (_, line) in source.code() {
        in_list |= line.contains("CODES: &");
        let names = line.split("ProblemCode::").skip(1);
        let names = names.map(|rest| rest.chars().take_while(|c| c.is_alphanumeric()).collect::<String>());
        let names = names.filter(|name| name.chars().any(char::is_lowercase));
        if in_list {
            listed.extend(names)
        } else {
            used.extend(names)
        }
        in_list &= !line.trim_end().ends_with(';');
    }
    (listed, used)
}

fn findings(source: &Source) -> Vec<String> {
    let (listed, used) = codes(source);
    let lists = !listed.is_empty() || LISTED.iter().any(|folder| source.is_below(folder));
    let missing = used.difference(&listed).filter(|_| lists).map(|code| format!("{code} is used and not listed"));
    let stale = listed.difference(&used).map(|code| format!("{code} is listed and not used"));
    missing.chain(stale).map(|what| format!("{}:1: {what}", source.path)).collect()
}

#[test]
fn a_file_that_lists_its_codes_lists_all_that_it_uses() {
    let sources = sources("src");
    assert!(LISTED.iter().all(|folder| sources.iter().any(|source| source.is_below(folder))));
    super::none(&sources.iter().flat_map(findings).collect::<Vec<_>>());
}

#[test]
fn a_code_that_is_missing_in_a_list_or_needless_is_found() {
    let list = "pub const CODES: &[ProblemCode] =\n    &[ProblemCode::Missing, ProblemCode::InvalidDate];\n";
    let source = |path: &str, code: &str| Source { path: path.to_owned(), text: format!("{list}{code}") };
    let both = "ProblemCode::Missing; ProblemCode::InvalidDate;";
    assert_eq!(findings(&source("src/hours/rules/a.rs", both)), Vec::<String>::new());
    assert_eq!(
        findings(&source("src/values/a.rs", "ProblemCode::Missing; ProblemCode::Forbidden;")),
        [
            "src/values/a.rs:1: Forbidden is used and not listed",
            "src/values/a.rs:1: InvalidDate is listed and not used"
        ]
    );
    let unlisted = Source { path: "src/hours/rules/b.rs".to_owned(), text: "ProblemCode::Missing".to_owned() };
    assert_eq!(findings(&unlisted).len(), 1);
    assert_eq!(findings(&Source { path: "src/months/rules.rs".to_owned(), ..unlisted }), Vec::<String>::new());
}
