//! Every problem code is provoked by a test.

use clauses::error::ProblemCode;

use super::{Source, sources};

/// Codes that the API cannot provoke, with the test that provokes them otherwise.
const OUT_OF_REACH: &[(&str, &str)] = &[];

/// Sources that mention codes without provoking them.
fn is_about_codes(source: &Source) -> bool {
    ["tests/api/contract/", "tests/api/support/", "tests/api/house/", "tests/api/problems.rs"]
        .iter()
        .any(|folder| source.path.starts_with(folder))
}

/// Whether a source expects the code: as a text, or within a raw response.
fn expects(source: &Source, code: &str) -> bool {
    source.text.contains(&format!("\"{code}\"")) || source.text.contains(&format!("\\\"{code}\\\""))
}

#[test]
fn every_code_is_provoked_by_a_test() {
    let tests: Vec<Source> = sources("tests/api").into_iter().filter(|source| !is_about_codes(source)).collect();
    let mut findings = Vec::new();
    for code in ProblemCode::ALL.iter().map(|code| code.as_str()) {
        let is_expected = tests.iter().any(|source| expects(source, code));
        let out_of_reach = OUT_OF_REACH.iter().any(|(listed, _)| *listed == code);
        if is_expected == out_of_reach {
            let what = if is_expected { "is provoked after all" } else { "is provoked by no test" };
            findings.push(format!("src/error/problem_code.rs:1: {code} {what}"));
        }
    }
    super::none(&findings);
}
