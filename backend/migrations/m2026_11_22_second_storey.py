"""The second storey: rulebooks from a day to a day, decisions with their legal content, and what happens to a grant.

The values of the first storey become parts of a rulebook. Nothing released reads their table, so it goes at once.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-22T16:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "second storey"

FORWARDS = """
alter table service
    drop constraint service_unit_check,
    add constraint service_unit_check
        check (unit in ('minute', 'quarter_hour', 'half_hour', 'hour', 'visit', 'day', 'week', 'month'));

create table rulebook_part (
    id uuid primary key,
    organiser uuid not null references organiser,
    -- Null: the general part.
    service uuid references service,
    first_day date not null,
    -- As entered: a part without one ends where the next of its kind begins.
    last_day date check (last_day >= first_day),
    source text not null,
    terms jsonb not null,
    entered_at timestamptz not null,
    -- Null: came with the installation.
    entered_by uuid references person,
    withdrawn_at timestamptz,
    withdrawn_by uuid references person
);
create unique index rulebook_part_first_day on rulebook_part (organiser, service, first_day)
    nulls not distinct where withdrawn_at is null;

create sequence decision_number start 10001;
alter table service_decision
    drop constraint service_decision_number_key,
    add unique (organiser, number),
    add about text not null default 'service' check (about in ('service', 'value')),
    add arranging text check (arranging in ('voucher', 'order', 'own')),
    add applied_on date,
    add need text not null default '',
    add legal_basis text[] not null default '{}',
    add language text not null default 'fi' check (language in ('fi', 'sv')),
    add sent_by text not null default 'letter' check (sent_by in ('letter', 'in_person')),
    add sent_on date,
    add appeal_until date,
    add granted jsonb,
    add reckoning jsonb,
    add client_fee_cents integer check (client_fee_cents >= 0),
    add replaces uuid references service_decision,
    add entered_at timestamptz,
    add undone_at timestamptz,
    add undone_by uuid references person;
update service_decision d set arranging = (select kind from voucher v where v.decision = d.id limit 1);

alter table voucher
    drop constraint voucher_quantity_unit_check,
    add constraint voucher_quantity_unit_check
        check (quantity_unit in ('minute', 'visit', 'day', 'week', 'month', 'cent')),
    drop constraint voucher_period_check,
    add constraint voucher_period_check check (period in ('week', 'month', 'total')),
    alter value_cents drop not null,
    add tasks text[] not null default '{}',
    add pauses jsonb not null default '[]';
-- Who decided, by a name that came with an import; null: it was decided here.
alter table service_decision add decided_elsewhere_by text;
create index service_decision_replaces on service_decision (replaces) where replaces is not null;
create index voucher_decision on voucher (decision);
create index voucher_organiser_last_paid_day on voucher (organiser, least(last_day, ended_on - 1));
create index person_name on person (family_name, given_name, id);
create index voucher_client_service on voucher (client, service);

create table voucher_act (
    id uuid primary key,
    -- The order in which acts were made.
    sequence bigint generated always as identity,
    voucher uuid not null references voucher,
    act text not null check (act in ('value_raised', 'paused', 'resumed', 'ended', 'undone', 'refused')),
    from_day date not null,
    to_day date check (to_day >= from_day),
    value_cents integer check ((act = 'value_raised') = (value_cents is not null)),
    reason text,
    words text not null default '',
    decision uuid references service_decision,
    at timestamptz not null,
    by_person uuid not null references person,
    role text not null
);
create index voucher_act_voucher on voucher_act (voucher);
create index voucher_act_decision on voucher_act (decision) where decision is not null;
create trigger voucher_act_is_appended_to before update or delete or truncate on voucher_act
    for each statement execute function refuse_editing();
"""

# A grant that only the newer shape can hold, a decision that was made or brought in since and what happened to a grant
# have no place in the older one: then this refuses, and loses nothing. Of a rulebook only the values go back.
BACKWARDS = """
do $$ begin
    if exists (select from voucher_act)
        or exists (select from service_decision where entered_at is not null or decided_elsewhere_by is not null)
    then raise exception 'decisions and what happened to grants have no place in the older shape';
    end if;
end $$;
drop table voucher_act;
alter table service_decision drop column decided_elsewhere_by;
drop index voucher_organiser_last_paid_day, person_name, voucher_client_service, voucher_decision;
alter table voucher
    drop column tasks,
    drop column pauses,
    alter value_cents set not null,
    drop constraint voucher_quantity_unit_check,
    add constraint voucher_quantity_unit_check check (quantity_unit in ('minute', 'day')),
    drop constraint voucher_period_check,
    add constraint voucher_period_check check (period in ('month'));
alter table service_decision
    drop constraint service_decision_organiser_number_key,
    add unique (number),
    drop column about, drop column arranging, drop column applied_on, drop column need, drop column legal_basis,
    drop column language, drop column sent_by, drop column sent_on, drop column appeal_until, drop column granted,
    drop column reckoning, drop column client_fee_cents, drop column replaces, drop column entered_at,
    drop column undone_at, drop column undone_by;
drop sequence decision_number;
drop table rulebook_part;
alter table service
    drop constraint service_unit_check,
    add constraint service_unit_check check (unit in ('hour', 'day'));
"""


# Once its rows are parts.
DROP_VALUES = "drop table voucher_value"
MAKE_VALUES = """
create table voucher_value (
    id uuid primary key,
    organiser uuid not null references organiser,
    service uuid not null references service,
    band text not null,
    factor_permille integer not null check (factor_permille > 0),
    value_cents integer not null check (value_cents >= 0),
    first_day date not null,
    last_day date check (last_day >= first_day),
    source text not null,
    unique (organiser, service, band, first_day)
);
"""

# Values with what of their service and its approvals the new shape says beside them.
VALUES = """
select v.organiser, v.service, v.band, v.factor_permille, v.value_cents, v.first_day, v.last_day, v.source,
    s.unit, s.slug, exists (
        select from approved_provider a where (a.organiser, a.service, a.kind) = (v.organiser, v.service, 'order')
    ) as is_ordered
from voucher_value v join service s on s.id = v.service order by v.organiser, v.service, v.first_day
"""
STORE_PART = """
insert into rulebook_part (id, organiser, service, first_day, last_day, source, terms, entered_at)
values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, now())
"""
PARTS = """
select organiser, service, first_day, source, terms,
    coalesce(last_day, lead(first_day) over (partition by organiser, service order by first_day) - 1) as last_day
from rulebook_part where withdrawn_at is null and service is not null
"""
STORE_VALUE = """
insert into voucher_value (id, organiser, service, band, factor_permille, value_cents, first_day, last_day, source)
values (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8)
"""

Row = Mapping[str, Any]
MIDNIGHT, MORNING, EVENING, NIGHT, DAY_END = 0, 7 * 60, 18 * 60, 22 * 60, 24 * 60
# The bands of the first storey in the order they are read, with the hours that Lapland's rulebook prints.
DAYS_OF = {
    "sunday": ["sunday", "holiday"],
    "saturday-evening": ["saturday"],
    "saturday": ["saturday"],
    "evening": ["weekday"],
    "weekday": ["weekday"],
    "any": ["weekday", "saturday", "sunday", "holiday"],
}
EVENING_OF = {"saturday": "saturday-evening", "weekday": "evening"}


def in_turn(rows: Sequence[Row]) -> Iterator[tuple[date, date | None, dict[str, Row]]]:
    """Cut the values of one service where any of them changes: from a day to a day, what each band was worth."""
    one_day = timedelta(days=1)
    cuts = sorted({row["first_day"] for row in rows} | {row["last_day"] + one_day for row in rows if row["last_day"]})
    for day, next_day in zip(cuts, [*cuts[1:], None], strict=True):
        begun = [row for row in rows if row["first_day"] <= day]
        holding = {row["band"]: row for row in begun if row["last_day"] is None or day <= row["last_day"]}
        if holding:
            yield day, next_day and next_day - one_day, holding


def hours_of(band: str, known: Mapping[str, Row]) -> tuple[int, int]:
    """Return the minutes of a band; a list that prices no evening means the whole day."""
    if band == "any" or not known.keys() & EVENING_OF.values():
        return MIDNIGHT, DAY_END
    if band in EVENING_OF.values():
        return EVENING, NIGHT
    if band == "sunday":
        return MORNING, NIGHT
    return (MORNING, EVENING) if EVENING_OF[band] in known else (MIDNIGHT, DAY_END)


def value_from(holding: Mapping[str, Row]) -> dict[str, Any]:
    """Return the values of the bands as the terms of a price: a base and its factors where they fit to the cent."""
    unit = next(iter(holding.values()))["unit"]
    if holding.keys() == {"any"}:
        return {"unit": unit, "baseCents": holding["any"]["value_cents"]}
    base = holding["weekday"]["value_cents"] if "weekday" in holding else None
    has_factors = all(
        base is not None and row["value_cents"] * 1000 == base * row["factor_permille"] for row in holding.values()
    )
    bands = []
    # A band of another name is refused: its hours stand nowhere.
    for slug in sorted(holding, key=list(DAYS_OF).index):
        from_minute, to_minute = hours_of(slug, holding)
        row = holding[slug]
        price = {"factorPermille": row["factor_permille"]} if has_factors else {"cents": row["value_cents"]}
        bands.append({"slug": slug, "days": DAYS_OF[slug], "fromMinute": from_minute, "toMinute": to_minute, **price})
    return {"unit": unit, "baseCents": base if has_factors else None, "timetable": {"bands": bands}}


async def move_values() -> None:
    """Make parts of a rulebook of the values."""
    by_service = defaultdict(list)
    for row in await connection().fetch(VALUES):
        by_service[row["organiser"], row["service"]].append(row)
    for (organiser, service), rows in by_service.items():
        for first_day, last_day, holding in in_turn(rows):
            source = "; ".join(dict.fromkeys(row["source"] for row in holding.values()))
            terms: dict[str, Any] = {"part": "service", "arranging": ["voucher"], "value": value_from(holding)}
            if rows[0]["is_ordered"]:
                terms["arranging"].append("order")
            # The only service whose fee the first storey reckoned.
            if rows[0]["slug"] == "regular-home-care":
                terms["fee"] = {"kind": "by_hours"}
            await connection().execute(STORE_PART, organiser, service, first_day, last_day, source, json.dumps(terms))


async def move_values_back() -> None:
    """Make values of the parts on services, as far as they fit: a price in each band, and no other term."""
    for part in await connection().fetch(PARTS):
        value = json.loads(part["terms"]).get("value")
        if not value:
            continue
        base = value.get("baseCents")
        bands = (value.get("timetable") or {}).get("bands") or [{"slug": "any"}]
        cents = {
            band["slug"]: (band.get("cents"), band.get("factorPermille") or 1000)
            for band in reversed(bands)
            if band.get("cents") is not None or base is not None
        }
        # Without a base, the share of the weekday's value, or of the dearest.
        dearest = max((own for own, _ in cents.values() if own is not None), default=1)
        whole = cents.get("weekday", (dearest,))[0] or dearest or 1
        for slug, (own, factor) in cents.items():
            worth = own if own is not None else (base * factor + 500) // 1000
            share = max(1, round(1000 * own / whole)) if own is not None else factor
            period = (part["first_day"], part["last_day"], part["source"])
            await connection().execute(STORE_VALUE, part["organiser"], part["service"], slug, share, worth, *period)


async def forwards() -> MigrationManager:
    """Make room for rulebooks, decisions and what happens to a grant."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)
        await move_values()
        await connection().execute(DROP_VALUES)

    async def drop() -> None:
        await connection().execute(MAKE_VALUES)
        await move_values_back()
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
