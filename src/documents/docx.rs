//! A file of word processors (Office Open XML): headings, paragraphs and tables with borders, whose headings are repeated on
//! each page. Written by hand: five small parts in a zip archive.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::model::{ColumnKind, Document, Part, Row, RowKind, Table};
use super::text::french;
use super::widths::{WIDTH, widths};
use super::xml::escaped;

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

const TYPES: &str = include_str!("docx_parts/content_types.xml");
const RELATIONS: &str = include_str!("docx_parts/relations.xml");
const DOCUMENT_RELATIONS: &str = include_str!("docx_parts/document_relations.xml");
const STYLES: &str = include_str!("docx_parts/styles.xml");
const FOOTER: &str = include_str!("docx_parts/footer.xml");

pub(super) fn write(document: &Document) -> anyhow::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS),
        ("word/styles.xml", STYLES),
        ("word/footer1.xml", FOOTER),
        ("docProps/core.xml", &core(document)),
        ("word/document.xml", &body(document)),
    ] {
        archive.start_file(name, SimpleFileOptions::default())?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn core(document: &Document) -> String {
    format!(
        "{XML}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:language>fr-FR</dc:language>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{}T00:00:00Z</dcterms:created></cp:coreProperties>",
        escaped(&document.title),
        document.made_on
    )
}

fn body(document: &Document) -> String {
    let mut out = format!(
        "{XML}<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:body>"
    );
    paragraph(&mut out, "Title", &document.title);
    paragraph(&mut out, "Subtitle", &document.subtitle);
    document.introduction.iter().for_each(|text| paragraph(&mut out, "Normal", text));
    for section in &document.sections {
        paragraph(&mut out, "Heading1", &section.heading);
        for part in &section.parts {
            match part {
                Part::Paragraph(text) => paragraph(&mut out, "Normal", text),
                Part::Table(table) => write_table(&mut out, table),
            }
        }
    }
    out.push_str(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId2\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar \
         w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/>\
         </w:sectPr></w:body></w:document>",
    );
    out
}

fn paragraph(out: &mut String, style: &str, text: &str) {
    let _ = write!(
        out,
        "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>",
        escaped(text)
    );
}

fn write_table(out: &mut String, table: &Table) {
    paragraph(out, "Heading2", &table.title);
    let columns = table.read_columns();
    let widths = widths(table, &columns);
    out.push_str("<w:tbl><w:tblPr><w:tblStyle w:val=\"Grid\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/>");
    let _ = write!(out, "<w:tblCaption w:val=\"{}\"/></w:tblPr><w:tblGrid>", escaped(&table.title));
    for width in &widths {
        let _ = write!(out, "<w:gridCol w:w=\"{width}\"/>");
    }
    out.push_str("</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for ((_, column), width) in columns.iter().zip(&widths) {
        let look = Look { is_bold: true, kind: column.kind, fill: Some("E8ECF0") };
        cell(out, &column.heading, *width, 1, look);
    }
    out.push_str("</w:tr>");
    let mut group = None;
    for row in &table.rows {
        if row.group != group {
            out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            let look = Look { is_bold: true, kind: ColumnKind::Text, fill: Some("F6F7F9") };
            cell(out, row.group.as_deref().unwrap_or_default(), WIDTH, columns.len(), look);
            out.push_str("</w:tr>");
            group.clone_from(&row.group);
        }
        let places: Vec<_> = columns.iter().map(|(place, column)| (*place, column.kind)).collect();
        write_row(out, row, &places, &widths);
    }
    out.push_str("</w:tbl>");
    paragraph(out, "Note", "");
    table.notes.iter().for_each(|note| paragraph(out, "Note", note));
}

fn write_row(out: &mut String, row: &Row, columns: &[(usize, ColumnKind)], widths: &[usize]) {
    out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
    for ((place, kind), width) in columns.iter().zip(widths) {
        let text = row.cells.get(*place).map(french).unwrap_or_default();
        cell(out, &text, *width, 1, Look { is_bold: row.kind == RowKind::Total, kind: *kind, fill: None });
    }
    out.push_str("</w:tr>");
}

/// How a cell looks.
#[derive(Clone, Copy)]
struct Look {
    is_bold: bool,
    kind: ColumnKind,
    fill: Option<&'static str>,
}

fn cell(out: &mut String, text: &str, width: usize, columns: usize, look: Look) {
    let _ = write!(out, "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>");
    if columns > 1 {
        let _ = write!(out, "<w:gridSpan w:val=\"{columns}\"/>");
    }
    if let Some(fill) = look.fill {
        let _ = write!(out, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{fill}\"/>");
    }
    let side = if look.kind == ColumnKind::Number { "right" } else { "left" };
    let bold = if look.is_bold { "<w:rPr><w:b/></w:rPr>" } else { "" };
    let _ = write!(
        out,
        "</w:tcPr><w:p><w:pPr><w:pStyle w:val=\"Cell\"/><w:jc w:val=\"{side}\"/></w:pPr><w:r>{bold}<w:t \
         xml:space=\"preserve\">{}</w:t></w:r></w:p></w:tc>",
        escaped(text)
    );
}
