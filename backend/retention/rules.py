"""What is kept for how long, from when, and by which law; what is over goes at once (703/2023 annex). Pure.

Basic data and the clientship's own documents stay until two years after the client's death, mandates until twelve years
after it, the trail and the sign-ins it names for twelve years: the first two hang on a day of death and are not taken
away here, the third has its own archive. Whom a directory means by its name for her stays as long as the person does.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

What = Literal[
    "sessions",
    "invitations",
    "enrolments",
    "passkeys",
    "bulk-replies",
    "half-photos",
    "arrivals",
    "notices",
    "unconfirmed-addresses",
    "photos",
    "plans",
    "taken-out",
    "refused-records",
    "questions",
    "feedback",
    "letters",
    "door-notes",
    "presence-codes",
    "accessibility-feedback",
    "unusual-viewings",
    "refused-sign-ins",
    "sign-ins",
    "newcomers",
    "cases",
    "fee-cases",
]


@dataclass(frozen=True)
class Term:
    """How long one kind is kept after the day that it is counted from."""

    what: What
    counted_from: str
    law: str
    years: int = 0
    days: int = 0

    def over_before(self, today: date) -> date:
        """Return the day before which what is counted from is over; a term that ends on a leap day ends on the 28th."""
        year = today.year - self.years
        try:
            day = today.replace(year=year)
        except ValueError:
            day = today.replace(year=year, day=28)
        return day - timedelta(days=self.days)


TERMS = (
    Term("sessions", "the end of the session", "no longer than it is needed: GDPR art. 5(1)(e)", days=30),
    # A week they can be taken; the mandate that came of one stands beside it under the same id.
    Term("invitations", "the giving", "no longer than it is needed: GDPR art. 5(1)(e)", days=30),
    # The sign-in that came of a code says how the phone came in.
    Term("enrolments", "the end of the code", "no longer than it is needed: GDPR art. 5(1)(e)", days=30),
    Term("passkeys", "their end, or that of the job", "no longer than it is needed: GDPR art. 5(1)(e)", days=30),
    Term("bulk-replies", "the answer", "docs/provider-api.md, idempotency keys", days=30),
    Term("half-photos", "the announcement", "no longer than it is needed: GDPR art. 5(1)(e)", days=30),
    # The visit's record says when it began.
    Term("arrivals", "the arrival", "no longer than it is needed: GDPR art. 5(1)(e)", days=2),
    # What was told is shown by the page that it opens; a notice is tried for a day.
    Term("notices", "what they tell of", "no longer than it is needed: GDPR art. 5(1)(e)", days=30),
    # The link that confirms one works for two days.
    Term("unconfirmed-addresses", "the giving", "no longer than it is needed: GDPR art. 5(1)(e)", days=30),
    Term("photos", "their coming", "703/2023 annex, vouchers of account: 3 years", years=3),
    # What was planned stands beside what was paid.
    Term("plans", "the planned day", "703/2023 annex, vouchers of account: 3 years", years=3),
    # What an office has billed and paid by stands in its own books.
    Term("taken-out", "the taking", "703/2023 annex, vouchers of account: 3 years", years=3),
    Term("refused-records", "their coming", "703/2023 annex, correspondence: 3 years", years=3),
    Term("questions", "the answer to the client", "703/2023 annex, correspondence: 3 years", years=3),
    Term("unusual-viewings", "the viewing", "703/2023 annex, logs: 12 years", years=12),
    Term("refused-sign-ins", "the sign-in", "703/2023 annex, logs: 12 years", years=12),
    # The trail names them. What was done in the longest session that began with one (sessions/rules.py) is over too.
    Term("sign-ins", "the sign-in, and the longest session", "703/2023 annex, logs: 12 years", years=12, days=31),
    Term("newcomers", "the end of her half hour", "no longer than it is needed: GDPR art. 5(1)(e)", days=1),
    Term("cases", "the closing of the case", "703/2023 annex, services for older people: 10 years", years=10),
    Term("fee-cases", "the end of the fee's validity", "703/2023 annex, decisions on client fees: 12 years", years=12),
    # What was said of a closed case has gone with it. A dispute that is still open waits for its answer.
    Term("feedback", "its coming", "703/2023 annex, correspondence: 3 years", years=3),
    # Nobody comes any more: what opens her door is nobody's to keep.
    Term("door-notes", "the end of what was granted", "no longer than it is needed: GDPR art. 5(1)(e)", days=30),
    # A record that a phone has kept so long is checked by the digits of its time.
    Term("presence-codes", "the end of what was granted", "no longer than it is needed: GDPR art. 5(1)(e)", days=90),
    # A complaint that has no answer yet waits for it.
    Term("letters", "their coming", "703/2023 annex, correspondence: 3 years", years=3),
    # Of nobody's clientship. The authority can ask until then how it was answered; what waits for an answer stays.
    Term("accessibility-feedback", "the answer", "no longer than it is needed: GDPR art. 5(1)(e)", years=1),
)
