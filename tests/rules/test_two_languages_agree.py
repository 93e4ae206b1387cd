"""The phone and the server come to the same cent, split and refusal in ten thousand made-up cases.

The vectors say what is right; this says that nothing was missed between them.
"""

from collections import Counter
from pathlib import Path

from backend.problems import Problem
from backend.verdicts.terms import RULES as JUDGED_BY
from tests.rules.phone_answers import answers_of_phone
from tests.rules.random_cases import Maker
from tests.rules.random_visits import Visits
from tests.rules.vectors import in_camel_case, plain

CASES = 10_000
RULES = 16
# Any would do; a fixed one makes a failure the same tomorrow.
SEED = 569_2009


def test_python_and_typescript_agree_on_ten_thousand_cases(tmp_path: Path) -> None:
    maker = Maker(SEED)
    made_up = list(maker.cases(CASES))
    given, by_phone = answers_of_phone(made_up, maker.terms, tmp_path)
    by_server = [case.reckon() for case in made_up]
    differing = [
        (asked, ours, theirs)
        for asked, found, theirs in zip(given, by_server, by_phone, strict=True)
        if (ours := in_camel_case(plain(found))) != theirs
    ]
    assert differing[:3] == []
    # Dense enough to mean something: every rule, and refusals as well as figures.
    assert len({case.rule for case in made_up}) == RULES
    refusals = sum(isinstance(found, Problem) for found in by_server)
    assert CASES * 0.1 < refusals < CASES * 0.6


def test_python_and_typescript_judge_ten_thousand_visits_alike(tmp_path: Path) -> None:
    maker = Visits(SEED)
    made_up = list(maker.cases(CASES))
    given, by_phone = answers_of_phone(made_up, maker.terms, tmp_path)
    by_server = [in_camel_case(plain(case.reckon())) for case in made_up]
    differing = [pair for pair in zip(given, by_server, by_phone, strict=True) if pair[1] != pair[2]]
    assert differing[:3] == []
    # Dense enough to mean something: every rule finds something, and every outcome comes about.
    assert {rule for found in by_server for rule in found["rules"]} == set(JUDGED_BY)
    outcomes = Counter(found["outcome"] for found in by_server)
    assert set(outcomes) == {"accepted", "to_review", "unpaid"}
    assert min(outcomes.values()) > CASES * 0.02
