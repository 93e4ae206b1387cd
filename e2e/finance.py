"""Finance's review and the office's page of it, by the words their users see."""

import re
from collections.abc import Iterator

from playwright.sync_api import Locator, expect

from e2e.pages import Screen
from e2e.phone import Phone
from e2e.product import Product

# Two settled visits of which shorter records hold by now, and one of which a longer one does.
CHANGED = """
with picked as (
    select l.*, row_number() over (order by l.day desc, l.visit) as n from settlement_line l
    where l.credit is null and l.price_cents > 0
        and not exists (select from late_verdict v where v.visit = l.visit) order by l.day desc, l.visit limit 3
), moved as (
    update visit x set record = gen_random_uuid(), minutes = x.minutes * case n when 3 then 2 else 1 end / 2,
        ended_at = x.started_at + (x.ended_at - x.started_at) / 2
    from picked where x.id = picked.visit returning x.*
)
insert into late_verdict (visit, record, voucher, client, organiser, provider, worker, service, kind, day, minutes,
    price_cents, organiser_cents, own_liability_cents, verdict, rules, inputs, rule_table, reckoned_at)
select m.id, m.record, s.voucher, s.client, s.organiser, s.provider, m.worker, s.service, s.kind, s.day, m.minutes,
    c.organiser + c.own, c.organiser, c.own, 'to_review', '{changed-after-settlement}', '{}', 1, now()
from moved m join picked s on s.visit = m.id cross join lateral (
    select s.organiser_cents * case n when 3 then 4 else 1 end / 2 as organiser, s.own_liability_cents / 2 as own
) c
on conflict (visit) do nothing
"""


class Review(Screen):
    """Finance's queue of visits that the rules left to a person."""

    def open(self) -> None:
        """Come to it from home."""
        self.phone.open()
        self.page.get_by_role("link", name=self.words("review.open")).click()
        expect(self.page.get_by_role("heading", name=self.words("review.title"), level=1)).to_be_visible()
        self.line().wait_for()

    def list(self) -> Locator:
        """Return the list that the keyboard walks through."""
        return self.page.get_by_role("listbox")

    def line(self) -> Locator:
        """Return the line that the keyboard stands on."""
        return self.list().locator("[role=option][tabindex='0']")

    def whose(self) -> str:
        """Return who and when the line is about."""
        return self.line().locator(".review-who").inner_text()

    def details(self) -> str:
        """Return what stands beside the list of the line."""
        return self.page.get_by_label(self.words("review.detail")).inner_text()

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def show(self, which: str) -> None:
        """Show what waits, what was asked, or what is decided."""
        self.page.get_by_role("button", name=self.words(f"review.which.{which}"), exact=True).click()


def review_screens(phone: Phone) -> Iterator[str]:
    """Go through finance's review: the list, what a decision does, and the details of a line on a phone."""
    review = Review(phone)
    review.open()
    yield "the review queue"
    review.line().locator(".review-mark").click()
    phone.page.get_by_role("button", name=phone.words("review.do.partly"), exact=False).first.click()
    dialog = phone.page.get_by_role("dialog")
    dialog.get_by_role("button", name=phone.words("review.do.partly")).click()
    review.says("review.chooseReason")
    yield "a decision that is not whole"
    phone.page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    review.show("decided")
    review.line().wait_for()
    yield "what has been decided"
    phone.open()


def changed_screens(phone: Phone, product: Product) -> Iterator[str]:
    """Go through the settled visits that have changed since: both sides, letting it stand, the credit as proposed."""
    product.rows(CHANGED)
    phone.open("/review/changed")
    card = phone.page.get_by_role("article").first
    card.wait_for()
    yield "settled visits that have changed since"
    card.get_by_role("button", name=phone.words("late.stand")).click()
    dialog = phone.page.get_by_role("dialog")
    dialog.get_by_role("button", name=phone.words("late.stand")).click()
    Review(phone).says("late.chooseReason")
    yield "a settlement that stands for no reason yet"
    phone.page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    card.get_by_role("button", name=re.compile(phone.words("crediting.doSum", sum=".*"))).click()
    dialog.wait_for()
    yield "a credit as it is proposed"
    dialog.get_by_role("button", name=phone.words("crediting.do"), exact=True).click()
    Review(phone).says("late.did.credited")
    yield "a visit that was credited from there"


def deviation_screens(phone: Phone) -> Iterator[str]:
    """Go through the office's visits that are checked before they are paid."""
    phone.open("/deviations")
    phone.page.get_by_role("article").first.wait_for()
    yield "visits that are checked before they are paid"
    phone.open("/told")
    phone.page.get_by_label(phone.words("told.kind.credited")).wait_for()
    yield "what the office is told"
    phone.open()
