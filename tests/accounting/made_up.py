"""Settlements with any names and any cents, for the writers of what goes out."""

from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import strategies as st
from stdnum.fi import ytunnus
from stdnum.iso7064 import mod_97_10

from backend.accounting.rules import Facts, Kind, Party, PostingTerms, Row, ServiceAccount, ServiceFacts, Settled
from backend.days import ONE_DAY, month_around

# Whatever a person or a system may have written: PostgreSQL's text holds all of it but NUL.
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=90)
SUMS = st.integers(-(10**9), 10**9)
KINDS: st.SearchStrategy[Kind] = st.sampled_from(("voucher", "order"))
CODES = st.text("0123456789ABC-", min_size=1, max_size=30).filter(lambda code: bool(code.strip("- ")))


def iban_of(digits: str) -> str:
    """Return a Finnish account of fourteen digits with its check digits."""
    return f"FI{mod_97_10.calc_check_digits(f'{digits}FI')}{digits}"


IBANS = st.text("0123456789", min_size=14, max_size=14).map(iban_of)
BUSINESS_IDS = (
    st.text("0123456789", min_size=7, max_size=7)
    .map(lambda digits: [f"{digits}{check}" for check in range(10)])
    .map(lambda written: [one for one in written if ytunnus.is_valid(one)])
    .filter(bool)
    .map(lambda written: written[0])
)


@st.composite
def rows(draw: st.DrawFn, services: list[ServiceFacts], month: date) -> Row:
    """Return the lines of one voucher, summed."""
    days = st.dates(month, month_around(month).last_day)
    first, last = sorted((draw(days), draw(days)))
    return Row(
        voucher=draw(st.uuids(version=4)),
        service=draw(st.sampled_from(services)).id,
        kind=draw(KINDS),
        cents=draw(SUMS),
        minutes=draw(st.integers(0, 10**6)),
        visits=draw(st.integers(0, 10**5)),
        credits=draw(st.integers(0, 10)),
        first_day=first,
        last_day=last,
    )


@st.composite
def outgoing(draw: st.DrawFn) -> tuple[Facts, dict[UUID, list[Row]]]:
    """Return what a file says, and the lines of its settlements."""
    services = [
        ServiceFacts(draw(st.uuids(version=4)), draw(st.integers(1, 255)), draw(NAMES))
        for _ in range(draw(st.integers(1, 3)))
    ]
    month = draw(st.dates(date(2026, 1, 1), date(2036, 12, 31))).replace(day=1)
    settled_on = month_around(month).last_day + ONE_DAY * draw(st.integers(4, 8))
    terms = PostingTerms(
        business_id=draw(BUSINESS_IDS),
        language=draw(st.sampled_from(("fi", "sv"))),
        payment_days=draw(st.integers(0, 60)),
        iban=draw(IBANS),
        payable_account=draw(CODES),
        voucher_account=draw(CODES),
        order_account=draw(CODES),
        cost_centre=draw(st.none() | CODES),
        services=(ServiceAccount(services[0].id, draw(KINDS), draw(CODES), draw(st.none() | CODES)),),
    )
    settlements, lines = [], {}
    for _ in range(draw(st.integers(1, 4))):
        provider = Party(draw(NAMES), draw(BUSINESS_IDS))
        id_ = draw(st.uuids(version=4))
        lines[id_] = draw(st.lists(rows(services, month), min_size=1, max_size=5))
        settlements.append(
            Settled(
                id=id_,
                number=f"{month:%Y%m}-{provider.business_id}",
                month=month,
                settled_on=settled_on,
                due_on=settled_on + ONE_DAY * terms.payment_days,
                provider=provider,
                iban=draw(IBANS),
                cents=sum(row.cents for row in lines[id_]),
                vat_ground="social-care",
            )
        )
    return (
        Facts(
            made_at=datetime(2026, 11, 18, 10, tzinfo=UTC),
            buyer=Party(draw(NAMES), terms.business_id),
            terms=terms,
            services=tuple(services),
            settlements=tuple(settlements),
        ),
        lines,
    )


# A county of two providers, one of which owes something back.
HOME_CARE = ServiceFacts(UUID("00000000-0000-4000-8000-000000000001"), 1, "Kotihoito")
VOUCHER, ORDER = UUID("00000000-0000-4000-8000-0123456789ab"), UUID("00000000-0000-4000-8000-ba9876543210")
FIRST, SECOND = UUID("00000000-0000-4000-8000-00000000000a"), UUID("00000000-0000-4000-8000-00000000000b")
OCTOBER = date(2026, 10, 1)


def row(voucher: UUID, kind: Kind, cents: int, **other: int) -> Row:
    """Return the lines of a voucher or an order in October."""
    counts = {"minutes": 600, "visits": 10, "credits": 0} | other
    return Row(
        voucher=voucher,
        service=HOME_CARE.id,
        kind=kind,
        cents=cents,
        first_day=date(2026, 10, 2),
        last_day=date(2026, 10, 30),
        **counts,
    )


def settled(id_: UUID, name: str, business_id: str, cents: int) -> Settled:
    """Return a settlement of October."""
    return Settled(
        id=id_,
        number=f"202610-{business_id}",
        month=OCTOBER,
        settled_on=date(2026, 11, 5),
        due_on=date(2026, 11, 19),
        provider=Party(name, business_id),
        iban="FI2112345600000785",
        cents=cents,
        vat_ground="social-care",
    )


COUNTY = Facts(
    made_at=datetime(2026, 11, 5, 8, 30, tzinfo=UTC),
    buyer=Party("Merilinnan hyvinvointialue", "01120389"),
    terms=PostingTerms(
        business_id="01120389",
        language="fi",
        payment_days=14,
        iban="FI2112345600000785",
        payable_account="2541",
        voucher_account="4341",
        order_account="4343",
        cost_centre="7100",
    ),
    services=(HOME_CARE,),
    settlements=(
        settled(FIRST, "Kotiapu Kaneli & Kumppanit Oy, Suvikosken yksikkö", "07375462", 123_456),
        settled(SECOND, "Hoiva Majakka Ab", "01120389", -1_000),
    ),
)
LINES = {
    FIRST: [row(VOUCHER, "voucher", 100_000), row(ORDER, "order", 23_456)],
    SECOND: [row(VOUCHER, "voucher", -1_000, minutes=0, visits=0, credits=1)],
}
