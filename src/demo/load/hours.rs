//! Loads hours: those of works sent by ARIQ and then validated, the others entered by the officer. What waits for the
//! officer was sent by ARIQ as one batch.

use anyhow::bail;

use super::Loading;
use crate::access::idempotency::Idempotent;
use crate::access::{Caller, RecordHours, Scope};
use crate::demo::ARIQ;
use crate::demo::files::Line;
use crate::hours::batches::{self, BatchRow, EmploymentRef, LotRef, NewBatch};
use crate::hours::{self, Basis, CellKey, Entry};
use crate::values::{FreeText, Hours, HoursStatus, Month, Role, Sector, Sectors};

/// How many cells one transaction records.
const BATCH_SIZE: usize = 500;

impl Loading<'_> {
    pub(super) fn hours(&mut self) -> anyhow::Result<()> {
        let lines = self.files.hours.lines()?;
        let (sent, entered): (Vec<&Line>, Vec<&Line>) =
            lines.iter().partition(|line| line.text("sender").is_ok_and(|sender| sender == ARIQ));
        let (waiting, sent): (Vec<&Line>, Vec<&Line>) =
            sent.into_iter().partition(|line| line.text("status").is_ok_and(|status| status == "submitted"));
        let officer = self.caller.with_right()?;
        let validated = Some(HoursStatus::Validated);
        record(&self.ariq()?, &self.entries(&sent, None, None)?)?;
        record(&officer, &self.entries(&sent, validated, Some(1))?)?;
        record(&officer, &self.entries(&entered, validated, None)?)?;
        if waiting.is_empty() { Ok(()) } else { self.send(&waiting) }
    }

    /// A caller with the scope of ARIQ's API key.
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

    fn entries(
        &self,
        lines: &[&Line],
        status: Option<HoursStatus>,
        version: Option<i64>,
    ) -> anyhow::Result<Vec<Entry>> {
        let entry = |line: &&Line| {
            let key = CellKey {
                employment: line.reference("employment", &self.employments)?,
                lot: self.lot(line)?,
                month: line.required("month", Month::parse)?,
            };
            let worked = line.required("worked", Hours::parse)?;
            let training = line.required("training", Hours::parse)?;
            let basis = Basis::Version(version.map(Into::into));
            Ok(Entry { key, worked, training, evidence: None, status, reason: None, basis, decides: false })
        };
        lines.iter().map(entry).collect()
    }

    /// Sends these lines as ARIQ's batch.
    fn send(&self, lines: &[&Line]) -> anyhow::Result<()> {
        let row = |line: &&Line| {
            Ok(BatchRow {
                external_ref: None,
                employment: EmploymentRef::Id(line.reference("employment", &self.employments)?),
                lot: LotRef::Id(self.lot(line)?),
                month: line.required("month", Month::parse)?,
                worked: line.required("worked", Hours::parse)?,
                training: line.required("training", Hours::parse)?,
                evidence: None,
                reason: line.optional("reason", FreeText::parse)?,
                has_own_reason: false,
                version: None,
            })
        };
        let rows = lines.iter().map(|line| row(line).map(Ok)).collect::<anyhow::Result<_>>()?;
        let batch = NewBatch { dry_run: false, atomic: true, status: None, rows };
        batches::actions::send(&self.ariq()?, &batch).and_then(Idempotent::executed)?;
        Ok(())
    }
}

fn record(caller: &Caller<RecordHours>, entries: &[Entry]) -> anyhow::Result<()> {
    for entries in entries.chunks(BATCH_SIZE) {
        for (entry, outcome) in entries.iter().zip(hours::record_all(caller, entries)?) {
            if let Err(field_errors) = outcome {
                bail!("hours of {:?} are refused: {field_errors:?}", entry.key);
            }
        }
    }
    Ok(())
}
