//! The hours: works sent by ARIQ and then validated, the rest entered and validated by the officer.

use anyhow::bail;

use super::Loading;
use crate::access::{Caller, RecordHours, Scope};
use crate::demo::files::{HOURS, Line};
use crate::hours::{self, Basis, CellKey, Entry};
use crate::values::{Hours, HoursStatus, Month, Role, Sector, Sectors};

/// How the files call ARIQ.
const ARIQ: &str = "ARIQ";

/// How many cells are recorded at once.
const AT_ONCE: usize = 500;

impl Loading<'_> {
    pub(super) fn hours(&mut self) -> anyhow::Result<()> {
        let lines = HOURS.lines()?;
        let (sent, entered): (Vec<&Line>, Vec<&Line>) =
            lines.iter().partition(|line| line.text("sender").is_ok_and(|sender| sender == ARIQ));
        let officer = self.caller.with_right()?;
        let validated = Some(HoursStatus::Validated);
        record(&self.ariq()?, &self.entries(&sent, None, None)?)?;
        record(&officer, &self.entries(&sent, validated, Some(1))?)?;
        record(&officer, &self.entries(&entered, validated, None)?)
    }

    /// ARIQ as its own key would let it in.
    fn ariq(&self) -> anyhow::Result<Caller<RecordHours>> {
        let Some(organisation) = self.organisations.get("ariq") else { bail!("organisations.csv has no ariq") };
        let scope = Scope {
            role: Role::Partner,
            sectors: Sectors::new([Sector::Btp]),
            organisation: Some(*organisation),
            source: ARIQ.to_owned(),
            actor: "demo:ariq".to_owned(),
            ..self.caller.scope().clone()
        };
        Ok(self.caller.speaking_for(scope)?)
    }

    fn entries(&self, lines: &[&Line], status: Option<HoursStatus>, seen: Option<i64>) -> anyhow::Result<Vec<Entry>> {
        let entry = |line: &&Line| {
            let key = CellKey {
                employment: line.named("employment", &self.employments)?,
                lot: self.lot(line)?,
                month: line.must("month", Month::parse)?,
            };
            let worked = line.must("worked", Hours::parse)?;
            let training = line.must("training", Hours::parse)?;
            let basis = Basis::Version(seen);
            Ok(Entry { key, worked, training, evidence: None, status, reason: None, basis, decides: false })
        };
        lines.iter().map(entry).collect()
    }
}

fn record(caller: &Caller<RecordHours>, entries: &[Entry]) -> anyhow::Result<()> {
    for entries in entries.chunks(AT_ONCE) {
        for (entry, outcome) in entries.iter().zip(hours::record_all(caller, entries)?) {
            if let Err(field_errors) = outcome {
                bail!("hours of {:?} are refused: {field_errors:?}", entry.key);
            }
        }
    }
    Ok(())
}
