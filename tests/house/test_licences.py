"""Whatever is locked in may be used and passed on: every package's licence is one that somebody has looked at."""

import json
import re
from importlib import metadata

import pytest

from tests.house.house import ROOT

# As packages call them. MPL and LGPL ask for the source of their own files, which we use as they come.
ALLOWED = {
    *("0BSD", "ISC", "MIT", "MIT-0", "MIT-CMU", "MIT License", "CC0-1.0"),
    *("BSD-2-Clause", "BSD-3-Clause", "BSD License", "Apache-2.0", "Apache Software License"),
    *("PSF-2.0", "Python Software Foundation License", "The Unlicense (Unlicense)"),
    *("MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)"),
    "GNU Lesser General Public License v2 or later (LGPLv2+)",
}
# Those that tell theirs in words of their own, read by a person.
READ_BY_A_PERSON = {
    "rich-click": "MIT: its own field holds the whole text",
    "pypdfium2": "BSD-3-Clause, Apache-2.0; PDFium inside it BSD-3-Clause",
}
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==", re.MULTILINE)


def parts_of(licence: str) -> set[str]:
    """Return the licences that a field names; of a choice each must be one we allow, so that no choice is needed."""
    inner = licence[1:-1] if licence.startswith("(") else licence
    return set(re.split(r" OR | AND |; ", inner))


def licence_of(package: str) -> str:
    """Return what an installed package says of its licence."""
    told = metadata.metadata(package).json
    classified = [line.rsplit(" :: ", 1)[-1] for line in told.get("classifier", []) if line.startswith("License")]
    return str(told.get("license_expression") or "; ".join(classified) or told.get("license", ""))


def locked_in_python() -> list[str]:
    """Return the packages of the lock that this machine's kind installs."""
    names = PINNED.findall((ROOT / "requirements-dev.txt").read_text(encoding="utf-8"))
    installed = {re.sub(r"[-_.]+", "-", found.name).lower() for found in metadata.distributions()}
    return [name for name in names if re.sub(r"[-_.]+", "-", name).lower() in installed]


def test_every_python_package_has_a_licence_we_have_looked_at() -> None:
    locked = locked_in_python()
    assert len(locked) > 30
    wrong = {
        name: licence_of(name)
        for name in locked
        if name not in READ_BY_A_PERSON and not parts_of(licence_of(name)) <= ALLOWED
    }
    assert wrong == {}


@pytest.mark.parametrize("lock", sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("*/package-lock.json")))
def test_every_node_package_has_a_licence_we_have_looked_at(lock: str) -> None:
    packages = json.loads((ROOT / lock).read_text(encoding="utf-8"))["packages"]
    named = {name: told for name, told in packages.items() if name.startswith("node_modules/")}
    assert named
    wrong = {
        name: told.get("license", "")
        for name, told in named.items()
        if not parts_of(told.get("license", "")) <= ALLOWED
    }
    assert wrong == {}
    # A package without its hash could be another one.
    assert [name for name, told in named.items() if not told.get("integrity") and not told.get("link")] == []


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_every_python_package_is_locked_by_its_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    unhashed = [
        name
        for name, rest in zip(PINNED.findall(text), PINNED.split(text)[2::2], strict=True)
        if "--hash=sha256:" not in rest
    ]
    assert unhashed == []


@pytest.mark.parametrize(
    "licence", ["", "GPL-3.0-only", "MIT AND AGPL-3.0", "SEE LICENSE IN LICENSE.txt", "UNLICENSED"]
)
def test_a_licence_nobody_has_looked_at_is_noticed(licence: str) -> None:
    assert not parts_of(licence) <= ALLOWED
