"""Photos as the tests take them, and a phone that sends them."""

import hashlib
import io
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from httpx import Response
from PIL import Image

from backend import at_rest
from backend.database import fetch
from tests.conftest import NOW, Caller
from tests.sync.phone import Phone, written

PART = 10_000
OCTETS = {"content-type": "application/octet-stream"}
GPS, CAMERA, ORIENTATION, TURNED_RIGHT = 0x8825, 0x0110, 0x0112, 6
OWNER = b"Anna Laine's telephone"


def receipt(width: int = 400, height: int = 300, **saved: Any) -> bytes:
    """Return a photo: red on its left half, noisy enough to be of some size."""
    noise = Image.effect_noise((width, height), 60).convert("RGB")
    noise.paste((200, 0, 0), (0, 0, width // 2, height))
    content = io.BytesIO()
    noise.save(content, "JPEG", **({"quality": 85} | saved))
    return content.getvalue()


def with_secrets(**saved: Any) -> bytes:
    """Return a photo that tells where, when and by whose camera it was taken."""
    exif = Image.Exif()
    exif[CAMERA] = OWNER.decode()
    exif[ORIENTATION] = TURNED_RIGHT
    exif.get_ifd(GPS).update({1: "N", 2: (60.0, 10.0, 15.0), 3: "E", 4: (24.0, 56.0, 15.0)})
    return receipt(exif=exif, comment=b"at Helvi's", xmp=b"<x:xmpmeta>Helvi</x:xmpmeta>", **saved)


@dataclass
class PhotoPhone:
    """A worker's phone with a visit that the server has, and a photo to send."""

    caller: Caller
    visit: str

    async def announce(self, content: bytes, photo: str | None = None, **changed: object) -> Response:
        """Tell the server of a photo."""
        told = {
            "id": photo or str(uuid4()),
            "visit": self.visit,
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "doneAt": written(NOW),
        }
        return await self.caller.post("/api/attachments", json=told | changed)

    async def part(self, photo: str, from_byte: int, content: bytes) -> Response:
        """Send one part."""
        return await self.caller.patch(f"/api/attachments/{photo}?from={from_byte}", content=content, headers=OCTETS)

    async def send(self, content: bytes, photo: str | None = None) -> Response:
        """Send a photo as a phone does: announced, then part by part from where the server stands."""
        answer = await self.announce(content, photo)
        while answer.status_code == 200 and answer.json()["received"] < len(content):
            received = answer.json()["received"]
            answer = await self.part(answer.json()["id"], received, content[received : received + PART])
        return answer


async def phone_with_a_visit(caller: Caller) -> PhotoPhone:
    phone = Phone(caller)
    recording = phone.recording()
    await phone.verdicts(recording)
    return PhotoPhone(caller, recording["id"])


def slug(answer: Response) -> str:
    return str(answer.json()["type"]).removeprefix("/problems/")


PHOTO = "select content_sealed from attachment where id = $1"


async def stored(photo: str) -> bytes | None:
    (sealed,) = [row["content_sealed"] for row in await fetch(PHOTO, photo)] or [None]
    return None if sealed is None else at_rest.unseal(at_rest.PHOTO, UUID(photo).bytes, sealed)


async def parts_of(photo: str) -> int:
    return int((await fetch("select count(*) as n from attachment_part where attachment = $1", photo))[0]["n"])
