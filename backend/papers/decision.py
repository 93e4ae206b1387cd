"""The service decision on paper: what was decided and why, what it costs, and how to have it changed.

What stands on the page is made here as sections of plain words; decision.typ says how they look, and typst sets them as
PDF/UA-1 like the voucher (docs/decisions/0013). Law is named where it asks: what a decision holds 434/2003 s.44-46,
what is told with a voucher 569/2009 s.6, what is said of a fee 734/1992 s.11.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import typst

from backend.papers.reckoning_words import reckoning_table
from backend.papers.voucher import (
    FONTS,
    WORDS_FOLDER,
    Language,
    Period,
    QuantityUnit,
    Value,
    settable,
    written_day,
    written_euros,
    written_quantity,
    written_tasks,
    written_value,
)
from backend.papers.voucher import WORDS as VOUCHER_WORDS
from backend.reckoning.explanation import Explanation

TEMPLATE = Path(__file__).with_name("decision.typ")
WORDS: dict[Language, dict[str, Any]] = {
    "fi": json.loads((WORDS_FOLDER / "decision_paper.fi.json").read_text("utf-8")),
    "sv": json.loads((WORDS_FOLDER / "decision_paper.sv.json").read_text("utf-8")),
}
# Of 180340-9123 the day of birth, which tells two of one name apart; with the rest a finder could pose as her.
SHOWN_OF_IDENTITY_CODE = 7
HIDDEN = "****"
# Points of its letters, the largest first, and the pages that a decision should not go beyond.
SIZES = (14, 13, 12)
SHORT = 2

Section = dict[str, Any]


@dataclass(frozen=True)
class Organiser:
    """Who decided; all of it in the language of the paper."""

    name: str
    address: tuple[str, ...] = ()
    phone: str | None = None


@dataclass(frozen=True)
class Granted:
    """What the client gets."""

    # In words of the paper's language.
    tasks: tuple[str, ...]
    quantity: int
    quantity_unit: QuantityUnit
    period: Period
    arranging: Literal["voucher", "order", "own"]
    # None: any approved provider, or with an order one that is told of later.
    provider: str | None
    first_day: date
    # None: until further notice.
    last_day: date | None


@dataclass(frozen=True)
class VoucherValue:
    """What a voucher is worth, and how that was reckoned where it follows income.

    By an own-part table (the rule `own-part-by-hours`) the sum is the client's own part of a month instead.
    """

    value: Value
    explanation: Explanation | None = None
    # Before a raise.
    before_cents: int | None = None


@dataclass(frozen=True)
class Fee:
    """What the client pays the organiser in a month; with a voucher there is none (734/1992 s.12)."""

    cents: int
    explanation: Explanation | None = None


@dataclass(frozen=True)
class ToldWithVoucher:
    """What must be told to a client who gets a voucher, as far as it is known (569/2009 s.6)."""

    # The client's estimated own liability in a month: at the cheapest and at the dearest provider she may choose.
    own_liability_cents: tuple[int, int] | None = None
    # The month's client fee that the same service would cost without a voucher.
    fee_otherwise_cents: int | None = None
    # A service free of charge by 734/1992 s.4-5 leaves no own liability (569/2009 s.7).
    is_free: bool = False


@dataclass(frozen=True)
class Notice:
    """How the client comes to know of the decision, and how long she may have it changed (434/2003 s.49c, s.59)."""

    sent_by: Literal["letter", "in_person"] = "letter"
    # Without these three the paper says how they are counted.
    sent_on: date | None = None
    received_on: date | None = None
    appeal_until: date | None = None


@dataclass(frozen=True, kw_only=True)
class DecisionContents:
    """What one decision says on paper; what is None is not known or not so, and leaves its line out."""

    organiser: Organiser
    number: str
    # service, or value: a personal value raised (569/2009 s.8).
    about: Literal["service", "value"] = "service"
    resolution: Literal["granted", "partly", "rejected"]
    decided_on: date
    # The number of the decision that this one changes.
    replaces: str | None = None
    # Taken back within a day because it was wrong: the paper says so first, and instructs in nothing that is not so.
    undone_on: date | None = None
    client_name: str
    # The document carries it (703/2023 s.38); a letter that goes astray should not. So the client's copy, which is what
    # this makes unless told otherwise, shows the day of birth, and the archive's copy the whole code.
    identity_code: str | None = None
    identity_code_in_full: bool = False
    # In the language of the paper.
    service: str
    applied_on: date | None = None
    # Free text of the granter, paragraphs apart by line breaks; printed as it was typed.
    need: str
    grounds: str
    legal_basis: tuple[str, ...]
    # None with a rejection, and with a decision about a value.
    granted: Granted | None = None
    # With a voucher: the personal value, or the rulebook's when it is one figure. With a raise: the new value.
    value: VoucherValue | None = None
    # The first day of a raised value.
    value_from: date | None = None
    fee: Fee | None = None
    told: ToldWithVoucher | None = None
    notice: Notice = Notice()
    decided_by: str
    decided_by_title: str | None = None
    # Who answers questions; None: the decision maker.
    ask: str | None = None
    # Where a request for rectification goes when that is not the organiser's own address.
    appeal_to: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()


def decision_paper(contents: DecisionContents, language: Language) -> bytes:
    """Return the decision as A4 pages, PDF/UA-1."""
    words = WORDS[language]
    page = {
        "language": language,
        "organiser": contents.organiser.name,
        "address": [*contents.organiser.address, *([contents.organiser.phone] if contents.organiser.phone else [])],
        "title": words["title"][contents.about],
        "number": contents.number,
        "page": words["page"],
        "undone": words["undone"].format(day=written_day(contents.undone_on)) if contents.undone_on else None,
        "facts": facts_of(contents, words),
        "sections": [section for section in sections_of(contents, language) if section["parts"]],
    }
    return set_in_type(page)


def set_in_type(page: dict[str, Any]) -> bytes:
    """Return the page set as large as leaves it short; one that is long at any size has the smallest."""
    for size in SIZES:
        contents = {"page": json.dumps(settable(page) | {"size": size})}
        shown_on = typst.query(TEMPLATE, "<pages>", field="value", font_paths=FONTS, sys_inputs=contents)
        if max(json.loads(shown_on)) <= SHORT:
            break
    return typst.compile(TEMPLATE, font_paths=FONTS, sys_inputs=contents, pdf_standards="ua-1")


def facts_of(contents: DecisionContents, words: dict[str, Any]) -> list[list[str]]:
    """Return whose decision this is, of what and of which day."""
    facts = [[words["number"], contents.number], [words["decided_on"], written_day(contents.decided_on)]]
    if contents.replaces:
        facts.append([words["replaces"], contents.replaces])
    facts.append([words["client"], contents.client_name])
    if contents.identity_code:
        shown = contents.identity_code[:SHOWN_OF_IDENTITY_CODE] + HIDDEN
        facts.append([words["identity_code"], contents.identity_code if contents.identity_code_in_full else shown])
    facts.append([words["matter"], words["matter_of"][contents.about].format(service=contents.service)])
    if contents.applied_on:
        facts.append([words["applied_on"], written_day(contents.applied_on)])
    return facts


def sections_of(contents: DecisionContents, language: Language) -> list[Section]:
    """Return what the decision says, in its order; a section without parts has nothing to say."""
    words = WORDS[language]
    return [
        section(words["resolution"], *[words_part(line) for line in resolution_of(contents, language)], is_main=True),
        section(words["granted"], *granted_parts(contents, language)),
        section(words["value"], *value_parts(contents, language)),
        section(words["fee"], *fee_parts(contents, language)),
        section(words["need"], *paragraphs(contents.need)),
        section(words["grounds"], *paragraphs(contents.grounds)),
        section(words["legal_basis"], *([list_part(contents.legal_basis)] if contents.legal_basis else [])),
        section(words["told"], *told_parts(contents, words)),
        section(words["maker"], *[words_part(line) for line in maker_of(contents, words)], is_whole=True),
        section(words["attachments"], *([list_part(contents.attachments)] if contents.attachments else [])),
        section(words["appeal"], *appeal_parts(contents, words), is_whole=True),
    ]


def section(heading: str, *parts: Section, is_main: bool = False, is_whole: bool = False) -> Section:
    """Return a section; the main one stands out, a whole one is not broken between pages."""
    return {"heading": heading, "parts": list(parts), "is_main": is_main, "is_whole": is_whole}


def words_part(text: str) -> Section:
    """Return a paragraph."""
    return {"kind": "words", "text": text}


def list_part(items: tuple[str, ...] | list[str]) -> Section:
    """Return a list."""
    return {"kind": "list", "items": list(items)}


def facts_part(facts: list[list[str]]) -> Section:
    """Return names of facts and the facts."""
    return {"kind": "facts", "facts": facts}


def paragraphs(text: str) -> list[Section]:
    """Return free text as it was typed, a paragraph a line."""
    return [words_part(line.strip()) for line in text.splitlines() if line.strip()]


def resolution_of(contents: DecisionContents, language: Language) -> list[str]:
    """Return the resolution in plain words."""
    words = WORDS[language]
    said = [words["resolution_of"][contents.about][contents.resolution].format(service=contents.service)]
    if contents.about == "value" and contents.value and contents.resolution != "rejected":
        new = written_value(contents.value.value, VOUCHER_WORDS[language])
        if contents.value_from:
            said.append(words["raised_from"].format(first=written_day(contents.value_from), value=new))
        if contents.value.before_cents is not None:
            before = Value(contents.value.before_cents, contents.value.value.per)
            said.append(words["raised_before"].format(value=written_value(before, VOUCHER_WORDS[language])))
    return said


def granted_parts(contents: DecisionContents, language: Language) -> list[Section]:
    """Return what is granted, how much, for how long and from whom."""
    granted, words = contents.granted, WORDS[language]
    if granted is None:
        return []
    first = written_day(granted.first_day)
    last = granted.last_day and written_day(granted.last_day)
    facts = [[words["service"], contents.service]]
    if granted.tasks:
        facts.append([words["tasks"], written_tasks(granted.tasks)])
    quantity = written_quantity(granted.quantity, granted.quantity_unit, granted.period, VOUCHER_WORDS[language])
    facts += [
        [words["quantity"], quantity],
        [
            words["valid"],
            words["valid_to"].format(first=first, last=last) if last else words["open"].format(first=first),
        ],
        [words["arranging"], words["arranging_of"][granted.arranging]],
    ]
    if granted.arranging != "own":
        any_provider = VOUCHER_WORDS[language]["any_provider"][granted.arranging]
        facts.append([words["provider"], granted.provider or any_provider])
    return [facts_part(facts)]


def value_parts(contents: DecisionContents, language: Language) -> list[Section]:
    """Return what the voucher is worth, with the reckoning."""
    words, value = WORDS[language], contents.value
    if value is None or contents.resolution == "rejected":
        return []
    if value.explanation and value.explanation.rule == "own-part-by-hours":
        euros = written_euros(value.value.cents)
        said, result = words["own_part_is"].format(euros=euros), (words["own_part"], euros)
    else:
        written = written_value(value.value, VOUCHER_WORDS[language])
        said, result = words["value_is"].format(value=written), (words["value"], written)
    # A raised value has been said in the resolution.
    sentence = [] if contents.about == "value" else [words_part(said)]
    if value.explanation is None:
        return sentence
    table = reckoning_table(value.explanation, value.value.per, result, words, VOUCHER_WORDS[language])
    return [*sentence, *table]


def fee_parts(contents: DecisionContents, language: Language) -> list[Section]:
    """Return what the client pays the organiser, with the reckoning, and that she may ask for less (734/1992 s.11)."""
    words, fee = WORDS[language], contents.fee
    if fee is None:
        return []
    euros = written_euros(fee.cents)
    if fee.cents == 0:
        said = [words_part(words["no_fee"])]
    else:
        said = [words_part(words["fee_is"].format(euros=euros)), words_part(words["fee_may_be_lowered"])]
    if fee.explanation is None:
        return said
    # The rule of a fee has no figure per unit.
    table = reckoning_table(fee.explanation, "hour", (words["fee_in_month"], euros), words, VOUCHER_WORDS[language])
    return [said[0], *table, *said[1:]]


def told_parts(contents: DecisionContents, words: dict[str, Any]) -> list[Section]:
    """Return what a client with a voucher must know (569/2009 s.6)."""
    told = contents.told
    if told is None or contents.undone_on:
        return []
    liability = told.own_liability_cents
    if told.is_free:
        estimate = [words["told_of"]["free"]]
    elif liability is None:
        estimate = [words["told_of"]["own_liability"]]
    else:
        low, high = written_euros(liability[0]), written_euros(liability[1])
        which = "estimate" if low == high else "estimate_between"
        estimate = [words["told_of"]["own_liability"] + " " + words["told_of"][which].format(low=low, high=high)]
    fee = told.fee_otherwise_cents
    otherwise = (
        words["told_of"]["fee_unknown"]
        if fee is None
        else words["told_of"]["fee_otherwise"].format(euros=written_euros(fee))
    )
    may_raise = [] if told.is_free else [words["told_of"]["raise"]]
    return [
        list_part([words["told_of"]["contract"], *estimate, *may_raise, otherwise, words["told_of"]["refusal"]]),
        words_part(words["told_of"]["law"]),
    ]


def maker_of(contents: DecisionContents, words: dict[str, Any]) -> list[str]:
    """Return who decided and who answers questions."""
    title = f", {contents.decided_by_title}" if contents.decided_by_title else ""
    said = [words["decided_by"].format(name=contents.decided_by + title)]
    ask, phone = contents.ask or contents.decided_by, contents.organiser.phone
    said.append(words["ask" if phone else "ask_without_phone"].format(name=ask, phone=phone))
    return said


def appeal_parts(contents: DecisionContents, words: dict[str, Any]) -> list[Section]:
    """Return how a request for rectification is made (434/2003 s.46-47, 49b-49g, 59; of a value 569/2009 s.13)."""
    if contents.undone_on:
        return []
    appeal, notice, organiser = words["appeal_of"], contents.notice, contents.organiser
    place = list(contents.appeal_to) or [organiser.name, *organiser.address]
    if not contents.appeal_to and not organiser.address:
        known = appeal["ask_address" if organiser.phone else "ask_address_without_phone"]
        place.append(known.format(phone=organiser.phone))
    when = []
    if notice.appeal_until:
        when.append(appeal["arrives_by"].format(day=written_day(notice.appeal_until)))
    when.append(appeal["thirty_days"])
    if notice.sent_on is None or notice.received_on is None:
        received = appeal["received_unknown"]
    else:
        sent, day = written_day(notice.sent_on), written_day(notice.received_on)
        received = appeal["received"][notice.sent_by].format(sent=sent, day=day)
    of_value = contents.about == "value" or (contents.value is not None and contents.value.explanation is not None)
    return [
        words_part(appeal["may"]),
        facts_part(
            [
                [appeal["to_whom"], "\n".join(place)],
                [appeal["how"], appeal["in_writing"]],
                [appeal["by_when"], " ".join(when)],
                [appeal["notice"], received],
            ]
        ),
        words_part(appeal["must_contain"]),
        list_part([item.format(number=contents.number) for item in appeal["contains"]]),
        words_part(appeal["after"]),
        words_part(appeal["law_of_value" if of_value else "law"]),
    ]
