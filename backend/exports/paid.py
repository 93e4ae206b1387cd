"""What was paid of a client's visits, taken back, and billed to her."""

from backend import at_rest
from backend.exports.held import WHO, Kind, Row, Taking


def open_credit(row: Row, _: Taking) -> None:
    """Open why money was taken back."""
    row["words"] = at_rest.unseal_text(at_rest.CREDIT, row["id"], row["words_sealed"])


# By her visits: what is settled has no index of clients.
PAID = (
    Kind(
        "settled-visits",
        ("settlement_line",),
        """
        select distinct l.visit as id, l.day from visit x join settlement_line l on l.visit = x.id
        where x.client = $1 order by l.day, l.visit
        """,
        """
        select l.*, s.number as settlement_number, s.settled_at, p.paid_on, v.number as voucher_number,
            f.name as provider_name, k.slug as service_slug
        from settlement_line l join settlement s on s.id = l.settlement left join payment p on p.settlement = s.id
        join voucher v on v.id = l.voucher join provider f on f.id = l.provider join service k on k.id = l.service
        where l.visit = any($1) order by l.day, l.visit, l.place
        """,
        WHO | {"settlement", "place", "voucher", "provider", "service", "decision"},
    ),
    Kind(
        "credits",
        ("credit",),
        "select c.id from visit x join credit c on c.visit = x.id where x.client = $1 order by c.at, c.id",
        """
        select c.*, s.number as settlement_number, f.name as provider_name
        from credit c join settlement s on s.id = c.settlement join provider f on f.id = c.provider
        where c.id = any($1) order by c.at, c.id
        """,
        WHO | {"words_sealed", "settlement", "provider", "by_person"},
        opens=open_credit,
    ),
    Kind(
        "billed",
        ("liability_taken",),
        "select id from liability_taken where client = $1 order by month, turn, id",
        """
        select t.*, f.name as provider_name from liability_taken t join provider f on f.id = t.provider
        where t.id = any($1) order by t.month, t.turn, t.id
        """,
        WHO | {"provider", "taken_by"},
    ),
)
