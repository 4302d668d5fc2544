//! A row of the answer about everything that cells depend on.

use chrono::NaiveDate;
use diesel::prelude::Queryable;
use diesel::sql_types::{BigInt, Date, Integer, Nullable, Text};

/// What a row says, of somebody.
pub(super) const ADDRESS: i32 = 1;
pub(super) const RSA: i32 = 2;
pub(super) const PLIE: i32 = 3;
pub(super) const WINDOW: i32 = 4;
/// And of each of its assignments, if it has any: where and how it works, and by whose referral.
pub(super) const EMPLOYMENT: i32 = 5;
/// Said of a neighbourhood: it is one of the legal list.
pub(super) const LEGAL_QPV: i32 = 6;
/// Said of a lot: its contract and the contract's sector.
pub(super) const LOT: i32 = 7;
/// Said of an employment: it has work in a sector in sight.
pub(super) const IN_SIGHT: i32 = 8;
/// Said of nobody: a setting and its value.
pub(super) const SETTING: i32 = 9;
/// Said of an employment: what it worked on a lot in a month, nothing if that was rejected.
pub(super) const WORKED: i32 = 10;
/// Said of a lot: what counts on it in a month.
pub(super) const DONE: i32 = 11;
/// Said of a lot: what is due on it.
pub(super) const DUE: i32 = 12;

/// The columns of a [`Row`].
pub(super) type Columns = (
    Integer,
    BigInt,
    Nullable<Date>,
    Nullable<Date>,
    Nullable<Text>,
    Nullable<BigInt>,
    Nullable<BigInt>,
    Nullable<Text>,
    Nullable<Date>,
    Nullable<Date>,
    Nullable<BigInt>,
    Nullable<Text>,
);

/// What one row says.
#[derive(Queryable)]
pub(super) struct Row {
    pub kind: i32,
    /// Of whom, or of what.
    pub whose: i64,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
    pub code: Option<String>,
    /// Where: an employer, a neighbourhood, a contract; or in which month.
    pub place: Option<i64>,
    /// By which row, or how many hundredths of hours.
    pub number: Option<i64>,
    pub other: Option<String>,
    pub assigned_from: Option<NaiveDate>,
    pub assigned_to: Option<NaiveDate>,
    pub lot: Option<i64>,
    pub prescriber: Option<String>,
}
