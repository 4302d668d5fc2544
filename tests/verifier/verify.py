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
    try:
        return str(micros(value)) if form == "@" else str(value)
    except ValueError:  # No moment: hashed as it is.
        return str(value)


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


def day(value):
    return None if value is None else datetime.date.fromisoformat(str(value)[:10])


def last_day_of_months(first, months):
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    length = (datetime.date(year + month // 11, (month + 1) % 12 + 1, 1) - datetime.timedelta(1)).day
    if first.day > length:
        return datetime.date(year, month + 1, length)
    return datetime.date(year, month + 1, first.day) - datetime.timedelta(1)


def contains(period, on):
    return period[0] <= on and (period[1] is None or on <= period[1])


class Copied:
    """What rows of hours copy of other records."""

    def __init__(self, database):
        def read(table, key, condition="TRUE"):
            found = {}
            for row in database.rows(f"SELECT * FROM {table} WHERE {condition}"):
                row["period"] = (day(row.get("starts_on")), day(row.get("ends_on")))
                found.setdefault(row[key], []).append(row)
            return found

        self.employments, self.by_person = read("employments", "id"), read("employments", "candidate_id")
        self.lots, self.contracts = read("lots", "id"), read("public_contracts", "id")
        self.people, self.addresses = read("candidates", "id"), read("addresses", "candidate_id")
        self.assignments, self.referrals = read("assignments", "employment_id"), read("referrals", "id")
        self.referrals_of, self.requested = read("referrals", "candidate_id"), read("referral_sectors", "referral_id")
        self.rsa = read("eligibility_criteria", "candidate_id", "code = 'BRSA'")
        self.plie = read("plie_periods", "candidate_id", "counts")
        self.windows = read("eligibility_windows", "candidate_id")
        self.qpv = read("neighbourhood_statuses", "neighbourhood_id", "status = 'qpv'")
        self.settings = {}
        for row in database.rows("SELECT * FROM settings ORDER BY effective_on, id"):
            self.settings.setdefault(row["key"], []).append((day(row["effective_on"]), row["value"]))

    def setting(self, key, on):
        rows = self.settings[key]
        return [value for since, value in rows if since <= on][-1:] or [rows[0][1]]

    def agrees(self, row):
        employment = self.employments.get(row["employment_id"], [None])[0]
        if employment is None or employment["candidate_id"] != row["candidate_id"]:
            return False
        if self.contracts[self.lots[row["lot_id"]][0]["public_contract_id"]][0]["sector"] != row["sector"]:
            return False
        expected = None if row["state"] == "closed" else self.expected(row, employment)
        plain = lambda value: bool(value) if isinstance(value, (bool, int)) and value in (0, 1) else value
        return expected is None or all(plain(row[name]) == plain(value) for name, value in expected.items())

    def expected(self, row, employment):
        first = datetime.date(row["month"] // 100, row["month"] % 100, 1)
        last = last_day_of_months(first, 1)
        overlaps = lambda period: period[0] <= last and (period[1] is None or first <= period[1])
        own = [one for one in self.assignments.get(employment["id"], []) if one["lot_id"] == row["lot_id"]]
        applying = sorted((one for one in own if overlaps(one["period"])), key=lambda one: one["period"][0])
        lot, person = (found.get(row[name], [None])[0] for found, name in ((self.lots, "lot_id"), (self.people, "candidate_id")))
        if not applying or lot is None or person is None:
            return None
        contract = self.contracts[lot["public_contract_id"]][0]
        on_day = lambda rows: any(contains(one["period"], first) for one in rows)
        addresses = [one for one in self.addresses.get(person["id"], []) if contains(one["period"], first)]
        address = addresses[0] if addresses else {"commune_code": None, "neighbourhood_id": None}
        born = day(person["birth_date"])
        age = first.year - born.year - ((first.month, first.day) < (born.month, born.day))
        referral = self.referrals.get(applying[0]["referral_id"], [{"prescriber_kind": None}])[0]
        return {
            "employer_id": employment["employer_id"],
            "contract_type": employment["contract_type"],
            "public_contract_id": contract["id"],
            "sector": contract["sector"],
            "modality": applying[0]["modality"],
            "prescriber_kind": referral["prescriber_kind"],
            "sex": person["sex"],
            "qualification_level": person["qualification_level"],
            "age_bracket": "under_26" if age < 26 else "26_44" if age < 45 else "45_54" if age < 55 else "55_and_over",
            "commune_code": address["commune_code"],
            "neighbourhood_id": address["neighbourhood_id"],
            "qpv_legal": on_day(self.qpv.get(address["neighbourhood_id"], [])),
            "rsa": on_day(self.rsa.get(person["id"], [])),
            "in_plie": any(overlaps(one["period"]) for one in self.plie.get(person["id"], [])),
            "counted": self.counts(person["id"], first),
        }

    def facts(self, person):
        """What lists keep of a person."""
        employments, referrals = self.by_person.get(person, []), self.referrals_of.get(person, [])
        assignments = [one for employment in employments for one in self.assignments.get(employment["id"], [])]
        trained = [one["ends_on"] for one in employments if one["contract_type"] in ("CPRO", "CAPP")]
        hired = [one["starts_on"] for one in employments if one["contract_type"] == "CDI"]
        windows = [one["ends_on"] for one in self.windows.get(person, [])]
        latest = max(referrals, key=lambda one: (one["referred_on"], one["id"]), default={"outcome": None})
        lots = [self.lots[one["lot_id"]][0] for one in assignments]
        sectors = {self.contracts[lot["public_contract_id"]][0]["sector"] for lot in lots}
        sectors |= {one["sector"] for referral in referrals for one in self.requested.get(referral["id"], [])}
        return {
            "first_assigned_on": min((one["starts_on"] for one in assignments), default=None),
            "trained_until": max((on for on in trained if on is not None), default=None),
            "cdi_since": max(hired, default=None),
            "window_until": max(windows, default=None),
            "latest_outcome": latest["outcome"],
            **{f"in_{sector.lower()}": sector in sectors for sector in ("BTP", "MS", "PI")},
        }

    def counts(self, person, first):
        employments = self.by_person.get(person, [])
        assigned = [one["period"][0] for employment in employments for one in self.assignments.get(employment["id"], [])]
        if not assigned:
            return False
        months = lambda key: int(self.setting(key, first)[0])
        ends = [last_day_of_months(min(assigned), months("window_months"))]
        ends += [one["period"][1] for one in self.windows.get(person, [])]
        for one in employments:
            if one["contract_type"] == "CDI":
                ends.append(last_day_of_months(one["period"][0], months("cdi_window_months")))
            prolongs = one["contract_type"] in ("CPRO", "CAPP") and one["period"][1] is not None
            if prolongs and self.setting("training_contract_until_its_end", first) == ["true"]:
                ends.append(one["period"][1])
        return first <= max(ends)


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
        complete = self.complete()
        for kind, tables in self.kinds.items():
            self.records(kind, tables, erased, adopted.get(kind), kind in complete)
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
        made = {}
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

    def complete(self):
        """The kinds whose older records are all sealed; none is sealed as it stands afterwards."""
        complete = set()
        query = "SELECT id, changes FROM audit_events WHERE subject = 'records' AND action = 'seal_as_found' ORDER BY id"
        for row in self.database.rows(query):
            values = json.loads(row["changes"])["values"]
            if values.get("record") in complete:
                self.fault("sealed_again", f"{values['record']} 0 0")
            complete.update(values.get("complete", []))
        return complete

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

    def records(self, kind, tables, erased, adopted, is_complete):
        last = {}
        query = f"SELECT * FROM audit_records WHERE record = '{kind}' ORDER BY record_id, part, event_id"
        for row in self.database.rows(query):
            last[(row["record_id"], row["part"])] = row
        for key, rows in self.stored(kind, tables).items():
            sealed, place = last.pop(key, None), f"{kind} {key[0]} {key[1]}"
            if sealed is None:
                if is_complete or adopted and key <= (adopted["record_id"], adopted["part"]):
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
            return None if erased.get(sealed["candidate_id"], 0) >= sealed["event_id"] else "secret_removed"
        return None if personal_of(secret, rows) == personal else "record_changed"

    def cells(self):
        """The figures that count, from the versions; the rest in open months, from the other records."""
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
        try:
            copied = Copied(self.database)
        except ValueError:
            self.fault("unreadable", "hours 0 0")
            return

        self.facts(copied)

        def agrees(row):
            try:
                return copied.agrees(row)
            except (ValueError, KeyError):
                return False

        query = """SELECT hours.*, months.state FROM hours
                   LEFT JOIN months ON months.month = hours.month AND months.sector = hours.sector"""
        for row in self.database.rows(query):
            cell, found = row["id"], tuple(row[name] for name in figure)
            follows = (counting.get(cell), numbers.get(cell), pending.get(cell)) == (found, row["version"], row["pending_version"])
            if cell in broken or not follows or not agrees(row):
                self.fault("cell_changed", f"hours {cell} 0")

    def facts(self, copied):
        """What triggers keep of people for lists."""
        kept = {row["candidate_id"]: row for row in self.database.rows("SELECT * FROM candidate_facts")}
        for person in copied.people:
            try:
                row, expected = kept.get(person, {}), copied.facts(person)
                differ = any((row.get(name) or None) != (value or None) for name, value in expected.items())
            except (KeyError, TypeError):  # A record that is gone, or a value that is none.
                differ = True
            if differ:
                self.fault("facts_changed", f"candidate_facts {person} 0")

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
