"""The source tree as the house tests see it."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
BACKEND = ROOT / "backend"


@dataclass(frozen=True)
class Module:
    """One Python module of the product."""

    # Dotted, below `backend`: `visits.rules`.
    name: str
    path: Path
    tree: ast.Module

    @property
    def feature(self) -> str:
        """The folder or, at the top, the module itself."""
        return self.name.split(".")[0]

    def imports(self) -> set[str]:
        """Return every module this one imports, dotted."""
        found = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                # `from backend import clock` imports a module, `from backend.days import local_day` a name of one.
                package = ROOT / node.module.replace(".", "/")
                found |= {f"{node.module}.{alias.name}" for alias in node.names} if package.is_dir() else {node.module}
        return found


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of the product that has something in it; read once for the whole run."""
    found = []
    for path in sorted(BACKEND.rglob("*.py")):
        if path.name == "__init__.py" or "migrations" in path.parts:
            continue
        name = ".".join(path.relative_to(BACKEND).with_suffix("").parts)
        found.append(Module(name, path, ast.parse(path.read_text(encoding="utf-8"))))
    return tuple(found)
