"""Recordings as browsers begin them, of any length: WebM with Opus, MP4 with sound, and a film that is none."""

from backend.demo.feedback import TUNE

CODEC = b"\x86\x86A_OPUS"


def webm(length: int) -> bytes:
    """Return a recording of so many bytes."""
    return TUNE + bytes(length - len(TUNE))


def film() -> bytes:
    """Return a recording whose first track holds pictures."""
    assert TUNE.count(CODEC) == 1
    return TUNE.replace(CODEC, b"\x86\x85V_VP9" + CODEC)


def mp4(holds: bytes = b"soun") -> bytes:
    """Return an MP4 of one track."""
    handler = bytes(8) + holds + bytes(12)
    head = b"\x00\x00\x00\x18ftypisom" + bytes(12)
    return head + len(handler + b"hdlrsize").to_bytes(4, "big") + b"hdlr" + handler
