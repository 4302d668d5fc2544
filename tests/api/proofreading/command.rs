//! `clauses proofread`

use std::io::Write as _;
use std::process::{Output, Stdio};

use super::cases::{WRITINGS, cases};
use crate::support::clauses;

/// What the command prints of a file; no database is there.
fn proofread(name: &str, bytes: &[u8]) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    printed(&clauses("postgres://127.0.0.1:1/none", folder.path(), &["proofread", name]).output().unwrap())
}

fn printed(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn findings_are_printed_with_their_places_and_arithmetic_and_are_exit_code_1() {
    let cases = cases();
    let case = cases.iter().find(|case| case.name.starts_with("a total that is wrong in one column")).unwrap();
    for ((writing, _, write), name) in
        WRITINGS.iter().zip(["a.txt", "b.TXT", "c.csv", "d.csv", "e.html", "f.docx", "g.xlsx"])
    {
        let (code, said, _) = proofread(name, &write(case));
        let sheet = if name == "g.xlsx" { " (feuille «\u{a0}Heures\u{a0}»)" } else { "" };
        let place = format!("tableau 1{sheet}, ligne «\u{a0}Total\u{a0}», colonne «\u{a0}2023\u{a0}»\u{a0}: 42");
        assert!(code == Some(1) && said.starts_with(&place), "{writing}: {code:?} {said}");
        assert!(said.contains("= 42\u{202f}437,89, et non 42\u{202f}473,89."), "{writing}: {said}");
        assert!(
            said.ends_with("Constats\u{a0}: 1, dont doutes\u{a0}: 0. Comparaisons\u{a0}: 2. Tableaux\u{a0}: 1.\n"),
            "{writing}: {said}"
        );
    }
}

#[test]
fn without_findings_the_exit_code_is_0_and_2_for_a_file_that_cannot_be_read() {
    let (code, said, _) = proofread("juste.csv", b"a;2023\nb;1\nc;2\nTotal;3\n");
    assert!(code == Some(0) && said.starts_with("Constats\u{a0}: 0"), "{code:?} {said}");
    for (name, bytes, why) in [
        ("rapport.pdf", b"%PDF".as_slice(), "Ce format n’est pas lu"),
        ("rapport.docx", b"PK\x03\x04", "incomplet ou abîmé"),
        ("vide.txt", b"\n", "rien à relire"),
    ] {
        let (code, said, refused) = proofread(name, bytes);
        assert!(
            code == Some(2) && said.is_empty() && refused.contains(name) && refused.contains(why),
            "{code:?} {refused}"
        );
    }
    let folder = tempfile::tempdir().unwrap();
    let absent = clauses("postgres://127.0.0.1:1/none", folder.path(), &["proofread", "absent.txt"]).output().unwrap();
    assert!(absent.status.code() == Some(2) && String::from_utf8_lossy(&absent.stderr).contains("absent.txt"));
}

#[test]
fn a_text_is_read_from_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = clauses("postgres://127.0.0.1:1/none", folder.path(), &["proofread", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all("Soit 30 personnes sur 80 (24 %).".as_bytes()).unwrap();
    let (code, said, _) = printed(&child.wait_with_output().unwrap());
    assert!(code == Some(1) && said.contains("30 sur 80 font 37,5\u{a0}%"), "{code:?} {said}");
}
