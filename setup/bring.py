"""Brings what the product is built and tested with, each thing once: Python packages, Node, the phone's app, a browser.

    python3 -m setup.bring run       what `make run` needs
    python3 -m setup.bring check     what `make check` needs
    python3 -m setup.bring test      what `make test` needs

Nothing but a Python from 3.11 is taken for granted, and nothing outside this folder is changed, except that root on
Debian gets pip and chromium where they are missing. A thing is brought again when what it is made from has changed.
"""

import sys
from pathlib import Path

from setup.browser import bring_browser
from setup.steps import PROGRAMS, ROOT, CannotBring, alone, fingerprint, forget, is_done, mark_done, run, say
from setup.uv import bring_uv

OLDEST_PYTHON = (3, 11)
TRY_AGAIN = "Is the network there? Then run the same command again: what has been brought stays."
PWA = ROOT / "pwa"
# The OpenID Connect provider that the tests sign in at.
OPENID = ROOT / "tests" / "openid"
NPM = (PROGRAMS / "python", ROOT / "setup" / "npm.py")
# What the app is not built from, though it lies in its folder.
NOT_BUILT_FROM = {"node_modules", "dist", "test-results"}


def bring_python_packages() -> None:
    """Keep .venv as requirements-dev.txt says, hash by hash, with the product itself in it."""
    python = Path(getattr(sys, "_base_executable", sys.executable))
    # A folder that was moved, or another Python, asks for a new .venv: both are written into its programs.
    home = fingerprint([], sys.version, str(python), str(ROOT))
    if not is_done("venv", home, PROGRAMS / "python"):
        forget("venv")
        forget("python-packages")
        run("The place for Python packages", [bring_uv(), "venv", "--clear", "--python", python, ".venv"], TRY_AGAIN)
        mark_done("venv", home)
    inputs = fingerprint([ROOT / "requirements-dev.txt", ROOT / "pyproject.toml"], home)
    if is_done("python-packages", inputs, PROGRAMS / "kotiseteli"):
        return
    forget("python-packages")
    pip: list[str | Path] = [bring_uv(), "pip"]
    ours: list[str | Path] = ["--python", PROGRAMS / "python"]
    # Compiled at once: the product's first start would wait for it otherwise.
    sync = [*pip, "sync", *ours, "--require-hashes", "--compile-bytecode", "requirements-dev.txt"]
    run("Python packages, about 200 MB the first time", sync, TRY_AGAIN)
    itself = [*pip, "install", *ours, "--no-deps", "--no-index", "--no-build-isolation", "--editable", "."]
    run("The product's own command", itself, TRY_AGAIN)
    mark_done("python-packages", inputs)


def bring_node_packages() -> None:
    """Keep pwa/node_modules as the lock file says."""
    inputs = fingerprint([PWA / "package.json", PWA / "package-lock.json"], str(PROGRAMS))
    if is_done("node-packages", inputs, PWA / "node_modules" / ".package-lock.json"):
        return
    forget("node-packages")
    run("Node's packages", [*NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], TRY_AGAIN)
    mark_done("node-packages", inputs)


def bring_openid_provider() -> None:
    """Keep tests/openid/node_modules as its lock file says."""
    inputs = fingerprint([OPENID / "package.json", OPENID / "package-lock.json"], str(PROGRAMS))
    if is_done("openid-provider", inputs, OPENID / "node_modules" / ".package-lock.json"):
        return
    forget("openid-provider")
    run("The tests' identity provider", [*NPM, "--in", OPENID, "ci", "--ignore-scripts"], TRY_AGAIN)
    mark_done("openid-provider", inputs)


def build_app() -> None:
    """Build the phone's app into pwa/dist when something it is made from has changed."""
    inputs = fingerprint(sources_of_app())
    if is_done("app", inputs, PWA / "dist" / "index.html"):
        return
    forget("app")
    run(
        "The phone's app, built",
        [*NPM, "run", "build"],
        "What stands above is the compiler's word on the app's source.",
    )
    mark_done("app", inputs)


def sources_of_app() -> list[Path]:
    """Return what the built app is made from: its folder, the manifest, the words it shares with the server."""
    own = [
        path
        for path in PWA.rglob("*")
        if path.is_file() and not NOT_BUILT_FROM.intersection(path.relative_to(PWA).parts) and ".test." not in path.name
    ]
    shared = [path for path in (ROOT / "manifest.json",) if path.exists()]
    return [*own, *shared, *(ROOT / "backend" / "words").glob("*.json")]


def bring(purpose: str) -> None:
    """Bring what this purpose needs, in order."""
    bring_python_packages()
    bring_node_packages()
    if purpose in {"run", "test"}:
        build_app()
    if purpose == "test":
        bring_openid_provider()
        bring_browser()


def main(words: list[str]) -> int:
    """Bring it, and say what to do when it cannot be brought."""
    if sys.version_info < OLDEST_PYTHON:
        say(f"Kotiseteli needs Python 3.11 or newer, and this one is {sys.version.split()[0]}.")
        say("Name a newer one, such as: make run PYTHON=python3.12")
        return 1
    if len(words) != 1 or words[0] not in {"run", "check", "test"}:
        say("Say what for: python3 -m setup.bring run, check or test.")
        return 2
    try:
        with alone():
            bring(words[0])
    except CannotBring as reason:
        say(f"\n{reason}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. Run the same command again: what has been brought stays.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
