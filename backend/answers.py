"""How a problem, an HTTP error or a crash becomes an RFC 9457 answer, in the language that was asked for."""

import json
import logging
import re
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import uuid4

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi.datastructures import ResponseSpec

from backend.logs import who_at_what
from backend.problems import Broken, InvalidRequest, NotFound, NotJson, Problem, TooLarge, UnsupportedMediaType
from backend.throttle import TooManyRequests

Language = Literal["fi", "sv", "en"]
LANGUAGES: tuple[Language, ...] = ("fi", "sv", "en")
MEDIA_TYPE = "application/problem+json"
# A route with this mark is answered without compressing.
AS_IT_IS = "as_it_is"
WORDS = Path(__file__).parent / "words"

log = logging.getLogger("kotiseteli")


class ProblemDetails(msgspec.Struct, rename="camel"):
    """Why something was refused (RFC 9457); a problem's own extensions stand beside these."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: Annotated[list[dict[str, str]] | None, msgspec.Meta(description="RFC 6901 pointer and detail")] = None


@cache
def problem_words(language: Language) -> dict[str, dict[str, str]]:
    """Return `{slug: {title, next}}` in a language."""
    words: dict[str, dict[str, str]] = json.loads((WORDS / f"problems.{language}.json").read_text(encoding="utf-8"))
    return words


def language_asked(header: str) -> Language:
    """Return the best of our languages for an Accept-Language header (RFC 9110 section 12.5.4); English when none."""
    wishes: list[tuple[float, Language]] = []
    for part in header.split(","):
        tag, _, quality = (piece.strip() for piece in part.replace("q=", "").partition(";"))
        weight = float(quality) if re.fullmatch(r"[01](\.[0-9]{1,3})?", quality) else 1.0
        primary = tag.split("-")[0].lower()
        wishes += [(weight, language) for language in LANGUAGES if language == primary and weight > 0]
    return max(wishes, key=lambda wish: wish[0])[1] if wishes else "en"


def details(problem: Problem, language: Language, instance: str) -> dict[str, object]:
    """Return a problem as the members of its JSON object."""
    words = problem_words(language)[problem.slug()]
    return {
        "type": f"/problems/{problem.slug()}",
        "title": words["title"],
        "status": problem.status,
        "detail": words["next"],
        "instance": instance,
        **problem.extensions(),
    }


def can_refuse(*problems: type[Problem]) -> dict[int, ResponseSpec]:
    """Declare on a route what it may refuse, so that the contract is true."""
    by_status: dict[int, list[str]] = {}
    every: tuple[type[Problem], ...] = (InvalidRequest, TooManyRequests, *problems)
    for problem in every:
        by_status.setdefault(problem.status, []).append(problem.slug())
    return {
        status: ResponseSpec(
            data_container=ProblemDetails,
            description=", ".join(sorted(set(slugs))),
            media_type=MEDIA_TYPE,
            generate_examples=False,
        )
        for status, slugs in sorted(by_status.items())
    }


def pointer_and_detail(message: str) -> dict[str, str]:
    """Turn msgspec's `... - at `$.a[0].b`` into an RFC 6901 pointer and what is wrong there."""
    detail, _, path = message.partition(" - at `$")
    steps = re.findall(r"[^.\[\]`]+", path)
    return {"pointer": "".join(f"/{step}" for step in steps), "detail": detail}


def invalid_request(error: ValidationException) -> Problem:
    """Return what Litestar found wrong with a request as our problem."""
    found = error.extra if isinstance(error.extra, list) else []
    if not found:
        # Litestar says a missing parameter with the whole address, which may name a client.
        told = error.detail.partition(" for path ")[0]
        text = re.sub(r"^.*?: ", "", told, count=1) if ": " in told else told
        return InvalidRequest(errors=[pointer_and_detail(text)])
    errors = []
    for entry in found:
        # Litestar calls the whole body "data".
        place = str(entry.get("key", "")).replace(".", "/").removeprefix("data").strip("/")
        errors.append({"pointer": f"/{place}" if place else "", "detail": str(entry.get("message", ""))})
    return InvalidRequest(errors=errors)


def problem_for(error: HTTPException) -> Problem | None:
    """Return our problem for what Litestar itself refused, or None when it has no name of ours."""
    if isinstance(error, ValidationException):
        return invalid_request(error)
    if error.status_code == HTTPStatus.BAD_REQUEST:
        # Litestar could not decode the body at all.
        return NotJson()
    named = {kind.status: kind for kind in (NotFound, TooLarge, UnsupportedMediaType)}
    kind = named.get(error.status_code)
    return kind() if kind else None


def request_id(request: Request[Any, Any, Any]) -> str:
    """Return the id under which this request stands in the log."""
    known: str = request.scope.setdefault("request_id", f"urn:uuid:{uuid4()}")  # type: ignore[typeddict-item]
    return known


def answer(request: Request[Any, Any, Any], problem: Problem) -> Response[dict[str, object]]:
    """Render a problem."""
    language = language_asked(request.headers.get("accept-language", ""))
    headers = {"Content-Language": language, "Cache-Control": "no-store", "Vary": "Accept-Language"}
    if isinstance(problem, TooManyRequests):
        headers["Retry-After"] = str(problem.retry_after_seconds)
    return Response(
        details(problem, language, request_id(request)),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=headers,
    )


def refused(request: Request[Any, Any, Any], problem: Problem) -> Response[dict[str, object]]:
    """Answer what a rule or a door refused; a refusal is no defect, so it is logged as information."""
    log.info("refused %s %s %s %s", problem.slug(), request.method, request_id(request), who_at_what(request))
    return answer(request, problem)


def http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[dict[str, object]]:
    """Answer what the framework refused, under our own name where there is one."""
    problem = problem_for(error)
    if problem is not None:
        return refused(request, problem)
    phrase = HTTPStatus(error.status_code).phrase
    members: dict[str, object] = {"type": "about:blank", "title": phrase, "status": error.status_code}
    return Response(
        {**members, "detail": phrase, "instance": request_id(request)},
        status_code=error.status_code,
        media_type=MEDIA_TYPE,
        headers={**(error.headers or {}), "Cache-Control": "no-store"},
    )


def crashed(request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, object]]:
    """Answer a defect of ours without a word of its text; the log has it."""
    log.error("crash %s %s %s", request.method, request_id(request), who_at_what(request), exc_info=error)
    return answer(request, Broken())


def too_deep(request: Request[Any, Any, Any], _: RecursionError) -> Response[dict[str, object]]:
    """Answer a body nested deeper than anything of ours is."""
    return refused(request, NotJson())


HANDLERS: dict[int | type[Exception], Any] = {
    Problem: refused,
    HTTPException: http_error,
    RecursionError: too_deep,
    Exception: crashed,
}
