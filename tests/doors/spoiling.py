"""Ways to spoil what proves something: cut, doubled, endless, with bits turned, letters swapped, or other words."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

# Control characters, what turns the direction of reading, what looks like another letter, and a lone byte's end.
ODD = "\x00\x01\x07\x0b\x1f\x7f\x85\u00a0\u200b\u202e\u2028\ufeff\u0430\u0130\u01c5\uff21\U0001f511'\"\\;%/+= .-_"
# Far longer than anything that is a token here, and below what a body may hold.
ENDLESS = 120_000

# A hundred tries at a door each run; they share what the test has prepared, and take nothing away from it.
TRIED = settings(
    max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@st.composite
def spoilt(draw: st.DrawFn, genuine: str) -> str:
    """Return something made from what is genuine, or from nothing."""
    at = draw(st.integers(0, max(0, len(genuine) - 1)))
    letter = draw(st.sampled_from(ODD) | st.sampled_from("AZaz09") | st.characters(exclude_categories=["Cs"]))
    return draw(
        st.sampled_from(
            [
                genuine[:at],
                genuine[at + 1 :],
                genuine[:at] + letter + genuine[at:],
                genuine[:at] + letter + genuine[at + 1 :],
                genuine[:at] + chr(ord(genuine[at]) ^ 1 << draw(st.integers(0, 6))) + genuine[at + 1 :],
                genuine[at:] + genuine[:at],
                genuine * 2,
                genuine + letter * draw(st.sampled_from([1, 100, ENDLESS])),
                genuine.swapcase(),
                genuine[::-1],
                letter,
                "",
            ]
        )
        | st.text(max_size=200)
    )


def as_header(text: str) -> bytes:
    """Return a text as a header carries it; what ends a header, no server would hand on (RFC 9110 section 5.5)."""
    return text.translate({0: None, 10: None, 13: None}).encode("utf-8", "replace").strip()
