"""Who may see which rows, told anew from docs/decisions/0032 alone; it shares nothing with what it judges."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from tests.leaks.facts import Facts, Invitation, Mandate, Membership, Visit

UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
STAFF = {"granter", "organiser", "finance"}
# What tells what somebody pays, in a row that says whose it is.
MONEY = ("valueCents", "clientFeeCents", "money", "reckoning")


@dataclass(frozen=True)
class Sight:
    """What one person sees: ids of every kind, and whose money."""

    rows: frozenset[UUID]
    clients: frozenset[UUID]
    money: frozenset[UUID]


class Oracle:
    """Judges answers by the facts."""

    def __init__(self, facts: Facts) -> None:
        """Index the facts."""
        self.facts = facts
        self.guarded = {
            row.id
            for rows in (
                facts.clients,
                facts.vouchers,
                facts.decisions,
                facts.visits,
                facts.photos,
                facts.planned,
                facts.keys,
                facts.sessions,
                facts.mandates,
                facts.invitations,
                facts.questions,
                facts.unusual,
                facts.accessibility,
                facts.voices,
                facts.reviewed,
                facts.settled,
                facts.letters,
                facts.workers,
                facts.phones,
                facts.enrolments,
            )
            for row in rows
        }
        self.guarded |= {client.person for client in facts.clients} | {mandate.person for mandate in facts.mandates}
        self.by_number = {voucher.number: voucher for voucher in facts.vouchers}
        self.named: dict[str, set[UUID]] = {}
        for client in facts.clients:
            if client.name not in facts.borne_by_others:
                self.named.setdefault(client.name, set()).add(client.id)
        self.seen: dict[UUID, Sight] = {}

    def mandated(self, person: UUID, scope: str) -> set[UUID]:
        """Return for whom a relative may do what a scope names today."""
        today = self.facts.today
        return {
            one.client
            for one in self.facts.mandates
            if one.person == person
            and scope in one.scopes
            and not one.has_ended
            and one.first_day <= today
            and (one.last_day is None or today <= one.last_day)
        }

    def sight_of(self, who: Membership) -> Sight:
        """Return what somebody sees."""
        if who.id not in self.seen:
            sight = getattr(self, "staff" if who.role in STAFF else who.role)(who)
            own = {row.id for row in self.facts.sessions if row.person == who.person}
            self.seen[who.id] = Sight(sight.rows | own, sight.clients, sight.money)
        return self.seen[who.id]

    def of_clients(self, who: Membership, clients: set[UUID], money: set[UUID]) -> Sight:
        """Return what belongs to clients, as they see it themselves."""
        facts = self.facts
        rows = {who.person} | clients
        rows |= {row.id for row in facts.vouchers if row.client in clients and not row.is_undone}
        rows |= {row.id for row in facts.decisions if row.client in clients and not row.is_undone}
        visits = {row.id: row.client for row in facts.visits if row.client in clients}
        rows |= {row.id for row in facts.planned if row.client in clients}
        rows |= visits.keys() | {row.id for row in facts.photos if visits.get(row.visit) in money}
        return Sight(frozenset(rows), frozenset(clients), frozenset(money))

    def client(self, who: Membership) -> Sight:
        """Return what a client sees: her own."""
        own = {row.id for row in self.facts.clients if row.person == who.person}
        sight = self.of_clients(who, own, own)
        told = {row.id for row in self.facts.questions if row.client in own} | {row.id for row in self.mandates_of(own)}
        told |= {row.id for row in self.facts.voices if row.client in own}
        told |= {row.id for row in self.facts.letters if row.client in own}
        return Sight(sight.rows | told, sight.clients, sight.money)

    def mandates_of(self, clients: set[UUID]) -> list[Mandate | Invitation]:
        """Return what was given by clients, and what waits to be."""
        given: list[Mandate | Invitation] = [*self.facts.mandates, *self.facts.invitations]
        return [row for row in given if row.client in clients]

    def relative(self, who: Membership) -> Sight:
        """Return what a relative sees: that of those she acts for."""
        facts, clients = self.facts, self.mandated(who.person, "see_visits")
        sight = self.of_clients(who, clients, clients & self.mandated(who.person, "see_money"))
        # Whose mandates she has, also narrow ones and such as begin later; and what she has taken and waits.
        held = [
            row
            for row in facts.mandates
            if row.person == who.person and not row.has_ended and facts.today <= (row.last_day or facts.today)
        ]
        told = {row.id for row in held} | {row.id for row in facts.invitations if row.taken_by == who.person}
        # Of feedback her own; a dispute is the client's, whoever raised it.
        told |= {
            row.id for row in facts.voices if row.client in clients and (row.is_dispute or row.said_by == who.person)
        }
        # Messages are read by all who speak for the client; what complains, by who wrote it.
        speaks_for = clients & self.mandated(who.person, "give_feedback")
        told |= {
            row.id
            for row in facts.letters
            if (
                row.client in speaks_for
                if row.kind == "message"
                else row.client in clients and row.written_by == who.person
            )
        }
        return Sight(sight.rows | told, sight.clients | {row.client for row in held}, sight.money)

    def worker(self, who: Membership) -> Sight:
        """Return what a worker sees: the visits she made for this employer, and whose they were."""
        facts = self.facts
        visits = [row for row in facts.visits if (row.worker, row.provider) == (who.person, who.provider)]
        rows = {who.person} | self.told_by(visits)
        rows |= {row.id for row in facts.planned if (row.worker, row.provider) == (who.person, who.provider)}
        return Sight(frozenset(rows), frozenset(row.client for row in visits), frozenset())

    def told_by(self, visits: list[Visit]) -> set[UUID]:
        """Return what visits tell: themselves, by which voucher, and their photos."""
        ids = {row.id for row in visits}
        return ids | {row.voucher for row in visits} | {row.id for row in self.facts.photos if row.visit in ids}

    def provider(self, who: Membership) -> Sight:
        """Return what a provider's office sees: its vouchers, visits, keys, workers, their phones and codes."""
        facts, firm = self.facts, who.provider
        vouchers = {row.id: row.client for row in facts.vouchers if row.provider == firm and not row.is_undone}
        visits = [row for row in facts.visits if row.provider == firm]
        clients = {*vouchers.values(), *(row.client for row in visits)}
        rows = {who.person, *vouchers, *clients} | self.told_by(visits)
        rows |= {
            row.id for row in (*facts.keys, *facts.workers, *facts.phones, *facts.employments) if row.provider == firm
        }
        rows |= {row.id for row in facts.enrolments if row.provider == firm}
        rows |= {row.id for row in facts.voices if row.provider == firm and row.is_for_office}
        rows |= {row.id for row in facts.letters if row.provider == firm and row.kind != "reminder"}
        rows |= {row.id for row in facts.planned if row.provider == firm}
        rows |= {row.id for row in (*facts.reviewed, *facts.settled) if row.provider == firm}
        return Sight(frozenset(rows), frozenset(clients), frozenset(clients))

    def staff(self, who: Membership) -> Sight:
        """Return what somebody of an organiser sees: all of its clients, as far as her role goes."""
        facts, own = self.facts, who.organiser
        clients = {row.id for row in facts.clients if row.organiser == own}
        rows = {who.person} | clients | {row.id for row in facts.vouchers if row.organiser == own and not row.is_undone}
        if who.role == "granter":
            rows |= {row.id for row in facts.decisions if row.organiser == own}
            rows |= {row.id for row in facts.vouchers if row.organiser == own}
            rows |= {row.id for row in self.mandates_of(clients)}
            rows |= {row.id for row in facts.voices if row.organiser == own and row.is_for_organiser}
        if who.role == "organiser":
            rows |= {row.id for row in facts.questions if row.organiser == own}
            rows |= {row.id for row in (*facts.unusual, *facts.accessibility) if row.organiser == own}
            rows |= {row.id for row in facts.letters if row.organiser == own and row.kind == "reminder"}
        if who.role == "finance":
            # Of visits those that were left to a person, of which she decides, and those that were settled.
            rows |= {
                one for row in (*facts.reviewed, *facts.settled) if row.organiser == own for one in (row.id, row.visit)
            }
        else:
            rows |= {row.id for row in facts.planned if row.organiser == own}
            rows |= {row.id for row in facts.visits if row.organiser == own}
        return Sight(frozenset(rows), frozenset(clients), frozenset(clients))

    def opens(self, who: Membership, number: str) -> bool:
        """Tell whether a number that is given at the door opens a voucher there."""
        voucher, today = self.by_number.get(number), self.facts.today
        if voucher is None or voucher.is_undone or who.role not in {"worker", "provider"}:
            return False
        if voucher.provider is not None:
            return voucher.provider == who.provider
        return any(
            (row.provider, row.organiser, row.service, row.kind)
            == (who.provider, voucher.organiser, voucher.service, voucher.kind)
            and row.first_day <= today <= (row.last_day or today)
            for row in self.facts.approvals
        )

    def handed_over(self, who: Membership, client: UUID) -> set[UUID]:
        """Return what a client takes out of all of hers, and a granter for her, beyond what each sees otherwise."""
        facts = self.facts
        if who.role not in {"client", "granter"} or client not in self.sight_of(who).clients:
            return set()
        of_money = {row.id for row in (*facts.reviewed, *facts.settled) if row.client == client}
        if who.role == "client":
            return of_money
        visits = {row.id for row in facts.visits if row.client == client}
        photos = {row.id for row in facts.photos if row.visit in visits}
        questions = {row.id for row in facts.questions if row.client == client}
        voices = {row.id for row in facts.voices if row.client == client}
        letters = {row.id for row in facts.letters if row.client == client}
        return of_money | photos | questions | voices | letters

    def leaks(self, who: Membership, text: str, opened: str | None = None, taken: UUID | None = None) -> list[str]:
        """Return what an answer tells that this person may not see.

        `opened` is a number she gave at the door, `taken` the client whose data she takes out.
        """
        sight = self.sight_of(who)
        given = self.by_number[opened] if opened is not None and self.opens(who, opened) else None
        more = {given.id, given.client} if given else set()
        more |= self.handed_over(who, taken) if taken is not None else set()

        def is_seen(id_: UUID) -> bool:
            return id_ in sight.rows or id_ in sight.clients or id_ in more

        ids = {UUID(one) for one in UUIDS.findall(text)}
        found = [f"row {id_}" for id_ in ids if id_ in self.guarded and not is_seen(id_)]
        for value in self.said(text):
            if isinstance(value, dict):
                found += self.told_money(value, sight)
            elif value in self.by_number and not is_seen(self.by_number[value].id):
                found.append(f"voucher number {value}")
            elif value in self.named and not any(is_seen(client) for client in self.named[value]):
                found.append(f"name {value}")
        return found

    def told_money(self, row: dict[str, Any], sight: Sight) -> list[str]:
        """Return what of a row tells money that is not hers to know."""
        client = row.get("clientId")
        if client is None or UUID(client) in sight.money:
            return []
        return [f"{key} of {client}" for key in MONEY if row.get(key) is not None]

    def said(self, text: str) -> list[Any]:
        """Return every object and every string in an answer; of a page that is no JSON nothing."""
        try:
            waiting = [msgspec.json.decode(text)]
        except msgspec.DecodeError:
            return []
        found: list[Any] = []
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                found.append(value)
                waiting += value.values()
            elif isinstance(value, list):
                waiting += value
            elif isinstance(value, str):
                found.append(value)
        return found
