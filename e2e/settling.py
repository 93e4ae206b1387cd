"""A month that settles itself, whatever the demo county has settled already; and finance's pages by their words."""

import re
from pathlib import Path

from playwright.sync_api import Download, Locator, expect

from e2e.pages import Screen
from e2e.product import Product

# The whole county is judged before its first month is settled.
LONGEST_RUN_MS = 180_000
# What was settled, sent and paid is appended to: only whoever owns the tables makes a month open again.
APPENDED_TO = (
    *("set_off", "payment", "outgoing_sending", "outgoing_settlement", "outgoing_file"),
    *("credit", "settlement_line", "settlement"),
)
# Each visit of the month before this one is accepted, so that the run has something to settle.
ACCEPTED = """
insert into visit_verdict (visit, record, voucher, client, organiser, provider, worker, service, kind, day, minutes,
    price_cents, organiser_cents, own_liability_cents, verdict, rules, inputs, rule_table, reckoned_at)
select x.id, x.record, x.voucher, x.client, x.organiser, x.provider, x.worker, v.service, v.kind,
    (x.started_at at time zone 'Europe/Helsinki')::date, x.minutes, x.minutes * 60, x.minutes * 50, x.minutes * 10,
    'accepted', '{within-grant}', '{}', 1, x.received_at
from visit x join voucher v on v.id = x.voucher
where x.state = 'recorded'
    and x.started_at at time zone 'Europe/Helsinki' >= date_trunc('month', now()) - interval '1 month'
on conflict (visit) do update set verdict = 'accepted', price_cents = excluded.price_cents,
    organiser_cents = excluded.organiser_cents, own_liability_cents = excluded.own_liability_cents
"""
DUE = """
insert into settlement_due (organiser, provider, month)
select distinct organiser, provider, date_trunc('month', day)::date from visit_verdict on conflict do nothing
"""


RUN = """
insert into settlement_run (id, organiser, month, settled_on, started_at)
select gen_random_uuid(), id, (date_trunc('month', now()) - interval '1 month')::date, now()::date, now()
from organiser
"""


def settle_last_month(product: Product) -> None:
    """Take back what has been settled, accept the visits of last month, and let it settle itself anew."""
    for table in APPENDED_TO:
        product.rows(f"alter table {table} disable trigger {table}_is_appended_to")
        product.rows(f"delete from {table}")  # noqa: S608 - written here
        product.rows(f"alter table {table} enable trigger {table}_is_appended_to")
    product.rows("delete from settlement_run")
    product.rows(ACCEPTED)
    product.rows(DUE)
    product.rows(RUN)


class Settlements(Screen):
    """Finance's pages of settlements and of what comes of them."""

    def open(self) -> None:
        """Open last month once it has settled itself."""
        self.phone.open("/settlements")
        expect(self.rows().first).to_be_visible(timeout=LONGEST_RUN_MS)
        expect(self.page.get_by_text(re.compile(self.words("settled.running", count=r"\d+")))).to_have_count(0)

    def rows(self) -> Locator:
        """Return the rows of the page's lists, on a desk or on a phone."""
        row = self.page.get_by_role("row").filter(has=self.page.get_by_role("cell"))
        return row.or_(self.page.get_by_role("main").locator(".ledger-cards > li"))

    def opens(self, provider: str) -> None:
        """Open a provider's settlement from the list."""
        self.page.get_by_role("link", name=provider, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(re.compile(r"\d{6}-\d{7}-\d"))

    def makes(self, key: str) -> None:
        """Make a file of what has not gone out."""
        name = re.compile(rf"^{self.words('outgoing.make')}\s*: {re.escape(self.words(key))}$")
        self.page.get_by_role("button", name=name).click()

    def takes(self, name: str) -> Path:
        """Take a file; return where it is."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("button", name=re.compile(rf": {re.escape(name)}$")).click()
        download: Download = coming.value
        assert download.suggested_filename == name
        return download.path()

    def enters_accounts(self) -> None:
        """Say by which accounts the county posts, and from which one it pays."""
        self.phone.open("/posting")
        first = self.page.get_by_role("button", name=self.words("posting.enter"), exact=True)
        first.or_(self.page.get_by_role("button", name=self.words("posting.change"), exact=True)).click()
        for key, value in (
            ("posting.businessId", "0112038-9"),
            ("posting.payable", "2541"),
            ("posting.voucher", "4341"),
            ("posting.order", "4343"),
            ("posting.iban", "FI21 1234 5600 0007 85"),
        ):
            self.page.get_by_label(self.words(key), exact=True).fill(value)
        self.tap("posting.keep")
        self.says("posting.saved")


class BankAccount(Screen):
    """A provider's bank account, at its office."""

    def begins(self) -> Locator:
        """Open the form of the first account, or of one that takes the place of another."""
        self.phone.open("/bank-account")
        first = self.page.get_by_role("button", name=self.words("bankAccount.enter"), exact=True)
        first.or_(self.page.get_by_role("button", name=self.words("bankAccount.change"), exact=True)).click()
        return self.page.get_by_role("dialog")

    def enters(self, iban: str) -> None:
        """Say which account the provider is paid to from today on."""
        dialog = self.begins()
        dialog.get_by_label(self.words("bankAccount.iban"), exact=True).fill(iban)
        dialog.get_by_role("button", name=self.words("bankAccount.enter"), exact=True).click()
        self.says("bankAccount.done")
