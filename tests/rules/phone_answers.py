"""What the phone's own rules make of cases that the server's side has made up."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from setup.npm import ROOT, environment_for_node
from tests.rules.random_cases import MadeUp
from tests.rules.vectors import in_camel_case, plain


def answers_of_phone(made_up: Sequence[MadeUp], terms: dict[str, Any], folder: Path) -> tuple[list[Any], list[Any]]:
    """Return the cases as the phone was given them, and its answers."""
    given = [{"rule": case.rule, "terms": case.terms} | in_camel_case(plain(case.given)) for case in made_up]
    # Names of terms are no keys of theirs, so they keep their form.
    kept = {name: in_camel_case(plain(one)) for name, one in terms.items()}
    file = folder / "cases.json"
    file.write_text(json.dumps({"cases": given, "terms": kept}), encoding="utf-8")
    printed = subprocess.run(
        ["node", "build/reckon.ts", str(file)],
        cwd=ROOT / "pwa",
        env=environment_for_node(),
        capture_output=True,
        text=True,
        check=True,
    )
    return given, json.loads(printed.stdout)
