"""Proves the books: what was accepted is settled once or waits for a named reason, and all sums agree to the cent.

Asks the database in sets and by other roads than the run took: a settlement from its lines, each line from what it was
made of, each credit from its line, and the sums by voucher, provider, service and month from both sides.
"""

from dataclasses import dataclass
from datetime import timedelta

from backend import clock
from backend.database import connection, fetch, transaction
from backend.settlement.lines import CENTS, CHANGED_SINCE, DUE_CENTS, IS_ACCEPTED, IS_SETTLED, TEXT
from backend.settlement.rules import VAT_GROUNDS

# Visits of closed cases go after ten years, and their lines with them (retention/rules.py): older settlements keep
# their sums and their fingerprint.
KEPT_WHOLE = timedelta(days=3650)
# Of one kind of fault, as many are named.
MOST_NAMED = 20

GROUNDS = " ".join(f"when '{slug}' then '{law}'" for slug, law in VAT_GROUNDS.items())
# The heading as rules.py: text_of_heading.
HEADING = f"""
format(E'kotiseteli settlement 1\\nnumber %s\\norganiser %s\\nprovider %s\\nmonth %s\\nvat %s\\n', s.number,
    s.organiser, s.provider, to_char(s.month, 'YYYY-MM'), case s.vat_ground {GROUNDS} end)
"""
SETTLEMENTS = f"""
select format('settlement %s: it says %s lines, %s credits, price %s, paid %s by vouchers and %s by orders, own '
    'liability %s; its lines come to %s, %s, %s, %s, %s, %s%s', s.number, s.lines, s.credits, s.price_cents,
    s.voucher_cents, s.order_cents, s.own_liability_cents, l.lines, l.credits, l.price_cents, l.voucher_cents,
    l.order_cents, l.own_liability_cents, case when l.sha256 = s.sha256 then '' else ', and another fingerprint' end)
from settlement s cross join lateral (
    select count(*) as lines, count(credit) as credits, coalesce(sum(price_cents), 0) as price_cents,
        coalesce(sum(organiser_cents) filter (where kind = 'voucher'), 0) as voucher_cents,
        coalesce(sum(organiser_cents) filter (where kind = 'order'), 0) as order_cents,
        coalesce(sum(own_liability_cents), 0) as own_liability_cents,
        sha256(convert_to({HEADING} || coalesce(string_agg({TEXT}, '' order by place), ''), 'UTF8')) as sha256
    from settlement_line where settlement = s.id
) l
where s.settled_at >= $1
    and (s.lines, s.credits, s.price_cents, s.voucher_cents, s.order_cents, s.own_liability_cents, s.sha256)
        is distinct from
        (l.lines, l.credits, l.price_cents, l.voucher_cents, l.order_cents, l.own_liability_cents, l.sha256)
"""  # noqa: S608 - written here
LINE = "format('settlement %s line %s, visit %s', coalesce(s.number, l.settlement::text), l.place, l.visit)"
OWNERS = f"""
select {LINE} || ': its settlement, run, organiser or provider is another, or there is none'
from settlement_line l left join settlement s on s.id = l.settlement left join settlement_run r on r.id = s.run
where (s.organiser, s.provider, r.organiser, r.month)
    is distinct from (l.organiser, l.provider, l.organiser, s.month)
"""  # noqa: S608 - the same
TWICE = """
select format('visit %s is in %s settlements: %s', l.visit, count(*),
    string_agg(format('%s line %s', s.number, l.place), ', ' order by s.number))
from settlement_line l left join settlement s on s.id = l.settlement
where l.credit is null group by l.visit having count(*) > 1
"""
# What a visit's line was made of stays as it was once it is settled.
FIGURES = "price_cents, organiser_cents, own_liability_cents"
SOURCES = f"""
select {LINE} || format(
    ': it says %s of %s, %s min, price %s, paid %s, own liability %s; its verdict comes to %s', l.kind, l.day,
    l.minutes, l.price_cents, l.organiser_cents, l.own_liability_cents,
    case when v.visit is null then 'nothing: there is none' when not {IS_ACCEPTED} then 'nothing: it is not accepted'
        else format('%s of %s, %s min, %s, %s, %s', v.kind, v.day, v.minutes, m.price_cents, m.organiser_cents,
            m.own_liability_cents) end)
from settlement_line l left join settlement s on s.id = l.settlement
left join visit_verdict v on v.visit = l.visit left join review_decision d on d.id = l.decision
cross join lateral (select {CENTS}) m
where l.credit is null and (v.visit is null or not {IS_ACCEPTED}
    or (l.record, l.voucher, l.client, l.organiser, l.provider, l.service, l.kind, l.day, l.minutes, l.decision,
        l.price_cents, l.organiser_cents, l.own_liability_cents)
    is distinct from (v.record, v.voucher, v.client, v.organiser, v.provider, v.service, v.kind, v.day, v.minutes,
        v.decision, m.price_cents, m.organiser_cents, m.own_liability_cents))
"""  # noqa: S608 - the same
CREDIT_LINES = f"""
select {LINE} || format(': it takes back %s, the credit %s says %s', -l.price_cents, l.credit,
    coalesce(c.price_cents::text, 'nothing: there is none'))
from settlement_line l left join settlement s on s.id = l.settlement left join credit c on c.id = l.credit
where l.credit is not null
    and (l.visit, l.organiser, l.provider, -l.price_cents, -l.organiser_cents, -l.own_liability_cents)
    is distinct from (c.visit, c.organiser, c.provider, c.price_cents, c.organiser_cents, c.own_liability_cents)
union all
select format('credit %s is carried out %s times', credit, count(*)) from settlement_line
where credit is not null group by credit having count(*) > 1
"""  # noqa: S608 - the same
CREDITS = """
select format('visit %s: %s was credited of %s, %s of the own liability of %s', c.visit, sum(c.organiser_cents),
    coalesce(l.organiser_cents::text, 'nothing'), sum(c.own_liability_cents),
    coalesce(l.own_liability_cents::text, 'nothing'))
from credit c left join settlement_line l on l.visit = c.visit and l.credit is null and l.settlement = c.settlement
where c.at >= $1
group by c.visit, l.organiser_cents, l.own_liability_cents
having sum(c.organiser_cents) > coalesce(l.organiser_cents, 0)
    or sum(c.own_liability_cents) > coalesce(l.own_liability_cents, 0)
"""
# What nobody would ever look at: its month is not due.
IS_DUE = """
exists (select from settlement_due u where u.organiser = {of}.organiser and u.provider = {of}.provider
    and u.month = date_trunc('month', {day})::date)
"""
FORGOTTEN = f"""
select format('visit %s of %s is accepted, in no settlement, and due in none', v.visit, v.day)
from visit_verdict v left join review_decision d on d.id = v.decision
where {IS_ACCEPTED} and not {IS_SETTLED} and not {IS_DUE.format(of="v", day="v.day")}
union all
select format('credit %s of visit %s is in no settlement, and due in none', c.id, c.visit)
from credit c left join settlement_line l on l.visit = c.visit and l.credit is null
where c.at >= $1 and not exists (select from settlement_line x where x.credit = c.id)
    and not {IS_DUE.format(of="c", day="l.day")}
"""  # noqa: S608 - the same
# What the books come to by voucher, provider, service and month, from the lines; and from visits and credits.
SUMMED = """
select case when grouping(voucher) = 0 then 'voucher ' || voucher
        when grouping(provider) = 0 then 'provider ' || provider
        when grouping(service) = 0 then 'service ' || service else 'month ' || to_char(month, 'YYYY-MM') end as what,
    sum(organiser_cents) as paid, sum(own_liability_cents) as own
from {of} group by grouping sets ((voucher), (provider), (service), (month))
"""
SUMS = f"""
with lines as (
    select voucher, provider, service, date_trunc('month', day) as month, organiser_cents, own_liability_cents
    from settlement_line
), owed as (
    select v.voucher, v.provider, v.service, date_trunc('month', v.day) as month, m.organiser_cents,
        m.own_liability_cents
    from visit_verdict v left join review_decision d on d.id = v.decision cross join lateral (select {CENTS}) m
    where {IS_ACCEPTED} and {IS_SETTLED}
    union all
    select v.voucher, v.provider, v.service, date_trunc('month', v.day), -c.organiser_cents, -c.own_liability_cents
    from credit c join visit_verdict v on v.visit = c.visit
    where exists (select from settlement_line x where x.credit = c.id)
)
select format('%s: the lines come to %s and own liability %s, visits and credits to %s and %s', what,
    coalesce(b.paid, 0), coalesce(b.own, 0), coalesce(o.paid, 0), coalesce(o.own, 0))
from ({SUMMED.format(of="lines")}) b full join ({SUMMED.format(of="owed")}) o using (what)
where (b.paid, b.own) is distinct from (o.paid, o.own)
"""  # noqa: S608 - the same
# What was kept back: of a debt never more than is owed, of a settlement never more than it comes to, and what is paid
# is what is left.
SET_OFFS = f"""
select format('settlement %s: %s was set off of the %s that it comes to', s.number, sum(k.cents), s.organiser_cents)
from (select debt as id, -cents as cents from set_off union all select settlement, cents from set_off) k
join settlement s on s.id = k.id group by s.id
having sum(k.cents) not between least(s.organiser_cents, 0) and greatest(s.organiser_cents, 0)
union all
select format('settlement %s was set off against %s, which is of another provider, or not after it', d.number, s.number)
from set_off o join settlement d on d.id = o.debt join settlement s on s.id = o.settlement
where (d.organiser, d.provider, s.organiser, s.provider)
        is distinct from (o.organiser, o.provider, o.organiser, o.provider)
    or d.month >= s.month or d.organiser_cents >= 0 or s.organiser_cents <= 0
union all
select format('settlement %s: %s is paid of it, %s is due', s.number, p.cents, {DUE_CENTS})
from payment p join settlement s on s.id = p.settlement where p.cents <> {DUE_CENTS}
"""  # noqa: S608 - the same
CHECKS = {
    "settlements against their lines": SETTLEMENTS,
    "lines against their settlements": OWNERS,
    "lines against each other": TWICE,
    "lines against visits": SOURCES,
    "lines against credits": CREDIT_LINES,
    "credits against what was paid": CREDITS,
    "set-offs and payments against settlements": SET_OFFS,
    "what is accepted against what is due": FORGOTTEN,
    "sums by voucher, provider, service and month": SUMS,
}
COUNTS = """
select (select count(*) from settlement) as settlements, (select count(*) from settlement_line) as lines,
    (select coalesce(sum(organiser_cents), 0) from settlement) as organiser_cents,
    (select coalesce(sum(own_liability_cents), 0) from settlement) as own_liability_cents
"""
# Each visit that is in no settlement, by why: a verdict that has not come yet, too.
WAITING = f"""
select case when v.visit is null then 'recorded' when v.verdict = 'withdrawn' then 'withdrawn'
        when {IS_ACCEPTED} then 'next-run' when d.outcome = 'rejected' then 'rejected'
        when v.verdict = 'unpaid' then 'unpaid' else 'to-review' end as why, count(*) as visits,
    coalesce(sum(v.organiser_cents), 0) as organiser_cents
from visit x left join visit_verdict v on v.visit = x.id left join review_decision d on d.id = v.decision
where not exists (select from settlement_line l where l.visit = x.id and l.credit is null)
    and not (v.visit is null and x.state = 'withdrawn')
group by 1 order by 1
"""  # noqa: S608 - the same
# What providers owe back by settlements below nothing.
OWED = f"""
select count(*) as settlements, coalesce(sum({DUE_CENTS}), 0) as cents from settlement s
where s.organiser_cents < 0 and not exists (select from payment p where p.settlement = s.id)
"""  # noqa: S608 - the same
# Settled, and changed since: what finance has to decide of, and what it would come to.
CHANGED = f"""
select count(*) as visits,
    coalesce(sum(v.organiser_cents - l.organiser_cents + b.organiser_cents), 0) as organiser_cents
from {CHANGED_SINCE}
"""  # noqa: S608 - the same


@dataclass(frozen=True)
class Found:
    """What was found: what there is, what waits and why, what finance has to do, and by check what is wrong."""

    counted: str
    waiting: tuple[str, ...]
    changed: str
    owed: str
    wrong: dict[str, tuple[str, ...]]

    @property
    def is_right(self) -> bool:
        """Tell whether the books agree."""
        return not any(self.wrong.values())

    def in_words(self) -> str:
        """Return the report for the terminal."""
        lines = [self.counted, "In no settlement:", *(f"  {one}" for one in self.waiting or ("nothing",))]
        lines += [self.changed, self.owed]
        for check, faults in self.wrong.items():
            lines.append(f"{'WRONG' if faults else 'right'}: {check}")
            lines += [f"  {fault}" for fault in faults]
        return "\n".join([*lines, "The books agree." if self.is_right else "THE BOOKS DO NOT AGREE."])


UNHURRIED = """
set local statement_timeout = 0; set local work_mem = '64MB'; set local plan_cache_mode = force_custom_plan
"""


async def reconcile() -> Found:
    """Hold the books against each other, all as they stand at one moment."""
    async with transaction():
        await connection().execute(UNHURRIED)
        since = clock.now() - KEPT_WHOLE
        (counts,) = await fetch(COUNTS)
        waiting = await fetch(WAITING)
        (changed,) = await fetch(CHANGED)
        (owed,) = await fetch(OWED)
        wrong: dict[str, tuple[str, ...]] = {}
        for check, statement in CHECKS.items():
            values = (since,) if "$1" in statement else ()
            rows = await fetch(f"{statement} limit {MOST_NAMED + 1}", *values)
            named = tuple(str(next(iter(row.values()))) for row in rows[:MOST_NAMED])
            wrong[check] = (*named, "and more") if len(rows) > MOST_NAMED else named
    counted = (
        f"{counts['settlements']} settlements of {counts['lines']} lines: paid {in_euros(counts['organiser_cents'])}, "
        f"own liability {in_euros(counts['own_liability_cents'])}"
    )
    said = tuple(f"{row['why']}: {row['visits']} visits, {in_euros(row['organiser_cents'])}" for row in waiting)
    since_then = (
        f"Changed after settlement, for finance to decide of: {changed['visits']} visits, they come to "
        f"{in_euros(changed['organiser_cents'])} more than was paid"
    )
    owed_back = f"Owed back by providers: {in_euros(-owed['cents'])} of {owed['settlements']} settlements"
    return Found(counted, said, since_then, owed_back, wrong)


def in_euros(cents: int) -> str:
    """Return cents as a person reads them at a terminal."""
    return f"{'-' if cents < 0 else ''}{abs(int(cents)) // 100}.{abs(int(cents)) % 100:02d} EUR"
