"""What retention has taken away, and when: how much of what, by which law, and of whom nothing."""

from piccolo.columns import BigInt, Date, Integer, Text, Timestamptz
from piccolo.table import Table

from backend.database import DB


class RetentionRun(Table, db=DB):
    """One kind that was over, as it was taken away; appended to, never edited."""

    id = BigInt(primary_key=True)
    at = Timestamptz()
    # Of retention/rules.py.
    what = Text()
    law = Text()
    # What ended before this day was over.
    over_before = Date()
    rows = Integer()
