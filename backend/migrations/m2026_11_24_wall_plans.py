"""The same walls between organisers, in a form by which the database looks up one row instead of reading them all."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection
from backend.migrations.m2026_11_23_walls import OWN, POLICIES

ID = "2026-11-24T06:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "walls between organisers, looked up row by row"

# Asked once a statement, not once a row. Still in a form that no index answers (docs/decisions/0032).
OWN_ONCE = "coalesce(organiser = (select organiser_within()), false)"
# `offset 0` keeps the planner from reading a whole table into a hash to answer for one row: every request of staff read
# all clients of all organisers.
ROW_BY_ROW = {
    "representation": "exists (select from client c where c.id = representation.client offset 0)",
    "mandate_invitation": "exists (select from client c where c.id = mandate_invitation.client offset 0)",
    "voucher_act": "exists (select from voucher v where v.id = voucher_act.voucher offset 0)",
    "visit_record": "exists (select from visit v where v.id = visit_record.visit offset 0)",
    "attachment": "exists (select from visit v where v.id = attachment.visit offset 0)",
    "person": """
        exists (select from client c where c.person = person.id offset 0)
        or not exists (select from anyones_client a where a.person = person.id offset 0)
        or exists (select from membership m
            where m.person = person.id and m.role not in ('client', 'relative') offset 0)
        or exists (select from representation r where r.person = person.id offset 0)
        or exists (select from mandate_invitation i where i.taken_by = person.id offset 0)
        """,
}
ALTER = "alter policy within_organiser on {table} using ({condition}) with check ({condition});\n"
FORWARDS = "".join(
    ALTER.format(table=table, condition=OWN_ONCE if condition == OWN else ROW_BY_ROW[table])
    for table, condition in POLICIES.items()
)
BACKWARDS = "".join(ALTER.format(table=table, condition=condition) for table, condition in POLICIES.items())


async def forwards() -> MigrationManager:
    """Alter them: they hold meanwhile, and what they let through is the same."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def alter() -> None:
        await connection().execute(FORWARDS)

    async def undo() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(alter)
    manager.add_raw_backwards(undo)
    return manager
