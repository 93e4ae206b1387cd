"""Who may do what, and whose rows she reaches by it: one table with every route; tried on each role and each whose."""

import re
from contextlib import suppress
from uuid import uuid4

import pytest

from backend.access.guards import BODY_KIND, COOKIE, JSON_KIND
from backend.access.roles import Role
from backend.contract import any_app, handlers, roles_of
from backend.database import fetch, transaction
from backend.demo import cast
from tests.conftest import Caller, Product
from tests.routes.subjects import BEFORE, LEFT, WHOSE, Subject, asked, subjects

WORKER, CLIENT, RELATIVE, PROVIDER = Role.WORKER, Role.CLIENT, Role.RELATIVE, Role.PROVIDER
GRANTER, ORGANISER, FINANCE = Role.GRANTER, Role.ORGANISER, Role.FINANCE

# What is answered: done or shown (any 2xx); a 2xx that says nothing of the client asked about; or that status.
YES, NOTHING = 200, 204
Cells = tuple[int, int, int, int]
# Whose rows it is, in the order of subjects.WHOSE: own, another client's, another provider's, another organiser's.
# Own is Helvi's: herself, her daughter's mother, her worker's visit, her provider's and her organiser's client.
HERS: Cells = (YES, 404, 404, 404)
FIRMS: Cells = (YES, YES, 404, 404)
COUNTYS: Cells = (YES, YES, YES, 404)
LIST_OF_HERS: Cells = (YES, NOTHING, NOTHING, NOTHING)
LIST_OF_FIRMS: Cells = (YES, YES, NOTHING, NOTHING)
LIST_OF_COUNTYS: Cells = (YES, YES, YES, NOTHING)
# Giving the number of a voucher to a provider opens it there and nowhere else; a change of a visit is refused in its
# own verdict.
AT_DOOR: Cells = (YES, YES, 409, 409)
# What is one's own and nobody else's; here the worker's of the visit.
WORKERS_OWN: dict[Role, Cells] = {WORKER: HERS, PROVIDER: (404,) * 4}
NOBODY_ELSES: dict[Role, Cells] = {**dict.fromkeys(Role, (404,) * 4), WORKER: HERS}

# Operation: who may; and where it reaches rows of somebody, whose. Whoever is not named gets 403, and who has not
# signed in 401. An operation that names nobody's rows has a set.
MAY: dict[str, set[Role] | dict[Role, Cells]] = {
    "actForChosen": {CLIENT, RELATIVE},
    "addClient": {GRANTER},
    "addPhoto": {WORKER: HERS},
    "addPhotoPart": {WORKER: HERS},
    "addPasskey": {WORKER, PROVIDER},
    "addService": {ORGANISER},
    # A provider answers complaints, an organiser reminders: tests/contact asks for those.
    "answerComplaint": {PROVIDER: FIRMS, ORGANISER: (404,) * 4},
    "answerAccessibilityFeedback": {ORGANISER: COUNTYS},
    "answerDispute": {PROVIDER: FIRMS},
    "answerExplanation": {ORGANISER: COUNTYS},
    "askForMail": {CLIENT, RELATIVE, PROVIDER},
    "beginPasskey": {WORKER, PROVIDER},
    "chooseTold": {CLIENT, RELATIVE, PROVIDER},
    # A relative needs to stand for her by law (tests/viewings).
    "askForExplanation": {CLIENT: HERS, RELATIVE: (404,) * 4},
    "answerFeedback": {PROVIDER: FIRMS},
    "answerReview": {PROVIDER: FIRMS},
    "bringPayments": {FINANCE},
    "bringVisits": {PROVIDER: AT_DOOR},
    "cancelPlan": {PROVIDER: FIRMS},
    "changePlan": {PROVIDER: FIRMS},
    "checkUnusualViewing": {ORGANISER: COUNTYS},
    # An account is its provider's, the same for every organiser that has approved it.
    "confirmProviderAccount": {FINANCE: (YES,) * 4},
    "confirmVisit": {CLIENT: HERS, RELATIVE: HERS},
    "confirmRepresentative": {CLIENT: HERS},
    "chooseToAct": {CLIENT, RELATIVE},
    "copyPlannedWeek": {PROVIDER},
    "creditVisit": {FINANCE: COUNTYS},
    "countLateRecords": {FINANCE},
    "countWaiting": {PROVIDER, ORGANISER},
    "decide": {GRANTER: COUNTYS},
    # Each decision has its own verdict; of another organiser's visit it is that there is none.
    "decideReview": {FINANCE: (YES, YES, YES, 409)},
    "disputeVisit": {CLIENT: HERS, RELATIVE: HERS},
    "employWorker": {PROVIDER},
    # Her daughter's mandate is hers to give: it covers seeing, not all data together (tests/exports).
    "exportClient": {CLIENT: HERS, RELATIVE: (404,) * 4, GRANTER: COUNTYS},
    "endEmployment": {PROVIDER: FIRMS},
    "endMandate": {CLIENT: HERS, RELATIVE: HERS, GRANTER: COUNTYS},
    "endProviderKey": {PROVIDER: FIRMS},
    "endVoucher": {GRANTER: COUNTYS},
    "endOtherSessions": set(Role),
    "endSession": NOBODY_ELSES,
    "enterMandate": {GRANTER: COUNTYS},
    "enterProviderAccount": {PROVIDER},
    "enterRulebookPart": {ORGANISER},
    "giveFeedback": {CLIENT: HERS, RELATIVE: HERS},
    "giveUpPhoto": {WORKER: LIST_OF_HERS},
    "importRound": {PROVIDER},
    "importGrants": {GRANTER, ORGANISER},
    "findClients": {GRANTER: LIST_OF_COUNTYS},
    "followChanges": {CLIENT, RELATIVE, PROVIDER, GRANTER, ORGANISER, FINANCE},
    "inviteRepresentative": {CLIENT: HERS},
    "hearFeedback": {CLIENT: HERS, RELATIVE: HERS, PROVIDER: FIRMS, GRANTER: COUNTYS},
    "listAccessibilityFeedback": {ORGANISER: LIST_OF_COUNTYS},
    "listClients": {GRANTER},
    "keepDoorNote": {PROVIDER: FIRMS, GRANTER: COUNTYS},
    "keepOfficePhone": {PROVIDER},
    "leaveMail": {CLIENT, RELATIVE, PROVIDER},
    "letSettlementStand": {FINANCE: COUNTYS},
    "listAccounting": {FINANCE},
    "listArrivals": {CLIENT: LIST_OF_HERS, RELATIVE: LIST_OF_HERS},
    "listComplaints": {
        CLIENT: LIST_OF_HERS,
        RELATIVE: LIST_OF_HERS,
        PROVIDER: LIST_OF_FIRMS,
        ORGANISER: LIST_OF_COUNTYS,
    },
    "listDecisions": {CLIENT: LIST_OF_HERS, RELATIVE: LIST_OF_HERS, GRANTER: LIST_OF_COUNTYS},
    "listDeviations": {PROVIDER: LIST_OF_FIRMS},
    "listDisputes": {PROVIDER: LIST_OF_FIRMS, GRANTER: LIST_OF_COUNTYS},
    "listDoorNotes": {WORKER: LIST_OF_HERS},
    "listEmployments": {PROVIDER},
    "listExplanations": {ORGANISER: LIST_OF_COUNTYS},
    "listFaces": {PROVIDER, GRANTER, ORGANISER},
    "listFeedback": {CLIENT: HERS, RELATIVE: HERS},
    "listFeedbackLetters": {PROVIDER: LIST_OF_FIRMS},
    "listGraveFeedback": {GRANTER: LIST_OF_COUNTYS},
    "listMessages": {CLIENT: HERS, RELATIVE: HERS, PROVIDER: FIRMS},
    "listLateRecords": {FINANCE: LIST_OF_COUNTYS},
    "listMandates": {CLIENT: LIST_OF_HERS, RELATIVE: LIST_OF_HERS},
    "listMandatesOfClient": {GRANTER: COUNTYS},
    "listMemberships": set(Role),
    "listOffers": {GRANTER, ORGANISER},
    # Only a month that is asked for, in which nothing of the table has been paid or gone out (tests/accounting).
    "listOutgoingFiles": {FINANCE},
    "listPasskeys": {WORKER, PROVIDER},
    "listPayments": {PROVIDER, FINANCE},
    "listPhones": {PROVIDER},
    "listPlannedVisits": {
        CLIENT: LIST_OF_HERS,
        RELATIVE: LIST_OF_HERS,
        PROVIDER: LIST_OF_FIRMS,
        GRANTER: LIST_OF_COUNTYS,
        ORGANISER: LIST_OF_COUNTYS,
    },
    "listCredits": {FINANCE: LIST_OF_COUNTYS, PROVIDER: LIST_OF_FIRMS},
    # Of visits that the rules have come to, which those of the table here have not (tests/settlement).
    "listPreviewLines": {PROVIDER},
    "previewSettlement": {PROVIDER, FINANCE},
    "listSettlements": {FINANCE: LIST_OF_COUNTYS, PROVIDER: LIST_OF_FIRMS},
    "listSettlementLines": {FINANCE: COUNTYS, PROVIDER: FIRMS},
    "listSettlementRuns": {FINANCE},
    "readSettlement": {FINANCE: COUNTYS, PROVIDER: FIRMS},
    "readSettlementText": {FINANCE: COUNTYS, PROVIDER: FIRMS},
    "runSettlement": {FINANCE},
    "listProviderAccounts": {PROVIDER, FINANCE},
    "listProviderKeys": {PROVIDER},
    "listProviderLines": {PROVIDER: LIST_OF_FIRMS},
    "listProviders": {ORGANISER, FINANCE},
    "listReview": {FINANCE: LIST_OF_COUNTYS},
    "listSessions": set(Role),
    "listServices": {GRANTER, ORGANISER},
    "listShortfalls": {GRANTER},
    "listThreads": {CLIENT: LIST_OF_HERS, RELATIVE: LIST_OF_HERS, PROVIDER: LIST_OF_FIRMS},
    "listUnheardVisits": {PROVIDER: LIST_OF_FIRMS},
    "listUnusualViewings": {ORGANISER: LIST_OF_COUNTYS},
    "listViewings": {CLIENT: LIST_OF_HERS, RELATIVE: (NOTHING,) * 4},
    "listVisits": {
        WORKER: LIST_OF_HERS,
        CLIENT: LIST_OF_HERS,
        RELATIVE: LIST_OF_HERS,
        PROVIDER: LIST_OF_FIRMS,
        GRANTER: LIST_OF_COUNTYS,
        ORGANISER: LIST_OF_COUNTYS,
    },
    "listVisitStates": {PROVIDER},
    "listVouchers": {
        CLIENT: LIST_OF_HERS,
        RELATIVE: LIST_OF_HERS,
        PROVIDER: LIST_OF_FIRMS,
        GRANTER: LIST_OF_COUNTYS,
        ORGANISER: LIST_OF_COUNTYS,
        FINANCE: LIST_OF_COUNTYS,
    },
    "listWorkerMonth": {WORKER},
    "listWorkers": {PROVIDER},
    "makeComplaint": {CLIENT: HERS, RELATIVE: HERS},
    "makeEnrolment": {PROVIDER: FIRMS},
    "makeFeedbackLink": {WORKER: HERS, PROVIDER: FIRMS},
    "makeOutgoingFile": {FINANCE},
    "makeProviderKey": {PROVIDER},
    "matchPlan": {PROVIDER: FIRMS},
    "openPhoto": {WORKER: HERS, CLIENT: HERS, RELATIVE: HERS, PROVIDER: FIRMS},
    "openVoucher": {WORKER: AT_DOOR, PROVIDER: AT_DOOR},
    "pauseVoucher": {GRANTER: COUNTYS},
    "planVisits": {PROVIDER: FIRMS},
    "printDecision": {CLIENT: HERS, RELATIVE: HERS, GRANTER: COUNTYS},
    "printOwnLiability": {PROVIDER: FIRMS},
    "printMonth": {CLIENT: HERS, RELATIVE: HERS},
    "printPresenceTag": {GRANTER: COUNTYS},
    "printVoucher": {CLIENT: HERS, RELATIVE: HERS, GRANTER: COUNTYS},
    "pullChanges": {WORKER: LIST_OF_HERS},
    "pushMutations": {WORKER: (YES, 409, 409, 409)},
    "raiseValue": {GRANTER: COUNTYS},
    "readClient": {GRANTER: COUNTYS},
    "readDoorNote": {PROVIDER: FIRMS, GRANTER: COUNTYS},
    "readEnrolment": {PROVIDER: FIRMS},
    "readFeeOfMonth": {CLIENT: HERS, RELATIVE: HERS, GRANTER: COUNTYS},
    "readMandateService": {CLIENT, RELATIVE},
    "readMessages": {CLIENT: HERS, RELATIVE: HERS, PROVIDER: FIRMS},
    "readOfficePhone": {PROVIDER},
    "readOwnData": {CLIENT: HERS, RELATIVE: (404,) * 4},
    "readOwnLiability": {PROVIDER: LIST_OF_FIRMS},
    "readPresenceCode": {CLIENT: HERS, RELATIVE: HERS},
    "readProviderMonth": {PROVIDER},
    "readReviewSummary": {FINANCE},
    "readReckoningTerms": {GRANTER, ORGANISER},
    "readRulebook": {GRANTER, ORGANISER},
    "readVoucher": {CLIENT: HERS, RELATIVE: HERS, GRANTER: COUNTYS},
    "readTold": {CLIENT, RELATIVE, PROVIDER},
    "readWorkingHours": {PROVIDER},
    "recordDeath": {GRANTER: COUNTYS},
    "readSession": set(Role),
    "removePasskey": WORKERS_OWN,
    "renamePasskey": WORKERS_OWN,
    "refuseVoucher": {CLIENT: HERS, RELATIVE: (403, 404, 404, 404), GRANTER: COUNTYS},
    "resumeVoucher": {GRANTER: COUNTYS},
    "setAccounting": {FINANCE},
    "signOut": set(Role),
    "subscribePhone": {CLIENT, RELATIVE, PROVIDER},
    # Tables name nobody by an id; whose they are is tried in tests/invoicing.
    "takeOwnLiability": {PROVIDER},
    "takeWorkingHours": {PROVIDER},
    "takeNoteOfFeedback": {GRANTER: COUNTYS},
    "takeInvitation": {CLIENT, RELATIVE},
    # Reached, it is found not to be what it was (tests/routes/subjects.py).
    "takeOutgoingFile": {FINANCE: (409, 409, 409, 404)},
    "takeBackArrival": {WORKER},
    "tellArrival": {WORKER: AT_DOOR},
    "tellPayment": {FINANCE: COUNTYS},
    "tellPhoneFound": {PROVIDER: FIRMS},
    "tellPhoneLost": {PROVIDER: FIRMS},
    "undoPlanAct": {PROVIDER: FIRMS},
    "undoConfirmation": {CLIENT: HERS, RELATIVE: HERS},
    "undoDecision": {GRANTER: COUNTYS},
    "unsubscribePhone": {CLIENT, RELATIVE, PROVIDER},
    "withdrawDeath": {GRANTER: COUNTYS},
    "withdrawDispute": {CLIENT: HERS, RELATIVE: HERS},
    "withdrawInvitation": {CLIENT: HERS},
    "withdrawRulebookPart": {ORGANISER: COUNTYS},
    "writeMessage": {CLIENT: HERS, RELATIVE: HERS, PROVIDER: FIRMS},
    "takeUpMembership": NOBODY_ELSES,
}


class Undone(Exception):
    """What was tried is taken back."""


ANYONE = {
    *("readHealth", "listDemoPeople", "bePerson", "deliverSealed"),
    # The link in a letter is opened in whatever browser.
    "confirmAddress",
    *("lookAtFeedbackLink", "giveFeedbackByLink"),
    # Whoever cannot use the service cannot be asked to sign in before she says so (306/2019).
    *("listOrganisers", "giveAccessibilityFeedback"),
    *("lookAtEnrolment", "enrolPhone", "askAboutPhone"),
    *("beginPasskeySignIn", "signInByPasskey"),
    # Whoever was strongly identified and is nobody here yet (tests/arriving).
    *("readNewcomer", "leaveAsNewcomer", "takeInvitationAsNewcomer", "chooseToActAsNewcomer", "actForChosenAsNewcomer"),
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
WITH_VERDICTS = {"pushMutations", "bringVisits", "decideReview"}
# Every answer that stands in an operation's row.
CELLS_OF = {
    operation: {cell for cells in who.values() for cell in cells}
    for operation, who in MAY.items()
    if isinstance(who, dict)
}
# A stream never ends; tests/routes/test_live.py follows it from a real server.
STREAMS = {"followChanges"}


def filled(path: str) -> str:
    return re.sub(r"\{\w+:uuid\}", str(uuid4()), path).replace("{number:str}", "000000000101")


def test_every_route_stands_in_the_table() -> None:
    assert {operation for _, _, operation in ROUTES} == set(MAY) | ANYONE


def test_the_table_is_what_the_doors_say() -> None:
    doors = {handler.operation_id: set(roles_of(handler) or ()) for _, _, handler in handlers(any_app())}
    assert {str(operation): roles for operation, roles in doors.items() if operation not in ANYONE} == {
        operation: set(who) for operation, who in MAY.items()
    }


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


@pytest.mark.parametrize("operation", sorted(op for op, who in MAY.items() if isinstance(who, dict)))
async def test_each_role_reaches_the_rows_the_table_says(product: Product, operation: str) -> None:
    (method, path) = next((method, path) for method, path, named in ROUTES if named == operation)
    four = await subjects()
    found: dict[Role, list[int]] = {}
    for role in Role:
        # Whoever may not do it at all may do it to nobody.
        cells = dict(MAY[operation]).get(role, (403,) * len(WHOSE))  # type: ignore[arg-type]  # a dict, as it was chosen
        async with product.called_by(ONE_OF_EACH[role]) as caller:
            found[role] = [
                await tried(caller, operation, (method, path), subject, cell)
                for subject, cell in zip(four, cells, strict=True)
            ]
        assert tuple(found[role]) == cells, (role, dict(zip(WHOSE, found[role], strict=True)))


async def tried(caller: Caller, operation: str, route: tuple[str, str], subject: Subject, cell: int) -> int:
    """Ask for a subject, undo it, and return what was answered in the table's words."""
    token = caller.cookies.get(COOKIE) or ""
    with suppress(Undone):
        async with transaction():
            if operation in BEFORE:
                await fetch(BEFORE[operation], subject.voucher)
            path, said = asked(operation, route[1], subject)
            said["headers"] = KINDS[operation] | said.get("headers", {})
            answer = await caller.request(route[0], path, **said)
            is_told = subject.is_told_in(answer)
            if operation in LEFT:
                is_told = not await fetch(LEFT[operation], subject.visit)
            raise Undone
    # A new session was taken back with the rest.
    caller.cookies.clear()
    caller.cookies.set(COOKIE, token)
    if answer.status_code // 100 != 2:
        return answer.status_code
    verdicts = answer.json().get("verdicts") if operation in WITH_VERDICTS else None
    if verdicts:
        return 409 if verdicts[0]["verdict"] == "refused" else YES
    # What is shown or done where nothing should be is told as such; a list that should speak of her must.
    if cell == NOTHING:
        return YES if is_told else NOTHING
    return YES if is_told or NOTHING not in CELLS_OF[operation] else NOTHING


def test_what_names_a_row_says_whose() -> None:
    naming = {operation for _, path, operation in GUARDED if "{" in path}
    assert naming <= set(CELLS_OF)
