"""Walls between organisers: what staff's requests read and write is held to their organiser by the database too."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from backend.database import connection

ID = "2026-11-23T07:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "walls between organisers"

# Of which organiser a row is, as each table has it: by its own column, or by the row that it belongs to, which the
# policy finds only where that row is visible itself.
# In a form that no index answers: queries are planned by their own conditions, as if there were no wall.
OWN = "coalesce(organiser = organiser_within(), false)"
POLICIES = {
    "client": OWN,
    "service_decision": OWN,
    "voucher": OWN,
    "visit": OWN,
    "trail_entry": OWN,
    "trail_seal": OWN,
    "explanation": OWN,
    "unusual_viewing": OWN,
    "rulebook_part": OWN,
    "representation": "exists (select from client c where c.id = representation.client)",
    "mandate_invitation": "exists (select from client c where c.id = mandate_invitation.client)",
    "voucher_act": "exists (select from voucher v where v.id = voucher_act.voucher)",
    "visit_record": "exists (select from visit v where v.id = visit_record.visit)",
    "attachment": "exists (select from visit v where v.id = attachment.visit)",
    # Names and identity codes: of clients only one's own; workers and officials are known to all, and whoever acts for
    # an own client is known as such, of whomever she is a client herself.
    "person": """
        exists (select from client c where c.person = person.id)
        or not exists (select from anyones_client a where a.person = person.id)
        or exists (select from membership m where m.person = person.id and m.role not in ('client', 'relative'))
        or exists (select from representation r where r.person = person.id)
        or exists (select from mandate_invitation i where i.taken_by = person.id)
        """,
}
# Of no organiser: what phones and providers' systems sent and are known by, and what people are identified by.
CLOSED = (
    *("attachment_part", "refused_mutation", "bulk_reply", "provider_key", "device", "enrolment"),
    *("sign_in_attempt", "identity", "refused_sign_in", "used_logout_token", "suomi_fi_choice"),
)

ROLE = """
do $$
begin
    if not exists (select from pg_roles where rolname = 'kotiseteli_organiser') then
        create role kotiseteli_organiser nologin;
    end if;
    if not pg_has_role(session_user, 'kotiseteli_organiser', 'member') then
        execute format('grant kotiseteli_organiser to %I', session_user);
    end if;
exception when insufficient_privilege then
    raise exception 'The wall between organisers needs a role that this user may not make.'
        ' Have an administrator of the database server run:'
        ' create role kotiseteli_organiser nologin; grant kotiseteli_organiser to %; then start again.',
        quote_ident(session_user);
end $$;
"""
# To every table, this day's and later ones: which rows is what the policies say.
DO = "select, insert, update, delete"
LETS_IN = f"""
do $$
begin
    execute format('grant usage on schema %I to kotiseteli_organiser', current_schema());
    execute format('grant {DO} on all tables in schema %I to kotiseteli_organiser', current_schema());
    execute format('grant usage on all sequences in schema %I to kotiseteli_organiser', current_schema());
    execute format('alter default privileges in schema %I grant {DO} on tables to kotiseteli_organiser',
        current_schema());
    execute format('alter default privileges in schema %I grant usage on sequences to kotiseteli_organiser',
        current_schema());
end $$;
"""
VIEWS = """
-- Set for one transaction at a time (backend/database.py); where it is not set, no row is anybody's.
create function organiser_within() returns uuid language sql stable parallel safe
    return nullif(current_setting('kotiseteli.organiser', true), '')::uuid;
-- Who is a client at all: ids and nothing else, and over the wall, since a view reads as its owner.
create view anyones_client as select person from client;
"""
RAISE = """
create policy within_organiser on {table} to kotiseteli_organiser using ({condition}) with check ({condition});
"""
FORWARDS = (
    ROLE
    + VIEWS
    + LETS_IN
    + "".join(f"alter table {table} enable row level security;\n" for table in (*POLICIES, *CLOSED))
    + "".join(RAISE.format(table=table, condition=condition) for table, condition in POLICIES.items())
)
BACKWARDS = (
    "".join(f"drop policy within_organiser on {table};\n" for table in POLICIES)
    + "".join(f"alter table {table} disable row level security;\n" for table in (*POLICIES, *CLOSED))
    + """
drop owned by kotiseteli_organiser;
drop view anyones_client;
drop function organiser_within();
"""
)


async def forwards() -> MigrationManager:
    """Raise them; the role stays when they are taken down, other databases of the server may have walls too."""
    manager = MigrationManager(migration_id=ID, app_name="backend", description=DESCRIPTION)

    async def make() -> None:
        await connection().execute(FORWARDS)

    async def drop() -> None:
        await connection().execute(BACKWARDS)

    manager.add_raw(make)
    manager.add_raw_backwards(drop)
    return manager
