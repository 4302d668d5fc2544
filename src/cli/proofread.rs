//! `clauses proofread`: proofreads a file without a database or a service.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use clauses::error::{Result as Checked, french};
use clauses::proofreading::{Certainty, Document, Finding, Format, MAX_BYTES, Report, Unreadable, proofread_file};

use super::print;

/// The options of `proofread`.
#[derive(Args)]
pub struct Proofread {
    /// The file: .txt, .csv, .html, .docx or .xlsx; `-` reads a text from standard input.
    file: PathBuf,
}

/// Proofreads a file and prints what does not follow, in French. The exit code is 0 without findings, 1 with findings, and
/// 2 if the file cannot be read.
///
/// # Errors
/// When the result cannot be printed.
pub fn proofread(options: &Proofread) -> anyhow::Result<ExitCode> {
    let read = read(&options.file).map_err(|error| error.to_string());
    let checked = read.and_then(|(format, bytes)| proofread_bytes(format, &bytes).map_err(|error| error.detail));
    match checked {
        Ok((_, report)) => {
            print(&written(&report))?;
            Ok(ExitCode::from(u8::from(!report.findings.is_empty())))
        }
        Err(why) => {
            writeln!(std::io::stderr(), "clauses: {} : {why}", options.file.display())?;
            Ok(ExitCode::from(2))
        }
    }
}

fn proofread_bytes(format: Result<Format, Unreadable>, bytes: &[u8]) -> Checked<(Document, Report)> {
    proofread_file(format?, bytes)
}

/// The content of a file, no more than is proofread, and its format.
fn read(path: &Path) -> std::io::Result<(Result<Format, Unreadable>, Vec<u8>)> {
    let most = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().take(most).read_to_end(&mut bytes)?;
        return Ok((Ok(Format::Text), bytes));
    }
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok((Format::of_name(&path.to_string_lossy()), bytes))
}

fn written(report: &Report) -> String {
    let findings: String = report.findings.iter().map(line).collect();
    let too_large: Vec<String> = report.too_large.iter().map(ToString::to_string).collect();
    let left_out = match too_large.len() {
        0 => String::new(),
        1 => format!("Trop grand pour être relu : tableau {}.\n", too_large.join(", ")),
        _ => format!("Trop grands pour être relus : tableaux {}.\n", too_large.join(", ")),
    };
    let doubts = report.findings.iter().filter(|finding| finding.certainty == Certainty::Doubt).count();
    let total = format!(
        "Constats : {}, dont doutes : {doubts}. Comparaisons : {}. Tableaux : {}.\n",
        report.findings.len(),
        report.checked,
        report.tables
    );
    french(&format!("{findings}{left_out}{total}"))
}

fn line(finding: &Finding) -> String {
    let doubt = if finding.certainty == Certainty::Doubt { "doute, " } else { "" };
    format!("{doubt}{} : {}\n    {}\n", finding.place, finding.printed, finding.explanation)
}
