//! The FROM and WHERE clauses of a question.

use std::collections::BTreeSet;

use crate::db::RawQuery;
use crate::totals::dimension::Join;
use crate::totals::{Counted, Dimension, Question, Reach, Statuses};
use crate::values::Sector;

/// The joins that the question's dimensions and filters need.
pub(super) fn joins<T>(sql: &mut RawQuery<T>, question: &Question) {
    let dimensions = question.group_by.iter().chain(question.filters.iter().map(|(dimension, _)| dimension));
    let needed: BTreeSet<Join> = dimensions.flat_map(|dimension| dimension.joins().iter().copied()).collect();
    for join in needed {
        sql.push(match join {
            Join::Lot => " JOIN lots l ON l.id = h.lot_id",
            Join::PublicContract => " JOIN public_contracts c ON c.id = h.public_contract_id",
            Join::Buyer => " JOIN organisations b ON b.id = c.buyer_id",
            Join::Employer => " JOIN organisations e ON e.id = h.employer_id",
        });
    }
}

/// Which rows of hours the question selects.
pub(super) fn conditions<T>(sql: &mut RawQuery<T>, question: &Question, sectors: &[Sector]) {
    sql.push(" WHERE h.month >= ");
    sql.bind_integer(*question.from.number());
    sql.push(" AND h.month <= ");
    sql.bind_integer(*question.to.number());
    sql.push(match question.statuses {
        Statuses::Validated => " AND h.status = 'validated'",
        Statuses::Submitted => " AND h.status = 'submitted'",
        Statuses::Any => " AND h.status IN ('submitted', 'validated')",
    });
    sql.push(match question.counted {
        Counted::Yes => " AND h.counted",
        Counted::No => " AND NOT h.counted",
        Counted::Any => "",
    });
    if question.reach == Reach::Plie {
        sql.push(" AND h.in_plie");
    }
    // A caller who sees every sector needs no condition.
    if !Sector::ALL.iter().all(|sector| sectors.contains(sector)) {
        sql.push(" AND h.sector IN (");
        sql.bind_texts(sectors.iter().map(|sector| sector.as_str()));
        sql.push(")");
    }
    for (dimension, value) in &question.filters {
        filter(sql, *dimension, value);
    }
}

fn filter<T>(sql: &mut RawQuery<T>, dimension: Dimension, value: &str) {
    if dimension == Dimension::Neighbourhood {
        sql.push(" AND h.neighbourhood_id = (SELECT id FROM neighbourhoods WHERE name_folded = ");
        sql.bind_text(value);
        sql.push(")");
    } else {
        sql.push(format!(" AND {} = ", dimension.sql()));
        sql.bind_text(value);
    }
}
