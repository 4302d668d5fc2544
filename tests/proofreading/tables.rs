//! Tables with and without planted faults: every fault is found, and nothing else is.

use proof::proofreading::{Block, Certainty, Document, Grid, proofread};

fn document(text: &str) -> (Document, Vec<String>) {
    let (mut blocks, mut expected, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    let mut flush = |blocks: &mut Vec<Block>, rows: &mut Vec<Vec<String>>| {
        if !rows.is_empty() {
            blocks.push(Block::Table(Grid::new(std::mem::take(rows))));
        }
    };
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(row) = line.strip_prefix('|') {
            rows.push(row.trim_end_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect());
            continue;
        }
        flush(&mut blocks, &mut rows);
        if line.starts_with(['!', '?']) {
            expected.push(line.to_owned());
        } else {
            blocks.push(Block::Prose(line.to_owned()));
        }
    }
    flush(&mut blocks, &mut rows);
    (Document { blocks }, expected)
}

#[test]
fn planted_faults_are_found_and_nothing_else() {
    let text = include_str!("tables.txt");
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in text.split("\n# ") {
        let (name, body) = case.split_once('\n').unwrap();
        let (document, expected) = document(body);
        count += 1;
        let found: Vec<_> = proofread(&document);
        let said: Vec<String> = found.iter().map(|one| {
            let mark = if one.certainty == Certainty::Fault { '!' } else { '?' };
            format!("{mark} {:?} {} {}", one.kind, one.printed, one.computed)
        }).collect();
        if said != expected {
            wrong.push(format!("# {name}\n  expected {expected:#?}\n  found {said:#?}\n {:#?}", found.iter().map(|one| format!("{} : {}", one.place, one.explanation)).collect::<Vec<_>>()));
        }
    }
    assert!(count >= 40 && wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n"));
}
