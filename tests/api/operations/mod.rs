//! Running it: logs, metrics, limits, stopping, outages, copies. Much of it is asked of the real program.

mod backup;
mod limits;
mod log;
mod metrics;
mod outage;
mod rates;
mod shutdown;
mod start;
