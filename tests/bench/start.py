"""From the command to a serving port: the first time with an empty folder and the demo county, and the second time."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
ROUNDS = 5
PORT = 8453


def seconds_to_serve(folder: str) -> float:
    """Start the product on its own database and return how long it took to answer; then stop it."""
    environment = {"KOTISETELI_DATA": folder, "KOTISETELI_DEMO": "1", "KOTISETELI_PORT": str(PORT), "DATABASE_URL": ""}
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "backend.cli", "serve"],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        while process.poll() is None:
            with suppress(OSError), urlopen(f"http://127.0.0.1:{PORT}/api/health", timeout=1):
                return time.perf_counter() - begun
            time.sleep(0.02)
        raise RuntimeError("the product did not start")
    finally:
        process.terminate()
        process.wait()


def run() -> dict[str, Any]:
    """Measure first and later starts."""
    first, later = [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory(prefix="kotiseteli-bench-") as folder:
            first.append(seconds_to_serve(folder))
            later.append(seconds_to_serve(folder))
    return {"first_seconds": statistics.median(first), "later_seconds": statistics.median(later)}
