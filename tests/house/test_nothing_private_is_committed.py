"""Nothing is committed that is a secret, a person's, one machine's or one network's.

The words sought are built from parts, so that this file does not hold them itself.
"""

import re
import subprocess
from pathlib import Path

import pytest
from stdnum.fi import hetu

ROOT = Path(__file__).parents[2]

# Locks hold hashes, never where a package was fetched: another network fetches it elsewhere.
REGISTRIES = [
    ("py" + "pi", "org"),
    ("python" + "hosted", "org"),
    ("npm" + "js", "org"),
    ("npm" + "js", "com"),
    ("yarn" + "pkg", "com"),
    ("deb.de" + "bian", "org"),
    ("crates", "i" + "o"),
]
# Where somebody's work tree, home or notes lie.
MACHINE_PATHS = [
    r"(?<![\w.$})])/(?:" + "|".join(["wo" + "rk", "ro" + "ot"]) + r")/\w",
    r"(?<![\w.$})])/(?:" + "|".join(["ho" + "me", "Us" + "ers"]) + r")/\w+/",
    r"/tm" + r"p/(?:te" + "am|gro" + "und)",
    r"[A-Z]:\\" + "Users",
]
SECRETS = [
    "-----BEG" + "IN [A-Z ]*PRIV" + "ATE KEY",
    r"\bAK" + r"IA[0-9A-Z]{16}\b",
    r"\b(?:gh[opsu]|glpat|npm|xox[abp])" + r"[_-][A-Za-z0-9-]{20,}",
    r"\bey" + r"J[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{10,}",
    # A name and a password before a host.
    r"://[^\s/:@'\"{}$<]+:[^\s/:@'\"{}$<]+@",
]
SECRET_FILES = re.compile(r"(^|/)(\.env.*|\.pypirc|id_(rsa|ed25519)|.*\.(pem|key|p12|pfx|kdbx))$")

FORBIDDEN = {
    "the host of a package registry": re.compile(
        "|".join(rf"\b{name}\.{ending}\b" for name, ending in REGISTRIES),
        re.IGNORECASE,
    ),
    "a path of one machine": re.compile("|".join(MACHINE_PATHS)),
    "a secret": re.compile("|".join(SECRETS)),
    "the place a locked package was fetched from": re.compile(
        r'^\s*(?:"resol' + r'ved":|--(?:extra-)?ind' + r"ex-url|--find-" + "links)",
        re.MULTILINE,
    ),
}
# The form of an identity code, with the signs of all centuries (act 661/2009, decree 128/2010).
IDENTITY_CODE = re.compile(r"\b\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]\b")
# Individual numbers from 900 on are given to nobody: the population register keeps them for tests.
FIRST_ARTIFICIAL_NUMBER = 900
# The population register's own example, in every separator.
PUBLISHED_EXAMPLE = ("131052", "308T")


def committed_files() -> list[str]:
    """Return the paths that git keeps and that are there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file()]


def text_of(path: str) -> str:
    """Return the file as text; what is none, such as a picture, still shows words that stand in it."""
    return (ROOT / path).read_bytes().decode("utf-8", errors="replace")


def finds(text: str) -> list[tuple[str, int]]:
    """Return what the text holds of the forbidden, with the line."""
    found = [
        (what, text.count("\n", 0, match.start()) + 1)
        for what, pattern in FORBIDDEN.items()
        for match in pattern.finditer(text)
    ]
    found += [
        ("an identity code that may be a living person's", text.count("\n", 0, match.start()) + 1)
        for match in IDENTITY_CODE.finditer(text)
        if may_be_a_persons(match.group())
    ]
    return found


def may_be_a_persons(code: str) -> bool:
    """Tell whether the code is right and from the range that is given to people."""
    return (
        hetu.is_valid(code) and int(code[7:10]) < FIRST_ARTIFICIAL_NUMBER and (code[:6], code[7:]) != PUBLISHED_EXAMPLE
    )


def test_no_committed_file_holds_anything_private() -> None:
    found = [f"{path}:{line}: {what}" for path in committed_files() for what, line in finds(text_of(path))]
    assert not found, "\n" + "\n".join(found)


def test_no_committed_file_is_a_secret_by_its_name() -> None:
    assert [path for path in committed_files() if SECRET_FILES.search(path)] == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("https://files.python" + "hosted.org/packages/x.whl", "the host of a package registry"),
        ("see https://registry.npm" + "js.org/preact", "the host of a package registry"),
        ('      "resol' + 'ved": "x"', "the place a locked package was fetched from"),
        ("cd /wo" + "rk/main", "a path of one machine"),
        ("open('/ho" + "me/kaisa/notes.txt')", "a path of one machine"),
        ("-----BEG" + "IN PRIVATE KEY-----", "a secret"),
        ("postgresql://kaisa:hunter" + "2@db.example/x", "a secret"),
        ("henkilötunnus, from the year 2099: 311299A" + "0029", "an identity code that may be a living person's"),
    ],
)
def test_what_is_sought_is_found(text: str, what: str) -> None:
    assert [found for found, _ in finds(text)] == [what]


@pytest.mark.parametrize(
    "text",
    ["pwa/src/work/day.ts", "$HOME/work/x", "postgresql://kotiseteli@/kotiseteli?host=/run/x", "010190" + "-900P"],
)
def test_what_is_harmless_is_left_alone(text: str) -> None:
    assert finds(text) == []
