"""The agreement of docs/sync.md against a model of it in a few dictionaries: any order, any repeat, any lost answer.

Two phones of one worker and one of another record, correct, withdraw, send other content under a known id, repeat,
reorder, lose answers, push by either protocol or have their records carried sealed by a stranger, while a voucher ends
and begins again. After each step the answers and the store are what the model says, and nothing else.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from backend.database import fetch
from backend.demo import cast
from tests.chaos.agreement import Receipt, holds, keys_told, receipt_text, rows_told
from tests.conftest import TODAY, Caller, Product
from tests.sealed.sealing import SealingPhone, deliver
from tests.sync.phone import Phone, hash_of, slug
from tests.sync.test_corrections import correction, withdrawal
from tests.written import with_note

Mutation = dict[str, Any]
# A verdict, and the slug of why not.
Said = tuple[str, str | None]
T = TypeVar("T")

ANNA, ANNAS_OTHER, BENGT = 0, 1, 2
PHONES = (ANNA, ANNAS_OTHER, BENGT)
OWNERS = {ANNA: cast.ANNA, ANNAS_OTHER: cast.ANNA, BENGT: cast.BENGT}
UNKNOWN_VOUCHER = "000000000000"

STANDS = """
select v.id::text, v.record::text, v.state, v.tasks, v.words_sealed, v.to_review, v.worker,
    (select array_agg(r.id::text || ' ' || encode(r.sha256, 'hex') order by r.sequence)
     from visit_record r where r.visit = v.id) as records,
    (select count(*) from trail_entry t where t.subject = v.id and t.role = 'worker') as entries
from visit v where v.id = any($1)
"""
REFUSED = "select id::text, encode(sha256, 'hex') as sha256 from refused_mutation where device = any($1)"
DEVICES = "select id, highest_number from device where id = any($1)"


@dataclass
class ModelVisit:
    """A visit as its records make it, folded in a few lines."""

    worker: UUID
    holds: str
    note: str
    voucher_has_ended: bool
    state: str = "recorded"
    versions_differ: bool = False
    # Every record of it, in the order it came: id and hash.
    records: list[tuple[str, str]] = field(default_factory=list)

    def to_review(self) -> list[str]:
        """Return what a person must look at."""
        reasons = ["voucher-ended"] if self.voucher_has_ended and self.state == "recorded" else []
        return sorted([*reasons, *(["versions-differ"] if self.versions_differ else [])])


@dataclass
class Model:
    """What the server must have come to."""

    visits: dict[str, ModelVisit] = field(default_factory=dict)
    # By record: the visit that it is of.
    visit_of: dict[str, str] = field(default_factory=dict)
    stored: set[tuple[str, str]] = field(default_factory=set)
    refused: set[tuple[str, str]] = field(default_factory=set)
    voucher_has_ended: bool = False

    def take(self, worker: UUID, sent: list[Mutation]) -> list[tuple[str, str | None]]:
        """Take in a push: the recordings, then what changes them; return a word and a slug for each."""
        said: dict[int, tuple[str, str | None]] = {}
        later = []
        for place, one in enumerate(sent):
            if one["id"] in self.visit_of or one["name"] != "record_visit":
                later.append((place, one))
            else:
                said[place] = self.record(worker, one)
        for place, one in later:
            if key_of(one) in self.stored:
                said[place] = ("repeated", None)
            else:
                said[place] = (self.rival if one["id"] in self.visit_of else self.change)(worker, one)
        return [said[place] for place in range(len(sent))]

    def record(self, worker: UUID, one: Mutation) -> tuple[str, str | None]:
        """Take in a recording."""
        asked = one["arguments"]
        if asked["voucherNumber"] == UNKNOWN_VOUCHER:
            return self.refuse(one, "voucher-not-found")
        if asked["startedAt"] >= asked["endedAt"]:
            return self.refuse(one, "visit-ends-before-start")
        self.visits[one["id"]] = ModelVisit(worker, one["id"], asked["note"], self.voucher_has_ended)
        return self.keep(one, one["id"])

    def change(self, worker: UUID, one: Mutation) -> tuple[str, str | None]:
        """Take in a correction or a withdrawal."""
        asked = one["arguments"]
        if self.visit_of.get(asked["seen"]) != asked["visit"]:
            return "held", "visit-not-received"
        visit = self.visits[asked["visit"]]
        if visit.worker != worker:
            return self.refuse(one, "visit-of-another")
        if one["name"] == "correct_visit" and asked["startedAt"] >= asked["endedAt"]:
            return self.refuse(one, "visit-ends-before-start")
        self.fold(visit, one)
        return self.keep(one, asked["visit"])

    def rival(self, worker: UUID, one: Mutation) -> tuple[str, str | None]:
        """Take in other content under a known id."""
        visit = self.visits[self.visit_of[one["id"]]]
        if visit.worker != worker:
            return "refused", "content-differs"
        visit.versions_differ = True
        return self.keep(one, self.visit_of[one["id"]])

    def fold(self, visit: ModelVisit, one: Mutation) -> None:
        """Let a change hold when it has seen what held."""
        asked = one["arguments"]
        if asked["seen"] != visit.holds:
            visit.versions_differ = True
        elif one["name"] == "withdraw_visit":
            visit.holds, visit.state = one["id"], "withdrawn"
        else:
            visit.holds, visit.state, visit.note = one["id"], "recorded", asked["note"]
            visit.voucher_has_ended = self.voucher_has_ended

    def keep(self, one: Mutation, visit: str) -> tuple[str, str | None]:
        """Append a record to its visit."""
        self.visit_of[one["id"]] = visit
        self.stored.add(key_of(one))
        self.visits[visit].records.append(key_of(one))
        return "accepted", None

    def refuse(self, one: Mutation, why: str) -> tuple[str, str | None]:
        """Refuse a record, and keep it."""
        self.refused.add(key_of(one))
        return "refused", why


def key_of(one: Mutation) -> tuple[str, str]:
    """Return what a record is known by: its id and its hash."""
    return one["id"], hash_of(one)


@dataclass
class Here:
    """What a conversation is held with."""

    loop: asyncio.AbstractEventLoop
    anna: Caller
    bengt: Caller
    stranger: Caller

    def wait_for(self, what: Coroutine[Any, Any, T]) -> T:
        """Do something in the tests' own loop, and in their transaction."""
        return asyncio.run_coroutine_threadsafe(what, self.loop).result(30)


class Conversation(RuleBasedStateMachine):
    """Three phones, a stranger who carries, and the server."""

    here: Here

    @initialize()
    def begin(self) -> None:
        """Begin with phones that have never been used."""
        callers = (self.here.anna, self.here.anna, self.here.bengt)
        self.phones = [SealingPhone(Phone(caller), OWNERS[place].id) for place, caller in enumerate(callers)]
        self.made: list[list[Mutation]] = [[], [], []]
        # By visit: the records about it.
        self.about: dict[str, list[str]] = {}
        self.recorded: dict[str, Mutation] = {}
        self.worker_of: dict[str, UUID] = {}
        self.receipts: dict[tuple[str, str], dict[str, Any]] = {}
        # What the carrier was promised.
        self.carried: dict[tuple[str, str], dict[str, Any]] = {}
        self.last_sequence = 0
        self.highest = [0, 0, 0]
        self.model = Model()
        self.steps = 0
        for phone in self.phones:
            self.here.wait_for(phone.enrol())
        self.keys = keys_told(self.here.wait_for(self.phones[ANNA].phone.pull())["catalogue"]["receiptKeys"])
        self.end_voucher(ended=False)
        for place in OWNERS:
            self.record_on(place, "good")
            self.push_from(place, self.made[place], lost=place == ANNAS_OTHER)

    @rule(seed=st.integers(0, 2**32))
    def step(self, seed: int) -> None:
        """Let one of them do something; by dice of its own, for what Hypothesis draws itself is mostly the smallest."""
        self.steps += 1
        chance = Random(f"{seed} {self.steps}")
        act = chance.choice(
            [self.record, self.change, self.change, self.change, self.rival, *[self.push] * 3, self.carry]
        )
        note(act.__name__)
        act(chance)
        if chance.random() < 0.1:
            self.end_voucher(ended=chance.random() < 0.5)

    def record(self, chance: Random) -> None:
        """Record a visit."""
        self.record_on(chance.choice(PHONES), chance.choice(["good", "good", "good", "unknown voucher", "backwards"]))

    def record_on(self, place: int, kind: str) -> None:
        """Record a visit on a phone, or what cannot be one."""
        phone = self.phones[place].phone
        made = phone.recording(cast.OTHER_PROVIDERS_VOUCHER if place == BENGT else cast.HELVIS_VOUCHER)
        if kind == "unknown voucher":
            made["arguments"]["voucherNumber"] = UNKNOWN_VOUCHER
        if kind == "backwards":
            made["arguments"]["endedAt"] = made["arguments"]["startedAt"]
        self.about[made["id"]] = [made["id"]]
        self.worker_of[made["id"]] = OWNERS[place].id
        self.recorded[made["id"]] = made
        self.made[place].append(made)

    def change(self, chance: Random) -> None:
        """Change a visit as this phone happens to know it: by the latest record about it, or by an earlier one."""
        place = chance.choice(PHONES)
        kind = chance.choice(["correct", "correct", "correct", "withdraw", "backwards", "another's"])
        whose = [one for one in self.about if (self.worker_of[one] == OWNERS[place].id) == (kind != "another's")]
        visit = self.recorded[chance.choice(whose)]
        known = self.about[visit["id"]]
        phone, saw = self.phones[place].phone, chance.choice([known[-1], known[-1], *known])
        if kind == "withdraw":
            made = withdrawal(phone, visit, saw)
        else:
            made = correction(phone, visit, saw, note=f"Muutos {phone.number}.")
            if kind == "backwards":
                made["arguments"]["endedAt"] = made["arguments"]["startedAt"]
        known.append(made["id"])
        self.made[place].append(made)

    def rival(self, chance: Random) -> None:
        """Write other content under an id that this phone has used."""
        own = self.made[chance.choice(PHONES)]
        one = chance.choice(own)
        told = "reason" if one["name"] == "withdraw_visit" else "note"
        own.append(one | {"arguments": one["arguments"] | {told: f"Toisin {len(own)}."}})

    def end_voucher(self, *, ended: bool) -> None:
        """End the vouchers, or let them hold again."""
        numbers = [cast.HELVIS_VOUCHER.number, cast.OTHER_PROVIDERS_VOUCHER.number]
        day = TODAY if ended else None
        self.here.wait_for(fetch("update voucher set ended_on = $2::date where number = any($1)", numbers, day))
        self.model.voucher_has_ended = ended

    def chosen(self, place: int, chance: Random) -> list[Mutation]:
        """Return all that waits on a phone, or some of all it ever made in any order, some of them twice."""
        own = self.made[place]
        if chance.random() < 0.7:
            return [one for one in own if key_of(one) not in self.receipts][:50]
        return chance.choices(own, k=8)

    def push(self, chance: Random) -> None:
        """Send; an answer that is lost has changed the server and not the phone."""
        place = chance.choice(PHONES)
        self.push_from(place, self.chosen(place, chance), lost=chance.random() < 0.3, protocol=chance.choice([1, 2]))

    def push_from(self, place: int, sent: list[Mutation], *, lost: bool, protocol: int = 2) -> None:
        """Send these from a phone."""
        phone = self.phones[place].phone
        expected = self.model.take(OWNERS[place].id, sent)
        self.highest[place] = phone.number
        receipts = (self.answered_as_before if protocol == 1 else self.answered_signed)(phone, sent, expected)
        if lost:
            return
        kept = [(one, word) for one, (word, _) in zip(sent, expected, strict=True) if word in {"accepted", "repeated"}]
        self.note_receipts(
            [(key_of(one), told, word == "accepted") for (one, word), told in zip(kept, receipts, strict=True)]
        )

    def answered_as_before(self, phone: Phone, sent: list[Mutation], expected: list[Said]) -> list[dict[str, Any]]:
        """Send by the first protocol; the verdicts must be the model's. Return the receipts."""
        verdicts = self.here.wait_for(phone.verdicts(*sent))
        assert [(one["verdict"], slug(one) if one["problem"] else None) for one in verdicts] == expected
        return [one["receipt"] for one in verdicts if one["receipt"]]

    def answered_signed(self, phone: Phone, sent: list[Mutation], expected: list[Said]) -> list[dict[str, Any]]:
        """Send by the second protocol; the reply must be the model's, and signed. Return the receipts."""
        reply = self.here.wait_for(phone.signed(*sent))
        kept = [one for one, (word, _) in zip(sent, expected, strict=True) if word in {"accepted", "repeated"}]
        assert [number for number, _, _ in reply["receipts"]] == [one["number"] for one in kept]
        assert refusals_of(reply) == refusals_expected(sent, expected)
        # One number may come with two contents here, so the rows are led to the records by their order.
        places = dict(enumerate((UUID(one["id"]), hash_of(one)) for one in kept))
        rows = [[place, *row[1:]] for place, row in enumerate(reply["receipts"])]
        receipts, hashes = rows_told(reply | {"receipts": rows}, places)
        assert hashes == [hash_of(one) for one in kept]
        assert (reply["signature"] is not None) == bool(kept)
        assert not kept or holds(self.keys, receipt_text(phone.id, receipts), reply["signature"])
        return [as_a_push_tells(one) for one in receipts]

    def carry(self, chance: Random) -> None:
        """Let a stranger bring a phone's records, sealed; the phone hears of it only when it pushes them itself."""
        place = chance.choice(PHONES)
        phone, sent = self.phones[place], self.chosen(place, chance)
        if not sent:
            return
        expected = self.model.take(OWNERS[place].id, sent)
        reply = self.here.wait_for(deliver(self.here.stranger, *(phone.envelope(one) for one in sent)))
        self.highest[place] = max(self.highest[place], *[one["number"] for one in sent])
        kept = [one for one, (word, _) in zip(sent, expected, strict=True) if word in {"accepted", "repeated"}]
        assert [(one["id"], one["sha256"]) for one in reply["receipts"]] == [key_of(one) for one in kept]
        assert refusals_of(reply) == refusals_expected(sent, expected)
        self.carried |= {key_of(one): one_receipt(told) for one, told in zip(kept, reply["receipts"], strict=True)}

    def note_receipts(self, receipts: list[tuple[tuple[str, str], dict[str, Any], bool]]) -> None:
        """Hold the receipts to what has been promised: the first one of a record is the one for ever."""
        for key, receipt, is_new in receipts:
            assert receipt["sha256"] == key[1]
            assert self.receipts.setdefault(key, receipt) == receipt
            assert self.carried.get(key, receipt) == receipt
            if is_new:
                assert receipt["sequence"] > self.last_sequence or len(receipts) > 1
        self.last_sequence = max([self.last_sequence, *(receipt["sequence"] for _, receipt, _ in receipts)])
        assert len({receipt["sequence"] for receipt in self.receipts.values()}) == len(self.receipts)

    @invariant()
    def stands(self) -> None:
        """Compare every visit, every refusal and every phone's highest number with the model's."""
        if not hasattr(self, "model"):
            return
        told = {row["id"]: with_note(row) for row in self.here.wait_for(fetch(STANDS, list(self.about)))}
        assert set(told) == set(self.model.visits)
        for id_, visit in self.model.visits.items():
            row = told[id_]
            assert (row["record"], row["state"], row["note"]) == (visit.holds, visit.state, visit.note)
            assert (row["worker"], sorted(row["to_review"])) == (visit.worker, visit.to_review())
            assert row["records"] == [f"{record} {sha256}" for record, sha256 in visit.records]
            assert row["entries"] == len(visit.records)
        devices = [phone.phone.id for phone in self.phones]
        refused = {(row["id"], row["sha256"]) for row in self.here.wait_for(fetch(REFUSED, devices))}
        assert refused == self.model.refused
        highest = {row["id"]: row["highest_number"] for row in self.here.wait_for(fetch(DEVICES, devices))}
        assert [highest[device] for device in devices] == self.highest
        assert {*self.receipts, *self.carried} <= self.model.stored


def refusals_of(reply: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return what a reply refuses, or leaves waiting, and why."""
    return [(one["id"], one["verdict"], slug(one)) for one in reply["refusals"]]


def refusals_expected(sent: list[Mutation], expected: list[Said]) -> list[tuple[str, str, str]]:
    """Return what the model refuses of what was sent."""
    return [(one["id"], word, why) for one, (word, why) in zip(sent, expected, strict=True) if why]


def as_a_push_tells(one: Receipt) -> dict[str, Any]:
    """Return a signed receipt as the first protocol writes it."""
    return {"sha256": one.sha256, "sequence": one.sequence, "receivedAt": one.received_at}


def one_receipt(told: dict[str, Any]) -> dict[str, Any]:
    """Return a receipt as a push tells it."""
    return {name: told[name] for name in ("sha256", "sequence", "receivedAt")}


async def test_phones_and_server_do_what_the_model_does(product: Product) -> None:
    async with (
        product.called_by(cast.ANNA) as anna,
        product.called_by(cast.BENGT) as bengt,
        product.called_by(None) as stranger,
    ):
        here = Here(asyncio.get_running_loop(), anna, bengt, stranger)
        held_here = type("ConversationHere", (Conversation,), {"here": here})
        chosen = settings(
            max_examples=15,
            stateful_step_count=40,
            # A failure is told as it was found: making it smaller takes minutes.
            phases=[Phase.generate],
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        await asyncio.to_thread(run_state_machine_as_test, held_here, settings=chosen)
