"""Every published rulebook with terms that compute is entered through the interface without code, and reckoned by.

`rulebooks.json` beside this file restates them; what they say that the model cannot hold is in docs/reckoning.md.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from httpx import AsyncClient

from backend.catalogue.in_force import terms_on
from backend.catalogue.price import VisitPrice, price_of_quantity, price_of_visit
from backend.catalogue.terms import FeeByHours, PartTerms, ServiceTerms
from backend.database import fetch
from backend.days import local_day
from backend.demo import cast
from backend.problems import Problem
from backend.reckoning.client_fee import points_of, row_of
from backend.reckoning.income import Means, refuse_by_means
from backend.reckoning.income_value import (
    IncomeFormula,
    OwnPartTable,
    own_part_by_hours,
    value_by_formula,
    value_by_steps,
)
from tests.conftest import Product
from tests.rules.vectors import plain

BOOKS = json.loads((Path(__file__).parent / "rulebooks.json").read_text(encoding="utf-8"))
Case = Mapping[str, Any]


async def add_services(pekka: AsyncClient, services: list[Case]) -> dict[str | None, str]:
    """Add a rulebook's services; return their ids by its own names for them."""
    ids: dict[str | None, str] = {}
    for service in services:
        ids[service["slug"]] = str(uuid4())
        task = {"slug": "as-agreed", "name": service["name"]}
        body = {**service, "slug": f"field-{service['slug']}", "id": ids[service["slug"]], "tasks": [task]}
        answer = await pekka.post("/api/services", json=body)
        assert answer.status_code == 201, answer.text
    return ids


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: str(book["rulebook"]))
async def test_a_published_rulebook_is_entered_read_back_and_reckoned_by(product: Product, book: Case) -> None:
    # An organiser that starts with nothing.
    await fetch("delete from rulebook_part")
    async with product.called_by(cast.PEKKA) as pekka:
        ids = await add_services(pekka, book["services"])
        for part in book["parts"]:
            body = {**part, "id": str(uuid4()), "service": ids.get(part["service"])}
            answer = await pekka.post("/api/rulebook/parts", json=body)
            assert answer.status_code == 201, answer.text
        told = (await pekka.get("/api/rulebook")).json()["parts"]
    names = {id_: slug for slug, id_ in ids.items()}
    read = {(names.get(part["service"]), part["firstDay"]): part for part in told}
    assert len(read) == len(book["parts"])
    for part in book["parts"]:
        kept = read[part["service"], part["firstDay"]]
        assert (kept["lastDay"], kept["source"]) == (part["lastDay"], part["source"])
        assert said(kept["terms"]) == said(part["terms"])
    for case in book["shown"]:
        found = await reckoned(case, UUID(ids[case["service"]]))
        assert plain(found) == case.get("cents", case.get("basisPoints")), case


def said(written: Any) -> Any:
    """Return terms whole, but for what each table has from its part."""
    terms = msgspec.json.decode(msgspec.json.encode(msgspec.convert(written, PartTerms)))
    for table in (terms.get("incomeValue"), (terms.get("fee") or {}).get("ownTable")):
        if table:
            table.update(source="", firstDay="", lastDay="")
    return terms


async def reckoned(case: Case, service: UUID) -> object:
    """Return what the terms in force on the case's day make of it."""
    started, ended = map(datetime.fromisoformat, case.get("visit", [f"{case.get('day')}T12:00:00+00:00"] * 2))
    found = await terms_on(cast.COUNTY.id, service, local_day(started))
    assert not isinstance(found, Problem)
    terms = found[1]
    if "visit" in case:
        assert terms.value
        price = price_of_visit(started, ended, terms.value)
        return price.cents if isinstance(price, VisitPrice) else price
    if "quantity" in case:
        assert terms.value
        return price_of_quantity(case["quantity"], terms.value)
    if "share" in case:
        return share_of(case["share"], terms)
    return by_means(msgspec.convert(case["means"], Means), case.get("minutes"), terms)


def share_of(asked: list[int], terms: ServiceTerms) -> object:
    """Return a household's share of the income above the limit at so many hours, by the organiser's own table."""
    hours, household = asked
    assert isinstance(terms.fee, FeeByHours)
    assert terms.fee.own_table
    return points_of(row_of(hours, terms.fee.own_table), household, terms.fee.own_table)


def by_means(means: Means, minutes: int | None, terms: ServiceTerms) -> object:
    """Return the personal value, the own part, or why there is none."""
    if terms.means_test is not None:
        return refuse_by_means(means, terms.means_test)
    by = terms.income_value
    assert by
    # As the part has them, whatever was sent.
    assert by.source
    assert by.first_day >= date(2020, 1, 1)
    if isinstance(by, IncomeFormula):
        value = value_by_formula(means, by)
    elif isinstance(by, OwnPartTable):
        value = own_part_by_hours(means, minutes or 0, by)
    else:
        value = value_by_steps(means, by)
    return value if isinstance(value, Problem) else value.value_cents
