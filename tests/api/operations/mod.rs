//! Operations: logs, metrics, limits, shutdown, outages, backups, mostly tested on the real program.

mod backup;
mod body_room;
mod damage;
mod foreign_copies;
mod house;
mod limits;
mod log;
mod lost_lines;
mod metrics;
mod outage;
mod outdated;
mod rates;
mod shutdown;
mod start;
mod work_files;
