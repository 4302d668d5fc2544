"""Verifies the audit trail and the records of a copy of the database, from docs/operate/audit-records.md alone.

    python3 verify.py FORM.md sqlite FILE
    python3 verify.py FORM.md postgres URL

Prints one line for each fault: its kind, the record with its number and part, or the event or block. The exit code is 1 if
there is one. Standard library only; PostgreSQL is read by psql, which PSQL may name.
"""

import datetime
import hashlib
import hmac
import json
import os
import re
import sqlite3
import subprocess
import sys


def number(value):
    return value.to_bytes(8, "big", signed=True)


def data(value):
    return number(-1) if value is None else number(len(value)) + value


def text(value):
    return data(None if value is None else value.encode())


class Sqlite:
    def __init__(self, file):
        self.connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        self.connection.row_factory = sqlite3.Row

    def rows(self, query):
        for row in self.connection.execute(query):
            yield {name: value.hex() if isinstance(value, bytes) else value for name, value in zip(row.keys(), row)}


class Postgres:
    def __init__(self, url):
        self.url = url

    def rows(self, query):
        # Byte strings come as hexadecimal digits after \x.
        command = [os.environ.get("PSQL", "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", self.url]
        script = f"COPY (SELECT row_to_json(q) FROM ({query}) q) TO STDOUT (FORMAT csv, QUOTE e'\\x01', DELIMITER e'\\x02');"
        with subprocess.Popen([*command, "-c", script], stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
            for line in process.stdout:
                row = json.loads(line)
                yield {name: self.plain(value) for name, value in row.items()}
        if process.returncode:
            sys.exit(f"psql ended with {process.returncode}")

    @staticmethod
    def plain(value):
        return value[2:] if isinstance(value, str) and re.fullmatch(r"\\x[0-9a-f]*", value) else value


class Table:
    def __init__(self, cells):
        _, self.name_cell, self.id, self.part, columns = cells
        named = re.match(r"`(\w+)`(?: \(`(.*)`\))?$", self.name_cell)
        self.name, query = named.group(1), named.group(2)
        self.source = f"({query}) AS {self.name}" if query else self.name
        self.id, self.part = self.id.strip("`"), self.part.strip("`") or "0"
        self.columns = [re.match(r"(\*?)([?@]?)(\w+)$", column).groups() for column in re.findall(r"`([^`]+)`", columns)]


def kinds_of(form):
    """The kinds of records with their tables, as the table of the page names them."""
    kinds = {}
    for line in open(form, encoding="utf-8"):
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
        if line.startswith("| `") and len(line.strip()[1:-1].split(" | ")) == 5:
            cells = [cell.strip() for cell in line.strip()[1:-1].split(" | ")]
            kinds.setdefault(cells[0].strip("`"), []).append(Table(cells))
    return kinds


def micros(moment):
    moment = datetime.datetime.fromisoformat(str(moment).replace(" ", "T"))
    return (moment - datetime.datetime(1970, 1, 1)) // datetime.timedelta(microseconds=1)


def written(form, value):
    if form == "?":
        return "true" if value in (True, 1) else "false" if value in (False, 0) else str(value)
    return str(micros(value)) if form == "@" else str(value)


def hashed(kind, key, rows, personal):
    parts = [text("clauses record 1"), text(kind), number(key[0]), number(key[1])]
    for table, values in rows:
        shown = [(name, value) for (star, _, name), value in zip(table.columns, values) if not star and value is not None]
        if shown:
            parts.append(text(table.name))
        parts += [text(name) + text(value) for name, value in shown]
    parts.append(data(personal))
    return hashlib.sha256(b"".join(parts)).digest()


def personal_of(secret, rows):
    parts = []
    for table, values in rows:
        kept = [(name, value) for (star, _, name), value in zip(table.columns, values) if star and value is not None]
        if kept:
            parts.append(text(table.name))
        parts += [text(name) + text(value) for name, value in kept]
    return hmac.new(secret, b"".join(parts), hashlib.sha256).digest() if secret is not None and parts else parts or None


class Verifier:
    def __init__(self, database, form):
        self.database, self.kinds, self.faults = database, kinds_of(form), 0

    def fault(self, kind, what):
        self.faults += 1
        print(kind, what)

    def run(self):
        self.chain()
        self.events()
        erased = self.erased()
        adopted = {row["record"]: row for row in self.database.rows("SELECT * FROM audit_adoption")}
        for kind, tables in self.kinds.items():
            self.records(kind, tables, erased, adopted.get(kind))
        self.cells()
        self.data_version()
        return self.faults

    def chain(self):
        """The blocks and their events."""
        entries = {}
        joined = """SELECT s.event_id, s.block, s.digest AS sealed, e.* FROM audit_sealed s
                    LEFT JOIN audit_events e ON e.id = s.event_id ORDER BY s.block, s.event_id"""
        for row in self.database.rows(joined):
            entries.setdefault(row["block"], []).append(row["sealed"])
            if row["id"] is None:
                self.fault("event_removed", f"event {row['event_id']}")
            elif self.event_digest(row) != row["sealed"]:
                self.fault("event_changed", f"event {row['event_id']}")
        expected, previous = 1, "0" * 64
        for seal in self.database.rows("SELECT * FROM audit_seals ORDER BY block"):
            digests = entries.pop(seal["block"], [])
            if seal["block"] != expected:
                self.fault("block_removed", f"block {expected}")
            elif seal["previous"] != previous:
                self.fault("chain_broken", f"block {seal['block']}")
            parts = [text("clauses audit block 1"), text(seal["previous"]), number(seal["block"]), number(micros(seal["sealed_at"]))]
            head = hashlib.sha256(b"".join(parts + [text(digest) for digest in digests])).hexdigest()
            if head != seal["head"] or len(digests) != seal["events"]:
                self.fault("block_changed", f"block {seal['block']}")
            expected, previous = seal["block"] + 1, seal["head"]
        for block in entries:
            self.fault("block_removed", f"block {block}")

    @staticmethod
    def event_digest(row):
        made = row["made"]
        parts = [text(f"clauses audit event {1 if made is None else 2}"), number(row["id"]), number(micros(row["at"]))]
        subject_id = None if row["subject_id"] is None else str(row["subject_id"])
        texts = [row["actor"], row["action"], row["subject"], subject_id, row["changes"], row["request_id"], row["digests"]]
        parts += [text(value) for value in texts + ([] if made is None else [made])]
        return hashlib.sha256(b"".join(parts)).hexdigest()

    def events(self):
        """Events beside what they made."""
        made, gone = {}, set()
        rows = "SELECT * FROM audit_records ORDER BY event_id, record, record_id, part"
        for row in self.database.rows(rows):
            digest = made.setdefault(row["event_id"], hashlib.sha256(text("clauses made 1")))
            person = None if row["candidate_id"] is None else str(row["candidate_id"])
            parts = [text(row["record"]), number(row["record_id"]), number(row["part"]), text(person)]
            parts += [data(None if row[name] is None else bytes.fromhex(row[name])) for name in ("digest", "personal")]
            digest.update(b"".join(parts))
        for row in self.database.rows("SELECT id, made FROM audit_events ORDER BY id"):
            digest = made.pop(row["id"], None)
            if row["made"] != (digest and digest.hexdigest()):
                self.fault("made_changed", f"event {row['id']}")
        for event in made:
            self.fault("event_removed", f"event {event}")
        return gone

    def erased(self):
        query = "SELECT subject_id, MAX(id) AS event FROM audit_events WHERE subject = 'candidate' AND action = 'erase' GROUP BY subject_id"
        return {row["subject_id"]: row["event"] for row in self.database.rows(query)}

    def stored(self, kind, tables):
        """The records of a kind as the tables have them."""
        found = {}
        for place, table in enumerate(tables):
            names = ", ".join(f"{name} AS c{at}" for at, (_, _, name) in enumerate(table.columns))
            query = f"SELECT {table.id} AS record_id, {table.part} AS record_part, {names} FROM {table.source}"
            for row in self.database.rows(query):
                key = (int(row["record_id"]), int(row["record_part"]))
                values = [row[f"c{at}"] for at in range(len(table.columns))]
                values = [None if value is None else written(form, value) for (_, form, _), value in zip(table.columns, values)]
                if place == 0 or key in found:
                    found.setdefault(key, []).append((place, table, values))
        order = lambda row: (row[0], [(value is not None, (value or "").encode()) for value in row[2]])
        return {key: [row[1:] for row in sorted(rows, key=order)] for key, rows in found.items()}

    def records(self, kind, tables, erased, adopted):
        last = {}
        query = f"SELECT * FROM audit_records WHERE record = '{kind}' ORDER BY record_id, part, event_id"
        for row in self.database.rows(query):
            last[(row["record_id"], row["part"])] = row
        for key, rows in self.stored(kind, tables).items():
            sealed, place = last.pop(key, None), f"{kind} {key[0]} {key[1]}"
            if sealed is None:
                if adopted and (adopted["is_done"] in (True, 1) or key <= (adopted["record_id"], adopted["part"])):
                    self.fault("record_inserted", place)
                continue
            fault = self.compared(kind, key, rows, sealed, erased)
            if fault:
                self.fault(fault, place)
        for key, sealed in last.items():
            if sealed["digest"] is not None and kind != "closed_hours":
                self.fault("record_removed", f"{kind} {key[0]} {key[1]}")

    @staticmethod
    def compared(kind, key, rows, sealed, erased):
        if sealed["digest"] is None:
            return "record_inserted"
        personal, secret = (None if sealed[name] is None else bytes.fromhex(sealed[name]) for name in ("personal", "secret"))
        if hashed(kind, key, rows, personal).hex() != sealed["digest"]:
            return "record_changed"
        if personal is None:
            return "record_changed" if personal_of(None, rows) else None
        if secret is None:
            return None if erased.get(sealed["candidate_id"], 0) > sealed["event_id"] else "secret_removed"
        return None if personal_of(secret, rows) == personal else "record_changed"

    def cells(self):
        """The figures that count, from the versions; whose they are, from the employments."""
        figure = ("worked", "training", "status", "source", "evidence_kind", "evidence_reference", "evidence_on")
        counting, pending, numbers, broken = {}, {}, {}, set()
        for row in self.database.rows("SELECT * FROM hours_versions ORDER BY hours_id, version"):
            cell, stated = row["hours_id"], tuple(row[name] for name in figure)
            if row["version"] != numbers.get(cell, 0) + 1:
                broken.add(cell)
            numbers[cell] = row["version"]
            if counting.get(cell, stated)[2] == "validated" and stated[2] != "validated" and cell in counting:
                pending[cell] = row["version"] if stated[2] != "rejected" else None
            else:
                counting[cell], pending[cell] = stated, None
        query = """SELECT hours.*, employments.candidate_id AS person FROM hours
                   LEFT JOIN employments ON employments.id = hours.employment_id"""
        for row in self.database.rows(query):
            cell, found = row["id"], tuple(row[name] for name in figure)
            follows = (counting.get(cell), numbers.get(cell), pending.get(cell)) == (found, row["version"], row["pending_version"])
            if cell in broken or not follows or row["person"] != row["candidate_id"]:
                self.fault("cell_changed", f"hours {cell} 0")

    def data_version(self):
        query = "SELECT id, subject_id FROM audit_events WHERE subject = 'data_version' ORDER BY id LIMIT 1"
        for found in self.database.rows(query):
            raised = f"SELECT changes FROM audit_events WHERE id > {found['id']}"
            expected = found["subject_id"] + sum('"raises_data_version":true' in row["changes"] for row in self.database.rows(raised))
            for row in self.database.rows("SELECT SUM(counter) AS version FROM data_version"):
                if row["version"] < expected:
                    self.fault("data_version_low", "data_version 0 0")


def main():
    form, engine, place = sys.argv[1:]
    database = Sqlite(place) if engine == "sqlite" else Postgres(place)
    faults = Verifier(database, form).run()
    print("intact" if not faults else f"{faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
