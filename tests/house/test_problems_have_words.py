"""Every way the product says no is catalogued, has words in three languages, and is used."""

import re

import pytest

# Some features have problems of their own, which are there once the whole product is.
import backend.app  # noqa: F401
from backend.answers import LANGUAGES, Language, problem_words
from backend.problems import Problem, catalogue
from tests.house.house import modules

# Every name that stands anywhere in the product but where problems are made.
NAMES_USED = {
    name
    for module in modules()
    if module.name.split(".")[-1] != "problems"
    for name in re.findall(r"\w+", module.path.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_has_a_title_and_a_next_step(language: Language) -> None:
    words = problem_words(language)
    assert {problem.slug() for problem in catalogue()} == set(words)
    for slug, said in words.items():
        assert set(said) == {"title", "next"}, slug
        assert said["title"].strip(), slug
        assert said["next"].strip().endswith((".", "!", "?")), f"{slug}: the next step is a sentence"


@pytest.mark.parametrize("problem", catalogue(), ids=lambda problem: problem.slug())
def test_every_problem_is_used(problem: type[Problem]) -> None:
    assert problem.__name__ in NAMES_USED


def test_no_two_problems_share_a_slug() -> None:
    slugs = [problem.slug() for problem in catalogue()]
    assert len(slugs) == len(set(slugs))
