//! Tables with and without planted faults, in files of each format: every fault is found, and nothing else is.

use clauses::proofreading::{Certainty, Finding, proofread};

use super::cases::{WRITINGS, cases, document};

fn said(finding: &Finding) -> String {
    let mark = if finding.certainty == Certainty::Certain { '!' } else { '?' };
    format!("{mark} {:?} {} {}", finding.kind, finding.printed, finding.computed)
}

#[test]
fn planted_faults_are_found_in_files_of_each_format_and_nothing_else() {
    let cases = cases();
    assert!(cases.len() >= 63, "{}", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        for (writing, format, write) in WRITINGS {
            let report = proofread(&document(*format, &write(case)));
            let found: Vec<String> = report.findings.iter().map(said).collect();
            // What an encoding does not have, it cannot show.
            let expected: Vec<String> = case.expected.clone();
            let plain = |texts: &[String]| texts.join("\n").replace(['\u{202f}', '\u{a0}'], " ").replace('−', "-");
            if plain(&found) != plain(&expected) {
                let places: Vec<String> =
                    report.findings.iter().map(|one| format!("{} : {}", one.place, one.explanation)).collect();
                wrong.push(format!(
                    "# {} ({writing})\n  expected {expected:#?}\n  found {found:#?}\n  {places:#?}",
                    case.name
                ));
            }
            assert!(report.checked >= found.len(), "{} ({writing}): {}", case.name, report.checked);
        }
    }
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), cases.len() * WRITINGS.len(), wrong.join("\n"));
}
