"""Who may enter which route: one table, every route in it, every role tried; and nobody sees past her own rows."""

import re
from uuid import UUID, uuid4

import pytest

from backend.access.guards import BODY_KIND, JSON_KIND
from backend.access.roles import Role
from backend.contract import any_app, handlers, roles_of
from backend.demo import cast
from tests.conftest import Product

WORKER, CLIENT, RELATIVE, PROVIDER = Role.WORKER, Role.CLIENT, Role.RELATIVE, Role.PROVIDER
GRANTER, ORGANISER, FINANCE = Role.GRANTER, Role.ORGANISER, Role.FINANCE

# Operation: who may. Whoever is not named gets 403, and who has not signed in 401.
MAY: dict[str, set[Role]] = {
    "actForChosen": {RELATIVE},
    "addClient": {GRANTER},
    "addPhoto": {WORKER},
    "addPhotoPart": {WORKER},
    "addService": {ORGANISER},
    "answerExplanation": {ORGANISER},
    "askForExplanation": {CLIENT},
    "bringVisits": {PROVIDER},
    "checkUnusualViewing": {ORGANISER},
    "confirmRepresentative": {CLIENT},
    "chooseToAct": {RELATIVE},
    "decide": {GRANTER},
    "endMandate": {CLIENT, RELATIVE, GRANTER},
    "endOtherSessions": set(Role),
    "endProviderKey": {PROVIDER},
    "endSession": set(Role),
    "endVoucher": {GRANTER},
    "employWorker": {PROVIDER},
    "endEmployment": {PROVIDER},
    "enterMandate": {GRANTER},
    "enterRulebookPart": {ORGANISER},
    "giveUpPhoto": {WORKER},
    "importGrants": {GRANTER, ORGANISER},
    "followChanges": {CLIENT, RELATIVE, PROVIDER, GRANTER, ORGANISER, FINANCE},
    "inviteRepresentative": {CLIENT},
    "listClients": {GRANTER},
    "listEmployments": {PROVIDER},
    "listDecisions": {CLIENT, RELATIVE, GRANTER},
    "listExplanations": {ORGANISER},
    "listMandates": {CLIENT, RELATIVE},
    "listMandatesOfClient": {GRANTER},
    "listMemberships": set(Role),
    "listOffers": {GRANTER, ORGANISER},
    "listPhones": {PROVIDER},
    "listProviderKeys": {PROVIDER},
    "listProviders": {ORGANISER, FINANCE},
    "listSessions": set(Role),
    "listServices": {GRANTER, ORGANISER},
    "listUnusualViewings": {ORGANISER},
    "listViewings": {CLIENT},
    "listVisits": {WORKER, CLIENT, RELATIVE, PROVIDER, GRANTER, ORGANISER},
    "listVisitStates": {PROVIDER},
    "listVouchers": {CLIENT, RELATIVE, PROVIDER, GRANTER, ORGANISER, FINANCE},
    "listWorkers": {PROVIDER},
    "makeEnrolment": {PROVIDER},
    "makeProviderKey": {PROVIDER},
    "openPhoto": {WORKER, CLIENT, RELATIVE, PROVIDER},
    "openVoucher": {WORKER, PROVIDER},
    "pauseVoucher": {GRANTER},
    "printDecision": {CLIENT, RELATIVE, GRANTER},
    "printVoucher": {CLIENT, RELATIVE, GRANTER},
    "pullChanges": {WORKER},
    "pushMutations": {WORKER},
    "raiseValue": {GRANTER},
    "readClient": {GRANTER},
    "readEnrolment": {PROVIDER},
    "readFeeOfMonth": {CLIENT, RELATIVE, GRANTER},
    "readMandateService": {RELATIVE},
    "readReckoningTerms": {GRANTER, ORGANISER},
    "readRulebook": {GRANTER, ORGANISER},
    "readVoucher": {CLIENT, RELATIVE, GRANTER},
    "recordDeath": {GRANTER},
    "readSession": set(Role),
    "refuseVoucher": {CLIENT, RELATIVE, GRANTER},
    "resumeVoucher": {GRANTER},
    "signOut": set(Role),
    "takeInvitation": {CLIENT, RELATIVE},
    "takeUpMembership": set(Role),
    "tellPhoneFound": {PROVIDER},
    "tellPhoneLost": {PROVIDER},
    "undoDecision": {GRANTER},
    "withdrawDeath": {GRANTER},
    "withdrawInvitation": {CLIENT},
    "withdrawRulebookPart": {ORGANISER},
}
ANYONE = {
    *("readHealth", "listDemoPeople", "bePerson", "deliverSealed"),
    *("lookAtEnrolment", "enrolPhone", "askAboutPhone"),
    # Whoever signs in is not signed in yet, and an identity provider never is.
    *("listWaysIn", "beginSignIn", "finishSignIn", "endSessionsFromProvider"),
}
ONE_OF_EACH = {
    person.role: person for person in (cast.ANNA, cast.HELVI, cast.KAISA, cast.OLLI, cast.MARJA, cast.PEKKA, cast.TUULA)
}
ROUTES = [(method, path, str(handler.operation_id)) for method, path, handler in handlers(any_app())]
# What kind of body each takes.
KINDS = {
    str(handler.operation_id): {"content-type": handler.opt.get(BODY_KIND, JSON_KIND)}
    for _, _, handler in handlers(any_app())
}
GUARDED = [route for route in ROUTES if route[2] not in ANYONE]
# A stream never ends; tests/routes/test_live.py follows it from a real server.
STREAMS = {"followChanges"}


def filled(path: str) -> str:
    return re.sub(r"\{\w+:uuid\}", str(uuid4()), path).replace("{number:str}", "000000000101")


def test_every_route_stands_in_the_table() -> None:
    assert {operation for _, _, operation in ROUTES} == set(MAY) | ANYONE


def test_the_table_is_what_the_doors_say() -> None:
    doors = {handler.operation_id: set(roles_of(handler) or ()) for _, _, handler in handlers(any_app())}
    assert {str(operation): roles for operation, roles in doors.items() if operation not in ANYONE} == MAY


@pytest.mark.parametrize(("method", "path", "operation"), GUARDED)
async def test_a_stranger_is_asked_to_sign_in(product: Product, method: str, path: str, operation: str) -> None:
    async with product.called_by(None) as stranger:
        answer = await stranger.request(method, filled(path), headers=KINDS[operation])
    assert answer.status_code == 401, operation
    assert answer.json()["type"] == "/problems/sign-in-needed"


@pytest.mark.parametrize("role", Role)
async def test_each_role_enters_where_it_may_and_nowhere_else(product: Product, role: Role) -> None:
    async with product.called_by(ONE_OF_EACH[role]) as caller:
        for method, path, operation in sorted(GUARDED, key=lambda route: route[2] == "signOut"):
            if operation in STREAMS and role in MAY[operation]:
                continue
            answer = await caller.request(method, filled(path), headers=KINDS[operation])
            assert answer.status_code < 500, operation
            assert (answer.status_code != 403) == (role in MAY[operation]), operation


async def test_seppo_who_acts_for_nobody_sees_nothing(product: Product) -> None:
    async with product.called_by(cast.SEPPO) as seppo:
        assert (await seppo.get("/api/vouchers")).json() == []
        assert (await seppo.get("/api/visits")).json() == []
        assert (await seppo.get(f"/api/visits?client={cast.HELVI.client}")).json() == []
        assert (await seppo.get(f"/api/vouchers/{cast.HELVIS_VOUCHER.id}/paper")).status_code == 404


async def test_a_daughter_sees_her_mothers_vouchers_and_no_other(product: Product) -> None:
    async with product.called_by(cast.KAISA) as kaisa:
        found = (await kaisa.get("/api/vouchers")).json()
        others = await kaisa.get(f"/api/vouchers?client={cast.IRJA.client}")
    assert {UUID(voucher["clientId"]) for voucher in found} == {cast.HELVI.client}
    assert others.json() == []


async def test_a_provider_sees_only_its_own_clients_and_visits(product: Product) -> None:
    async with product.called_by(cast.OLLI) as olli:
        vouchers = (await olli.get("/api/vouchers")).json()
        visits = (await olli.get("/api/visits")).json()
    assert {voucher["provider"]["name"] for voucher in vouchers} == {cast.KANELI.name}
    assert {visit["providerName"] for visit in visits} == {cast.KANELI.name}


async def test_a_worker_sees_only_her_own_visits(product: Product) -> None:
    async with product.called_by(cast.ANNA) as anna:
        visits = (await anna.get("/api/visits")).json()
    assert visits
    assert {visit["workerName"] for visit in visits} == {cast.ANNA.name}


async def test_an_organiser_is_a_wall(product: Product) -> None:
    async with product.called_by(cast.MARJA) as marja:
        across = await marja.get(f"/api/vouchers?client={cast.VEIKKO.client}")
        paper = await marja.get(f"/api/vouchers/{cast.VEIKKOS_VOUCHER.id}/paper")
        visits = await marja.get(f"/api/visits?client={cast.VEIKKO.client}")
    assert across.json() == []
    assert paper.status_code == 404
    assert visits.json() == []


async def test_a_voucher_that_names_another_provider_does_not_open_at_the_door(product: Product) -> None:
    async with product.called_by(cast.ANNA) as anna:
        other = await anna.get(f"/api/vouchers/at-door/{cast.OTHER_PROVIDERS_VOUCHER.number}")
        own = await anna.get(f"/api/vouchers/at-door/{cast.HELVIS_VOUCHER.number}")
        any_provider = await anna.get(f"/api/vouchers/at-door/{cast.UNSEEN_VOUCHER.number}")
    assert other.status_code == 409
    assert other.json()["type"] == "/problems/voucher-not-found"
    assert own.json()["clientName"] == cast.HELVI.name
    assert any_provider.json()["clientName"] == cast.AUNE.name
