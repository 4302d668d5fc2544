//! Triggers of the database protect closed months from any connection.

use clauses::error::{AppError, ProblemCode};

use super::{force, reopen};
use crate::support::builders::{a_candidate, somebody_at_work};
use crate::support::on_both_databases;

/// The columns that no statement may change in a closed month, each with a new value.
const CHANGES: &[&str] = &[
    "worked = worked + 1",
    "training = training + 1",
    "status = 'rejected'",
    "source = 'AUTRE'",
    "(employment_id, candidate_id, employer_id, contract_type) = \
     (SELECT id, candidate_id, employer_id, contract_type FROM employments WHERE id <> employment_id)",
    "(lot_id, public_contract_id) = (SELECT id, public_contract_id FROM lots WHERE id <> lot_id)",
    "month = 202302",
    "sector = 'PI'",
    "modality = 'reserved'",
    "prescriber_kind = 'employer'",
    "sex = CASE sex WHEN 'F' THEN 'M' ELSE 'F' END",
    "age_bracket = '55_and_over'",
    "qualification_level = 8",
    "commune_code = '39300'",
    "neighbourhood_id = 1",
    "qpv_legal = NOT qpv_legal",
    "rsa = NOT rsa",
    "in_plie = NOT in_plie",
    "counted = NOT counted",
];

/// Changes of an employment that hours of a closed month forbid.
const IDENTITIES: &[&str] =
    &["employer_id = (SELECT MIN(id) FROM organisations WHERE id <> employer_id)", "contract_type = 'CDI'"];

/// A copy of May's row in another month, without a history.
fn copy_to(month: i32) -> String {
    const ALIKE: &str = "worked, training, status, source, version, updated_at, candidate_id, employer_id, \
        public_contract_id, sector, contract_type, modality, sex, age_bracket, qpv_legal, rsa, in_plie, counted";
    format!(
        "INSERT INTO hours (employment_id, lot_id, month, {ALIKE}) \
         SELECT employment_id, lot_id, {month}, {ALIKE} FROM hours WHERE month = 202305"
    )
}

on_both_databases! {
    async fn figures_and_frozen_values_of_a_closed_month_cannot_be_changed(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        somebody_at_work(&officer, "BTP").await;
        placed.hours("2023-05", "10").validated().create(&officer).await;
        placed.hours("2023-07", "10").validated().create(&officer).await;
        app.execute(&copy_to(202304));
        for month in ["2023-04", "2023-05", "2023-06"] {
            force(&officer, month, "BTP").await.ok();
        }
        let before = officer.get(&placed.cell("2023-05")).await.ok();
        let refused = |sql: &str| {
            let error = app.try_execute(sql).expect_err(sql);
            assert_eq!(AppError::from(error).code, ProblemCode::MonthClosed, "{sql}");
        };
        for change in CHANGES {
            refused(&format!("UPDATE hours SET {change} WHERE month = 202305"));
        }
        for change in IDENTITIES {
            refused(&format!("UPDATE employments SET {change} WHERE id = {}", placed.employment));
        }
        refused("DELETE FROM hours WHERE month = 202304");
        refused(&copy_to(202306));
        // Neither into a closed month, nor together with rows that may change.
        refused("UPDATE hours SET month = 202306 WHERE month = 202307");
        refused("UPDATE hours SET worked = worked + 1");
        assert_eq!(officer.get(&placed.cell("2023-05")).await.ok().json, before.json);
        reopen(&officer, "2023-05", "BTP").await.ok();
        app.execute("UPDATE hours SET worked = worked + 1 WHERE month = 202305");
    }

    async fn whose_rows_they_are_may_change_and_what_is_no_figure(app: App) {
        let officer = app.officer();
        let placed = somebody_at_work(&officer, "BTP").await;
        let other = a_candidate().create(&officer).await;
        placed.hours("2023-05", "10").validated().create(&officer).await;
        force(&officer, "2023-05", "BTP").await.ok();
        app.execute(&format!("UPDATE employments SET candidate_id = {other} WHERE id = {}", placed.employment));
        app.execute("UPDATE hours SET worked = worked");
        assert_eq!(officer.get(&placed.cell("2023-05")).await.ok()["candidate_id"], other);
    }
}
