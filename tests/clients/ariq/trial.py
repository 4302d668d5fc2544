"""Has send_month.py send a month to the real service, straight and through a connection that is really cut.

    trial.py ADDRESS ADMINISTRATOR PROGRAM

PROGRAM makes ARIQ's key in the database that DATABASE_URL names.
"""

import io
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

sys.dont_write_bytecode = True
import send_month  # noqa: E402

ADDRESS, ADMINISTRATOR, PROGRAM = sys.argv[1:]
CLIENT = Path(__file__).with_name("send_month.py")


def api(path, body=None, key=ADMINISTRATOR, method=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(ADDRESS + path, data, headers, method=method)) as answer:
        return json.load(answer)


def equal(found, expected, about=""):
    if found != expected:
        raise SystemExit(f"expected {expected!r}, found {found!r} {about}")


def among(text, all_of):
    if text not in all_of:
        raise SystemExit(f"{text!r} is not in:\n{all_of}")


def arranged():
    """Two people at work on a lot; their employments, and ARIQ's key."""
    buyer = api("/v1/organisations", {"name": "Dijon Métropole", "buyer_kind": "intercommunality"})["id"]
    employer = api("/v1/organisations", {"name": "Régie des Deux Rives", "employer_kind": "EI"})["id"]
    lot = {"number": "2", "title": "Second œuvre"}
    contract = api("/v1/public-contracts", {
        "reference": "2022-DM-014", "title": "Groupe scolaire", "buyer_id": buyer, "sector": "BTP",
        "clause_type": "execution", "starts_on": "2022-01-01", "ends_on": "2024-12-31", "lots": [lot],
    })
    employments = []
    for name in ("Rosée", "Astérisque"):
        person = api("/v1/candidates", {"last_name": name, "first_name": "Camille", "birth_date": "1990-05-17", "sex": "F"})
        referral = api(f"/v1/candidates/{person['id']}/referrals", {
            "prescriber_id": None, "prescriber_kind": "self", "origin": "AUTRES", "referred_on": "2023-01-02",
            "sectors": ["BTP"],
        })
        outcome = {"outcome": "validated", "sector": "BTP", "decided_on": "2023-01-09"}
        api(f"/v1/referrals/{referral['id']}/outcome", outcome, method="PUT")
        assignment = {"lot_id": contract["lots"][0]["id"], "modality": "direct_hire", "from": "2023-01-16"}
        employments.append(api("/v1/employments", {
            "candidate_id": person["id"], "employer_id": employer, "contract_type": "CDDI", "starts_on": "2023-01-16",
            "ends_on": "2023-12-31", "assignments": [assignment],
        })["id"])
    ariq = api("/v1/organisations", {"name": "ARIQ"})["id"]
    said = subprocess.run([PROGRAM, "key", "create", "--role", "partner", "--sector", "BTP", "--name", "ARIQ",
                           "--organisation", str(ariq)], check=True, capture_output=True, text=True)
    return employments, re.search(r"clk_\S+", said.stdout + said.stderr)[0]


class Cutting:
    """A proxy that forwards the first requests and cuts off their responses."""

    def __init__(self, cuts):
        self.cuts, self.keys = cuts, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            with client:
                self.pass_on(client)

    def pass_on(self, client):
        request = b""
        while b"\r\n\r\n" not in request:
            request += client.recv(65536)
        head, _, body = request.partition(b"\r\n\r\n")
        length = int(re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)[1])
        while len(body) < length:
            body += client.recv(65536)
        self.keys.append(re.search(rb"(?i)\r\nidempotency-key: *(\S+)", head)[1])
        target = urllib.parse.urlsplit(ADDRESS)
        with socket.create_connection((target.hostname, target.port)) as service:
            service.sendall(head + b"\r\n\r\n" + body)
            cut = self.cuts.pop(0) if self.cuts else None
            if cut == "at once":
                return
            answer = b""
            while piece := service.recv(65536):
                answer += piece
            if cut == "half-way":
                client.sendall(answer[:len(answer) // 2])
            if cut is None:
                client.sendall(answer)


def send(text, key, *options, url=ADDRESS, encoding="utf-8"):
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "mois.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        environment = {"PATH": os.environ["PATH"], "CLAUSES_URL": url, "CLAUSES_KEY": key, "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run([sys.executable, CLIENT, file, "--pause", "0.2", *options], env=environment,
                              capture_output=True, text=True, encoding="utf-8", timeout=120)
    return done.returncode, done.stdout, done.stderr


def workbook():
    """A file as a spreadsheet saves it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    return packed.getvalue()


def refuses_what_it_cannot_read(employment, key):
    """Each file is refused with code 2 and a sentence that names what is wrong and where, and nothing of it is sent."""
    heading = "employment_id,public_contract,number,month,worked,training\n"
    good = f"{employment},2022-DM-014,2,2023-09,10,1\n"
    twice = f"Mois;Heures;Id contrat de travail;Marché;Lot;Worked\n2023-09;10;{employment};2022-DM-014;2;20\n"
    before = len(api("/v1/hours/batches")["items"])
    for file, named in (
        ("mois;couleur\n2023-06;bleu\n", "« couleur »"),
        ("mois;heures\n", "aucune ligne d’heures"),
        ("", "aucune colonne"),
        ("employment_id,month,worked\nx,2023-06,1\n", "ligne 2 : employment_id : « x »"),
        # A decimal comma where commas separate.
        (heading + good + f"{employment},2022-DM-014,2,2023-08,110,25,\n", "ligne 3 : 7 cellules pour 6 colonnes"),
        (heading + good + f"{employment},2022-DM-014,2,2023-08,110,25,7,50\n", "ligne 3 : 8 cellules pour 6 colonnes"),
        (heading.replace("\n", ",,\n") + good + f"{employment},2022-DM-014,2,2023-08,110,25,7,\n", "ligne 3 : « 7 »"),
        # Quotation marks that are not closed take in what follows.
        (heading + f'{employment},2022-DM-014,2,2023-08,"110,25\n' + good, "ligne 2 : guillemets"),
        (heading + good + f'{employment},2022-DM-014,2,2023-08,"110,25"0,1\n', "ligne 3 : guillemets"),
        (twice, "les colonnes « Heures » et « Worked »"),
        (twice.replace("Worked", "heures"), "les colonnes « Heures » et « heures »"),
        (workbook(), "un classeur"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "un classeur"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "un PDF"),
        ((heading + good).encode("utf-16"), "UTF-16"),
        ((heading + good).encode() + b"1,\x81,2,2023-08,1,1\n", "ligne 3 : l’octet 0x81"),
        ((heading + good).encode() + b"1,\x00,2,2023-08,1,1\n", "ligne 3 : un caractère de commande (0x00)"),
    ):
        code, out, err = send(file, key)
        equal((code, out), (2, ""), err)
        among(named, err)
        equal("Traceback" in err, False, err)
    for url in ("clauses.example.org", "ftp://clauses.example.org", ""):
        equal(send(heading + good, key, url=url)[0], 2)
    equal(send(heading + good, "clé")[0], 2)
    equal(len(api("/v1/hours/batches")["items"]), before)


def reads_months(employment, key):
    """The ways in which a French spreadsheet writes a month. What is none is refused by the service, with its line."""
    for way in ("2023-09", "09/2023", "9/2023", "01/09/2023", "1/9/2023", "2023-09-01", "septembre 2023", "Septembre 2023",
                "sept-23", "sept.-23", "sept. 2023", "sep-23"):
        equal(send_month.month(way), "2023-09", way)
    for way, month in (("juin-24", "2024-06"), ("juin 2024", "2024-06"), ("01/06/2024", "2024-06"), ("août-23", "2023-08"),
                       ("févr-23", "2023-02"), ("juil.-23", "2023-07"), ("Décembre\u00a02023", "2023-12")):
        equal(send_month.month(way), month, way)
    ways = ("juil.-23", "août 2023", "01/09/2023", "15/10/2023", "jui-23", "ma 2023", "2023", "13/2023")
    lines = "".join(f"{employment};2022-DM-014;2;{way};10\n" for way in ways)
    code, out, err = send(f"Id contrat de travail;Marché;Lot;Mois;Heures\n{lines}", key, "--dry-run")
    equal(code, 1, err)
    among("3 nouvelles, 0 corrigée, 0 inchangée, 5 refusées ; 30,00 h acceptées", out)
    equal([line for line in range(2, 10) if f"ligne {line} refusée" in out], [5, 6, 7, 8, 9], out)


def main():
    (one, other), ariq = arranged()
    english = (
        "external_ref,employment_id,public_contract,number,month,worked,training\n"
        f"R-1,{one},2022-DM-014,2,2023-06,121.50,7\n"
        f"R-2,{other},2022-DM-014,2,2023-06,98.25,\n"
        f"R-3,{one},2022-DM-014,2,2024-02,10,\n"
        f"R-4,{one},2022-DM-014,3,2023-07,1e3,12\n"
    )
    code, out, err = send(english, ariq, "--dry-run")
    equal((code, err), (1, ""))
    among("2 nouvelles, 0 corrigée, 0 inchangée, 2 refusées ; 219,75 h acceptées", out)
    among("ligne 4 (R-3) refusée : Le mois est après la fin du contrat de travail. [hours_after_employment_end]", out)
    equal(api("/v1/hours")["items"], [])
    equal(send(english, ariq, "--atomic")[0], 1)
    equal(api("/v1/hours")["items"], [])

    # Cut while the request executes, after it, and within the response; then not at all.
    between = Cutting(["at once", "after it", "half-way"])
    code, out, err = send(english, ariq, url=between.address)
    equal(code, 1, err)
    equal((len(between.keys) >= 4, len(set(between.keys))), (True, 1), between.keys)
    among("2 nouvelles, 0 corrigée, 0 inchangée, 2 refusées", out)
    among("nouvel essai sous la même clé", err)
    cells = api("/v1/hours")["items"]
    equal([(cell["worked"], cell["version"], cell["source"]) for cell in cells], [("121.50", 1, "ARIQ"), ("98.25", 1, "ARIQ")])
    equal(len(api("/v1/hours/batches")["items"]), 1)

    # Everything again, in the format of a French spreadsheet.
    among("0 nouvelle, 0 corrigée, 2 inchangées, 2 refusées", send(english, ariq)[1])
    french = (
        "Référence;Id contrat de travail;Marché;Lot;Mois;Heures;Formation;Motif;Justificatif;Pièce;Date pièce\r\n"
        f"R-1;{one};2022-DM-014;2;06/2023;121,50;7,00;;;;\r\n"
        f"R-5;{other};2022-DM-014;2;07/2023;\"1 04,25\";;Relevé de juillet;Feuille;FH-7;31/07/2023\r\n"
    )
    for encoding, summary in (("cp1252", "1 nouvelle, 0 corrigée, 1 inchangée"), ("utf-8-sig", "2 inchangées")):
        code, out, err = send(french, ariq, encoding=encoding)
        equal((code, err), (0, ""))
        among(summary, out)
    cell = next(cell for cell in api("/v1/hours")["items"] if cell["month"] == "2023-07")
    equal((cell["worked"], cell["evidence"]["kind"], cell["evidence"]["dated_on"]), ("104.25", "timesheet", "2023-07-31"))

    # Invalid files and arguments.
    unused = socket.create_server(("127.0.0.1", 0))
    silent = f"http://127.0.0.1:{unused.getsockname()[1]}"
    unused.close()
    equal(send(english, ariq, "--tries", "2", url=silent)[0], 3)
    code, _, err = send(english, "clk_wrong")
    equal(code, 1)
    among("[unauthenticated]", err)
    refuses_what_it_cannot_read(one, ariq)
    reads_months(one, ariq)
    equal(send(english, ariq, "--tries", "0")[0], 2)


main()
