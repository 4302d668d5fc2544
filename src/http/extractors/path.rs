//! Path parameters. A malformed id or an unknown sector is `not_found`; a malformed month or year is refused by name.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::error::{AppError, ProblemCode, Result};
use crate::values::{EmploymentId, LotId, Month, Sector, YEARS, parse_whole};

/// The path parameter `id`.
#[derive(Debug, Clone, Copy)]
pub struct Id<T>(pub T);

/// The path parameter `other_id`.
#[derive(Debug, Clone, Copy)]
pub struct OtherId<T>(pub T);

/// The path parameter `year`, from 1900 to 2100.
#[derive(Debug, Clone, Copy)]
pub struct YearPath(pub i32);

/// The path parameters of an edition of a bilan.
#[derive(Debug, Clone, Copy)]
pub struct EditionPath {
    /// The year.
    pub year: i32,
    /// The number among the editions of the year.
    pub number: i32,
}

/// The path parameter `month`.
#[derive(Debug, Clone, Copy)]
pub struct MonthPath(pub Month);

/// The path parameter `sector`.
#[derive(Debug, Clone, Copy)]
pub struct SectorPath(pub Sector);

/// The path parameters of a cell of hours.
#[derive(Debug, Clone, Copy)]
pub struct CellPath {
    /// The employment.
    pub employment: EmploymentId,
    /// The lot.
    pub lot: LotId,
    /// The month.
    pub month: Month,
}

fn number(request: &HttpRequest, name: &str) -> Result<i64> {
    request.match_info().get(name).and_then(parse_whole).ok_or_else(|| AppError::new(ProblemCode::NotFound))
}

impl<T: From<i64>> FromRequest for Id<T> {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(number(request, "id").map(|id| Self(T::from(id))))
    }
}

impl<T: From<i64>> FromRequest for OtherId<T> {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(number(request, "other_id").map(|id| Self(T::from(id))))
    }
}

impl FromRequest for YearPath {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let year = number(request, "year").ok().and_then(|year| i32::try_from(year).ok());
        ready(year.filter(|year| YEARS.contains(year)).map(Self).ok_or(ProblemCode::InvalidYear.into()))
    }
}

impl FromRequest for EditionPath {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let edition = YearPath::from_request(request, payload).into_inner().and_then(|year| {
            let number = i32::try_from(number(request, "number")?).map_err(|_| ProblemCode::NotFound)?;
            Ok(Self { year: year.0, number })
        });
        ready(edition)
    }
}

impl FromRequest for MonthPath {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(month(request).map(Self))
    }
}

impl FromRequest for SectorPath {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let sector = Sector::parse(request.match_info().get("sector").unwrap_or_default());
        ready(sector.map(Self).map_err(|_| ProblemCode::NotFound.into()))
    }
}

impl FromRequest for CellPath {
    type Error = AppError;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(cell(request))
    }
}

fn month(request: &HttpRequest) -> Result<Month> {
    let month = Month::parse(request.match_info().get("month").unwrap_or_default());
    month.map_err(|invalid| AppError::new(invalid.code).with_detail(invalid.detail))
}

fn cell(request: &HttpRequest) -> Result<CellPath> {
    Ok(CellPath {
        employment: EmploymentId(number(request, "employment_id")?),
        lot: LotId(number(request, "lot_id")?),
        month: month(request)?,
    })
}
