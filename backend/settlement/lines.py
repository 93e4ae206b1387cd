"""What a settlement is made of, in the database's words: the one reckoning behind the run and the preview.

Both read the same rows in the same order and write the same text, so what a preview showed is what is settled, to the
byte, as long as nothing has come meanwhile. In Python's words the text stands in rules.py.
"""

# The months of a provider in which something may be to settle; a run holds them, so that a verdict that comes meanwhile
# waits, and is settled by the next one (docs/decisions/0043).
DUE_MONTHS = """
select month from settlement_due where organiser = $1 and provider = $2 and month <= $3 order by month
"""
HOLD_MONTHS = DUE_MONTHS + "for update"

# Said before any of these: plans are made once, perhaps while nothing is settled yet, when reading the whole table for
# each visit looks cheapest; kept, such a plan took a minute for what takes a second.
BY_INDEX = "set local enable_seqscan = off"

# Whether a visit is in a settlement: asked by the index that lets it be in one only.
IS_SETTLED = "exists (select from settlement_line l where l.visit = v.visit and l.credit is null offset 0)"
# What finance decided holds before what the rules said; what they have come to since, if that is less, before both.
IS_ACCEPTED = """
case when d.id is null then v.verdict = 'accepted' else v.verdict <> 'withdrawn' and d.outcome in ('accepted', 'partly')
end
"""
IN_PART = "coalesce(d.price_cents < v.price_cents, false)"
CENTS = ", ".join(
    f"case when {IN_PART} then d.{name} else v.{name} end as {name}"
    for name in ("price_cents", "organiser_cents", "own_liability_cents")
)
# Of visits `x` the verdict `v` on a record that came after the line `l` was settled and that still holds, where it
# comes to another sum than what is left of the line after the credits `b`, and finance has not decided of that record.
CHANGED_SINCE = """
late_verdict v join visit x on x.id = v.visit and x.record = v.record
join settlement_line l on l.visit = v.visit and l.credit is null and l.record <> v.record
cross join lateral (
    select coalesce(sum(c.price_cents), 0)::integer as price_cents,
        coalesce(sum(c.organiser_cents), 0)::integer as organiser_cents,
        coalesce(sum(c.own_liability_cents), 0)::integer as own_liability_cents,
        coalesce(bool_or(c.record = v.record), false) as is_of_record
    from credit c where c.visit = v.visit
) b
where (l.organiser_cents - b.organiser_cents, l.own_liability_cents - b.own_liability_cents)
    <> (v.organiser_cents, v.own_liability_cents)
    and not b.is_of_record and not exists (select from late_decision d where d.visit = v.visit and d.record = v.record)
"""
# $1: the organiser, $2: the provider, $3: the months. Named one by one, as years of them make no plan worse.
LINES = f"""
payable as (
    select v.visit, v.record, null::uuid as credit, v.decision, v.voucher, v.client, v.service, v.kind, v.day,
        v.minutes, {CENTS}
    from unnest($3::date[]) as due(month) cross join lateral (
        select * from visit_verdict
        where organiser = $1 and provider = $2 and day >= due.month and day < (due.month + interval '1 month')::date
        offset 0
    ) v left join review_decision d on d.id = v.decision
    where {IS_ACCEPTED} and not {IS_SETTLED}
    union all
    select c.visit, l.record, c.id, null, l.voucher, l.client, l.service, l.kind, l.day,
        -- Hours that were taken back whole are no hours.
        case when c.price_cents = l.price_cents then -l.minutes else 0 end,
        -c.price_cents, -c.organiser_cents, -c.own_liability_cents
    from credit c join settlement_line l on l.visit = c.visit and l.credit is null
    where c.organiser = $1 and c.provider = $2
        and not exists (select from settlement_line x where x.credit = c.id offset 0)
), lines as materialized (
    select row_number() over (order by credit is not null, day, visit, credit)::integer as place, payable.* from payable
)
"""  # noqa: S608 - written here
# As rules.py: text_of_line.
TEXT = """
concat_ws(' ', place, visit, record, coalesce(credit::text, '-'), coalesce(decision::text, '-'), voucher, client,
    service, kind, day, minutes, price_cents, organiser_cents, own_liability_cents) || E'\\n'
"""
# {heading}: the parameter that holds the text of the heading (rules.py: text_of_heading).
SUMS = f"""
select count(*)::integer as lines, count(credit)::integer as credits, coalesce(sum(price_cents), 0) as price_cents,
    coalesce(sum(organiser_cents), 0) as organiser_cents,
    coalesce(sum(organiser_cents) filter (where kind = 'voucher'), 0) as voucher_cents,
    coalesce(sum(organiser_cents) filter (where kind = 'order'), 0) as order_cents,
    coalesce(sum(own_liability_cents), 0) as own_liability_cents,
    sha256(convert_to({{heading}} || coalesce(string_agg({TEXT}, '' order by place), ''), 'UTF8')) as sha256
"""

# What is still to be paid of a settlement `s`, or, below nothing, paid back: what it comes to less what was set off.
DUE_CENTS = """
(s.organiser_cents + coalesce((select sum(o.cents) from set_off o where o.debt = s.id), 0)
    - coalesce((select sum(o.cents) from set_off o where o.settlement = s.id), 0))::bigint
"""
# What a provider, $2, owes an organiser, $1, by settlements below nothing; held as by whoever tells of a payment.
HOLD_DEBTS = """
select s.id from settlement s where s.organiser = $1 and s.provider = $2 and s.organiser_cents < 0
    and not exists (select from payment p where p.settlement = s.id)
order by s.month, s.id for no key update
"""
# The new settlement, $1, is set off against these debts, $2, the oldest first, as far as it goes (decision 0052); a
# settlement of which nothing is left to pay is paid by that, on the day of its run, $3. $4: the moment.
SET_OFF = f"""
with owed as (
    select s.id, -{DUE_CENTS} as cents, sum(-{DUE_CENTS}) over (order by s.month, s.id) as up_to
    from settlement s where s.id = any($2)
), taken as (
    insert into set_off (debt, settlement, organiser, provider, cents, at)
    select o.id, s.id, s.organiser, s.provider, least(o.cents, s.organiser_cents - o.up_to + o.cents), $4
    from settlement s join owed o on o.up_to - o.cents < s.organiser_cents
    where s.id = $1 and s.organiser_cents > 0
    returning debt, settlement, cents
)
insert into payment (id, settlement, organiser, provider, cents, paid_on, by_person, at)
select gen_random_uuid(), s.id, s.organiser, s.provider, 0, $3, null, $4
from settlement s
where s.id in (select debt from taken union select settlement from taken) and 0 = {DUE_CENTS}
    + coalesce((select sum(t.cents) from taken t where t.debt = s.id), 0)
    - coalesce((select sum(t.cents) from taken t where t.settlement = s.id), 0)
"""  # noqa: S608 - written here

PREVIEW = f"with {LINES} {SUMS.format(heading='$4')} from lines"
# $5: the settlement, $6: its run, $7: its number, $8: its month, $9: its ground, $10: the moment. What is settled is
# due no more; nothing payable makes no settlement.
SETTLE = f"""
with done as (
    delete from settlement_due where organiser = $1 and provider = $2 and month = any($3)
), {LINES}, sums as ({SUMS.format(heading="$4")} from lines), made as (
    insert into settlement (id, organiser, provider, run, number, month, lines, credits, price_cents, organiser_cents,
        voucher_cents, order_cents, own_liability_cents, vat_ground, sha256, settled_at)
    select $5, $1, $2, $6, $7, $8, lines, credits, price_cents, organiser_cents, voucher_cents, order_cents,
        own_liability_cents, $9, sha256, $10
    from sums where lines > 0
), written as (
    insert into settlement_line (settlement, place, visit, record, credit, decision, voucher, client, organiser,
        provider, service, kind, day, minutes, price_cents, organiser_cents, own_liability_cents)
    select $5, place, visit, record, credit, decision, voucher, client, $1, $2, service, kind, day, minutes,
        price_cents, organiser_cents, own_liability_cents
    from lines order by place
)
select lines from sums
"""  # noqa: S608 - the same
