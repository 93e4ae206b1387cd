"""What docs/security.md and docs/asvs.md name is there; every threat has tests, every requirement one answer."""

import re
from collections import Counter

import pytest

from tests.house.house import ROOT

SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ASVS = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`((?:backend|docs|e2e|pwa|setup|tests)/[^`\s]+|[\w.-]+\.(?:toml|txt)|Makefile)`")
THREATS = (
    "lost phone",
    "curious colleague",
    "angry ex-relative",
    "malicious provider",
    "Forged paper",
    "stolen session",
    "hostile network",
    "dump of the database",
)
THREAT = re.compile(r"^\| \*\*(?:An? )?(.+?)\*\* \| (.+?) \| (.+) \|$", re.MULTILINE)
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (\d) \| ([^|]+) \| (met|not applicable|open) \| ([^|]+) \|$", re.MULTILINE)
# Of each section of ASVS 5.0.0 the level of its first requirement, its second, and so on.
LEVELS = {
    "1.1": "22",
    "1.2": "1111122223",
    "1.3": "112222222223",
    "1.4": "222",
    "1.5": "123",
    "2.1": "122",
    "2.2": "112",
    "2.3": "12223",
    "2.4": "23",
    "3.1": "3",
    "3.2": "113",
    "3.3": "12223",
    "3.4": "11222233",
    "3.5": "11122333",
    "3.6": "3",
    "3.7": "22333",
    "4.1": "12233",
    "4.2": "23333",
    "4.3": "22",
    "4.4": "1222",
    "5.1": "2",
    "5.2": "112333",
    "5.3": "113",
    "5.4": "222",
    "6.1": "122",
    "6.2": "111111112222",
    "6.3": "11223333",
    "6.4": "112233",
    "6.5": "22222333",
    "6.6": "2223",
    "6.7": "33",
    "6.8": "2222",
    "7.1": "222",
    "7.2": "1111",
    "7.3": "22",
    "7.4": "11222",
    "7.5": "223",
    "7.6": "22",
    "8.1": "1233",
    "8.2": "1123",
    "8.3": "133",
    "8.4": "23",
    "9.1": "111",
    "9.2": "1222",
    "10.1": "22",
    "10.2": "223",
    "10.3": "22223",
    "10.4": "1111122222233333",
    "10.5": "22222",
    "10.6": "22",
    "10.7": "222",
    "11.1": "2233",
    "11.2": "22233",
    "11.3": "11233",
    "11.4": "1222",
    "11.5": "23",
    "11.6": "23",
    "11.7": "33",
    "12.1": "12233",
    "12.2": "11",
    "12.3": "22223",
    "13.1": "2333",
    "13.2": "222223",
    "13.3": "2233",
    "13.4": "1222233",
    "14.1": "22",
    "14.2": "12223333",
    "14.3": "122",
    "15.1": "12233",
    "15.2": "12233",
    "15.3": "1222222",
    "15.4": "3333",
    "16.1": "2",
    "16.2": "22222",
    "16.3": "2222",
    "16.4": "222",
    "16.5": "2223",
    "17.1": "23",
    "17.2": "22223333",
    "17.3": "22",
}
# As the standard itself counts them.
OF_LEVEL = {"1": 70, "2": 183, "3": 92}


def is_there(named: str) -> bool:
    """Tell whether a file, or a test in one, exists."""
    name, _, test = named.partition("::")
    path = ROOT / name
    return path.exists() and (not test or re.search(rf"def {test}\(", path.read_text(encoding="utf-8")) is not None)


def asked() -> dict[str, str]:
    """Return the level of every requirement of levels 1 and 2, by its number."""
    return {
        f"{section}.{place}": level
        for section, levels in LEVELS.items()
        for place, level in enumerate(levels, 1)
        if level in "12"
    }


@pytest.mark.parametrize("document", [SECURITY, ASVS], ids=["security", "asvs"])
def test_everything_named_is_there(document: str) -> None:
    assert [named for named in NAMED.findall(document) if not is_there(named)] == []


def test_every_threat_has_a_defence_and_tests() -> None:
    found = {threat: proofs for threat, _, proofs in THREAT.findall(SECURITY)}
    assert tuple(found) == THREATS
    for threat, proofs in found.items():
        tests = [named for named in NAMED.findall(proofs) if "test" in named]
        assert len(tests) >= 3, threat


def test_the_levels_are_those_of_the_standard() -> None:
    assert Counter("".join(LEVELS.values())) == OF_LEVEL


def test_every_requirement_is_answered_once_at_its_level() -> None:
    answered = [(number, level) for number, level, *_ in ROW.findall(ASVS)]
    assert answered == sorted(asked().items(), key=lambda row: [int(part) for part in row[0].split(".")])
    assert len(re.findall(r"^\| \d", ASVS, re.MULTILINE)) == len(answered)


def test_what_is_met_names_where() -> None:
    assert [
        number for number, _, _, state, where in ROW.findall(ASVS) if state == "met" and not NAMED.search(where)
    ] == []


def test_the_count_is_true() -> None:
    states = Counter(state for *_, state, _ in ROW.findall(ASVS))
    met, without, still_open = states["met"], states["not applicable"], states["open"]
    assert f"Of {states.total()}: {met} met, {without} not applicable, {still_open} open." in ASVS


def test_what_is_not_there_would_be_noticed() -> None:
    assert not is_there("tests/house/test_absent.py")
    assert not is_there("tests/house/test_security_documents.py::test_absent")
    assert is_there("tests/house/test_security_documents.py::test_the_count_is_true")
