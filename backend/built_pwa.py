"""Serves the built app: files in memory with their compressed siblings, strong ETags, deep links to the shell."""

import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from litestar import Request, Response
from litestar.datastructures import State

from backend.headers import ONE_VISIT_POLICY, PAGE_POLICY
from backend.problems import NotFound

FOLDER = Path(__file__).parents[1] / "pwa" / "dist"
# Vite writes a hash of the content into these names, so they never change.
HASHED = re.compile(r"^assets/.*-[\w-]{7,}\.\w+$")
ENCODINGS = {"br": ".br", "gzip": ".gz"}
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class BuiltFile:
    """One file of the build, in each encoding it has."""

    kind: str
    etag: str
    cache_control: str
    plain: bytes
    encoded: dict[str, bytes]


def read_build(folder: Path = FOLDER) -> dict[str, BuiltFile]:
    """Read the built app into memory, by path."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix in ENCODINGS.values():
            continue
        name = path.relative_to(folder).as_posix()
        plain = path.read_bytes()
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        siblings = {encoding: path.with_name(path.name + suffix) for encoding, suffix in ENCODINGS.items()}
        files[name] = BuiltFile(
            kind="application/manifest+json" if name == "manifest.json" else kind,
            etag=f'"{hashlib.sha256(plain).hexdigest()[:32]}"',
            cache_control=f"public, max-age={YEAR}, immutable" if HASHED.match(name) else "no-cache",
            plain=plain,
            encoded={encoding: sibling.read_bytes() for encoding, sibling in siblings.items() if sibling.exists()},
        )
    return files


def file_asked(files: dict[str, BuiltFile], path: str) -> BuiltFile:
    """Return the file at a path; a path without a file is a place in the app, which the shell opens."""
    name = path.lstrip("/")
    if name in files:
        return files[name]
    if f"{name}.html" in files:
        return files[f"{name}.html"]
    if name.startswith(("api/", "assets/")) or "index.html" not in files:
        raise NotFound
    return files["index.html"]


def answer_file(request: Request[object, object, State], path: str) -> Response[bytes]:
    """Answer with a file of the build in the best encoding, or that the browser has it already."""
    file = file_asked(request.app.state.build, path)
    headers = {
        "Content-Security-Policy": ONE_VISIT_POLICY if path.strip("/") == "f" else PAGE_POLICY,
        "ETag": file.etag,
        "Cache-Control": file.cache_control,
        "Vary": "Accept-Encoding",
    }
    if file.etag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers, media_type=file.kind)
    accepted = {part.partition(";")[0].strip() for part in request.headers.get("accept-encoding", "").split(",")}
    for encoding, content in file.encoded.items():
        if encoding in accepted:
            return Response(content, headers={**headers, "Content-Encoding": encoding}, media_type=file.kind)
    return Response(file.plain, headers=headers, media_type=file.kind)
