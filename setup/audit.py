"""Asks whether a locked package has a known hole, and says plainly when nobody could be asked.

    python3 setup/audit.py

A hole that is known to be high or critical fails; no answer does not, for a check must work without a network.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The one that answers does so in a second.
SECONDS = 20
GRAVE = ("high", "critical")
OURS = ROOT / ".venv" / "bin"


def answer_of(*command: str) -> str | None:
    """Return what a program prints, or None when it has not answered in time."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return None
    return done.stdout


def read(answer: str | None) -> dict[str, object] | None:
    """Return an answer's JSON object, or None for anything else."""
    try:
        found = json.loads(answer or "")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def holes_in_node(answer: str | None) -> list[str] | None:
    """Return the packages of npm's answer with a grave hole, or None when it is no answer."""
    found = (read(answer) or {}).get("vulnerabilities")
    if not isinstance(found, dict):
        return None
    return [f"{name} ({hole['severity']})" for name, hole in found.items() if hole["severity"] in GRAVE]


def holes_in_python(answer: str | None) -> list[str] | None:
    """Return the packages of pip-audit's answer with a hole, which it does not grade, or None when it is no answer."""
    found = (read(answer) or {}).get("dependencies")
    if not isinstance(found, list):
        return None
    return [
        f"{package['name']} {package['version']}: {', '.join(hole['id'] for hole in package['vulns'])}"
        for package in found
        if package.get("vulns")
    ]


def told(what: str, holes: list[str] | None) -> str:
    """Return what is to be said of one kind of package."""
    if holes is None:
        return f"{what}: NOT ASKED, nobody answered. Ask before a release, with a network: make audit"
    return f"{what}: {'; '.join(holes)}" if holes else f"{what}: no known hole"


def main() -> int:
    """Ask for both kinds; return how it went."""
    node = holes_in_node(answer_of(sys.executable, "setup/npm.py", "audit", "--json", "--package-lock-only"))
    program = shutil.which("pip-audit", path=str(OURS)) or shutil.which("pip-audit")
    asking = ("--requirement", "requirements.txt", "--format", "json", "--disable-pip", "--no-deps")
    python = holes_in_python(answer_of(program, *asking)) if program else None
    for what, holes in (("Node's packages", node), ("Python's packages", python)):
        sys.stdout.write(told(what, holes) + "\n")
    return 1 if node or python else 0


if __name__ == "__main__":
    sys.exit(main())
