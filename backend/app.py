"""Builds the product's web application: its routes, how it says no, its contract, and the built app it serves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache, partial
from typing import Any
from urllib.parse import urlsplit

from litestar import Litestar, Request, Response, get, route
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi.config import OpenAPIConfig
from litestar.params import FromPath
from litestar.types import ASGIApp, Receive, Scope, Send

from backend.access import provider_keys
from backend.access.guards import acting_person, allow_anyone
from backend.accessibility import routes as accessibility
from backend.accounting import files as accounting_files
from backend.accounting import payments
from backend.accounting import routes as accounting
from backend.answers import AS_IT_IS, HANDLERS, can_refuse
from backend.arriving import routes as arriving
from backend.attachments import routes as attachments
from backend.built_pwa import answer_file, read_build
from backend.catalogue import routes as catalogue
from backend.channels import routes as channels
from backend.channels.jobs import Telling
from backend.channels.mail import MailServer
from backend.channels.push import PushServices
from backend.channels.sending import Channels
from backend.clients import routes as clients
from backend.contact import complaints, messages, threads
from backend.database import DB, WITHIN, fetch
from backend.decisions import routes as decisions
from backend.demo import routes as demo
from backend.door_notes import routes as door_notes
from backend.enrolment import routes as enrolment
from backend.exports import routes as exports
from backend.feedback import answering as answering_feedback
from backend.feedback import disputes, links
from backend.feedback import routes as feedback
from backend.headers import headers_hook
from backend.identification import routes as identification
from backend.identification.identity_provider import IdentityProvider
from backend.identification.ways import read_ways
from backend.imports import routes as imports
from backend.invoicing import own_visits
from backend.invoicing import routes as invoicing
from backend.keys import Keys
from backend.late_records import routes as late_records
from backend.logs import logging_config
from backend.mandates import routes as mandates
from backend.month_sheets import routes as month_sheets
from backend.notices import routes as notices
from backend.notices.live import Live
from backend.own_systems import routes as own_systems
from backend.packing import LARGEST_BODY
from backend.papers import routes as papers
from backend.passkeys import routes as passkeys
from backend.phones import routes as phones
from backend.presence import routes as presence
from backend.providers import routes as providers
from backend.review import answering as answering_review
from backend.review import routes as review
from backend.round_files import routes as round_files
from backend.rounds import routes as rounds
from backend.rounds.watching import Watching
from backend.sealed import routes as sealed
from backend.sealed.envelope import keyring
from backend.sessions import routes as sessions
from backend.settings import Settings
from backend.settlement import crediting, previewing, running
from backend.settlement import routes as settlements
from backend.settlement.running import Settling
from backend.shortfalls import routes as shortfalls
from backend.shortfalls.jobs import Weighing
from backend.suomi_fi import routes as suomi_fi
from backend.suomi_fi.asking import SuomiFi
from backend.suomi_fi.joined import read_joined
from backend.sync import routes as sync
from backend.sync.gathering import Gathering
from backend.sync.push import Intake
from backend.throttle import Throttle
from backend.verdicts.judging import Judging
from backend.viewings import answering, unusual
from backend.viewings import routes as viewings
from backend.viewings.jobs import Sealing
from backend.visits import arriving as arrivals
from backend.visits import routes as visits
from backend.vouchers import routes as vouchers
from backend.vouchers.code import verified_terms
from backend.wire import Wire

VERSION = "0.1.0"
# A worker's clients show the same codes day after day; an Ed25519 check costs more than everything else about a visit.
CODES_REMEMBERED = 20_000


# Lists repeat themselves: a provider's month shrinks to a twentieth. What is compressed already, streams or is small
# says so at its route.
COMPRESSION = CompressionConfig(backend="gzip", gzip_compress_level=5, minimum_size=2000, exclude_opt_key=AS_IT_IS)


class Health(Wire):
    """The server is up and its database answers."""

    status: str


@get("/api/health", operation_id="readHealth", guards=[allow_anyone()], responses=can_refuse())
async def read_health() -> Health:
    """Tell whether the server and its database answer."""
    await fetch("select 1")
    return Health("ok")


@route(
    ["/", "/{path:path}"],
    http_method=["GET", "HEAD"],
    include_in_schema=False,
    guards=[allow_anyone()],
    opt={AS_IT_IS: True},
)
async def open_app(request: Request[Any, Any, State], path: FromPath[str] = "/") -> Response[bytes]:
    """Serve the built app."""
    return answer_file(request, path)


ROUTES = [
    read_health,
    open_app,
    *sessions.ROUTES,
    *identification.ROUTES,
    *passkeys.ROUTES,
    *provider_keys.ROUTES,
    *catalogue.ROUTES,
    *providers.ROUTES,
    *vouchers.ROUTES,
    *clients.ROUTES,
    *mandates.ROUTES,
    *suomi_fi.ROUTES,
    *arriving.ROUTES,
    *decisions.ROUTES,
    *imports.ROUTES,
    *papers.ROUTES,
    *month_sheets.ROUTES,
    *visits.ROUTES,
    *arrivals.ROUTES,
    *shortfalls.ROUTES,
    *rounds.ROUTES,
    *round_files.ROUTES,
    *viewings.ROUTES,
    *answering.ROUTES,
    *unusual.ROUTES,
    *attachments.ROUTES,
    *exports.ROUTES,
    *feedback.ROUTES,
    *links.ROUTES,
    *disputes.ROUTES,
    *answering_feedback.ROUTES,
    *invoicing.ROUTES,
    *own_visits.ROUTES,
    *accounting.ROUTES,
    *accounting_files.ROUTES,
    *payments.ROUTES,
    *review.ROUTES,
    *answering_review.ROUTES,
    *settlements.ROUTES,
    *running.ROUTES,
    *previewing.ROUTES,
    *late_records.ROUTES,
    *crediting.ROUTES,
    *complaints.ROUTES,
    *messages.ROUTES,
    *threads.ROUTES,
    *door_notes.ROUTES,
    *presence.ROUTES,
    *accessibility.ROUTES,
    *sync.ROUTES,
    *sealed.ROUTES,
    *own_systems.ROUTES,
    *phones.ROUTES,
    *enrolment.ROUTES,
    *notices.ROUTES,
    *channels.ROUTES,
]


def out_of_walls(app: ASGIApp) -> ASGIApp:
    """Begin and end every request outside the walls that its guard takes it into."""

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        before = WITHIN.set(None)
        try:
            await app(scope, receive, send)
        finally:
            WITHIN.reset(before)

    return handle


@asynccontextmanager
async def listening(app: Litestar) -> AsyncIterator[None]:
    """Hear what is committed and do what is done beside the requests, for as long as the application runs."""
    app.state.live.start(DB.config)
    sealing, telling, watching, weighing = Sealing(), Telling(app.state.channels), Watching(), Weighing()
    settling, judging = Settling(), Judging()
    sealing.start()
    judging.start()
    watching.start()
    weighing.start()
    settling.start()
    await telling.start()
    try:
        yield
    finally:
        await telling.stop()
        await settling.stop()
        await judging.stop()
        await weighing.stop()
        await watching.stop()
        await sealing.stop()
        await app.state.live.stop()


def channels_of(settings: Settings, keys: Keys) -> Channels:
    """Return by what people are told."""
    # How a push service reaches whoever runs this (RFC 8292 section 2.1).
    contact = f"https://{urlsplit(settings.public_url).hostname}"
    return Channels(
        push=PushServices(contact, keys.push_keys(), anywhere=settings.push_anywhere),
        mail=MailServer(settings.smtp) if settings.smtp else None,
        public_url=settings.public_url,
    )


def build_app(settings: Settings, keys: Keys, *, described: bool = False) -> Litestar:
    """Build the application; the database is open and stays its caller's. Only a described one knows its contract."""
    joined = read_joined(settings.suomi_fi)
    verified = lru_cache(CODES_REMEMBERED)(partial(verified_terms, keys=keys.voucher_keys()))
    return Litestar(
        route_handlers=[*ROUTES, *(demo.ROUTES if settings.demo else [])],
        # Named as no field on the wire can be: Litestar takes a bad field of a dependency's name for our own fault.
        dependencies={"acting_person": Provide(acting_person)},
        exception_handlers=HANDLERS,
        lifespan=[listening],
        state=State(
            {
                "settings": settings,
                "own_keys": keys,
                "keyring": keyring(keys.sealing_keys()),
                "identity_providers": {
                    way.name: IdentityProvider(way, settings.public_url)
                    for way in read_ways(settings.sign_in, settings.sign_in_secrets)
                },
                "live": Live(),
                "channels": channels_of(settings, keys),
                "suomi_fi": SuomiFi(joined) if joined else None,
                "throttle": Throttle(),
                "build": read_build(),
                "intake": Intake(verified, Gathering()),
            }
        ),
        middleware=[out_of_walls],
        before_send=[headers_hook(settings)],
        compression_config=COMPRESSION,
        request_max_body_size=LARGEST_BODY,
        openapi_config=OpenAPIConfig(title="Kotiseteli", version=VERSION) if described else None,
        logging_config=logging_config(),
    )
