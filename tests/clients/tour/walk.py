"""Runs the commands of docs/tour.md as they are printed, and compares what they print with what the document says.

    walk.py PROGRAM DOCUMENT …

The documents are read one after the other in one shell, in an empty directory, with PROGRAM's directory in the PATH. Lines
of a block that begin with `# ` say what the commands above them print: white space is not compared, and `…` stands for
anything. The one thing that is changed is the port, which another program on this machine may use.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM, *DOCUMENTS = sys.argv[1:]
PRINTED_PORT = "8081"
# The documents call it by its name.
SAMPLE_CLIENT = Path(__file__).parents[1] / "ariq" / "send_month.py"
MARK = "--- end of the commands ---"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as unused:
        return str(unused.getsockname()[1])


def steps(document):
    """The commands of the document's shell blocks, each with the lines that say what they print."""
    for block in re.findall(r"^```sh\n(.*?)^```$", document, re.DOTALL | re.MULTILINE):
        commands, printed = [], []
        for line in block.splitlines():
            if line.startswith("# "):
                printed.append(line[2:])
                continue
            if printed:
                yield "\n".join(commands), printed
                commands, printed = [], []
            commands.append(line)
        yield "\n".join(commands), printed


def bare(text):
    return re.sub(r"\s", "", text)


def lacks(printed, said):
    """The first part of a line of the document that was not printed, or not in this order. Lines may come in another order:
    headers do."""
    said = bare(said)
    for line in printed:
        # A secret that begins with other letters each time is written as its first ones and `…`.
        place = 0
        for part in map(bare, re.sub(r"[A-Za-z0-9_-]+…", "…", line).split("…")):
            found = said.find(part, place)
            if found < 0:
                return part
            place = found + len(part)
    return None


def output_of(shell, commands):
    """What the shell prints until these commands have ended."""
    # On a line of its own: an answer may end without a line break.
    shell.stdin.write(f"{commands}\nprintf '\\n%s\\n' '{MARK}'\n")
    shell.stdin.flush()
    lines = []
    for line in shell.stdout:
        if line == f"{MARK}\n":
            return "".join(lines)
        lines.append(line)
    raise SystemExit(f"the shell ended in\n{commands}\nafter\n{''.join(lines)}")


def main():
    port = free_port()
    environment = {"PATH": f"{Path(PROGRAM).parent}:{os.environ['PATH']}", "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8"}
    with tempfile.TemporaryDirectory() as directory:
        shutil.copy(SAMPLE_CLIENT, directory)
        shell = subprocess.Popen(["bash"], cwd=directory, env=environment, text=True, stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        count = 0
        try:
            for document in DOCUMENTS:
                for commands, printed in steps(Path(document).read_text(encoding="utf-8").replace(PRINTED_PORT, port)):
                    said = output_of(shell, commands)
                    # What runs in the background may print a little later.
                    for _ in range(100):
                        missing = lacks(printed, said)
                        if missing is None:
                            break
                        said += output_of(shell, "sleep 0.1")
                    if missing is not None:
                        raise SystemExit(f"{document}: `{missing}` does not come out of\n{commands}\nbut\n{said}")
                    count += len(printed)
        finally:
            shell.stdin.write("kill $(jobs -p)\nwait\nexit\n")
            shell.stdin.close()
            shell.wait(60)
    if count < 30:
        raise SystemExit(f"only {count} lines were compared")


main()
