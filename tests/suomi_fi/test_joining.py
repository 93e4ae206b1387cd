"""How an installation says that it has joined Suomi.fi mandates; what is wrong stops the start and is named."""

from pathlib import Path

import pytest

from backend.access.roles import Scope
from backend.settings import SettingsWrong, settings_from
from backend.suomi_fi.joined import read_joined
from tests.suomi_fi.conftest import HEALTH, SOCIAL, joining
from tests.suomi_fi.simulator import API_KEY, OAUTH_PASSWORD


def test_without_a_file_it_has_not_joined() -> None:
    assert settings_from({"KOTISETELI_DEMO": "1"}).suomi_fi is None
    assert read_joined(None) is None


def test_a_right_file_says_who_we_are_and_what_each_matter_lets(tmp_path: Path) -> None:
    joined = read_joined(joining(tmp_path, "https://mandates.example"))
    assert joined is not None
    assert (joined.address, joined.api_key, joined.oauth_password) == (
        "https://mandates.example",
        API_KEY,
        OAUTH_PASSWORD,
    )
    assert {matter.issue: matter.scopes for matter in joined.matters} == {
        SOCIAL: (Scope.SEE_VISITS, Scope.GIVE_FEEDBACK, Scope.CHOOSE_PROVIDER),
        HEALTH: (Scope.SEE_VISITS, Scope.SEE_MONEY),
    }


def test_it_never_prints_a_secret(tmp_path: Path) -> None:
    printed = repr(read_joined(joining(tmp_path, "https://mandates.example")))
    assert API_KEY not in printed
    assert OAUTH_PASSWORD not in printed


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("https://mandates.example", "http://mandates.example"),
        ("https://mandates.example", "https://mandates.example/path"),
        ("https://mandates.example", "ftp://mandates.example"),
        ('"see_money"', '"see_all"'),
        ("[[matter]]", "[[matters]]"),
        ("client_id", "client"),
        (HEALTH, SOCIAL),
        ('"api-key"', '"nowhere"'),
        ("client_id = ", "client_id = = "),
        ('scopes = ["see_visits", "see_money"]', "scopes = []"),
    ],
)
def test_a_wrong_file_stops_the_start(tmp_path: Path, right: str, wrong: str) -> None:
    path = joining(tmp_path, "https://mandates.example")
    path.write_text(path.read_text(encoding="utf-8").replace(right, wrong), encoding="utf-8")
    with pytest.raises(SettingsWrong, match="KOTISETELI_SUOMI_FI"):
        read_joined(path)


def test_an_empty_secret_or_no_file_stops_the_start(tmp_path: Path) -> None:
    path = joining(tmp_path, "https://mandates.example")
    (tmp_path / "api-key").write_text("\n", encoding="utf-8")
    with pytest.raises(SettingsWrong, match="api-key is empty"):
        read_joined(path)
    with pytest.raises(SettingsWrong):
        read_joined(tmp_path / "absent.toml")
