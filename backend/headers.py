"""What every answer tells the browser to keep shut. Pure but for the hook that writes it.

A page runs only scripts of this origin, and starts programs only where `pwa/src/trusted.ts` lets it (Trusted Types); no
other site frames it, opens it with a handle, or reads what it is answered.
"""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from litestar.types import Message, Scope

from backend.settings import Settings

Hook: TypeAlias = Callable[[Message, Scope], Awaitable[None]]

PAGE_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; font-src 'self'; "
    "img-src 'self' blob: data:; media-src blob:; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default"
)
# The page of a feedback link needs its one script, its one style and the server; not even the app's own parts.
ONE_VISIT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
# What the interface answers is data: nothing of it runs, wherever it is opened.
ANSWER_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# A browser draws a paper with a page of its own, which must be let run.
PAPER_POLICY = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

# Scanning needs the camera, what a client says aloud of a visit the microphone; the lock and the sign-in need passkeys;
# a code shown to a colleague must not go dark, a file is given to another app. What else a browser can hand to a page
# stays shut; where somebody is, is never asked.
PERMISSIONS = (
    "camera=(self), clipboard-write=(self), microphone=(self), publickey-credentials-create=(self), "
    "publickey-credentials-get=(self), screen-wake-lock=(self), web-share=(self), accelerometer=(), autoplay=(), "
    "bluetooth=(), clipboard-read=(), display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(), "
    "gyroscope=(), hid=(), idle-detection=(), keyboard-map=(), local-fonts=(), magnetometer=(), midi=(), payment=(), "
    "picture-in-picture=(), serial=(), storage-access=(), sync-xhr=(), usb=(), window-management=(), "
    "xr-spatial-tracking=()"
)
# Two years, and every name below (RFC 6797).
TRANSPORT = "max-age=63072000; includeSubDomains"

ON_EVERY_ANSWER = {
    "Cache-Control": "no-store",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def policy_for(kind: bytes) -> str:
    """Return the content security policy of an answer of this kind that states none itself."""
    return PAPER_POLICY if kind == b"application/pdf" else ANSWER_POLICY


def headers_for(settings: Settings) -> dict[str, str]:
    """Return what an installation says with every answer; the demo county is opened without a certificate."""
    is_https = settings.public_url.startswith("https://") and not settings.demo
    return {**ON_EVERY_ANSWER, **({"Strict-Transport-Security": TRANSPORT} if is_https else {})}


def headers_hook(settings: Settings) -> Hook:
    """Return what writes them on every answer as it leaves, problems and streams too; what a route states stays."""
    usual = [(name.lower().encode(), value.encode()) for name, value in headers_for(settings).items()]

    async def write_headers(message: Message, _: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        stated = list(message["headers"])
        names = {name.lower(): value for name, value in stated}
        if b"content-security-policy" not in names:
            kind = names.get(b"content-type", b"").partition(b";")[0].strip()
            stated.append((b"content-security-policy", policy_for(kind).encode()))
        message["headers"] = [*stated, *(header for header in usual if header[0] not in names)]

    return write_headers
