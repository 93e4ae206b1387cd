"""The one database engine, and `transaction()`: all or nothing, inside another one a savepoint.

Piccolo finds the engine and the list of tables here (`PICCOLO_CONF=backend.database`).
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, cast

from asyncpg import Connection
from asyncpg.pool import PoolConnectionProxy
from piccolo.conf.apps import AppRegistry
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

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


class SafeTransaction(PostgresTransaction):
    """A transaction that gives its connection back even when BEGIN or COMMIT fails (docs/decisions/0003)."""

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


DB = Database()
APP_REGISTRY = AppRegistry(apps=["backend.piccolo_app"])


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """All or nothing. Inside another transaction it is a savepoint, so a refusal undoes only itself."""
    outer = DB.current_transaction.get()
    if outer is None:
        async with DB.transaction():
            yield
        return
    mark = await outer.savepoint()
    try:
        yield
    except BaseException:
        await mark.rollback_to()
        raise
    await mark.release()


async def fetch(statement: str, *values: object) -> list[dict[str, Any]]:
    """Run plain SQL with `$1` parameters on the transaction's connection, or on one of the pool."""
    running = DB.current_transaction.get()
    if running is not None:
        return cast("list[dict[str, Any]]", await running.connection.fetch(statement, *values))
    if DB.pool is None:
        raise RuntimeError("The database is not open.")
    return cast("list[dict[str, Any]]", await DB.pool.fetch(statement, *values))


def connection() -> "Connection[Any]":
    """Return the transaction's own connection, for COPY and for what must share its fate."""
    running = DB.current_transaction.get()
    if running is None:
        raise RuntimeError("There is no transaction here.")
    return cast("Connection[Any]", running.connection)
