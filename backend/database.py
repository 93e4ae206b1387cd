"""The one database engine, and `transaction()`: all or nothing, inside another one a savepoint.

A request of an organiser's staff runs within that organiser's walls, which stand in the database (docs/decisions/0032).

Piccolo finds the engine and the list of tables here (`PICCOLO_CONF=backend.database`).
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import Any, cast
from uuid import UUID

from asyncpg import Connection
from asyncpg.pool import PoolConnectionProxy
from piccolo.conf.apps import AppRegistry
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from piccolo.querystring import QueryString

# Piccolo's own migration table looks its engine up by this name.
os.environ.setdefault("PICCOLO_CONF", "backend.database")

# A statement that runs longer holds a phone's answer back and is a defect; migrations lift it.
STATEMENT_SECONDS = 30
CONNECTION_SETTINGS = {
    "statement_timeout": f"{STATEMENT_SECONDS}s",
    # Every statement of a phone's push is prepared once; planning it anew each time costs more than running it.
    "plan_cache_mode": "force_generic_plan",
    # No statement here reads so much that compiling it would pay.
    "jit": "off",
    # Times are told as they were told the first time.
    "timezone": "UTC",
}


async def leave_clean(connection: PoolConnectionProxy) -> None:
    """Reset a connection that comes back in the middle of a transaction; no other state is ever set on one."""
    if connection.is_in_transaction():
        await connection.reset()


# The organiser whose staff's request this is: nothing of it reaches another organiser's clients (docs/decisions/0032).
WITHIN: ContextVar[UUID | None] = ContextVar("WITHIN", default=None)
# The role that the policies of the tables hold to one organiser; made by the migration that raised the walls.
WALLED_ROLE = "kotiseteli_organiser"
STAND = "select set_config('role', $1, true), set_config('kotiseteli.organiser', $2, true)"


class SafeTransaction(PostgresTransaction):
    """A transaction that gives its connection back even when BEGIN or COMMIT fails (docs/decisions/0003)."""

    # Within whose walls it stands at this moment.
    within: UUID | None = None

    async def begin(self) -> None:
        """Begin; a connection that cannot, or whose caller goes away meanwhile, goes back to the pool."""
        try:
            await super().begin()  # type: ignore[no-untyped-call]  # Piccolo says nothing
        except BaseException:
            await self.give_back()
            raise

    async def give_back(self) -> None:
        """Release the connection, whatever happens to the caller."""
        if self.engine.pool:
            await asyncio.shield(self.engine.pool.release(self.connection))
        else:
            await self.connection.close()

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        """Commit or roll back, and release the connection whatever happens."""
        if self._parent:
            return exception is None
        try:
            if exception is None:
                if not (self._committed or self._rolled_back):
                    await self.commit()  # type: ignore[no-untyped-call]  # Piccolo says nothing
            elif not self._rolled_back:
                await self.rollback()  # type: ignore[no-untyped-call]  # the same
        finally:
            self.engine.current_transaction.reset(self.context)
            await self.give_back()
        return exception is None


class Database(PostgresEngine):
    """Piccolo's engine, told where the database is when the product starts, not when it is imported."""

    def __init__(self) -> None:
        """Make an engine that is not connected yet."""
        super().__init__(config={})

    async def check_version(self) -> None:
        """Do nothing: `open` checks, once there is an address."""

    async def prep_database(self) -> None:
        """Do nothing: no extension is needed."""

    def transaction(self, allow_nested: bool = True) -> SafeTransaction:  # noqa: FBT001, FBT002 - Piccolo's signature
        """Return a transaction that cannot leak its connection."""
        return SafeTransaction(engine=self, allow_nested=allow_nested)

    async def open(self, address: str, pool_size: int) -> None:
        """Connect to the database at `address` with a pool of `pool_size` connections."""
        self.config = {"dsn": address, "server_settings": CONNECTION_SETTINGS}
        await self.start_connection_pool(min_size=min(2, pool_size), max_size=pool_size, reset=leave_clean)

    async def close(self) -> None:
        """Close every connection."""
        await self.close_connection_pool()

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:  # noqa: FBT001, FBT002 - Piccolo's signature
        """Run a query of Piccolo's, within the walls that the request stands in."""
        if stands_right(self.current_transaction.get()):
            return await super().run_querystring(querystring, in_pool)
        async with transaction():
            return await super().run_querystring(querystring, in_pool)


DB = Database()
APP_REGISTRY = AppRegistry(apps=["backend.piccolo_app"])


def stands_right(running: PostgresTransaction | None) -> bool:
    """Tell whether what is run now stands within the walls that it should."""
    return WITHIN.get() == (running.within if isinstance(running, SafeTransaction) else None)


async def stand(running: PostgresTransaction, organiser: UUID | None) -> None:
    """Go within an organiser's walls, or out of them, until the transaction ends: `set local` leaves nothing behind."""
    if isinstance(running, SafeTransaction) and running.within != organiser:
        await running.connection.fetch(STAND, WALLED_ROLE if organiser else "none", str(organiser or ""))
        running.within = organiser


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """All or nothing. Inside another transaction it is a savepoint, so a refusal undoes only itself."""
    outer = DB.current_transaction.get()
    if outer is None:
        async with DB.transaction() as begun:
            await stand(begun, WITHIN.get())
            yield
        return
    before = outer.within if isinstance(outer, SafeTransaction) else None
    mark = await outer.savepoint()
    try:
        await stand(outer, WITHIN.get())
        yield
        await stand(outer, before)
    except BaseException:
        # Going back to a savepoint leaves it standing, and each that stands takes a lock in the database's memory.
        await mark.rollback_to()
        await mark.release()
        if isinstance(outer, SafeTransaction):
            outer.within = before
        raise
    await mark.release()


@asynccontextmanager
async def across_organisers() -> AsyncIterator[None]:
    """Run a transaction over the walls: for what must know whether anybody has a person or a number already."""
    before = WITHIN.set(None)
    try:
        async with transaction():
            yield
    finally:
        WITHIN.reset(before)


async def fetch(statement: str, *values: object) -> list[dict[str, Any]]:
    """Run plain SQL with `$1` parameters on the transaction's connection, or on one of the pool."""
    running = DB.current_transaction.get()
    if not stands_right(running):
        async with transaction():
            return await fetch(statement, *values)
    if running is not None:
        return cast("list[dict[str, Any]]", await running.connection.fetch(statement, *values))
    if DB.pool is None:
        raise RuntimeError("The database is not open.")
    return cast("list[dict[str, Any]]", await DB.pool.fetch(statement, *values))


def connection() -> "Connection[Any]":
    """Return the transaction's own connection, for COPY and for what must share its fate."""
    running = DB.current_transaction.get()
    if running is None or not stands_right(running):
        raise RuntimeError("There is no transaction here, or it stands within other walls.")
    return cast("Connection[Any]", running.connection)
