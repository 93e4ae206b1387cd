"""What an installation may not decide: the way to its database is never one that can be listened to."""

import pytest

from backend.settings import SettingsWrong, settings_from

SERVED = {"KOTISETELI_PUBLIC_URL": "https://voucher.example"}


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://kotiseteli@db.county.example/kotiseteli",
        "postgresql://kotiseteli@db.county.example/kotiseteli?sslmode=prefer",
        # Encrypted, to whoever answers.
        "postgresql://kotiseteli@db.county.example/kotiseteli?sslmode=require",
        "postgresql://kotiseteli@10.0.0.7/kotiseteli",
        "postgresql://kotiseteli@/kotiseteli?host=db.county.example",
    ],
)
def test_a_database_elsewhere_must_show_its_certificate(address: str) -> None:
    with pytest.raises(SettingsWrong, match="verify-full"):
        settings_from(SERVED | {"DATABASE_URL": address})


@pytest.mark.parametrize(
    "address",
    [
        "",
        "postgresql://kotiseteli@db.county.example/kotiseteli?sslmode=verify-full",
        "postgresql://kotiseteli@db.county.example/kotiseteli?sslmode=verify-ca&sslrootcert=county.pem",
        "postgresql://kotiseteli@localhost/kotiseteli",
        "postgresql://kotiseteli@[::1]:5432/kotiseteli",
        "postgresql://kotiseteli@/kotiseteli?host=/run/postgresql",
        "postgresql:///kotiseteli",
    ],
)
def test_one_that_does_or_is_on_this_machine_is_taken(address: str) -> None:
    assert settings_from(SERVED | {"DATABASE_URL": address}).database_url == address


def test_the_demo_may_be_anywhere() -> None:
    address = "postgresql://kotiseteli@db.county.example/kotiseteli"
    assert settings_from({"KOTISETELI_DEMO": "1", "DATABASE_URL": address}).database_url == address
