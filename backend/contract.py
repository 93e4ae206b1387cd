"""Prints from the running code what is written about it: OpenAPI, the phone's types, problems, roles, the map of files.

What it writes is committed, so that a change of contract shows in review; a house test fails when it is stale.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from backend.access.roles import Role
from backend.answers import can_refuse, problem_words
from backend.app import build_app
from backend.keys import KEY_LENGTH, Keys, sealing_key_of
from backend.own_systems.reading import OwnMutation
from backend.problems import TooLarge, UnsupportedMediaType, catalogue
from backend.settings import settings_from
from backend.sync.reading import MUTATIONS, Mutation
from backend.sync.receipts import ReceiptRow
from backend.wire import Kept

ROOT = Path(__file__).parents[1]

Schema = dict[str, Any]
# A body may come with these; the door refuses one that is too large or of another kind before any route sees it.
CHANGES = {"post", "put", "patch"}


def any_app() -> Litestar:
    """Build the application with every route; it is looked at, never served."""
    key = bytes([1] * KEY_LENGTH)
    signing = Ed25519PrivateKey.from_private_bytes(key)
    keys = Keys(
        voucher=signing,
        identity=key,
        receipts=signing,
        sealing=sealing_key_of(key),
        contents=key,
        push=sealing_key_of(key),
    )
    return build_app(settings_from({"KOTISETELI_DEMO": "1"}), keys, described=True)


def openapi(app: Litestar) -> Schema:
    """Return the OpenAPI document, with the shapes of what a push carries, which the server reads one by one."""
    document: Schema = msgspec.json.decode(msgspec.json.encode(app.openapi_schema.to_schema()))
    schemas = document["components"]["schemas"]
    # Litestar loses what bounds the items of a tuple and what may be null; msgspec, which reads them, does not.
    kept = [kind for kind in kinds_of(Kept) if kind.__name__ in schemas]
    by_reader: list[type[msgspec.Struct]] = [Mutation, OwnMutation, *MUTATIONS.values(), ReceiptRow, *kept]
    _, exact = msgspec.json.schema_components(by_reader, ref_template="#/components/schemas/{name}")
    schemas.update(exact)
    for field, place in zip(ReceiptRow.__struct_encode_fields__, schemas["ReceiptRow"]["prefixItems"], strict=True):
        place["title"] = field
    asked = [{"$ref": f"#/components/schemas/{kind.__name__}"} for kind in MUTATIONS.values()]
    for whole, one in (("Push", "Mutation"), ("BringVisits", "OwnMutation")):
        schemas[one]["properties"]["arguments"] = {"oneOf": asked}
        schemas[one]["properties"]["name"] = {"enum": list(MUTATIONS)}
        schemas[whole]["properties"]["mutations"]["items"] = {"$ref": f"#/components/schemas/{one}"}
    schemas["Refusal"]["properties"]["problem"] = {"$ref": "#/components/schemas/ProblemDetails"}
    schemas["Verdict"]["properties"]["problem"] = {"oneOf": [{"$ref": "#/components/schemas/ProblemDetails"}, NULL]}
    schemas["ProblemDetails"]["additionalProperties"] = True
    for kind in kinds_of(msgspec.Struct):
        if kind.__struct_config__.forbid_unknown_fields and "properties" in schemas.get(kind.__name__, {}):
            schemas[kind.__name__]["additionalProperties"] = False
    for path in document["paths"].values():
        for method, operation in path.items():
            complete(method, operation)
    written: Schema = as_json_schema_writes(document)
    return written


def complete(method: str, operation: Schema) -> None:
    """Add to an operation what no route says itself: what its door asks for and refuses, and where nothing is said."""
    responses = operation["responses"]
    for status in ("204", "303"):
        # Litestar tells of a null in JSON where there is no content at all.
        responses.get(status, {}).pop("content", None)
    if method in CHANGES:
        # Nothing need be said there, but the kind of what is said is looked at.
        operation.setdefault("requestBody", {"required": True, "content": {"application/json": {"schema": {}}}})
        by_door = can_refuse(TooLarge, UnsupportedMediaType)
        for problem in (TooLarge, UnsupportedMediaType):
            told = {**responses["400"], "description": by_door[problem.status].description}
            responses.setdefault(str(problem.status), told)


def as_json_schema_writes(value: Any) -> Any:
    """Return a document with its patterns as JSON Schema writes them (ECMA-262); Python anchors in another way."""
    if isinstance(value, list):
        return [as_json_schema_writes(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: one.replace(r"\A", "^").replace(r"\Z", "$").replace(r"\x00", r"\u0000")
        if key == "pattern" and isinstance(one, str)
        else as_json_schema_writes(one)
        for key, one in value.items()
    }


def kinds_of(kind: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    """Return every class made from one, and from those."""
    direct: list[type[msgspec.Struct]] = kind.__subclasses__()
    return [made for one in direct for made in (one, *kinds_of(one))]


NULL: Schema = {"type": "null"}
PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def typescript_of(schema: Schema) -> str:
    """Return the TypeScript type of a JSON Schema."""
    for word, read in READERS.items():
        if word in schema:
            return read(schema[word], schema)
    return "unknown"


def alternatives(several: list[Schema], _: Schema) -> str:
    """Return a union, with null last as people write it."""
    kinds = sorted((typescript_of(one) for one in several), key=lambda kind: kind == "null")
    return " | ".join(dict.fromkeys(kinds))


def plain_type(name: str | list[str], schema: Schema) -> str:
    """Return the type of what JSON Schema names by a word or several."""
    if isinstance(name, list):
        return " | ".join(PLAIN[one] for one in name)
    if name == "array":
        items = typescript_of(schema.get("items", {}))
        return f"({items})[]" if " | " in items else f"{items}[]"
    if name == "object":
        inner = schema.get("additionalProperties")
        return f"Record<string, {typescript_of(inner) if isinstance(inner, dict) and inner else 'unknown'}>"
    return PLAIN[name]


def tuple_places(schema: Schema) -> list[str]:
    """Return each place of a row in which every place means something else, by its name."""
    return [f"{place['title']}: {typescript_of(place)}" for place in schema["prefixItems"]]


def literal(value: str | int | None) -> str:
    """Return a single value as a type."""
    if value is None:
        return "null"
    return f"'{value}'" if isinstance(value, str) else str(value)


# In this order: a schema is read by the first of these words that it has.
READERS: dict[str, Callable[[Any, Schema], str]] = {
    "$ref": lambda place, _: str(place).rsplit("/", 1)[1],
    "enum": lambda values, _: " | ".join(map(literal, values)),
    "const": lambda value, _: literal(value),
    "oneOf": alternatives,
    "anyOf": alternatives,
    "prefixItems": lambda _, schema: f"[{', '.join(tuple_places(schema))}]",
    "type": plain_type,
}


def interface(name: str, schema: Schema) -> str:
    """Return a named shape as an exported TypeScript declaration."""
    if "properties" not in schema:
        kind = typescript_of(schema)
        line = f"export type {name} = {kind};"
        if len(line) <= 100:  # noqa: PLR2004 - the formatter's width in pwa/biome.json
            return line
        if "prefixItems" in schema:
            return f"export type {name} = [\n" + "".join(f"  {place},\n" for place in tuple_places(schema)) + "];"
        return f"export type {name} =\n" + "\n".join(f"  | {one}" for one in kind.split(" | ")) + ";"
    # What is kept is always answered whole, and the phone sends it whole: only other programs may leave out a default.
    is_kept = name in {kind.__name__ for kind in kinds_of(Kept)}
    required = set(schema.get("required", []))
    if is_kept:
        required |= {field for field, kind in schema["properties"].items() if "default" in kind}
    lines = [f"export interface {name} {{"]
    for field, kind in schema["properties"].items():
        lines.append(f"  {field}{'' if field in required else '?'}: {typescript_of(kind)};")
    if schema.get("additionalProperties") is True:
        lines.append("  [extension: string]: unknown;")
    return "\n".join([*lines, "}"])


def types(document: Schema) -> str:
    """Return the phone's types."""
    head = "/** The shapes on the wire, printed from the server's contract by `make contract`; never edited by hand. */"
    schemas = document["components"]["schemas"]
    return "\n\n".join([head, *(interface(name, schemas[name]) for name in sorted(schemas))]) + "\n"


def problems_page() -> str:
    """Return the catalogue of refusals as a page."""
    lines = [
        "# How the product says no",
        "",
        "Printed by `make contract` from `backend/problems.py` and `backend/words/`. On the wire: RFC 9457,",
        "`type` is `/problems/<slug>`, title and detail in the language of `Accept-Language` (fi, sv, en).",
        "",
        "| slug | status | what it means | to the person |",
        "|---|---|---|---|",
    ]
    for problem in catalogue():
        words = problem_words("en")[problem.slug()]
        meaning = " ".join((problem.__doc__ or "").split())
        lines.append(f"| `{problem.slug()}` | {problem.status} | {meaning} | **{words['title']}.** {words['next']} |")
    return "\n".join(lines) + "\n"


def roles_of(handler: HTTPRouteHandler) -> tuple[Role, ...] | None:
    """Return the roles that may enter a route, none for anyone, or None for a route without a door."""
    for guard in handler.guards or ():
        roles = getattr(getattr(guard, "func", guard), "roles", None)
        if roles is not None:
            return tuple(roles)
    return None


def handlers(app: Litestar) -> list[tuple[str, str, HTTPRouteHandler]]:
    """Return every route of the interface as method, path and handler."""
    found = [
        (method, handler_path, handler)
        for route in app.routes
        for handler in getattr(route, "route_handlers", [])
        if isinstance(handler, HTTPRouteHandler) and handler.resolve_include_in_schema()
        for method in sorted(handler.http_methods)
        if method != "OPTIONS"
        for handler_path in [route.path]
    ]
    return sorted(found, key=lambda entry: (entry[1], entry[0]))


def roles_page(app: Litestar) -> str:
    """Return who may call what, as a page."""
    lines = [
        "# Who may do what",
        "",
        "Printed by `make contract` from the running application. Rows are narrowed further by `visible_to`;",
        "what lies outside answers 404.",
        "",
        "| route | " + " | ".join(role.value for role in Role) + " |",
        "|---|" + "---|" * len(Role),
    ]
    for method, path, handler in handlers(app):
        roles = roles_of(handler)
        marks = ["anyone" if not roles else "yes" if role in roles else "" for role in Role]
        lines.append(f"| `{method} {path}` {handler.operation_id} | " + " | ".join(marks) + " |")
    return "\n".join(lines) + "\n"


MAPPED = {
    "backend": "*.py",
    "pwa/src": "*.ts*",
    "pwa/build": "*.ts",
    "setup": "*.py",
    "tests": "*.py",
    "e2e": "*.py",
}
PROMISE = re.compile(r'^(?:/\*\*|""")\s*(?:\* )?(.+?)(?:\*/|"""|\n\s*\*?\s*\n)', re.DOTALL)


def promise_of(path: Path) -> str:
    """Return what a file says of itself in its first paragraph."""
    found = PROMISE.match(path.read_text(encoding="utf-8"))
    return " ".join(re.sub(r"\n\s*\*?", " ", found[1]).split()) if found else ""


def map_page() -> str:
    """Return every source file with its promise, as a page."""
    lines = ["# Every file and its promise", "", "Printed by `make contract` from the first paragraph of each file."]
    for folder, kind in MAPPED.items():
        last = None
        for path in sorted((ROOT / folder).rglob(kind), key=lambda path: (path.parent, path.name)):
            if path.name == "__init__.py" or "__pycache__" in path.parts:
                continue
            place = path.parent.relative_to(ROOT).as_posix()
            if place != last:
                lines += ["", f"## {place}", "", "| file | promise |", "|---|---|"]
                last = place
            lines.append(f"| `{path.name}` | {promise_of(path).replace('|', '/')} |")
    return "\n".join(lines) + "\n"


def printed() -> dict[Path, str]:
    """Return every file of the contract with what should stand in it."""
    app = any_app()
    document = openapi(app)
    return {
        ROOT / "docs" / "openapi.json": json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n",
        ROOT / "pwa" / "src" / "api" / "schema.ts": types(document),
        ROOT / "docs" / "problems.md": problems_page(),
        ROOT / "docs" / "roles.md": roles_page(app),
        ROOT / "docs" / "map.md": map_page(),
    }


def write() -> None:
    """Write the contract."""
    for path, content in printed().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
