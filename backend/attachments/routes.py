"""Photos of a visit: announced, sent in parts that a cut line only delays, and opened by those who may see them."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import FromPath, JSONBody, QueryParameter, RawBody
from piccolo.columns.combination import And

from backend import at_rest, clock
from backend.access import trail
from backend.access.guards import BODY_KIND, FROM_OLD_PHONES, OCTETS_KIND, allow
from backend.access.mandates import whose_photos
from backend.access.roles import ActingPerson, Role
from backend.answers import AS_IT_IS, can_refuse
from backend.attachments.picture import bare_picture
from backend.attachments.problems import (
    AttachmentOutOfStep,
    PhotoDamaged,
    PhotoReceived,
    PhotoTooLarge,
    PhotoUnreadable,
    TooManyPhotos,
)
from backend.attachments.rules import LARGEST_PART, UNFINISHED_KEPT, refuse_content, refuse_part, refuse_photo
from backend.attachments.tables import Attachment, AttachmentPart
from backend.database import fetch, transaction
from backend.notices.live import Changed, announce
from backend.problems import (
    ContentDiffers,
    InvalidRequest,
    NotFound,
    NotYourRole,
    Problem,
    SignInNeeded,
    TooLarge,
    UnsupportedMediaType,
    VisitNotReceived,
)
from backend.visits.tables import Visit
from backend.wire import Instant, Wire, hold_to_our_times


class AddPhoto(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """A photo that a phone is about to send, of a visit that its worker has recorded."""

    # UUID, made on the phone.
    id: UUID
    visit: UUID
    bytes: Annotated[int, msgspec.Meta(gt=0)]
    # SHA-256 of all its bytes, in hexadecimal.
    sha256: Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
    # By the phone's clock.
    done_at: Instant

    def __post_init__(self) -> None:
        """Refuse a moment of no clock."""
        hold_to_our_times(self.done_at)


class PhotoProgress(Wire):
    """How far a photo has come."""

    id: UUID
    # The next part begins here; all has come when it is the photo's length.
    received: int


@dataclass
class PartOperation(Operation):
    """The contract of a body that is a stretch of a file."""

    def __post_init__(self) -> None:
        """Say what the body is, which no parameter of the handler does."""
        schema = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY)
        self.request_body = RequestBody(content={OCTETS_KIND: OpenAPIMediaType(schema=schema)}, required=True)


# One photo of a visit after the other, so that no two at once are both the last that may be.
VISIT = "select worker from visit where id = $1 for no key update"
FORGET = """
delete from attachment where id in (
    select id from attachment where content_sealed is null and begun_at < $1 for update skip locked)
"""
BEGIN = """
insert into attachment (id, visit, worker, bytes, sha256, done_at, begun_at)
values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning id
"""
# One part after the other. What came with the one before is seen only by a statement that begins after its commit.
LOCK = "select from attachment where id = $1 and worker = $2 for update"
PHOTO = f"""
select a.visit, a.bytes, a.sha256, a.content_sealed is not null as is_here, v.client, v.organiser, v.provider,
    (select coalesce(sum(octet_length(p.content_sealed) - {at_rest.OVERHEAD}), 0)
        from attachment_part p where p.attachment = a.id) as received
from attachment a join visit v on v.id = a.visit where a.id = $1 and a.worker = $2
"""  # noqa: S608 - a number of our own
PARTS = "select from_byte, content_sealed from attachment_part where attachment = $1 order by from_byte"
DROP_PARTS = "delete from attachment_part where attachment = $1"
DROP = "delete from attachment where id = $1"
KEEP = "update attachment set content_sealed = $2, received_at = $3 where id = $1"


@post(
    "/api/attachments",
    operation_id="addPhoto",
    opt={FROM_OLD_PHONES: True},
    status_code=200,
    guards=[allow(Role.WORKER)],
    responses=can_refuse(
        SignInNeeded, NotYourRole, NotFound, VisitNotReceived, ContentDiffers, PhotoTooLarge, TooManyPhotos
    ),
)
async def add_photo(acting_person: NamedDependency[ActingPerson], data: JSONBody[AddPhoto]) -> PhotoProgress:
    """Announce a photo, or ask how far it has come; its visit must have come before it."""
    now = clock.now()
    async with transaction():
        await fetch(FORGET, now - UNFINISHED_KEPT)
        visits = await fetch(VISIT, data.visit)
        if not visits:
            raise VisitNotReceived
        if visits[0]["worker"] != acting_person.id:
            raise NotFound
        known = await Attachment.select().where(Attachment.id == data.id).first()
        if known is not None:
            told = (data.visit, acting_person.id, data.bytes, bytes.fromhex(data.sha256))
            if (known["visit"], known["worker"], known["bytes"], bytes(known["sha256"])) != told:
                raise ContentDiffers
            photo = await own_photo(acting_person, data.id)
            return PhotoProgress(data.id, received_of(photo) if photo else 0)
        others = await Attachment.count().where(Attachment.visit == data.visit)
        if problem := refuse_photo(data.bytes, others):
            raise problem
        sha256 = bytes.fromhex(data.sha256)
        # Of one id announced for two visits at once, the first one counts.
        if not await fetch(BEGIN, data.id, data.visit, acting_person.id, data.bytes, sha256, data.done_at, now):
            raise ContentDiffers
    return PhotoProgress(data.id, 0)


async def own_photo(person: ActingPerson, photo_id: UUID) -> dict[str, Any] | None:
    """Return what has come of a photo of this worker's, and hold it against other parts until the commit."""
    await fetch(LOCK, photo_id, person.id)
    rows = await fetch(PHOTO, photo_id, person.id)
    return rows[0] if rows else None


def received_of(row: dict[str, Any]) -> int:
    """Return how many bytes of a photo have come; once it is whole its parts are gone."""
    return int(row["bytes"] if row["is_here"] else row["received"])


@patch(
    "/api/attachments/{photo_id:uuid}",
    operation_id="addPhotoPart",
    guards=[allow(Role.WORKER)],
    responses=can_refuse(
        SignInNeeded,
        NotYourRole,
        NotFound,
        UnsupportedMediaType,
        TooLarge,
        AttachmentOutOfStep,
        PhotoDamaged,
        PhotoUnreadable,
    ),
    request_max_body_size=LARGEST_PART,
    opt={BODY_KIND: OCTETS_KIND, FROM_OLD_PHONES: True},
    operation_class=PartOperation,
)
async def add_photo_part(
    acting_person: NamedDependency[ActingPerson],
    photo_id: FromPath[UUID],
    from_byte: Annotated[int, QueryParameter(name="from", ge=0)],
    body: RawBody,
) -> PhotoProgress:
    """Add the next part of a photo; with the last one it is checked, stripped of all but the picture, and kept."""
    if not body:
        raise InvalidRequest(errors=[{"pointer": "", "detail": "A part has at least one byte"}])
    async with transaction():
        photo = await own_photo(acting_person, photo_id)
        if photo is None:
            raise NotFound
        received = received_of(photo)
        if photo["is_here"]:
            # The answer to its last part was lost.
            return PhotoProgress(photo_id, received)
        if problem := refuse_part(from_byte, len(body), received, photo["bytes"]):
            raise problem
        sealed = at_rest.seal(at_rest.PHOTO_PART, at_rest.of_part(photo_id, from_byte), body)
        await AttachmentPart.insert(AttachmentPart(attachment=photo_id, from_byte=from_byte, content_sealed=sealed))
        received += len(body)
        refusal = await finish(acting_person, photo_id, photo) if received == photo["bytes"] else None
    # After the commit: what cannot be kept has been dropped.
    if refusal:
        raise refusal
    return PhotoProgress(photo_id, received)


async def finish(person: ActingPerson, photo_id: UUID, photo: dict[str, Any]) -> Problem | None:
    """Keep the picture of a photo whose parts are all here, or drop what is none and return why."""
    content = b"".join(
        at_rest.unseal(at_rest.PHOTO_PART, at_rest.of_part(photo_id, row["from_byte"]), row["content_sealed"])
        for row in await fetch(PARTS, photo_id)
    )
    await fetch(DROP_PARTS, photo_id)
    if problem := refuse_content(content, photo["sha256"]):
        return problem
    # It takes as long as a hundred other answers.
    picture = await asyncio.to_thread(bare_picture, content)
    if isinstance(picture, Problem):
        await fetch(DROP, photo_id)
        return picture
    await fetch(KEEP, photo_id, at_rest.seal(at_rest.PHOTO, photo_id.bytes, picture), clock.now())
    await trail.of_visit(person, photo["visit"], "added photo")
    await announce(Changed(photo["organiser"], photo["provider"], frozenset({photo["client"]})))
    return None


@delete(
    "/api/attachments/{photo_id:uuid}",
    operation_id="giveUpPhoto",
    opt={FROM_OLD_PHONES: True},
    guards=[allow(Role.WORKER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound, PhotoReceived),
)
async def give_up_photo(acting_person: NamedDependency[ActingPerson], photo_id: FromPath[UUID]) -> None:
    """Take back one's own photo that has not wholly come; one that is not there is taken back already."""
    async with transaction():
        photo = await own_photo(acting_person, photo_id)
        if photo is None:
            return
        if photo["is_here"]:
            raise PhotoReceived
        await fetch(DROP, photo_id)


@get(
    "/api/attachments/{photo_id:uuid}",
    operation_id="openPhoto",
    guards=[allow(Role.WORKER, Role.CLIENT, Role.RELATIVE, Role.PROVIDER)],
    responses=can_refuse(SignInNeeded, NotYourRole, NotFound),
    opt={AS_IT_IS: True},
    media_type="image/jpeg",
)
async def open_photo(acting_person: NamedDependency[ActingPerson], photo_id: FromPath[UUID]) -> Response[bytes]:
    """Open a photo of a visit that one may see; who opened it is noted."""
    async with transaction():
        columns = (Attachment.visit, Attachment.content_sealed)
        photo = await Attachment.select(*columns).where(Attachment.id == photo_id).first()
        if photo is None or photo["content_sealed"] is None:
            raise NotFound
        seen = (
            await Visit.select(Visit.client)
            .where(And(Visit.visible_to(acting_person), Visit.id == photo["visit"]))
            .first()
        )
        if seen is None or not await whose_photos(acting_person, [seen["client"]]):
            raise NotFound
        await trail.of_visit(acting_person, photo["visit"], "viewed photo")
    # A file and nothing else, wherever it is opened: never a page, never kept on the way.
    headers = {"Content-Disposition": "inline", "Content-Security-Policy": "default-src 'none'; sandbox"}
    picture = at_rest.unseal(at_rest.PHOTO, photo_id.bytes, photo["content_sealed"])
    return Response(picture, media_type="image/jpeg", headers=headers)


ROUTES = [add_photo, add_photo_part, give_up_photo, open_photo]
