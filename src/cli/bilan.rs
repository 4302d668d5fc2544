//! `clauses bilan`: the bilan of a year, or what is wrong in a published one.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use clauses::app::{self, Application};
use clauses::bilan::published::{self, Finding, Kind, Proofreading, PublishedSet};
use clauses::bilan::{self, MonthRun, Reach};
use clauses::config::Config;
use clauses::documents::Form;
use clauses::error::{AppError, FieldError, ProblemCode, french};
use clauses::values::Locale;

use super::{DATABASE, print, print_bytes};

/// The options of `bilan`.
#[derive(Args)]
pub struct BilanOptions {
    /// The year.
    year: i32,
    /// Count everyone, and not only the people whom the PLIE accompanies.
    #[arg(long)]
    all: bool,
    /// The form, printed on standard output: `json`, `html`, `pdf`, `docx`, `xlsx`, or `csv` (a zip archive).
    #[arg(long, value_name = "FORM", default_value = "json", value_parser = form)]
    format: Printed,
    /// CSV for French spreadsheets.
    #[arg(long, value_name = "LOCALE", value_parser = ["fr"])]
    locale: Option<String>,
    /// Proofread the published figures of this JSON file instead of printing the bilan; the exit code is 1 if a figure is wrong,
    /// 2 if the file cannot be read.
    #[arg(long, value_name = "FILE")]
    proofread: Option<PathBuf>,
}

/// Prints the bilan as JSON, or what proofreading finds.
///
/// # Errors
/// When a setting is wrong, the database cannot be read, or the year is none.
pub fn bilan(options: &BilanOptions) -> anyhow::Result<ExitCode> {
    let reach = if options.all { Reach::All } else { Reach::Plie };
    let set = match options.proofread.as_deref().map(read).transpose() {
        Ok(set) => set,
        Err(why) => return refuse(options, &format!("{why:#}")),
    };
    let config = Config::from_env(DATABASE)?;
    app::prepare_existing(&config)?;
    let application = Application::build(&config);
    let Some(set) = set else {
        let run = MonthRun::of_year(options.year).ok_or_else(|| AppError::new(ProblemCode::InvalidYear))?;
        print_bilan(options, &application, run, reach)?;
        return Ok(ExitCode::SUCCESS);
    };
    match published::proofread(&application.operator()?, options.year, reach, &set) {
        Ok(found) => {
            print(&written(&found))?;
            let is_wrong = |finding: &Finding| matches!(finding.kind, Kind::Differs | Kind::DoesNotFollow);
            Ok(ExitCode::from(u8::from(found.findings.iter().any(is_wrong))))
        }
        Err(error) if !error.field_errors.is_empty() => refuse(options, &refusal(&error.field_errors)),
        Err(error) => Err(error.into()),
    }
}

/// What is printed: JSON, or a document.
#[derive(Debug, Clone, Copy)]
enum Printed {
    Json,
    Document(Form),
}

fn form(name: &str) -> Result<Printed, String> {
    let names = || Form::ALL.map(Form::name).join(", ");
    match name {
        "json" => Ok(Printed::Json),
        name => Form::named(name).map(Printed::Document).ok_or_else(|| format!("one of json, {}", names())),
    }
}

fn print_bilan(options: &BilanOptions, application: &Application, run: MonthRun, reach: Reach) -> anyhow::Result<()> {
    let locale = if options.locale.is_some() { Locale::French } else { Locale::Plain };
    let operator = application.operator()?;
    match options.format {
        Printed::Document(form) => print_bytes(&bilan::bilan_in_form(&operator, run, reach, form.in_locale(locale))?),
        Printed::Json => print(&format!("{}\n", serde_json::to_string_pretty(&bilan::bilan(&operator, run, reach)?)?)),
    }
}

fn read(path: &Path) -> anyhow::Result<PublishedSet> {
    let text = std::fs::read_to_string(path)?;
    let json = serde_json::from_str(&text).context("not JSON")?;
    PublishedSet::parse(json).map_err(|errors| anyhow::anyhow!(refusal(&errors)))
}

fn refusal(errors: &[FieldError]) -> String {
    errors.iter().map(|error| format!("{} : {}", error.pointer, error.detail)).collect::<Vec<_>>().join("\n")
}

fn refuse(options: &BilanOptions, why: &str) -> anyhow::Result<ExitCode> {
    use std::io::Write as _;
    let path = options.proofread.as_deref().unwrap_or(Path::new("-"));
    writeln!(std::io::stderr(), "clauses: {} : {why}", path.display())?;
    Ok(ExitCode::from(2))
}

fn written(found: &Proofreading) -> String {
    let line = |finding: &Finding| {
        let name = finding.kind.name();
        format!("{name}  {}\n    {}\n", finding.figure, french(&finding.explanation))
    };
    let findings: String = found.findings.iter().map(line).collect();
    format!("{findings}Constats : {}. Comparaisons : {}.\n", found.findings.len(), found.checked)
}
