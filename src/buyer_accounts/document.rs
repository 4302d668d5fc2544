//! A buyer's account as a document.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::model::{AccountContract, AccountLot, BuyerAccount, Completed, HoursOfCode, Work};
use crate::contracts::{PROGRESS_COUNTED_BY, ProgressStatus};
use crate::documents::{Cell, Column, ColumnKind, Document, Part, Row, RowKind, Section, Shown, Table};
use crate::error::french;
use crate::values::{FreeText, Hours, Money, day_in_words, parse_decimal};

/// The document, made on a day.
pub(super) fn document(account: &BuyerAccount, made_on: NaiveDate) -> Document {
    let made = format!("Établi le {}, avec les heures validées à cette date.", day_in_words(made_on));
    let mut introduction = vec![PROGRESS_COUNTED_BY.to_owned(), made];
    if !account.sectors.is_all() {
        introduction.push("Des marchés d’autres secteurs, que vous ne voyez pas, n’y sont pas.".to_owned());
    }
    if account.masked {
        introduction.push(MASKED.to_owned());
    }
    let mut sections = vec![Section {
        heading: "Tous les marchés".to_owned(),
        parts: if account.contracts.is_empty() {
            vec![Part::Paragraph(french("Aucun marché n’avait commencé ce jour-là."))]
        } else {
            [vec![Part::Table(contracts(account))], works("all", &account.total.work)].concat()
        },
    }];
    sections.extend(account.contracts.iter().map(section));
    Document {
        title: format!("État d’avancement – {}", account.name.as_str()),
        subtitle: format!("Au {}", day_in_words(account.on)),
        made_on,
        introduction: introduction.iter().map(|text| french(text)).collect(),
        sections,
    }
}

const MASKED: &str = "Les nombres de personnes sont arrondis à un multiple de 5. Ceux de peu de personnes, et les répartitions qui \
    les feraient connaître, sont masqués.";

fn section(contract: &AccountContract) -> Section {
    let key = format!("contract_{}", contract.public_contract_id);
    let dates = format!("Du {} au {}.", day_in_words(contract.starts_on), day_in_words(contract.ends_on));
    let mut parts = vec![Part::Paragraph(french(&dates)), Part::Table(lots(&key, contract))];
    if contract.lots.is_empty() {
        parts = vec![Part::Paragraph(french(&dates)), Part::Paragraph("Aucun lot n’est enregistré.".to_owned())];
    }
    parts.extend(works(&key, &contract.total.work));
    let heading = format!("{} – {}", contract.reference.as_str(), contract.title.as_str());
    Section { heading: french(&heading), parts }
}

fn column(name: &'static str, heading: &str, kind: ColumnKind) -> Column {
    Column { name, heading: heading.to_owned(), kind, shown: Shown::Everywhere }
}

/// The columns of how far something has come, after that of its name.
fn columns(name: &'static str, heading: &str) -> Vec<Column> {
    use ColumnKind::{Number, Text};
    let numbers = [
        ("due", "Prévues"),
        ("done", "Réalisées"),
        ("remaining", "Restantes"),
        ("rate", "Taux"),
        ("people", "Personnes"),
        ("qpv_share", "Part QPV"),
        ("shortfall", "Manquantes"),
        ("penalty", "Pénalité (€)"),
    ];
    let numbers = numbers.into_iter().map(|(name, heading)| column(name, heading, Number));
    std::iter::once(column(name, heading, Text)).chain([column("status", "État", Text)]).chain(numbers).collect()
}

fn row(name: String, completed: &Completed, kind: RowKind, adds: Vec<usize>) -> Row {
    let shortfall = completed.shortfall;
    let cells = vec![
        Cell::Text(name),
        Cell::Text(status(completed.status).to_owned()),
        Cell::Hours(completed.due),
        Cell::Hours(completed.done),
        Cell::Hours(completed.remaining),
        percent(completed.rate.as_deref()),
        people(completed.work.people),
        completed.work.qpv.map_or(Cell::Masked, |_| percent(completed.work.qpv_share.as_deref())),
        shortfall.map_or(Cell::Empty, |shortfall| Cell::Hours(shortfall.hours)),
        shortfall.and_then(|shortfall| shortfall.penalty).map_or(Cell::Empty, |money| Cell::Decimal(euros(money))),
    ];
    Row { group: None, kind, cells, adds }
}

fn people(count: Option<usize>) -> Cell {
    count.map_or(Cell::Masked, |count| Cell::Distinct(u64::try_from(count).unwrap_or(u64::MAX)))
}

fn euros(money: Money) -> Decimal {
    money.to_decimal()
}

fn percent(text: Option<&str>) -> Cell {
    text.and_then(parse_decimal).map_or(Cell::Undefined, Cell::Percent)
}

const fn status(status: ProgressStatus) -> &'static str {
    match status {
        ProgressStatus::OnTrack => "dans les temps",
        ProgressStatus::Late => "en retard",
        ProgressStatus::Done => "fait",
        ProgressStatus::Overrun => "dépassé",
        ProgressStatus::NotDue => "rien de prévu",
    }
}

const NOTE: &str = "Une personne compte une fois sur chaque ligne : les personnes ne s’additionnent pas. Les heures manquantes sont celles \
    de marchés terminés.";

fn contracts(account: &BuyerAccount) -> Table {
    let rows = account
        .contracts
        .iter()
        .map(|contract| row(contract.reference.as_str().to_owned(), &contract.total, RowKind::Line, Vec::new()));
    let mut rows: Vec<Row> = rows.collect();
    rows.push(row("Total".to_owned(), &account.total, RowKind::Total, (0..rows.len()).collect()));
    without_empty(table("contracts", "Heures des marchés", columns("reference", "Marché"), rows, NOTE))
}

fn lots(key: &str, contract: &AccountContract) -> Table {
    let of = |lot: &AccountLot| {
        let progress = &lot.progress;
        let completed = Completed {
            due: progress.due,
            done: progress.done,
            remaining: progress.remaining,
            rate: progress.rate.clone(),
            status: progress.status,
            work: lot.work.clone(),
            shortfall: lot.shortfall,
        };
        row(format!("{} – {}", lot.number.as_str(), lot.title.as_str()), &completed, RowKind::Line, Vec::new())
    };
    let mut rows: Vec<Row> = contract.lots.iter().map(of).collect();
    rows.push(row("Total".to_owned(), &contract.total, RowKind::Total, (0..rows.len()).collect()));
    let mut table = without_empty(table(&format!("{key}_lots"), "Lots", columns("lot", "Lot"), rows, NOTE));
    let ends = contract.lots.iter().filter_map(|lot| Some((lot, lot.progress.projected_end?)));
    table.notes.extend(ends.map(|(lot, end)| {
        let text = format!(
            "Lot {} : au rythme tenu jusqu’ici, les heures prévues seront faites le {}.",
            lot.number.as_str(),
            day_in_words(end)
        );
        french(&text)
    }));
    let comments = contract.lots.iter().filter_map(|lot| Some((lot, lot.comment.as_ref()?)));
    let comment = |(lot, text): (&AccountLot, &FreeText)| format!("Lot {} : {}", lot.number.as_str(), text.as_str());
    table.notes.extend(comments.map(|one| french(&comment(one))));
    table
}

fn table(key: &str, title: &str, columns: Vec<Column>, rows: Vec<Row>, note: &str) -> Table {
    let notes = vec![french(note)];
    Table { key: key.to_owned(), title: title.to_owned(), columns, rows, notes, chart: None }
}

/// The table without columns that say nothing of any row, such as penalties where no lot has one.
fn without_empty(mut table: Table) -> Table {
    let is_said = |place: usize| table.rows.iter().any(|row| row.cells.get(place) != Some(&Cell::Empty));
    let said: Vec<bool> = (0..table.columns.len()).map(is_said).collect();
    let mut keep = said.iter();
    table.columns.retain(|_| keep.next() == Some(&true));
    for row in &mut table.rows {
        let mut keep = said.iter();
        row.cells.retain(|_| keep.next() == Some(&true));
    }
    table
}

/// The hours by type of contract, and by modality; nothing without hours.
fn works(key: &str, work: &Work) -> Vec<Part> {
    let tables = [
        ("contract_types", "Type de contrat de travail", &work.by_contract_type),
        ("modalities", "Modalité", &work.by_modality),
    ];
    let given = tables.into_iter().filter_map(|(name, of, hours)| Some((name, of, hours.as_ref()?)));
    let tables = given.filter(|(_, _, hours)| !hours.is_empty());
    tables.map(|(name, of, hours)| Part::Table(by_code(&format!("{key}_{name}"), of, hours))).collect()
}

/// `of` is what the hours are broken down by.
fn by_code(key: &str, of: &str, hours: &[HoursOfCode]) -> Table {
    let line = |label: &str, hours: Hours, kind, adds| Row {
        group: None,
        kind,
        cells: vec![Cell::Text(label.to_owned()), Cell::Hours(hours)],
        adds,
    };
    let mut rows: Vec<Row> = hours.iter().map(|one| line(one.label, one.hours, RowKind::Line, Vec::new())).collect();
    let total = hours.iter().map(|one| one.hours).sum();
    rows.push(line("Total", total, RowKind::Total, (0..hours.len()).collect()));
    let columns = vec![column("label", of, ColumnKind::Text), column("hours", "Heures", ColumnKind::Number)];
    let title = format!("Heures par {}", of.to_lowercase());
    Table { notes: Vec::new(), ..table(key, &title, columns, rows, "") }
}
