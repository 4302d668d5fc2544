//! Operations: logs, metrics, limits, shutdown, outages, backups, mostly tested on the real program.

mod backup;
mod house;
mod limits;
mod log;
mod metrics;
mod lost_lines;
mod outage;
mod rates;
mod shutdown;
mod start;
