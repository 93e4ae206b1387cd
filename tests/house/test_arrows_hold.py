"""Imports go one way, so that a feature can be read without what stands on it (docs/architecture.md)."""

import pytest

from tests.house.house import Module, modules

# From the ground up; a module imports only from its own place or one before it.
ORDER = [
    {"problems", "days", "money", "wire"},
    {"throttle"},
    {"settings", "clock", "logs", "database", "answers", "packing", "embedded", "embedded_places"},
    {"headers", "built_pwa", "at_rest"},
    {"access"},
    {"sessions"},
    {"newcomers"},
    {"identification"},
    {"passkeys"},
    {"notices"},
    {"reckoning"},
    {"catalogue"},
    {"providers"},
    {"vouchers"},
    {"keys"},
    {"clients"},
    {"mandates"},
    {"suomi_fi"},
    {"arriving"},
    {"decisions"},
    {"papers"},
    {"imports"},
    {"presence"},
    {"visits"},
    {"rounds"},
    {"round_files"},
    {"month_sheets"},
    {"chain"},
    {"viewings"},
    {"attachments"},
    {"exports"},
    {"feedback"},
    {"verdicts"},
    {"review"},
    {"settlement"},
    {"late_records"},
    {"accounting"},
    {"invoicing"},
    {"at_door"},
    {"contact"},
    {"door_notes"},
    {"accessibility"},
    {"sync"},
    {"sealed"},
    {"own_systems"},
    {"phones"},
    {"enrolment"},
    {"shortfalls"},
    {"channels"},
    {"retention"},
    {"demo"},
    {"piccolo_app", "migrations", "migrate", "seal_anew", "app", "contract", "cli"},
]
PLACE = {feature: place for place, features in enumerate(ORDER) for feature in features}


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_a_module_imports_only_what_stands_before_it(module: Module) -> None:
    imported = {name.split(".")[1] for name in module.imports() if name.startswith("backend.")}
    wrong = {feature for feature in imported if PLACE[feature] > PLACE[module.feature]}
    assert wrong == set()


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_nobody_imports_anothers_routes(module: Module) -> None:
    routes = {name for name in module.imports() if name.startswith("backend.") and name.endswith(".routes")}
    others = {name for name in routes if name.split(".")[1] != module.feature}
    assert others == set() or module.name == "app"


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        module.name for module in modules() if "os.environ" in module.path.read_text(encoding="utf-8").replace(" ", "")
    }
    # database.py tells Piccolo's migration table where the engine is and reads nothing; embedded_places.py asks the
    # system, not the installation, where sockets belong.
    assert readers <= {"settings", "database", "embedded_places"}


def test_every_module_has_its_place() -> None:
    assert {module.feature for module in modules()} <= set(PLACE)
