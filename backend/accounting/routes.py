"""How settlements are posted and paid, and where to: the organiser's terms, and the providers' bank accounts."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from backend import clock
from backend.access.guards import allow
from backend.access.roles import ActingPerson, Role
from backend.accounting.problems import BusinessIdWrong, IbanWrong
from backend.accounting.rules import Iban, PostingTerms, compact_business_id, compact_iban
from backend.answers import can_refuse
from backend.database import fetch, transaction
from backend.days import local_day
from backend.problems import (
    ContentDiffers,
    DayTooFar,
    NotFound,
    NotFromHere,
    NotJson,
    NotYourRole,
    Problem,
    SignInNeeded,
    UnsupportedMediaType,
)
from backend.wire import Wire, hold_to_our_times

REFUSES = (NotJson, SignInNeeded, NotYourRole, NotFromHere, UnsupportedMediaType)
# Whoever changes banks knows it weeks before.
FURTHEST = timedelta(days=366)
# The newest, of which the first that has begun holds.
MOST_TOLD = 20


class EnterPosting(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """How settlements are posted and paid from a day on."""

    # Made by whoever enters them, so that sending twice enters once.
    id: UUID
    first_day: date
    terms: PostingTerms

    def __post_init__(self) -> None:
        """Refuse a day of no calendar of ours."""
        hold_to_our_times(self.first_day)


class EnteredPosting(Wire):
    """How settlements are posted and paid from a day on, and who said so."""

    first_day: date
    terms: PostingTerms
    entered_by: str
    entered_at: datetime


class EnterAccount(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """The bank account a provider is paid to from a day on."""

    # Made by whoever enters it, so that sending twice enters once.
    id: UUID
    iban: Iban
    first_day: date

    def __post_init__(self) -> None:
        """Refuse a day of no calendar of ours."""
        hold_to_our_times(self.first_day)


class ProviderAccountSummary(Wire, kw_only=True):
    """A bank account as its provider's office has entered it."""

    id: UUID
    provider: UUID
    provider_name: str
    iban: str
    first_day: date
    entered_by: str
    entered_at: datetime
    # When finance confirmed it: one's own, or for the provider the first organiser that did. None: it is not paid to.
    confirmed_at: datetime | None


class ConfirmAccount(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """Finance has made sure, by another way than this one, that the account is the provider's."""

    # Made by whoever confirms.
    id: UUID


def or_raise(found: str | Problem) -> str:
    """Return what was read, or say why it could not be."""
    if isinstance(found, Problem):
        raise found
    return found


def as_kept(terms: PostingTerms) -> PostingTerms:
    """Return terms with their account and business id as machines write them."""
    account = None if terms.iban is None else or_raise(compact_iban(terms.iban))
    return msgspec.structs.replace(terms, business_id=or_raise(compact_business_id(terms.business_id)), iban=account)


ENTER_TERMS = """
insert into accounting_terms (id, organiser, first_day, terms, entered_by, entered_at)
values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning id
"""
SAME_TERMS = "select from accounting_terms where id = $1 and organiser = $2 and first_day = $3 and terms = $4"


@post(
    "/api/accounting",
    operation_id="setAccounting",
    status_code=204,
    guards=[allow(Role.FINANCE)],
    responses=can_refuse(*REFUSES, ContentDiffers, IbanWrong, BusinessIdWrong),
)
async def set_accounting(acting_person: NamedDependency[ActingPerson], data: JSONBody[EnterPosting]) -> None:
    """Say how settlements are posted and paid from a day on; what went out before stays as it was."""
    terms = msgspec.json.encode(as_kept(data.terms)).decode()
    said = (data.id, acting_person.organiser, data.first_day, terms)
    async with transaction():
        if not await fetch(ENTER_TERMS, *said, acting_person.id, clock.now()) and not await fetch(SAME_TERMS, *said):
            raise ContentDiffers


LIST_TERMS = """
select t.first_day, t.terms, p.given_name || ' ' || p.family_name as entered_by, t.entered_at
from accounting_terms t join person p on p.id = t.entered_by where t.organiser = $1
order by t.first_day desc, t.entered_at desc limit $2
"""


@get(
    "/api/accounting",
    operation_id="listAccounting",
    guards=[allow(Role.FINANCE)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_accounting(acting_person: NamedDependency[ActingPerson]) -> list[EnteredPosting]:
    """List how settlements are and were posted and paid, the newest first."""
    rows = await fetch(LIST_TERMS, acting_person.organiser, MOST_TOLD)
    return [
        EnteredPosting(**dict(row) | {"terms": msgspec.json.decode(row["terms"], type=PostingTerms)}) for row in rows
    ]


ENTER_ACCOUNT = """
insert into provider_account (id, provider, iban, first_day, entered_by, entered_at)
values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning id
"""
SAME_ACCOUNT = "select from provider_account where id = $1 and provider = $2 and iban = $3 and first_day = $4"


@post(
    "/api/provider-accounts",
    operation_id="enterProviderAccount",
    status_code=204,
    guards=[allow(Role.PROVIDER)],
    responses=can_refuse(*REFUSES, ContentDiffers, IbanWrong, DayTooFar),
)
async def enter_provider_account(acting_person: NamedDependency[ActingPerson], data: JSONBody[EnterAccount]) -> None:
    """Say which bank account the provider is paid to from a day on; it is used once finance has confirmed it."""
    account, now = or_raise(compact_iban(data.iban)), clock.now()
    today = local_day(now)
    if not today <= data.first_day <= today + FURTHEST:
        raise DayTooFar(first_day=today.isoformat(), last_day=(today + FURTHEST).isoformat())
    said = (data.id, acting_person.provider, account, data.first_day)
    async with transaction():
        if not await fetch(ENTER_ACCOUNT, *said, acting_person.id, now) and not await fetch(SAME_ACCOUNT, *said):
            raise ContentDiffers


# $1: the provider, or else $2: the organiser, of the providers that it has or had approved.
ACCOUNTS = """
select a.id, a.provider, v.name as provider_name, a.iban, a.first_day, a.entered_at,
    p.given_name || ' ' || p.family_name as entered_by,
    (select min(c.confirmed_at) from account_confirmation c
        where c.account = a.id and ($2::uuid is null or c.organiser = $2)) as confirmed_at
from provider_account a join provider v on v.id = a.provider join person p on p.id = a.entered_by
where a.provider = $1
    or exists (select from approved_provider f where f.provider = a.provider and f.organiser = $2)
order by v.name, a.first_day desc, a.entered_at desc
"""


@get(
    "/api/provider-accounts",
    operation_id="listProviderAccounts",
    guards=[allow(Role.PROVIDER, Role.FINANCE)],
    responses=can_refuse(SignInNeeded, NotYourRole),
)
async def list_provider_accounts(acting_person: NamedDependency[ActingPerson]) -> list[ProviderAccountSummary]:
    """List bank accounts, each provider's newest first: one's own, or in finance those of one's approved providers."""
    rows: list[dict[str, Any]] = await fetch(ACCOUNTS, acting_person.provider, acting_person.organiser)
    return [ProviderAccountSummary(**row) for row in rows]


APPROVED = """
select from provider_account a join approved_provider f on f.provider = a.provider
where a.id = $1 and f.organiser = $2 limit 1
"""
CONFIRM = """
insert into account_confirmation (id, account, organiser, confirmed_by, confirmed_at)
values ($1, $2, $3, $4, $5) on conflict do nothing
"""


@post(
    "/api/provider-accounts/{account_id:uuid}/confirmation",
    operation_id="confirmProviderAccount",
    status_code=204,
    guards=[allow(Role.FINANCE)],
    responses=can_refuse(*REFUSES, NotFound),
)
async def confirm_provider_account(
    acting_person: NamedDependency[ActingPerson], account_id: FromPath[UUID], data: JSONBody[ConfirmAccount]
) -> None:
    """Say that one has made sure whose account it is; confirmed twice, it is so once."""
    async with transaction():
        if not await fetch(APPROVED, account_id, acting_person.organiser):
            raise NotFound
        await fetch(CONFIRM, data.id, account_id, acting_person.organiser, acting_person.id, clock.now())


ROUTES = [set_accounting, list_accounting, enter_provider_account, list_provider_accounts, confirm_provider_account]
