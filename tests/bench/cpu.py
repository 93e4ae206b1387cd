"""Processor time of a process and everything it has started, from the kernel's own accounting."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def stat(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat after the command's name (proc(5))."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parents.setdefault(int(stat(int(entry.name))[1]), []).append(int(entry.name))
            except OSError:
                continue
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def seconds_of(pid: int) -> float:
    """Return the processor seconds that a process, its descendants and its ended children have used."""
    total = 0
    for one in family(pid):
        try:
            fields = stat(one)
        except OSError:
            continue
        # utime and stime; those of ended children count once, at the top.
        total += int(fields[11]) + int(fields[12])
        if one == pid:
            total += int(fields[13]) + int(fields[14])
    return total / TICKS


def memory_of(pid: int) -> float:
    """Return the proportional memory (PSS) of a process and its descendants in MiB."""
    total = 0
    for one in family(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024
