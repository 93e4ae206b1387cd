"""The command `kotiseteli`: serve, migrate, load the demo county, change a key, prove the books, print the API."""

import argparse
import contextlib
import gc
import logging
import socket
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import uvicorn
import uvloop

from backend import clock, contract, migrate
from backend.app import build_app
from backend.chain import commands as chain
from backend.chain.archiving import CannotArchive
from backend.database import DB
from backend.days import local_day
from backend.demo import cast
from backend.demo.loading import is_loaded, load_county
from backend.demo.settling import settle_months
from backend.embedded import CannotStart, EmbeddedDatabase
from backend.keys import KINDS, KeysWrong, Rotation, read_keys, rotate_key
from backend.retention.taking_away import over_now
from backend.seal_anew import seal_anew
from backend.settings import Settings, SettingsWrong, read_settings
from backend.settlement.reconciling import reconcile
from backend.viewings.unusual import find_unusual

# A push makes hundreds of objects that die with it by themselves: at Python's own 700 the collector takes a tenth of
# the server's time to find nothing.
COLLECT_AFTER = (50_000, 20, 50)
# An open page's stream must not hold the server back from stopping.
SECONDS_TO_STOP = 2

WHO_TO_BE = {
    "worker": cast.ANNA,
    "client": cast.HELVI,
    "her daughter": cast.KAISA,
    "provider's office": cast.OLLI,
    "granter": cast.MARJA,
    "organiser": cast.PEKKA,
    "finance": cast.TUULA,
}


def say(words: str) -> None:
    """Print a line for the person at the terminal."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


@contextmanager
def database_address(settings: Settings) -> Iterator[str]:
    """Give the database's address; the embedded one is started and stopped with us."""
    if settings.database_url:
        yield settings.database_url
        return
    embedded = EmbeddedDatabase(settings.data_folder / "postgresql")
    address = embedded.start()
    try:
        yield address
    finally:
        embedded.stop()


@asynccontextmanager
async def open_database(address: str, settings: Settings) -> AsyncIterator[None]:
    """Hold the database open, brought to its newest shape."""
    await DB.open(address, settings.pool_size)
    read_keys(settings.data_folder).open_contents()
    try:
        for done in await migrate.migrate_forwards():
            say(f"Migrated: {done}")
        yield
    finally:
        await DB.close()


async def load_demo(settings: Settings) -> None:
    """Load the demo county once."""
    if await is_loaded():
        return
    say("Loading the demo county ...")
    await load_county(local_day(clock.now()), read_keys(settings.data_folder))
    await settle_months(local_day(clock.now()))


def where_and_who(settings: Settings) -> str:
    """Return where to open the product and who to be."""
    lines = [f"Kotiseteli is open at http://localhost:{settings.port}"]
    if settings.demo:
        lines.append("Be one of these (nothing here is real):")
        lines += [f"  {person.name:<20} {part}" for part, person in WHO_TO_BE.items()]
    return "\n".join([*lines, "Stop with Ctrl+C."])


class AnnouncedServer(uvicorn.Server):
    """A server that says where it is, once it listens."""

    def __init__(self, config: uvicorn.Config, words: str) -> None:
        """Hold what to say."""
        super().__init__(config)
        self.words = words

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say where."""
        await super().startup(sockets)
        if self.started:
            say(self.words)


async def serve(settings: Settings, address: str) -> None:
    """Serve until told to stop."""
    # A county that is loaded is many objects and no garbage: looked through as often as usual, it took a third longer.
    gc.set_threshold(*COLLECT_AFTER)
    async with open_database(address, settings):
        if settings.demo:
            await load_demo(settings)
        config = uvicorn.Config(
            build_app(settings, read_keys(settings.data_folder)),
            host=settings.host,
            port=settings.port,
            log_level=logging.WARNING,
            access_log=False,
            server_header=False,
            # Who stands behind a proxy is believed of the installation's own proxies alone; no page opens a socket.
            proxy_headers=bool(settings.proxies),
            forwarded_allow_ips=settings.proxies,
            ws="none",
            timeout_graceful_shutdown=SECONDS_TO_STOP,
        )
        server = AnnouncedServer(config, where_and_who(settings))
        # What was made at the start stays for good: the collector need not walk it again and again.
        gc.collect()
        gc.freeze()
        await server.serve()


async def prepare(settings: Settings, address: str, *, demo: bool) -> None:
    """Migrate, and load the demo county when asked."""
    async with open_database(address, settings):
        if demo:
            await load_demo(settings)


# What a change of each key means, and what its phones do.
CHANGED = {
    "vouchers": (
        "Vouchers are signed with a new key, {new}, in {folder}.",
        "The old one, {old}, signs no more; the papers it signed stay genuine.",
        "Start every running Kotiseteli anew. Until then it signs with the old key and does not know the new.",
        """Nothing on the phones: they fetch the new key when they next reach the network. Until then a phone
     says of a new paper that it cannot check the code; the visit can be recorded all the same, and the
     code is checked when it arrives.""",
    ),
    "receipts": (
        "Receipts of visits are signed with a new key, {new}, in {folder}.",
        "The old one, {old}, signs no more; the receipts it signed stay good.",
        "Start every running Kotiseteli anew. Until then it signs with the old key.",
        """Nothing on the phones: one that meets a receipt of the new key fetches that key first, and keeps its
     visits until it has.""",
    ),
    "sealing": (
        "Phones seal their visits to a new key, {new}, in {folder}, from their next contact on.",
        "The old one, {old}, is sealed to no more; it stays in the folder to open what phones have sealed to it.",
        "Start every running Kotiseteli anew. Until then it gives out the old key and cannot open the new one's.",
        "Nothing on the phones: what they have sealed to the old key is taken as before.",
    ),
    "contents": (
        "What people write is sealed in the database with a new key, {new}, in {folder}.",
        "The old one, {old}, seals no more; it stays in the folder to open what it has sealed.",
        "Start every running Kotiseteli anew, all at once: one that does not know the new key cannot read new notes.",
        "Nothing on the phones. To be rid of the old key: kotiseteli seal-anew, then remove it.",
    ),
    "push": (
        "Pushes are signed with a new key, {new}, in {folder}, to every browser that asks for them from now on.",
        "The old one, {old}, signs those to browsers that have asked before, until they ask anew.",
        "Start every running Kotiseteli anew. Until then it gives out the old key.",
        "Nothing on the phones: each asks anew when the app is next opened.",
    ),
}


def what_was_rotated(kind: str, rotation: Rotation, settings: Settings) -> str:
    """Return what has happened to a key, and what is left to do."""
    new, old, anew, phones = CHANGED[kind]
    return "\n".join(
        [
            new.format(new=rotation.in_use, folder=settings.data_folder / "keys"),
            old.format(old=rotation.retired),
            f"Old keys still known: {rotation.known_retired}.",
            "What to do now:",
            f"  1. {anew}",
            "  2. Back up the folder keys/ again.",
            f"  3. {phones}",
        ]
    )


async def keep_to_retention(settings: Settings, address: str, *, carry_out: bool) -> None:
    """Say what is over, and take it away when told to."""
    async with open_database(address, settings):
        found = await over_now(local_day(clock.now()), carry_out=carry_out)
    say("Taken away:" if carry_out else "Over, and still there (retention --carry-out takes it away):")
    for one in found:
        say(f"  {one.in_words()}")


async def seal_everything_anew(settings: Settings, address: str) -> None:
    """Seal what other keys have sealed with the one in use."""
    async with open_database(address, settings):
        for table, count in (await seal_anew()).items():
            say(f"Sealed anew: {count} {table}")


async def seal_trail(settings: Settings, address: str) -> None:
    """Seal the trail now."""
    async with open_database(address, settings):
        say(await chain.seal(find_unusual))


async def verify_trail(settings: Settings, address: str, printed: list[str]) -> bool:
    """Verify the trail and say what was found; return whether it is right."""
    async with open_database(address, settings):
        is_right, words = await chain.verify(printed)
    say(words)
    return is_right


async def reconcile_books(settings: Settings, address: str) -> bool:
    """Prove the books and say what was found; return whether they agree."""
    async with open_database(address, settings):
        found = await reconcile()
    say(found.in_words())
    return found.is_right


async def archive_trail(settings: Settings, address: str, year: int, file: Path, *, carry_out: bool) -> None:
    """Write a year of the trail to a file, and take it out of the database when that is to be carried out."""
    async with open_database(address, settings):
        say(await chain.archive_year(year, file, carry_out=carry_out))


def run(command: str, kind: str, chosen: argparse.Namespace) -> None:
    """Run one command; `kind` is the key to change."""
    if command == "contract":
        contract.write()
        return
    if command == "verify-trail" and chosen.file:
        is_right, words = chain.verify_archive(chosen.file)
        say(words)
        sys.exit(0 if is_right else 1)
    settings = read_settings()
    if command == "rotate-key":
        say(what_was_rotated(kind, rotate_key(settings.data_folder, KINDS[kind]), settings))
        return
    with database_address(settings) as address:
        if uvloop.run(work_of(command, settings, address, chosen)) is False:
            sys.exit(1)


def work_of(
    command: str, settings: Settings, address: str, chosen: argparse.Namespace
) -> Coroutine[None, None, bool | None]:
    """Return what a command does with the database; what comes to False has found something wrong."""
    printed = chosen.expect.read_text("utf-8").splitlines() if chosen.expect else []
    works: dict[str, Callable[[], Coroutine[None, None, bool | None]]] = {
        "serve": lambda: serve(settings, address),
        "migrate": lambda: prepare(settings, address, demo=False),
        "demo": lambda: prepare(settings, address, demo=True),
        "retention": lambda: keep_to_retention(settings, address, carry_out=chosen.carry_out),
        "seal-anew": lambda: seal_everything_anew(settings, address),
        "seal-trail": lambda: seal_trail(settings, address),
        "verify-trail": lambda: verify_trail(settings, address, printed),
        "reconcile": lambda: reconcile_books(settings, address),
        "archive-trail": lambda: archive_trail(settings, address, chosen.year, chosen.file, carry_out=chosen.carry_out),
    }
    return works[command]()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="kotiseteli", description="Service vouchers for help at home.")
    parser.add_argument(
        "command",
        choices=[
            *("serve", "migrate", "demo", "retention", "rotate-key", "seal-anew"),
            *("seal-trail", "verify-trail", "archive-trail", "reconcile", "contract"),
        ],
        help="serve the product; only migrate its database; also load the demo county; say what the law no longer lets "
        "us keep; put a new key in the place of one; seal everything with the key in use; seal the trail now; verify "
        "it and print its heads; write a year of it to a file; prove that what was accepted is settled once and "
        "that all sums agree; print the API contract",
    )
    parser.add_argument(
        "key",
        nargs="?",
        choices=list(KINDS),
        default="vouchers",
        help="for rotate-key: the one that signs vouchers (when nothing is said), signs receipts, is sealed to, "
        "seals what people write, or signs pushes",
    )
    parser.add_argument(
        "--expect",
        type=Path,
        metavar="FILE",
        help="for verify-trail: heads that were printed before and must still hold",
    )
    parser.add_argument("--year", type=int, help="for archive-trail: the year")
    parser.add_argument("--file", type=Path, help="for archive-trail: what to write; for verify-trail: what to verify")
    parser.add_argument(
        "--carry-out",
        action="store_true",
        help="for retention: take away what is over; for archive-trail: take the year out of the database, too",
    )
    chosen = parser.parse_args()
    if chosen.command == "archive-trail" and not (chosen.year and chosen.file):
        parser.error("archive-trail needs --year and --file")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # It tells every address that is asked of an identity provider.
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    with contextlib.suppress(KeyboardInterrupt):
        try:
            run(chosen.command, chosen.key, chosen)
        except (SettingsWrong, CannotStart, KeysWrong, CannotArchive) as wrong:
            sys.exit(str(wrong))


if __name__ == "__main__":
    main()
