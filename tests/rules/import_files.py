"""Writes files such as a county's client system would, about clients who do not exist."""

import csv
import io
import json
from datetime import date, timedelta

from backend.demo.people import ARTIFICIAL, artificial_code

Cells = dict[str, str]

# The documented way of writing a grant of cleaning by voucher.
GRANT: Cells = {
    "decision_number": "K-2026-1",
    "identity_code": "",
    "given_name": "Aino",
    "family_name": "Kaukola",
    "language": "fi",
    "service": "cleaning",
    "resolution": "granted",
    "decided_on": "2026-11-02",
    "decided_by": "Palveluohjaaja Tiina Rask",
    "grounds": "Asiakas ei selviydy siivouksesta yksin.",
    "legal_basis": "569/2009 7 §; 1301/2014 19 §",
    "first_day": "2026-12-01",
    "last_day": "2027-11-30",
    "arranging": "voucher",
    "provider": "",
    "quantity": "8",
    "quantity_unit": "hour",
    "period": "month",
    "value": "30,00",
}
REJECTED = {
    **GRANT,
    "resolution": "rejected",
    **dict.fromkeys(["arranging", "quantity", "quantity_unit", "period", "value", "last_day"], ""),
}


def code_of(serial: int) -> str:
    """Return the identity code of nobody, another for each serial number; nobody in the demo county is so old."""
    born_on = date(1880, 1, 1) + timedelta(days=serial // len(ARTIFICIAL))
    return artificial_code(born_on, ARTIFICIAL[serial % len(ARTIFICIAL)], "+")


def grant(serial: int = 1, **changes: str) -> Cells:
    """Return a right row, another client's and decision's for each serial number."""
    return {**GRANT, "decision_number": f"K-2026-{serial}", "identity_code": code_of(serial), **changes}


def csv_of(*rows: Cells, delimiter: str = ";") -> str:
    """Write rows as CSV; its columns are those of the first row, in its order."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def json_of(*rows: Cells) -> str:
    """Write rows as JSON, each on a line of its own."""
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]"
