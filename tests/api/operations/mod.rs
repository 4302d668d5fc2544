//! Operations: logs, metrics, limits, shutdown, outages, backups, mostly tested on the real program.

mod backup;
mod foreign_copies;
mod house;
mod limits;
mod log;
mod metrics;
mod outage;
mod rates;
mod shutdown;
mod start;
mod work_files;
