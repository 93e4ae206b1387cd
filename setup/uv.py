"""Finds uv, which installs Python packages by hash in seconds, or brings it in whatever way this machine has."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from setup.steps import ROOT, TOOLS, CannotBring, install_from_debian, run

# The oldest whose `pip sync` and relative `--exclude-newer` are what this set-up and `make lock` use.
OLDEST_UV = (0, 9, 17)
LOCK = ROOT / "setup" / "uv.txt"
BROUGHT = TOOLS / "uv"
DEBIANS_PYTHON = Path("/usr/bin/python3")
BY_HAND = "Put uv on the PATH yourself, or install pip for this Python, and run the same command again."


def find_uv() -> Path | None:
    """Return a uv that is new enough: one on the PATH, or the one brought before."""
    for found in (shutil.which("uv"), BROUGHT / "bin" / "uv"):
        if found and Path(found).exists() and version_of(Path(found)) >= OLDEST_UV:
            return Path(found)
    return None


def version_of(uv: Path) -> tuple[int, ...]:
    """Return the version, or an empty one for a program that does not run (a shim without a version behind it)."""
    answer = subprocess.run([uv, "--version"], capture_output=True, text=True, check=False)
    numbers = re.match(r"uv (\d+)\.(\d+)\.(\d+)", answer.stdout)
    return tuple(int(number) for number in numbers.groups()) if numbers else ()


def bring_uv() -> Path:
    """Return uv, installing it beside the project (never into the system) when it is missing."""
    if found := find_uv():
        return found
    python = python_with_pip()
    shutil.rmtree(BROUGHT, ignore_errors=True)
    run(
        "uv, the installer",
        [python, "-m", "pip", "install", "--quiet", "--target", BROUGHT, "--require-hashes", "-r", LOCK],
        BY_HAND,
    )
    if found := find_uv():
        return found
    raise CannotBring(f"pip installed uv into {BROUGHT}, but it does not run there. {BY_HAND}")


def python_with_pip() -> Path:
    """Return a Python that has pip: this one, a private one made by ensurepip, or Debian's after an installation."""
    ours = Path(sys.executable)
    if has_module(ours, "pip"):
        return ours
    if has_module(ours, "ensurepip"):
        run("pip", [ours, "-m", "venv", "--clear", TOOLS / "pip"], BY_HAND)
        return TOOLS / "pip" / "bin" / "python"
    if not (DEBIANS_PYTHON.exists() and has_module(DEBIANS_PYTHON, "pip")):
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            raise CannotBring(
                "There is no uv, and this Python has neither pip nor ensurepip to bring it with.\n"
                "As root: apt-get install python3-pip; or put uv on the PATH. Then run the same command again.",
            )
        install_from_debian("pip, from Debian", ["python3-pip"])
    return DEBIANS_PYTHON


def has_module(python: Path, name: str) -> bool:
    """Tell whether this Python can import the module."""
    # Debian's Python without python3-venv has an ensurepip that imports and cannot work: its wheels are elsewhere.
    check = f"import {name}, sys; sys.exit(0)" if name != "ensurepip" else "import ensurepip; ensurepip.version()"
    return subprocess.run([python, "-c", check], capture_output=True, check=False).returncode == 0
