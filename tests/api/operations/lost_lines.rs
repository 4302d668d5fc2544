//! A log that cannot be written stops, blocks and slows nothing: lines are lost, counted, and reported afterwards.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{App, Program, clauses, on_both_databases};

/// As many requests as fill a pipe several times over.
const REQUESTS: u64 = 600;

/// The largest file of a program whose disk is full, in blocks of 512 bytes and in bytes.
const BLOCKS: u64 = 131_072;
const BYTES: u64 = BLOCKS * 512;

/// How the message of a report begins.
const REPORT: &str = "lines of the log were lost";

async fn requests_are_answered(program: &Program) {
    let admin = program.admin();
    for _ in 0..REQUESTS {
        admin.get("/v1/organisations").await.ok();
    }
}

async fn lost_lines(program: &Program) -> u64 {
    let metrics = program.anonymous().get("/metrics").await.ok();
    let line = metrics.text.lines().find_map(|line| line.strip_prefix("clauses_log_lines_lost_total "));
    line.unwrap_or_else(|| panic!("{metrics}")).parse().unwrap()
}

/// Waits until the metrics count so many lost lines; they are counted behind the answers.
async fn has_lost(program: &Program, lines: u64) {
    let begun = Instant::now();
    while lost_lines(program).await < lines {
        assert!(begun.elapsed() < Duration::from_secs(20), "fewer than {lines} lines are counted");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The lines that report lost ones, each with the number that it gives. Every line is whole.
fn reports(lines: &[String]) -> Vec<u64> {
    let lines = lines.iter().map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("{line}")));
    let reports = lines.filter(|line| line["fields"]["message"].as_str().is_some_and(|text| text.starts_with(REPORT)));
    reports.map(|line| line["fields"]["lines"].as_u64().unwrap()).collect()
}

/// Reads lines up to the one that contains the mark.
async fn read_to(mut reader: BufReader<File>, mark: String) -> (Vec<String>, BufReader<File>) {
    let read = move || {
        let mut lines: Vec<String> = Vec::new();
        while lines.last().is_none_or(|line| !line.contains(&mark)) {
            let mut line = String::new();
            assert!(reader.read_line(&mut line).unwrap() > 0, "the log ends before {mark}");
            lines.push(line);
        }
        (lines, reader)
    };
    tokio::task::spawn_blocking(read).await.unwrap()
}

/// A program with room for a hundred bytes of log, as on a disk that is nearly full.
fn on_a_full_disk(app: &App, log: &Path) -> Program {
    let file = OpenOptions::new().append(true).create(true).open(log).unwrap();
    file.set_len(BYTES - 100).unwrap();
    let limited = format!("trap '' XFSZ; ulimit -S -f {BLOCKS}; exec {} serve", env!("CARGO_BIN_EXE_clauses"));
    let directory = tempfile::tempdir().unwrap();
    let service = clauses(app.database_url(), directory.path(), &[]);
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &limited]).env_clear().current_dir(directory.path());
    command.envs(service.get_envs().filter_map(|(name, value)| Some((name, value?)))).stderr(file);
    Program::running(&mut command, directory)
}

on_both_databases! {
    async fn a_device_without_room_loses_lines_and_no_request(app: App) {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut program = Program::with_stderr(&app, &[], full);
        requests_are_answered(&program).await;
        has_lost(&program, REQUESTS).await;
        program.signal("TERM");
        assert!(program.ended().await.success());
    }

    async fn once_the_disk_has_room_again_the_log_goes_on_with_a_whole_line_and_one_report(app: App) {
        let directory = tempfile::tempdir().unwrap();
        let log = directory.path().join("log");
        let mut program = on_a_full_disk(&app, &log);
        requests_are_answered(&program).await;
        has_lost(&program, REQUESTS).await;
        assert_eq!(std::fs::metadata(&log).unwrap().len(), BYTES);

        let room = ["--pid", &program.process_id().to_string(), "--fsize=unlimited:"];
        assert!(Command::new("prlimit").args(room).status().unwrap().success());
        requests_are_answered(&program).await;
        let lost = lost_lines(&program).await;
        program.signal("TERM");
        assert!(program.ended().await.success());

        let (mut text, mut file) = (String::new(), File::open(&log).unwrap());
        file.seek(SeekFrom::Start(BYTES - 100)).unwrap();
        file.read_to_string(&mut text).unwrap();
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        assert_eq!(lines[0].len(), 100, "the torn line: {text}");
        assert_eq!(reports(&lines[1..]), [lost], "{text}");
        assert!(u64::try_from(lines.len()).unwrap() > REQUESTS, "{text}");
    }

    async fn when_a_reader_comes_after_the_first_is_gone_it_is_told_once_what_it_missed(app: App) {
        let directory = tempfile::tempdir().unwrap();
        let pipe = directory.path().join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let first = OpenOptions::new().read(true).write(true).open(&pipe).unwrap();
        let program = Program::with_stderr(&app, &[], OpenOptions::new().write(true).open(&pipe).unwrap());
        drop(first);
        requests_are_answered(&program).await;
        has_lost(&program, REQUESTS).await;

        let second = BufReader::new(File::open(&pipe).unwrap());
        let (mut lines, second) = read_to(second, program.mark_log().await).await;
        let (more, _open) = read_to(second, program.mark_log().await).await;
        lines.extend(more);
        assert_eq!(reports(&lines), [lost_lines(&program).await], "{lines:?}");
    }

    async fn a_pipe_that_nobody_reads_holds_up_neither_requests_nor_the_end(app: App) {
        let (reader, writer) = std::io::pipe().unwrap();
        let mut program = Program::with_stderr(&app, &[("RUST_LOG", "trace")], writer);
        requests_are_answered(&program).await;
        while lost_lines(&program).await == 0 {
            program.admin().get("/v1/organisations").await.ok();
        }
        program.signal("TERM");
        assert!(program.ended().await.success());
        drop(reader);
    }

    async fn a_reader_that_slept_is_told_once_what_it_missed(app: App) {
        let (reader, writer) = std::io::pipe().unwrap();
        let program = Program::with_stderr(&app, &[("RUST_LOG", "trace")], writer);
        while lost_lines(&program).await == 0 {
            requests_are_answered(&program).await;
        }
        let reader = BufReader::new(File::from(std::os::fd::OwnedFd::from(reader)));
        let (mut lines, reader) = read_to(reader, REPORT.to_owned()).await;
        let (more, _open) = read_to(reader, program.mark_log().await).await;
        lines.extend(more);
        assert_eq!(reports(&lines), [lost_lines(&program).await]);
    }
}
