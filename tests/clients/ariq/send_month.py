#!/usr/bin/env python3
"""Envoie un mois d’heures, lu dans un fichier CSV, au service des clauses d’insertion.

    CLAUSES_URL=https://clauses.example.org CLAUSES_KEY=clk_… python3 send_month.py juin.csv

La première ligne nomme les colonnes, en français ou en anglais (voir COLUMNS) ; le séparateur est la virgule ou le
point-virgule, les décimales s’écrivent avec un point ou une virgule, le fichier est en UTF-8 ou tel qu’Excel l’écrit.
Un mois s’écrit 2024-06, 06/2024, 01/06/2024, juin 2024 ou juin-24. Un fichier qui n’est pas du CSV, une colonne donnée
deux fois ou une ligne qui a plus de cellules que de colonnes sont refusés avant tout envoi. Chaque ligne refusée est
affichée avec son numéro et le motif. Après une coupure, la même demande repart sous la même Idempotency-Key : elle est
faite une seule fois. Renvoyer tout le fichier plus tard ne change rien non plus.

Codes de sortie : 0 tout est accepté, 1 des lignes ou la demande sont refusées, 2 mauvais usage ou fichier illisible,
3 le service n’a pas répondu malgré plusieurs essais : renvoyez le fichier plus tard.

Needs Python 3.9 and nothing else.
"""

import argparse
import csv
import http.client
import io
import json
import os
import re
import sys
import time
import unicodedata
import urllib.error
import urllib.request
import uuid

MOST_ROWS = 5000

# The names of columns in files, and the fields of a row that they fill.
COLUMNS = {
    "external_ref": ("external_ref", "reference"),
    "employment_ref": ("employment_ref", "contrat de travail"),
    "employment_id": ("employment_id", "id contrat de travail"),
    "public_contract": ("public_contract", "marche"),
    "number": ("number", "lot"),
    "buyer_siret": ("buyer_siret", "siret acheteur"),
    "lot_id": ("lot_id", "id lot"),
    "month": ("month", "mois"),
    "worked": ("worked", "heures"),
    "training": ("training", "formation"),
    "reason": ("reason", "motif"),
    "evidence_kind": ("evidence_kind", "justificatif"),
    "evidence_reference": ("evidence_reference", "piece"),
    "evidence_date": ("evidence_date", "date piece"),
    "version": ("version",),
}

# The first bytes of files that spreadsheets and others write, and what they are.
OTHER_FORMATS = (
    (b"PK", "un classeur (.xlsx, .ods) ou une archive"), (b"\xd0\xcf\x11\xe0", "un classeur (.xls)"), (b"%PDF", "un PDF"),
    (b"\xff\xfe", "un texte en UTF-16"), (b"\xfe\xff", "un texte en UTF-16"), (b"{\\rtf", "un document RTF"),
)

MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
          "decembre")

EVIDENCE = {"feuille": "timesheet", "bulletin": "payslip", "attestation": "employer_statement", "facture": "invoice"}


class Unusable(Exception):
    """The file or the arguments are invalid."""


class OutOfReach(Exception):
    """The service did not answer, after all retries."""


def plain(text):
    """A heading without accents, capitals and underscores, so that `Marché` and `marche` are one."""
    letters = unicodedata.normalize("NFD", text.strip().lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("_", " ")


def decoded(raw):
    """A text as Excel or anything else wrote it."""
    for start, what in OTHER_FORMATS:
        if raw.startswith(start):
            raise Unusable(f"ce n’est pas du CSV, mais {what} : enregistrez-le au format « CSV UTF-8 »")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = raw.decode("cp1252")
        except UnicodeDecodeError as fault:
            line = raw.count(b"\n", 0, fault.start) + 1
            raise Unusable(f"ligne {line} : l’octet 0x{raw[fault.start]:02X} n’est pas un caractère ; enregistrez le fichier "
                           "au format « CSV UTF-8 »") from None
    control = re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text.replace("\r\n", "\n").replace("\r", "\n"))
    if control:
        line = text.count("\n", 0, text.index(control[0])) + 1
        raise Unusable(f"ligne {line} : un caractère de commande (0x{ord(control[0]):02X}) ; ce n’est pas du CSV")
    return text


def decimal(text):
    """`1 234,50` as `1234.50`; any other text stays, and the service refuses it with its line."""
    bare = re.sub(r"\s", "", text)
    return bare.replace(",", ".") if re.fullmatch(r"\d+(,\d*)?", bare) else bare


def month(text):
    """`06/2023`, `01/06/2023`, `juin 2023` and `juin-23` as `2023-06`; any other text stays, and the service refuses it."""
    found = re.fullmatch(r"(?:0?1/)?(\d{1,2})/(\d{4})", text)
    if found:
        return f"{found[2]}-{int(found[1]):02}"
    found = re.fullmatch(r"(\d{4}-\d{2})-01(?:[ T]00:00:00)?", text)
    if found:
        return found[1]
    found = re.fullmatch(r"([a-z]{3,9})\.?[\s/-]*(\d{4}|\d{2})", plain(text))
    named = [number for number, name in enumerate(MONTHS, 1) if found and name.startswith(found[1])]
    # `jui` could be two months.
    return f"{found[2] if len(found[2]) == 4 else '20' + found[2]}-{named[0]:02}" if len(named) == 1 else text


def day(text):
    """`30/06/2023` as `2023-06-30`."""
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else text


def number(name, text):
    if not text.isdecimal():
        raise Unusable(f"{name} : « {text} » n’est pas un nombre")
    return int(text)


def row_of(cells):
    """One line as a row of a batch."""
    row = {"month": month(cells.pop("month", "")), "worked": decimal(cells.pop("worked", ""))}
    if "training" in cells:
        row["training"] = decimal(cells.pop("training"))
    for name in ("employment_id", "lot_id", "version"):
        if name in cells:
            row[name] = number(name, cells.pop(name))
    lot = {name: cells.pop(name) for name in ("public_contract", "number", "buyer_siret") if name in cells}
    if lot:
        row["lot"] = lot
    if "evidence_kind" in cells:
        kind = cells.pop("evidence_kind")
        row["evidence"] = {"kind": EVIDENCE.get(plain(kind), kind)}
        for name, field, read in (("evidence_reference", "reference", str), ("evidence_date", "dated_on", day)):
            if name in cells:
                row["evidence"][field] = read(cells.pop(name))
    return row | cells


def columns_of(headings):
    """The fields that the columns fill. Columns without a name may follow, as spreadsheets write them: `None`."""
    known = {plain(called): name for name, all_called in COLUMNS.items() for called in all_called}
    width = len(headings)
    while headings and not headings[-1].strip():
        headings = headings[:-1]
    names = [known.get(plain(called)) for called in headings]
    unknown = [f"« {called.strip()} »" for called, name in zip(headings, names) if name is None]
    if unknown or not names:
        which = f"colonnes inconnues : {', '.join(unknown)}" if unknown else "aucune colonne n’est nommée"
        raise Unusable(f"{which} ; connues : {', '.join(sorted(known))}")
    for place, name in enumerate(names):
        if name in names[:place]:
            both = " et ".join(f"« {headings[at].strip()} »" for at in (names.index(name), place))
            raise Unusable(f"les colonnes {both} disent la même chose : gardez-en une")
    return names + [None] * (width - len(names))


def cells_of(names, line):
    """The cells of a line by the fields that they fill; none of an empty line."""
    if not any(cell.strip() for cell in line):
        return {}
    if len(line) > len(names):
        raise Unusable(f"{len(line)} cellules pour {len(names)} colonnes ; un texte qui contient le séparateur, comme une "
                       "décimale à virgule, se met entre guillemets")
    cells = {name: cell.strip() for name, cell in zip(names, line) if cell.strip()}
    if None in cells:
        raise Unusable(f"« {cells[None]} » se trouve dans une colonne sans nom")
    return cells


def read(raw):
    """The rows of a file, each with the number of its line."""
    text = decoded(raw)
    heading = text.split("\n", 1)[0]
    delimiter = ";" if heading.count(";") >= heading.count(",") else ","
    # Strict: quotation marks that are not closed would otherwise take in all lines that follow.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, first_line = [], 1
    try:
        names = columns_of(next(reader, []))
        first_line = reader.line_num + 1
        for line in reader:
            cells = cells_of(names, line)
            if cells:
                rows.append((reader.line_num, row_of(cells)))
            first_line = reader.line_num + 1
    except Unusable as fault:
        raise Unusable(f"ligne {reader.line_num} : {fault}") from None
    except csv.Error as fault:
        raise Unusable(f"ligne {first_line} : guillemets mal placés ou non fermés ({fault})") from None
    if not rows:
        raise Unusable("le fichier n’a aucune ligne d’heures")
    return rows


def post(address, key, body, tries, pause):
    """Sends a batch until there is a response, with the same key each time. Returns status and response."""
    idempotency_key = f"mois-{uuid.uuid4()}"
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json", "Idempotency-Key": idempotency_key}
    request = urllib.request.Request(f"{address}/v1/hours/batches", json.dumps(body).encode(), headers, method="POST")
    for attempt in range(1, tries + 1):
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            try:
                problem = json.load(refusal)
            except (ValueError, http.client.HTTPException, OSError):
                problem = {"code": f"http_{refusal.code}", "detail": "Le service a répondu autre chose que du JSON."}
            # Busy, or still executing the first attempt: retry.
            if refusal.code not in (502, 503, 504) and problem.get("code") != "idempotency_in_progress":
                return refusal.code, problem
            why = problem.get("detail", refusal.code)
        except (OSError, http.client.HTTPException, ValueError) as cut:
            why = cut
        if attempt < tries:
            print(f"essai {attempt} sur {tries} : {why} ; nouvel essai sous la même clé", file=sys.stderr, flush=True)
            time.sleep(pause * 2 ** (attempt - 1))
    raise OutOfReach(f"{address} ne répond pas : {why}")


def counted(count, one, many):
    """A number with its word, in the plural from two on."""
    return f"{count} {one if count < 2 else many}"


def describe(line, row):
    """Describes a row, so that the user finds it in the file."""
    reference = f" ({row['external_ref']})" if "external_ref" in row else ""
    return f"ligne {line}{reference}"


def show(rows, answer):
    """Prints refused rows and warnings; returns whether all rows were accepted."""
    for verdict in answer.get("rows", []):
        place = describe(*rows[verdict["index"]])
        problem = verdict.get("problem")
        for fault in [problem, *problem.get("others", [])] if problem else []:
            print(f"{place} refusée : {fault['detail']} [{fault['code']}]")
        for warning in verdict.get("warnings", []):
            print(f"{place}, à vérifier : {warning['detail']} [{warning['code']}]")
    summary = answer.get("summary")
    if summary:
        outcomes = (("created", "nouvelle", "nouvelles"), ("updated", "corrigée", "corrigées"),
                    ("unchanged", "inchangée", "inchangées"), ("rejected", "refusée", "refusées"))
        counts = ", ".join(counted(summary[name], one, many) for name, one, many in outcomes)
        print(f"{counts} ; {summary['worked'].replace('.', ',')} h acceptées")
    return bool(summary) and summary["rejected"] == 0


def send(arguments):
    with open(arguments.file, "rb") as file:
        rows = read(file.read())
    all_taken = True
    for first in range(0, len(rows), MOST_ROWS):
        some = rows[first:first + MOST_ROWS]
        body = {"rows": [row for _, row in some], "atomic": arguments.atomic, "dry_run": arguments.dry_run}
        if arguments.reason:
            body["reason"] = arguments.reason
        status, answer = post(arguments.url.rstrip("/"), arguments.key, body, arguments.tries, arguments.pause)
        if status != 200:
            print(f"refusé : {answer.get('detail', status)} [{answer.get('code', status)}]", file=sys.stderr)
        all_taken = show(some, answer) and status == 200 and all_taken
    return 0 if all_taken else 1


def main():
    parser = argparse.ArgumentParser(description="Envoie un mois d’heures au service des clauses d’insertion.")
    parser.add_argument("file", help="le fichier CSV du mois")
    parser.add_argument("--dry-run", action="store_true", help="essaie seulement : rien n’est enregistré")
    parser.add_argument("--atomic", action="store_true", help="tout ou rien (par 5 000 lignes)")
    parser.add_argument("--reason", help="pourquoi des heures changent, pour toutes les lignes sans motif")
    parser.add_argument("--tries", type=int, default=6, help="combien d’essais si le service ne répond pas (6)")
    parser.add_argument("--pause", type=float, default=1.0, help="secondes avant le deuxième essai, doublées ensuite (1)")
    arguments = parser.parse_args()
    arguments.url, arguments.key = os.environ.get("CLAUSES_URL"), os.environ.get("CLAUSES_KEY")
    if not arguments.url or not arguments.key or arguments.tries < 1:
        parser.error("CLAUSES_URL et CLAUSES_KEY sont à donner dans l’environnement, --tries à partir de 1")
    if not re.fullmatch(r"https?://[!-~]+", arguments.url):
        parser.error(f"CLAUSES_URL : « {arguments.url} » n’est pas une adresse web ; elle commence par https:// ou http://")
    if not re.fullmatch(r"[!-~]+", arguments.key):
        parser.error("CLAUSES_KEY : une clé n’a ni espaces ni accents ; copiez-la encore une fois")
    try:
        return send(arguments)
    except (Unusable, OSError, csv.Error) as fault:
        print(f"{arguments.file} : {fault}", file=sys.stderr)
        return 2
    except OutOfReach as failure:
        print(failure, file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main())
