//! A PostgreSQL server for a single test that stops and restarts it; the shared server must keep running.

use std::io::Write as _;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::postgres::{account_for, binaries, directory};

/// Run as `sh -c HOLD sh BINARIES DIRECTORY`. It executes each order that it reads and confirms it with a file of that
/// name. When the test ends, the pipe closes, and the shell removes server and directory.
const HOLD: &str = r#"
"$1/initdb" -D "$2/cluster" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$2/log" 2>&1
touch "$2/made"
while read -r order; do
    "$1/pg_ctl" -D "$2/cluster" -w -m fast -l "$2/log" \
        -o "-k $2 -p 5432 -c listen_addresses= -c fsync=off -c shared_buffers=16MB" "$order" >>"$2/log" 2>&1
    touch "$2/$order"
done
"$1/pg_ctl" -D "$2/cluster" -w -m immediate stop >/dev/null 2>&1
rm -rf "$2"
"#;

/// A server that can be stopped and started.
pub struct OwnServer {
    directory: PathBuf,
    holder: Child,
}

impl OwnServer {
    /// Starts a new server.
    pub fn start_new() -> Self {
        let (binaries, directory) = (binaries().unwrap(), directory().unwrap());
        let mut hold = Command::new("sh");
        hold.args(["-c", HOLD, "sh"]).args([&binaries, &directory]).current_dir("/").env_clear();
        hold.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        hold.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        if let Some((uid, gid)) = account_for(&directory).unwrap() {
            chown(&directory, Some(uid), Some(gid)).unwrap();
            hold.uid(uid).gid(gid);
        }
        let mut server = Self { directory, holder: hold.spawn().unwrap() };
        server.wait_for("made");
        server.order("start");
        server
    }

    /// The URL of the database `postgres`.
    pub fn url(&self) -> String {
        format!("postgres://postgres@/postgres?host={}", self.directory.display())
    }

    /// Sends `start` or `stop`, and waits until it is done.
    pub fn order(&mut self, order: &str) {
        writeln!(self.holder.stdin.as_mut().unwrap(), "{order}").unwrap();
        self.wait_for(order);
    }

    fn wait_for(&self, sign: &str) {
        let sign = self.directory.join(sign);
        let begun = std::time::Instant::now();
        while std::fs::remove_file(&sign).is_err() {
            let log = || std::fs::read_to_string(self.directory.join("log")).unwrap_or_default();
            assert!(begun.elapsed().as_secs() < 60, "{}: {}", sign.display(), log());
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        drop(self.holder.stdin.take());
        let _ = self.holder.wait();
    }
}
