//! A spreadsheet: a first sheet with the document's texts and a sheet for each table. Numbers are numbers; a total is a
//! formula where its rows add up to it, and carries its result for programs that do not compute.

mod number;
mod sheets;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Url, Workbook, Worksheet,
};

use self::number::nearest;
use self::sheets::{Names, column_name};
use super::model::{Cell, ColumnKind, Document, Part, RowKind, Table};
use super::text::{french, number};

/// The row of a table's headings, and that of its first line.
const HEADINGS: u32 = 1;
const FIRST: u32 = 2;

pub(super) fn write(document: &Document) -> anyhow::Result<Vec<u8>> {
    use chrono::Datelike as _;
    let mut workbook = Workbook::new();
    let day = document.made_on;
    let made =
        ExcelDateTime::from_ymd(u16::try_from(day.year())?, u8::try_from(day.month())?, u8::try_from(day.day())?)?;
    workbook.set_properties(&DocProperties::new().set_title(&document.title).set_creation_datetime(&made));
    let mut names = Names::default();
    let first = names.unused("À lire");
    let tables: Vec<(String, &Table)> = document.tables().map(|table| (names.unused(&table.title), table)).collect();
    texts(workbook.add_worksheet().set_name(first)?, document, &tables)?;
    for (name, table) in &tables {
        Sheet::of(table).write(workbook.add_worksheet().set_name(name)?)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// The sheet of the document's texts, with links to the sheets of the tables.
fn texts(sheet: &mut Worksheet, document: &Document, tables: &[(String, &Table)]) -> anyhow::Result<()> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut row = 0;
    let mut line = |sheet: &mut Worksheet, text: &str, format: &Format| -> anyhow::Result<()> {
        sheet.write_string_with_format(row, 0, text, format)?;
        row += 1;
        Ok(())
    };
    sheet.set_column_width(0, 110)?;
    page(sheet, &document.title)?;
    line(sheet, &document.title, &Format::new().set_bold().set_font_size(16))?;
    line(sheet, &document.subtitle, &wrapped)?;
    for text in &document.introduction {
        line(sheet, text, &wrapped)?;
    }
    for section in &document.sections {
        let texts = section.parts.iter().filter_map(|part| match part {
            Part::Paragraph(text) => Some(text),
            Part::Table(_) => None,
        });
        for (place, text) in texts.enumerate() {
            if place == 0 {
                line(sheet, &section.heading, &Format::new().set_bold())?;
            }
            line(sheet, text, &wrapped)?;
        }
    }
    line(sheet, "Tables", &Format::new().set_bold())?;
    for (name, table) in tables {
        let link = Url::new(format!("internal:'{}'!A1", name.replace('\'', "''"))).set_text(&table.title);
        sheet.write_url(row, 0, link)?;
        row += 1;
    }
    Ok(())
}

/// A4 in portrait, as wide as the page, with the title above and the page number below.
fn page(sheet: &mut Worksheet, title: &str) -> anyhow::Result<()> {
    const A4: u8 = 9;
    // A single `&` begins a code of the header.
    let title: String = title.replace('&', "&&").chars().take(200).collect();
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0).set_header(format!("&L{title}"));
    sheet.set_footer("&Rpage &P sur &N");
    Ok(())
}

/// A table on its sheet.
struct Sheet<'t> {
    table: &'t Table,
    /// How many columns stand before those of the table: one, if its rows are in groups.
    before: u16,
}

impl<'t> Sheet<'t> {
    fn of(table: &'t Table) -> Self {
        Self { table, before: u16::from(table.rows.iter().any(|row| row.group.is_some())) }
    }

    fn write(&self, sheet: &mut Worksheet) -> anyhow::Result<()> {
        page(sheet, &self.table.title)?;
        if self.table.columns.len() > 5 {
            sheet.set_landscape();
        }
        sheet.write_string_with_format(0, 0, &self.table.title, &Format::new().set_bold().set_font_size(14))?;
        self.headings(sheet)?;
        let mut at = FIRST;
        for row in &self.table.rows {
            let is_total = row.kind == RowKind::Total;
            if self.before > 0 {
                sheet.write_string_with_format(at, 0, row.group.as_deref().unwrap_or_default(), &format(is_total))?;
            }
            for (place, cell) in row.cells.iter().enumerate() {
                let column = self.before + u16::try_from(place)?;
                let sum = self.table.sum_of(row, place).map(|parts| formula(parts, column));
                write_cell(sheet, (at, column), cell, sum, is_total)?;
            }
            at += 1;
        }
        for note in &self.table.notes {
            at += 1;
            sheet.write_string(at, 0, note)?;
        }
        self.chart(sheet)
    }

    fn headings(&self, sheet: &mut Worksheet) -> anyhow::Result<()> {
        let heading = |kind| {
            let align = if kind == ColumnKind::Number { FormatAlign::Right } else { FormatAlign::Left };
            format(true).set_background_color("#E8ECF0").set_text_wrap().set_align(align)
        };
        if self.before > 0 {
            sheet.write_string_with_format(HEADINGS, 0, "Rubrique", &heading(ColumnKind::Text))?;
            sheet.set_column_width(0, 24)?;
        }
        for (place, column) in self.table.columns.iter().enumerate() {
            let at = self.before + u16::try_from(place)?;
            sheet.write_string_with_format(HEADINGS, at, &column.heading, &heading(column.kind))?;
            sheet.set_column_width(at, self.width(place))?;
        }
        sheet.set_freeze_panes(FIRST, 0)?.set_repeat_rows(HEADINGS, HEADINGS)?;
        Ok(())
    }

    /// As wide as the longest text, within limits: what is longer overflows or wraps.
    fn width(&self, place: usize) -> u16 {
        let heading = self.table.columns.get(place).map_or(0, |column| column.heading.chars().count().min(16));
        let cells = self.table.rows.iter().filter_map(|row| row.cells.get(place));
        let longest = cells.map(|cell| french(cell).chars().count()).max().unwrap_or(0);
        u16::try_from(longest.max(heading).clamp(9, 60)).unwrap_or(60) + 2
    }

    fn chart(&self, sheet: &mut Worksheet) -> anyhow::Result<()> {
        let Some(chart) = &self.table.chart else { return Ok(()) };
        let (first, behind) = (u32::try_from(chart.rows.start)?, u32::try_from(chart.rows.end)?);
        let (first, last) = (FIRST + first, FIRST + behind.saturating_sub(1));
        let column = |place: usize| anyhow::Ok(self.before + u16::try_from(place)?);
        let (names, numbers) = (column(chart.names)?, column(chart.numbers)?);
        let mut bars = rust_xlsxwriter::Chart::new_bar();
        let name = sheet.name();
        bars.add_series().set_categories((name.as_str(), first, names, last, names)).set_values((
            name.as_str(),
            first,
            numbers,
            last,
            numbers,
        ));
        bars.title().set_name(&chart.title);
        bars.legend().set_hidden();
        bars.y_axis().set_reverse();
        bars.set_alt_text(&chart.title).set_width(640).set_height(120 + 24 * (behind - (first - FIRST)));
        let below = u32::try_from(self.table.rows.len() + self.table.notes.len())? + FIRST + 2;
        sheet.insert_chart(below, 0, &bars)?;
        Ok(())
    }
}

/// A cell with its number, or its text.
fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    sum: Option<String>,
    is_total: bool,
) -> anyhow::Result<()> {
    let Some(exact) = number(cell) else {
        let format = match cell {
            Cell::Text(_) | Cell::Empty => format(is_total),
            _ => format(is_total).set_align(FormatAlign::Right).set_font_color("#595959"),
        };
        sheet.write_string_with_format(row, column, french(cell), &format)?;
        return Ok(());
    };
    let format = format(is_total).set_num_format(match cell {
        Cell::Hours(_) | Cell::Decimal(_) => "#,##0.00",
        Cell::Percent(_) => "0.0\"\u{a0}%\"",
        _ => "#,##0",
    });
    match sum {
        Some(sum) => sheet.write_formula_with_format(row, column, Formula::new(sum).set_result(exact), &format)?,
        None => sheet.write_number_with_format(row, column, nearest(&exact)?, &format)?,
    };
    Ok(())
}

fn format(is_bold: bool) -> Format {
    let format = Format::new().set_border(FormatBorder::Thin).set_border_color("#A0A0A0").set_align(FormatAlign::Top);
    if is_bold { format.set_bold() } else { format }
}

/// The sum of these rows of a column; rows that follow each other are a range.
fn formula(rows: &[usize], column: u16) -> String {
    let column = column_name(column);
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for row in rows {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *row => *last = *row,
            _ => ranges.push((*row, *row)),
        }
    }
    // Rows are numbered from one on.
    let of = |row: usize| format!("{column}{}", row + usize::try_from(FIRST).unwrap_or_default() + 1);
    let range = |(first, last): &(usize, usize)| match first == last {
        true => of(*first),
        false => format!("{}:{}", of(*first), of(*last)),
    };
    format!("=SUM({})", ranges.iter().map(range).collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_names_its_rows_as_the_sheet_numbers_them() {
        assert_eq!(formula(&[0, 1, 2], 1), "=SUM(B3:B5)");
        assert_eq!(formula(&[0, 7], 27), "=SUM(AB3,AB10)");
        assert_eq!(formula(&[1, 2, 5], 0), "=SUM(A4:A5,A8)");
    }
}
