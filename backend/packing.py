"""Bodies packed with gzip: taken in without trusting what they unpack to, and sent out when that makes them smaller."""

import gzip
import zlib
from typing import Any, TypeVar

from litestar import Litestar, Request, Response
from litestar.datastructures import Headers
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp, HTTPReceiveMessage, Receive, Scope, Send

from backend.problems import NotJson, TooLarge, UnsupportedMediaType

Kind = TypeVar("Kind")

# As it comes and unpacked. A push of fifty records with the longest notes stays below half of it.
LARGEST_BODY = 1_000_000
# A smaller answer goes in one packet as it is.
WORTH_PACKING = 400
# Of one to nine; above it a reply of receipts grows no smaller.
LEVEL = 6
# That of zlib's window for a gzip stream (zlib's manual, inflateInit2).
GZIP_WINDOW = 16 + zlib.MAX_WBITS


class Unpacker:
    """Unpacks one gzip stream piece by piece, and stops where it grows too large."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self.stream = zlib.decompressobj(GZIP_WINDOW)
        self.packed = self.unpacked = 0

    def unpack(self, piece: bytes, *, is_last: bool) -> bytes:
        """Return what a piece unpacks to."""
        self.packed += len(piece)
        try:
            body = self.stream.decompress(piece, LARGEST_BODY - self.unpacked + 1)
        except zlib.error as wrong:
            raise NotJson from wrong
        self.unpacked += len(body)
        if max(self.packed, self.unpacked) > LARGEST_BODY:
            raise TooLarge
        if self.stream.unused_data or (is_last and not self.stream.eof):
            raise NotJson
        return body


def unpacked(app: ASGIApp) -> ASGIApp:
    """Let a route read a body that comes with `Content-Encoding: gzip`."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        encoding = Headers.from_scope(scope).get("content-encoding", "identity").strip().lower()
        unpacker = Unpacker()

        async def receive_unpacked() -> HTTPReceiveMessage:
            message: Any = await receive()
            if message["type"] != "http.request":
                return message  # type: ignore[no-any-return]  # a disconnect, as it came
            if encoding != "gzip":
                raise UnsupportedMediaType
            body = unpacker.unpack(message["body"], is_last=not message.get("more_body", False))
            return {**message, "body": body}  # type: ignore[return-value]  # the same message with another body

        await app(scope, receive if encoding == "identity" else receive_unpacked, send)

    return middleware


class Packed(Response[Kind]):
    """An answer that is packed, however small, when that is worth it and its reader can unpack."""

    def to_asgi_response(
        self,
        app: Litestar | None,
        request: Request[Any, Any, Any],
        **given: Any,
    ) -> ASGIResponse:
        """Return the answer as it goes out."""
        answer = super().to_asgi_response(app, request, **given)
        answer.headers["Vary"] = "Accept-Encoding"
        if len(answer.body) >= WORTH_PACKING and "gzip" in request.headers.get("accept-encoding", "").lower():
            answer.body = gzip.compress(answer.body, LEVEL, mtime=0)
            answer.headers["Content-Encoding"] = "gzip"
            answer.headers["Content-Length"] = str(len(answer.body))
        return answer
