"""`make bench`: every figure with the limit it is held against, as a table and as JSON (docs/benchmarks.json).

Figures of different machines are not compared; ratios within one run are.
"""

import json
import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import (
    clients,
    comparison,
    day,
    doors,
    missed,
    open_pages,
    pace,
    phone,
    pull,
    push,
    pushes,
    reckoning,
    review,
    settle,
    sign_in,
    start,
    stored,
    trail,
    vault,
)

KEPT = Path(__file__).parents[2] / "docs" / "benchmarks.json"
PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "push": push.run,
    "pushes": pushes.run,
    "start": start.run,
    "reckoning": reckoning.run,
    "phone": phone.run,
    "comparison": comparison.run,
    "clients": clients.run,
    "pull": pull.run,
    "vault": vault.run,
    "day": day.run,
    "sign_in": sign_in.run,
    "trail": trail.run,
    "missed": missed.run,
    "open_pages": open_pages.run,
    "settle": settle.run,
    "doors": doors.run,
    "review": review.run,
}
# Only by name: each takes minutes, and some much of the disk.
LONG: dict[str, Callable[[], dict[str, Any]]] = {
    "stored": stored.run,
    "trail_10_million": trail.run_long,
    "settle_10_million": settle.run_long,
    "timetable": pace.run_timetable,
    "lost_day": pace.run_lost_day,
}


def machine() -> dict[str, str | int]:
    """Return what the figures were measured on."""
    return {"cores": os.cpu_count() or 0, "python": platform.python_version(), "system": platform.system()}


def rows(name: str, figures: dict[str, Any]) -> list[str]:
    """Return the figures as lines of a table."""
    lines = []
    for figure, value in figures.items():
        if isinstance(value, dict):
            lines += rows(f"{name}.{figure}", value)
        else:
            lines.append(f"{name + '.' + figure:<58} {value:>12.3f}")
    return lines


def main() -> None:
    """Measure the parts named, or all that are not long."""
    wanted = sys.argv[1:] or list(PARTS)
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    for name in wanted:
        kept[name] = (PARTS | LONG)[name]() | {"measured": datetime.now(UTC).date().isoformat()}
    kept["machine"] = machine()
    KEPT.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for name in wanted:
        print("\n".join(rows(name, {key: value for key, value in kept[name].items() if key != "measured"})))


main()
