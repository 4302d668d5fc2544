//! What is hidden of referrals: how they ended, who sent them, and from which neighbourhoods. Each is told by origin and
//! for both together, so a cell of one origin is hidden in the other as well.

use super::{Cell, Figure, Sheet, Value};
use crate::values::masking::is_small;
use crate::values::{NotIntegratedReason, Sector};

/// The key of the table of prescribers.
pub(super) const PRESCRIBERS: &str = "prescribers_other_than_plie";
const SHARE: &str = "shares.qpv_share_of_validated";
const ORIGINS: [&str; 3] = ["PLIE", "AUTRES", "TOTAL"];

/// A whole with its cells.
type Broken = (usize, Vec<Cell>);

/// What of a breakdown by origin is shown in full.
#[derive(Debug, Clone, Copy)]
struct InFull {
    together: bool,
    by_origin: bool,
}

/// Hides what has to be.
pub(super) fn mask(sheet: &mut Sheet) {
    if ORIGINS.iter().any(|origin| is_small(referred(sheet, origin))) {
        for prefix in ["referrals.", "outcomes.", "outcomes_decided.", "qpv.referred.", "qpv.validated.", SHARE] {
            sheet.hide_under(prefix);
        }
        leave_prescribers_out(sheet);
        sheet.hide_under(PRESCRIBERS);
        return;
    }
    let homes = neighbourhoods(sheet);
    mentions(sheet);
    outcomes(sheet);
    prescribers(sheet);
    validated_from_neighbourhoods(sheet, homes);
}

/// Whether how many were validated, or of what sector, is hidden.
pub(super) fn hides_validated(sheet: &Sheet) -> bool {
    sheet.hides_under("outcomes.TOTAL.")
}

/// Those that are hidden come last and by name: their place would tell their size.
pub(super) fn reorder(figures: &mut [Figure]) {
    let name = |figure: &Figure| if figure.masked { figure.label.clone() } else { String::new() };
    figures.sort_by_cached_key(|figure| (figure.key.ends_with(".total"), figure.value == Value::Hidden, name(figure)));
}

fn referred(sheet: &Sheet, origin: &str) -> usize {
    sheet.count(&format!("referrals.{origin}.referrals"))
}

/// Hides cells of both origins together, and where one of them has to be hidden those of each origin with them. If one
/// origin has none at all, the other is the same as both.
fn by_origin(sheet: &mut Sheet, [plie, others, both]: [Broken; 3], origins_are_hidden: bool) -> InFull {
    let small = [&plie, &others].into_iter().any(|(_, cells)| cells.iter().any(|(_, count)| is_small(*count)));
    let keys: Vec<Cell> = both.1.clone();
    let hidden_together = sheet.breakdown(both.0, both.1);
    let is_hidden = |sheet: &Sheet, (key, _): &Cell| key.as_deref().is_some_and(|key| sheet.hides(key));
    let hidden: Vec<bool> = keys.iter().map(|cell| is_hidden(sheet, cell)).collect();
    if !(small || hidden_together || origins_are_hidden) {
        return InFull { together: true, by_origin: true };
    }
    let only_one = !origins_are_hidden && (plie.0 == 0 || others.0 == 0);
    for (whole, cells) in [plie, others] {
        for (cell, (both, hidden)) in cells.into_iter().zip(keys.iter().zip(&hidden)) {
            if if only_one { *hidden && whole > 0 } else { *hidden || both.1 > 0 } {
                sheet.hide([cell]);
            }
        }
    }
    InFull { together: !hidden_together, by_origin: false }
}

/// A part of each origin's whole, and what it leaves.
fn parts(sheet: &Sheet, whole: &str, part: &str) -> [Broken; 3] {
    ORIGINS.map(|origin| {
        let whole = sheet.count(&format!("referrals.{origin}.{whole}"));
        let part = sheet.cell(format!("referrals.{origin}.{part}"));
        let rest = (None, whole.saturating_sub(part.1));
        (whole, vec![part, rest])
    })
}

/// Referrals from listed neighbourhoods; whether all of them are shown together, each neighbourhood's too.
fn neighbourhoods(sheet: &mut Sheet) -> bool {
    let listed = by_origin(sheet, parts(sheet, "referrals", "qpv"), false);
    if listed.by_origin {
        by_origin(sheet, parts(sheet, "qpv", "qpv_legal"), false);
    } else {
        sheet.hide(ORIGINS.map(|origin| sheet.cell(format!("referrals.{origin}.qpv_legal"))));
    }
    if !listed.together {
        sheet.hide_under("qpv.referred.");
        return false;
    }
    let cells = sheet.cells_under("qpv.referred.");
    !sheet.breakdown(sheet.count("qpv.referred.total"), cells)
}

/// Mentions overlap, so that nothing bounds one by the others: all are shown, or none.
fn mentions(sheet: &mut Sheet) {
    let of =
        |origin: &str| Sector::ALL.iter().map(|sector| sheet.cell(format!("referrals.{origin}.{sector}"))).collect();
    let cells: Vec<Cell> = ORIGINS.iter().flat_map(|origin| -> Vec<Cell> { of(origin) }).collect();
    if cells.iter().any(|(_, count)| is_small(*count)) {
        sheet.hide(cells);
    }
}

fn outcomes(sheet: &mut Sheet) {
    let of = |sheet: &Sheet, origin: &str| {
        let sectors = Sector::ALL.iter().map(|sector| sheet.cell(format!("outcomes.{origin}.validated.{sector}")));
        let mut cells = vec![sheet.cell(format!("outcomes.{origin}.not_integrated"))];
        cells.extend(sectors);
        cells.push(sheet.cell(format!("outcomes.{origin}.pending")));
        cells
    };
    let ended = by_origin(sheet, ORIGINS.map(|origin| (referred(sheet, origin), of(sheet, origin))), false);
    let reasons = ORIGINS.map(|origin| {
        let key = |reason: &NotIntegratedReason| format!("outcomes.{origin}.reasons.{reason}");
        let cells = NotIntegratedReason::ALL.iter().map(|reason| sheet.cell(key(reason))).collect();
        (sheet.count(&format!("outcomes.{origin}.not_integrated")), cells)
    });
    if sheet.hides("outcomes.TOTAL.not_integrated") {
        reasons.into_iter().for_each(|(_, cells)| sheet.hide(cells));
    } else {
        by_origin(sheet, reasons, !ended.by_origin);
    }
    // Most outcomes of a year are of its own referrals: the two counts are nearly the same.
    let decided = sheet.cells_under("outcomes_decided.");
    if sheet.hides_under("outcomes.") || decided.iter().any(|(_, count)| is_small(*count)) {
        sheet.hide(decided);
    }
}

/// Prescribers have a row only if they sent somebody: where all would be hidden, rows would tell that each is one.
fn prescribers(sheet: &mut Sheet) {
    let cells = sheet.cells_under(PRESCRIBERS);
    let total = sheet.count(&format!("{PRESCRIBERS}.total"));
    if total <= cells.len() {
        leave_prescribers_out(sheet);
    } else {
        sheet.breakdown(total, cells);
    }
}

fn leave_prescribers_out(sheet: &mut Sheet) {
    let rows: Vec<String> = sheet.cells_under(PRESCRIBERS).into_iter().filter_map(|(key, _)| key).collect();
    sheet.left_out.extend(rows);
}

/// They are some of those referred from each neighbourhood, and of those validated: shown only where nothing of either is
/// hidden, and none of the differences is small.
fn validated_from_neighbourhoods(sheet: &mut Sheet, homes_are_shown: bool) {
    let cells = sheet.cells_under("qpv.validated.");
    let referred = |key: &str| sheet.count(&key.replace("qpv.validated.", "qpv.referred."));
    let of_neighbourhoods = cells.iter().filter_map(|(key, count)| Some((referred(key.as_deref()?), *count)));
    let by_sector = Sector::ALL.iter().map(|sector| sheet.count(&format!("outcomes.TOTAL.validated.{sector}")));
    let total = sheet.count("qpv.validated.total");
    let mut wholes = vec![(by_sector.sum(), total), (sheet.count("qpv.referred.total"), total)];
    wholes.extend(of_neighbourhoods);
    let tells = |(whole, part): &(usize, usize)| is_small(*part) || is_small(whole.saturating_sub(*part));
    if homes_are_shown && !hides_validated(sheet) && !wholes.iter().any(tells) {
        return;
    }
    // Where nobody was referred from, nobody was validated from: that zero is seen anyway.
    let nobody = |(key, _): &Cell| {
        let key = key.as_deref().map(|key| key.replace("qpv.validated.", "qpv.referred.")).unwrap_or_default();
        sheet.count(&key) == 0 && !sheet.hides(&key)
    };
    let rows: Vec<Cell> = cells.into_iter().filter(|cell| !nobody(cell)).collect();
    sheet.hide(rows);
    sheet.hide([sheet.cell("qpv.validated.total")]);
    sheet.hide_under(SHARE);
}
