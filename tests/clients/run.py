#!/usr/bin/env python3
"""Uses the real service from outside: clients generated from openapi/clauses.json do the tour of docs/tour.md, ARIQ's sample
client sends a month over a connection that is cut, Caddy stands in front with the documented configuration, the commands of
the tour run as printed beside a demonstration, people are linked to a mock of the PLIE that Prism serves from
openapi/plie-participants.yaml, and schemathesis tries every operation of the contract. Each on SQLite and on PostgreSQL,
each on a database of its own.

    python3 tests/clients/run.py PROGRAM [NAME …]

PROGRAM is the binary of clauses; NAME picks among python, typescript, ariq, proxy, tour, plie, schemathesis. The environment
sets: SCHEMATHESIS_CASES (25) at most for each operation and phase, SCHEMATHESIS_SECONDS (none) to go on for as long with
each kind of thing and with all, SCHEMATHESIS_SEED (1; `random` takes a new one), PG_BIN. Works in target/clients, where the
generated code stays to be looked at. The last line is the count: "14 passed, 0 failed".
"""

import contextlib
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
CONTRACT = HERE.parents[1] / "openapi" / "clauses.json"
PLIE_CONTRACT = CONTRACT.with_name("plie-participants.yaml")
WORK = HERE.parents[1] / "target" / "clients"
BIN = WORK / "venv" / "bin"
PRISM = WORK / "plie"
KEY = "the-administrator-of-the-tours-0123456789"
# Resources that can be deleted, with the operations on them.
DELETED = {"keys": "api_key", "exits": "positive_exit|candidate", "evidence": "evidence", "nil": "nil_statement"}


def run(*command, **how):
    """A command whose output is shown only when it fails."""
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, text=True, errors="replace",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **how)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command[:4]))} … ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def installed(stamp, source, install):
    """Installs once, and again when the requirements change."""
    wanted = source.read_bytes()
    if not stamp.exists() or stamp.read_bytes() != wanted:
        install()
        stamp.write_bytes(wanted)


def prepare_python():
    requirements = HERE / "requirements.txt"

    def install():
        shutil.rmtree(WORK / "venv", ignore_errors=True)
        run(sys.executable, "-m", "venv", WORK / "venv")
        run(BIN / "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements)

    installed(WORK / "requirements.installed", requirements, install)


def generate_python():
    prepare_python()
    target = WORK / "python"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    environment = os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}"}
    # The generator knows files under their general type alone.
    said = run(BIN / "openapi-python-client", "generate", "--path", CONTRACT, "--meta", "none", "--fail-on-warning",
               "--config", HERE / "python" / "generator.json", "--output-path", target / "clauses_client",
               env=environment)
    if "warning" in said.lower():
        raise RuntimeError(f"the generator is not content with the contract:\n{said}")
    shutil.copy(HERE / "python" / "tour.py", target)


def generate_typescript():
    target = WORK / "typescript"
    target.mkdir(parents=True, exist_ok=True)
    for file in (HERE / "typescript").iterdir():
        shutil.copy(file, target)
    lock = target / "package-lock.json"
    installed(WORK / "typescript.installed", lock, lambda: run("npm", "ci", "--no-audit", "--no-fund", cwd=target))
    run("npx", "--no-install", "openapi-typescript", CONTRACT, "-o", "clauses.d.ts", cwd=target)
    run("npx", "--no-install", "tsc", "--strict", "--project", ".", cwd=target)


def prepare_prism():
    """Installs Prism. It leaves the path of the contract's server out: a copy has it in front of each path."""
    PRISM.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / "plie" / name, PRISM)
    install = ("npm", "ci", "--no-audit", "--no-fund")
    installed(WORK / "plie.installed", PRISM / "package-lock.json", lambda: run(*install, cwd=PRISM))
    contract = re.sub(r"(?m)^  /", "  /api/v1/", PLIE_CONTRACT.read_text(encoding="utf-8"))
    (PRISM / PLIE_CONTRACT.name).write_text(contract, encoding="utf-8")


@contextlib.contextmanager
def mocked():
    """Starts Prism, which checks requests by the PLIE's contract. Yields the settings that connect it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    prism = (PRISM / "node_modules" / ".bin" / "prism", "mock", PRISM / PLIE_CONTRACT.name, "--errors", "--port", str(port))
    with (PRISM / "log").open("w") as log:
        process = subprocess.Popen(prism, cwd=PRISM, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        end = time.monotonic() + 60
        while "Prism is listening" not in (said := (PRISM / "log").read_text(encoding="utf-8")):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"Prism did not begin to serve:\n{said}")
            time.sleep(0.1)
        yield {"CLAUSES_PLIE_URL": f"http://127.0.0.1:{port}/api/v1", "CLAUSES_PLIE_KEY": "any", "CLAUSES_PLIE_LOCAL": "yes"}
    finally:
        process.terminate()
        process.wait(60)


@contextlib.contextmanager
def sqlite(directory):
    def fresh(name):
        return f"sqlite://{directory}/{name}.db"

    yield fresh


@contextlib.contextmanager
def postgres(directory):
    """A PostgreSQL server on a unix socket. If the user is root, it runs as `postgres`, because it refuses to run as root."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    programs = Path(os.environ.get("PG_BIN") or found[-1])
    account = {}
    if os.getuid() == 0:
        owner = pwd.getpwnam("postgres")
        account = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        os.chown(directory, owner.pw_uid, owner.pw_gid)
    data = Path(directory) / "data"
    run(programs / "initdb", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-U", "clauses", "--no-sync", "-D", data,
        cwd=directory, **account)
    with (Path(directory) / "log").open("w") as log:
        server = subprocess.Popen([programs / "postgres", "-D", data, "-k", directory, "-h", "", "-F"], cwd=directory,
                                  stdin=subprocess.DEVNULL, stdout=log, stderr=log, **account)
    psql = (programs / "psql", "-X", "-q", "-h", directory, "-U", "clauses", "-d", "postgres", "-c")

    def fresh(name):
        run(*psql, f"CREATE DATABASE {name}")
        return f"postgres://clauses@/{name}?host={directory}"

    try:
        for _ in range(200):
            with contextlib.suppress(RuntimeError):
                run(*psql, "SELECT 1")
                break
            time.sleep(0.05)
        yield fresh
    finally:
        server.send_signal(2)
        server.wait(60)


@contextlib.contextmanager
def served(program, url, *command, **settings):
    """Starts the service on this database and yields its address; stops it with SIGTERM."""
    environment = os.environ | {
        "DATABASE_URL": url, "BIND": "127.0.0.1:0", "CLAUSES_BOOTSTRAP_KEY": KEY, "RUST_LOG": "warn",
        "CLAUSES_WRONG_KEYS_PER_MINUTE": "0", "CLAUSES_ADDRESS_RATE_PER_SECOND": "0",
    } | settings
    process = subprocess.Popen([Path(program).resolve(), *command], env=environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, text=True)
    try:
        for line in process.stdout:
            if begun := re.search(r"listening on (\S+)", line):
                yield begun[1]
                break
        else:
            raise RuntimeError(f"{program} {' '.join(command)} did not begin to serve")
    finally:
        process.terminate()
        code = process.wait(60)
    if code != 0:
        raise RuntimeError(f"the service ended with {code}")


def ariq(address, _engine, program, url):
    """Runs the sample client, which needs only the standard library."""
    run(sys.executable, HERE / "ariq" / "trial.py", address, KEY, Path(program).resolve(),
        env=os.environ | {"DATABASE_URL": url}, cwd=WORK)


def proxy(address, _engine, *_):
    """Stands Caddy before the service, and reads and changes through it."""
    run(sys.executable, HERE / "proxy" / "trial.py", address, KEY, BIN / "caddy", cwd=WORK)


def tour(_address, _engine, program, *_):
    """Runs the tour and the documents that continue it, as they are printed, beside a running demonstration."""
    documents = [HERE.parents[1] / "docs" / name for name in ("tour.md", "partners.md", "dashboards.md")]
    run(sys.executable, HERE / "tour" / "walk.py", Path(program).resolve(), *documents, cwd=WORK)


def plie(address, *_):
    """Links people to records that Prism makes up from the contract, and announces steps there."""
    run(sys.executable, HERE / "plie" / "trial.py", address, KEY, PRISM / "log", cwd=WORK)


def python(address, _engine, *_):
    run(BIN / "python", "tour.py", address, KEY, cwd=WORK / "python")


def typescript(address, _engine, *_):
    run("node", "built/tour.js", address, KEY, cwd=WORK / "typescript")


def schemathesis(address, engine, *_):
    """Runs on the demonstration's data, so that most ids exist: first sequences of operations on each kind of resource that
    can be deleted, then all operations. With a seed and without a time limit, the cases are the same on any machine; they
    depend on Python's hashes."""
    cases = os.environ.get("SCHEMATHESIS_CASES", "25")
    seconds = os.environ.get("SCHEMATHESIS_SECONDS")
    seed = os.environ.get("SCHEMATHESIS_SEED", "1")
    manner = [*(["--max-time", seconds] if seconds else []), *([] if seed == "random" else ["--seed", seed])]
    sequences = ["--max-examples", "200", "--phases", "examples,coverage,stateful", "--include-operation-id-regex"]
    tried = {kind: [*sequences, operations] for kind, operations in DELETED.items()}
    for name, which in {**tried, "all": ["--max-examples", cases]}.items():
        run(BIN / "st", "--config-file", HERE / "schemathesis.toml", "run", CONTRACT, "--url", address, *manner, *which,
            "--report", "ndjson", "--report-ndjson-path", WORK / f"schemathesis-{engine}-{name}.ndjson",
            env=os.environ | {"CLAUSES_KEY": KEY, "PYTHONHASHSEED": "0"}, cwd=WORK)


# The trials: name, preparation and data.
TRIALS = {
    "python": (python, generate_python, ("serve", "--migrate")),
    "typescript": (typescript, generate_typescript, ("serve", "--migrate")),
    "ariq": (ariq, lambda: None, ("serve", "--migrate")),
    "proxy": (proxy, prepare_python, ("serve", "--migrate")),
    "tour": (tour, lambda: None, ("demo",)),
    "plie": (plie, prepare_prism, ("serve", "--migrate")),
    "schemathesis": (schemathesis, prepare_python, ("demo",)),
}
# What runs beside the service of a trial, and yields settings for it.
BESIDE = {"plie": mocked}
ENGINES = {"sqlite": sqlite, "postgres": postgres}


def passes(title, work):
    """Returns whether it succeeds; prints the failure."""
    begun = time.monotonic()
    try:
        work()
    except (RuntimeError, OSError, subprocess.TimeoutExpired) as failure:
        print(f"test {title} ... FAILED\n{failure}", flush=True)
        return False
    print(f"test {title} ... ok ({time.monotonic() - begun:.0f} s)", flush=True)
    return True


def main(program, *wanted):
    WORK.mkdir(parents=True, exist_ok=True)
    trials = {name: trial for name, trial in TRIALS.items() if not wanted or name in wanted}
    ready = {name for name, (_, prepare, _) in trials.items() if passes(f"clients::{name}::made", prepare)}
    passed, failed = 0, len(trials) * len(ENGINES)
    for engine, serve in ENGINES.items():
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        with tempfile.TemporaryDirectory(prefix="clauses-clients-", dir=memory) as directory, serve(directory) as fresh:
            for name in ready:
                trial, _, command = trials[name]

                def work(name=name, trial=trial, command=command):
                    url = fresh(name)
                    beside = BESIDE.get(name, lambda: contextlib.nullcontext({}))
                    with beside() as settings, served(program, url, *command, **settings) as address:
                        trial(address, engine, program, url)

                if passes(f"clients::{name}::{engine}", work):
                    passed, failed = passed + 1, failed - 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
