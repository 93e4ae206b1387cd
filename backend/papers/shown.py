"""How a paper is answered: shown by the browser under its name, and kept by nobody on the way."""

import re

from litestar import Response


def pdf(content: bytes, name: str) -> Response[bytes]:
    """Return a page that the browser shows and nobody on the way keeps."""
    # A header has no other letters (RFC 9110 section 5.5); numbers given elsewhere do.
    plain = re.sub("[^0-9A-Za-z]+", "-", name)
    headers = {"Content-Disposition": f'inline; filename="{plain}.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)
