"""What a phone pushes in a session is the session's employer's; what it recorded for a former one stays that one's."""

from dataclasses import replace
from uuid import UUID

import msgspec

from backend.database import fetch
from backend.days import local_day
from backend.sync.push import Contact, Intake, Read, Sender, Verdict, push
from backend.sync.rules import Employment, serving_on
from backend.visits.mutations import RecordVisit

EMPLOYMENTS = "select provider, first_day, last_day from membership where person = $1 and role = 'worker'"


async def push_in_session(sender: Sender, contact: Contact, read: Read, intake: Intake) -> list[Verdict]:
    """Take in a phone's mutations; return a verdict for each, in the order sent, after the commits that hold them."""
    own = sender.person.provider
    employers = await employers_of(sender, read)
    verdicts: dict[int, Verdict] = {}
    # Her present one's last: a change may come together with the visit that she recorded for a former one.
    for provider in [*(set(employers) - {own}), own]:
        places = [place for place, employer in enumerate(employers) if employer == provider]
        as_then = replace(sender, person=replace(sender.person, provider=provider))
        answered = await push(as_then, contact, [read[place] for place in places], intake)
        verdicts |= dict(zip(places, answered, strict=True))
    return [verdicts[place] for place in range(len(read))]


async def employers_of(sender: Sender, read: Read) -> list[UUID | None]:
    """Return for whom each record was made: by her employments on its day, where the session's is not among them."""
    employers = [sender.person.provider] * len(read)
    if not sender.person.has_other_employments:
        return employers
    today = local_day(sender.now)
    days = {
        place: local_day(sent.done_at)
        for place, (sent, asked) in enumerate(read)
        if isinstance(asked, RecordVisit) and sent.done_at is not None
    }
    # Today it is the session's, or there would be no session.
    if all(day == today for day in days.values()):
        return employers
    rows = await fetch(EMPLOYMENTS, sender.person.id)
    employments = msgspec.convert([dict(row) for row in rows], list[Employment])
    for place, day in days.items():
        serving = serving_on(day, employments, sender.person.provider)
        if serving is not None and serving.is_employed:
            employers[place] = serving.provider
    return employers
