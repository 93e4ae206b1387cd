"""Complaint and reminder told apart: who receives each, and until when it is answered in writing. Pure.

A complaint (reklamaatio) says that what was bought is not as agreed: with a voucher the client has a contract with the
provider, and consumer law holds (569/2009 s.6; 38/1978 ch. 8). A reminder (muistutus) says how the client was treated,
or that the care was poor, and goes to the organiser's leading official, who answers with reasons within a reasonable
time (812/2000 s.23). A request for rectification of a decision has its own way (decisions/appeal.py), and a complaint
to the supervising authority (kantelu) is sent to the authority: the page says where each goes.
"""

import re
from datetime import date, timedelta
from typing import Literal

from backend.access.roles import Role
from backend.contact.problems import NumberNotDialled
from backend.problems import Problem

Kind = Literal["complaint", "reminder"]

# Parameters. The acts say "within a reasonable time"; authorities have held one to four weeks to be that.
DAYS_TO_ANSWER: dict[Kind, int] = {"complaint": 14, "reminder": 28}
RECEIVERS: dict[Kind, Role] = {"complaint": Role.PROVIDER, "reminder": Role.ORGANISER}
# For how long after the last visit, grant or message the two sides still write to each other.
DAYS_OF_CONTACT = 365

# A number as people write it; without the country's digits it is one of this country.
NUMBER = re.compile(r"\+?[0-9](?:[ -]?[0-9]){4,14}")


def due_on(came_on: date, kind: Kind) -> date:
    """Return the last day for the receiver to answer."""
    return came_on + timedelta(days=DAYS_TO_ANSWER[kind])


def kind_received_by(role: Role) -> Kind | None:
    """Return what a role receives and answers, or None."""
    return next((kind for kind, receiver in RECEIVERS.items() if receiver is role), None)


def refuse_number(written: str) -> Problem | None:
    """Return why a telephone number is not taken; an empty one takes the old one away."""
    return None if not written or NUMBER.fullmatch(written) else NumberNotDialled()
