"""The ceiling to measure against: Litestar, one decoded batch, one INSERT and commit, two indexes; nothing else."""

import os
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import uvicorn
from litestar import Litestar, post
from litestar.datastructures import State
from litestar.params import JSONBody


class Arguments(msgspec.Struct, rename="camel"):
    """The fields of a visit."""

    voucher_number: str
    code: str | None
    started_at: datetime
    ended_at: datetime
    elapsed_seconds: int | None
    tasks: list[dict[str, Any]]
    note: str


class Mutation(msgspec.Struct, rename="camel"):
    """A visit as it is sent."""

    id: UUID
    number: int
    name: str
    done_at: datetime
    arguments: Arguments


class Push(msgspec.Struct, rename="camel"):
    """A batch."""

    device: UUID
    sent_at: datetime
    highest_number: int
    mutations: list[Mutation]


TABLE = """
drop table if exists bare_visit;
create table bare_visit (id uuid primary key, device uuid, number bigint, voucher text, started_at timestamptz,
    ended_at timestamptz, tasks jsonb, note text, done_at timestamptz);
create index on bare_visit (voucher, started_at);
create index on bare_visit (device, number);
"""
INSERT = """
insert into bare_visit select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::timestamptz[],
    $6::timestamptz[], $7::jsonb[], $8::text[], $9::timestamptz[]) on conflict do nothing
"""


@post("/push", status_code=200)
async def push(state: State, data: JSONBody[Push]) -> dict[str, int]:
    """Store a batch and commit."""
    sent = data.mutations
    await state.pool.execute(
        INSERT,
        [one.id for one in sent],
        [data.device] * len(sent),
        [one.number for one in sent],
        [one.arguments.voucher_number for one in sent],
        [one.arguments.started_at for one in sent],
        [one.arguments.ended_at for one in sent],
        [msgspec.json.encode(one.arguments.tasks).decode() for one in sent],
        [one.arguments.note for one in sent],
        [one.done_at for one in sent],
    )
    return {"stored": len(sent)}


async def open_pool(app: Litestar) -> None:
    """Open the pool and make the table."""
    app.state.pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=2, max_size=10)
    await app.state.pool.execute(TABLE)


if __name__ == "__main__":
    application = Litestar([push], on_startup=[open_pool], openapi_config=None)
    uvicorn.run(application, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning", access_log=False)
