"""Weighs what clients have received against what they were granted: one statement for all, the pure rule for each."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from backend.database import fetch
from backend.days import local_day, month_around, start_of
from backend.providers.deviations import WAS_MADE
from backend.shortfalls import rules
from backend.wire import Text

# For how long after it a missed visit still counts as one in a row.
MISSED_COUNTS = timedelta(days=14)
# Grants that were in force, and not paused, on each of the days. $1: organisers, null for all; $2, $3: the first of the
# days for a week's and a month's grant; $4: the last; $5, $6: when those first days began; $7: when the last one ended;
# $8: since when missed visits count.
WEIGH = f"""
select v.id as voucher, v.client, v.organiser, v.quantity, v.quantity_unit, v.period,
    p.given_name || ' ' || p.family_name as client_name, s.name_fi, s.name_sv, s.name_en,
    case v.quantity_unit when 'minute' then done.minutes when 'visit' then done.visits else done.days end as received,
    missed.in_a_row
from voucher v join service_decision d on d.id = v.decision and d.undone_at is null
join client c on c.id = v.client and c.died_on is null join person p on p.id = c.person
join service s on s.id = v.service
cross join lateral (
    select coalesce(sum(x.minutes), 0) as minutes, count(*) as visits,
        count(distinct (x.started_at at time zone 'Europe/Helsinki')::date) as days
    from visit x where x.client = v.client and x.voucher = v.id and x.state = 'recorded'
        and {WAS_MADE.format(visit="x")}
        and x.started_at >= case v.period when 'week' then $5::timestamptz else $6 end and x.started_at < $7
) done
cross join lateral (
    -- Those since the last visit that was made.
    select count(*) as in_a_row from happening h where h.client = v.client and h.kind = 'missed' and h.at >= $8
        and not exists (
            select from visit x where x.client = v.client and x.state = 'recorded' and x.started_at > h.at
        )
) missed
where ($1::uuid[] is null or v.organiser = any($1)) and v.last_day >= $4
    and v.first_day <= case v.period when 'week' then $2::date else $3 end
    and (v.ended_on is null or v.ended_on > $4) and v.quantity > 0
    and v.quantity_unit in ('minute', 'visit', 'day') and v.period in ('week', 'month')
    and not exists (
        select from jsonb_array_elements(v.pauses) as pause where (pause ->> 'first_day')::date <= $4
            and coalesce((pause ->> 'last_day')::date, 'infinity') >= case v.period when 'week' then $2 else $3 end
    )
order by client_name, v.id
"""  # noqa: S608 - written here


class Shortfall(msgspec.Struct, frozen=True):
    """One grant of which less has come than was granted."""

    voucher: UUID
    client: UUID
    organiser: UUID
    client_name: str
    service: Text
    level: rules.Level
    # Hundredths of what was granted for the days up to `last_day`.
    share: int
    missed_in_a_row: int
    last_day: date


def weighed(row: dict[str, Any], last_day: date) -> Shortfall | None:
    """Return what one grant's row comes to, or None where enough has come."""
    length = rules.DAYS["week"] if row["period"] == "week" else month_around(last_day).last_day.day
    grant = rules.Grant(row["quantity"], row["period"], length)
    found = rules.level(row["received"], grant, row["in_a_row"])
    if found is None:
        return None
    return Shortfall(
        voucher=row["voucher"],
        client=row["client"],
        organiser=row["organiser"],
        client_name=row["client_name"],
        service=Text(row["name_fi"], row["name_sv"], row["name_en"]),
        level=found,
        share=rules.share(row["received"], grant),
        missed_in_a_row=row["in_a_row"],
        last_day=last_day,
    )


async def shortfalls(now: datetime, organisers: Sequence[UUID] | None = None) -> list[Shortfall]:
    """Return the grants of which less has come in the last whole days than was granted, the gravest first."""
    today = local_day(now)
    firsts = [today - timedelta(days=rules.DAYS[period]) for period in ("week", "month")]
    last = today - timedelta(days=1)
    began = [start_of(day) for day in (*firsts, today)]
    rows = await fetch(WEIGH, organisers, *firsts, last, *began, now - MISSED_COUNTS)
    found = [one for row in rows if (one := weighed(dict(row), last))]
    return sorted(found, key=lambda one: (one.level != "red", one.share))
