//! What is in the way of closing a month, and what is to be known of it.

use chrono::NaiveDate;
use serde_json::value::to_raw_value;

use crate::error::{AppError, InTheWay, ProblemCode, Result};
use crate::months::model::{LotBoard, Obstacle};
use crate::values::{LotStanding, Month, ObstacleKind, Sector, Warning};

/// What the day and the settings say of a month.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// The last day on which hours are awaited.
    pub deadline: NaiveDate,
    pub today: NaiveDate,
    /// Whether lots from which only a part came are in the way of closing.
    pub needs_all_employments: bool,
}

/// What is in the way of closing an open month of these lots.
pub(super) fn obstacles(lots: &[LotBoard], month: Month, terms: &Terms) -> Vec<Obstacle> {
    let of = |kind, count: fn(&LotBoard) -> i64| {
        let found = lots.iter().filter(|lot| count(lot) > 0);
        Obstacle { kind, count: found.clone().map(count).sum(), lots: found.map(|lot| lot.lot_id).collect() }
    };
    let partial = of(ObstacleKind::LotsPartial, |lot| i64::from(lot.standing == LotStanding::Partial));
    let all = [
        Some(of(ObstacleKind::HoursToValidate, |lot| lot.cells.submitted)),
        Some(of(ObstacleKind::CorrectionsToValidate, |lot| lot.cells.with_correction)),
        Some(of(ObstacleKind::LotsAwaited, |lot| i64::from(lot.standing == LotStanding::Awaited))),
        Some(of(ObstacleKind::LotsLate, |lot| i64::from(lot.standing == LotStanding::Late))),
        Some(partial).filter(|_| terms.needs_all_employments),
        (terms.today <= month.last_day()).then(|| Obstacle {
            kind: ObstacleKind::MonthNotEnded,
            count: 1,
            lots: Vec::new(),
        }),
    ];
    all.into_iter().flatten().filter(|obstacle| obstacle.count > 0).collect()
}

/// What an officer should check before closing: `lots_partial` where it is no obstacle.
pub(super) fn warnings(lots: &[LotBoard], terms: &Terms) -> Vec<Warning> {
    let partial = lots.iter().filter(|lot| lot.standing == LotStanding::Partial);
    let count = i64::try_from(partial.clone().count()).unwrap_or(i64::MAX);
    if terms.needs_all_employments || count == 0 {
        return Vec::new();
    }
    let people: i64 = partial.map(|lot| lot.employments_without_hours).sum();
    let which = counted(count, "lot est incomplet", "lots sont incomplets");
    let whose = counted(people, "contrat de travail n’a", "contrats de travail n’ont");
    vec![Warning::new(ObstacleKind::LotsPartial.as_str(), format!("{which} : {whose} pas d’heures ce mois-ci."))]
}

/// The refusal to close a month that these are in the way of; none without any.
///
/// # Errors
/// `internal` when they cannot be serialised.
pub fn refusal(obstacles: &[Obstacle]) -> Result<Option<AppError>> {
    if obstacles.is_empty() {
        return Ok(None);
    }
    let texts: Vec<String> = obstacles.iter().map(Obstacle::in_words).collect();
    let detail = format!(
        "Ce mois n’est pas prêt à être clos : {}. Réglez ce qui manque, ou forcez la clôture en disant pourquoi.",
        texts.join(", ")
    );
    let json = to_raw_value(obstacles).map_err(AppError::internal)?;
    Ok(Some(AppError::new(ProblemCode::MonthNotReady).with_detail(detail).with_in_the_way(InTheWay::Obstacles(json))))
}

impl Obstacle {
    /// It in words, such as `2 lots en retard`.
    pub fn in_words(&self) -> String {
        match self.kind {
            ObstacleKind::HoursToValidate => {
                counted(self.count, "saisie d’heures à valider", "saisies d’heures à valider")
            }
            ObstacleKind::CorrectionsToValidate => counted(self.count, "correction à valider", "corrections à valider"),
            ObstacleKind::LotsAwaited => counted(self.count, "lot attendu", "lots attendus"),
            ObstacleKind::LotsLate => counted(self.count, "lot en retard", "lots en retard"),
            ObstacleKind::LotsPartial => counted(self.count, "lot incomplet", "lots incomplets"),
            ObstacleKind::MonthNotEnded => "le mois n’est pas terminé".to_owned(),
        }
    }
}

fn counted(count: i64, one: &str, many: &str) -> String {
    format!("{count} {}", if count < 2 { one } else { many })
}

/// Checks that the month has begun.
///
/// # Errors
/// `month_in_future`.
pub fn has_begun(month: Month, today: NaiveDate) -> Result<()> {
    if today < month.first_day() { Err(ProblemCode::MonthInFuture.into()) } else { Ok(()) }
}

/// The number under which a month of a sector is sealed: that of the month, then 1 for BTP, 2 for MS, 3 for PI.
pub fn record_id(month: Month, sector: Sector) -> i64 {
    let sector = match sector {
        Sector::Btp => 1,
        Sector::Ms => 2,
        Sector::Pi => 3,
    };
    i64::from(month) * 10 + sector
}
