"""Tells Piccolo which modules hold tables and where the one migration history lies."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

TABLE_MODULES = [
    "backend.access.tables",
    "backend.newcomers.tables",
    "backend.identification.tables",
    "backend.notices.tables",
    "backend.passkeys.tables",
    "backend.catalogue.tables",
    "backend.providers.tables",
    "backend.vouchers.tables",
    "backend.mandates.tables",
    "backend.suomi_fi.tables",
    "backend.visits.tables",
    "backend.rounds.tables",
    "backend.chain.tables",
    "backend.viewings.tables",
    "backend.attachments.tables",
    "backend.feedback.tables",
    "backend.verdicts.tables",
    "backend.review.tables",
    "backend.settlement.tables",
    "backend.late_records.tables",
    "backend.accounting.tables",
    "backend.invoicing.tables",
    "backend.contact.tables",
    "backend.door_notes.tables",
    "backend.presence.tables",
    "backend.accessibility.tables",
    "backend.sync.tables",
    "backend.own_systems.tables",
    "backend.enrolment.tables",
    "backend.retention.tables",
]

APP_CONFIG = AppConfig(
    app_name="backend",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=table_finder(TABLE_MODULES, exclude_imported=True),
)
