"""The phone and the server come to the same cent, split and refusal in ten thousand made-up cases.

The vectors say what is right; this says that nothing was missed between them.
"""

import json
import subprocess
from pathlib import Path

from backend.problems import Problem
from setup.npm import ROOT, environment_for_node
from tests.rules.random_cases import Maker
from tests.rules.vectors import in_camel_case, plain

CASES = 10_000
RULES = 16
# Any would do; a fixed one makes a failure the same tomorrow.
SEED = 569_2009


def test_python_and_typescript_agree_on_ten_thousand_cases(tmp_path: Path) -> None:
    maker = Maker(SEED)
    made_up = list(maker.cases(CASES))
    given = [{"rule": case.rule, "terms": case.terms} | in_camel_case(plain(case.given)) for case in made_up]
    # Names of terms are no keys of theirs, so they keep their form.
    terms = {name: in_camel_case(plain(kept)) for name, kept in maker.terms.items()}
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"cases": given, "terms": terms}), encoding="utf-8")
    printed = subprocess.run(
        ["node", "build/reckon.ts", str(file)],
        cwd=ROOT / "pwa",
        env=environment_for_node(),
        capture_output=True,
        text=True,
        check=True,
    )
    by_phone = json.loads(printed.stdout)
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
