"""A reckoning set in words for the paper: what went in, each step, the result, the rounding and the law."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from backend.money import BASIS_POINTS, PERMILLE
from backend.papers.voucher import NO_BREAK, PriceUnit, written_count, written_euros
from backend.reckoning.explanation import Explanation, Figure

PERCENT = 100
# A fraction of a cent is shown as far as this; what goes on after it is called about.
SHOWN_DECIMALS = 4
WHOLE = {"hours": "hour", "minutes": "minute", "days": "day"}
SHARES = {"basis_points": BASIS_POINTS, "permille": PERMILLE}
# A factor of one changes nothing and needs no line.
NO_FACTOR = Figure("factor", PERMILLE, "permille")

Words = Mapping[str, Any]


def reckoning_table(
    why: Explanation, per: PriceUnit, result: tuple[str, str], words: Words, counts: Words
) -> list[dict[str, Any]]:
    """Return the reckoning as a table and what must be said under it; no table when there was nothing to reckon.

    A value's figures are per the unit that its service is priced by, whatever the rule that reckons it calls it.
    """
    figures = [figure for figure in (*why.inputs, *why.steps) if figure != NO_FACTOR]
    rows = [[written_name(one, words), written_figure(one, per, words, counts)] for one in figures]
    notes = [words["rule"][why.rule]]
    if figures and why.rule != "raised-value":
        notes.append(written_rounding(why, words))
    notes.append(words["source"].format(source=written_source(why.source, words)))
    if not why.verified:
        notes.append(words["unverified"])
    table = {"kind": "table", "head": words["reckoning"], "rows": rows, "result": list(result)}
    return [*([table] if rows else []), {"kind": "note", "text": " ".join(notes)}]


def written_name(figure: Figure, words: Words) -> str:
    """Write what a figure is; a reduction spread over hours says over how many, so that it can be reckoned again."""
    return str(words["figure"][figure.what].format(hours=figure.over // PERMILLE))


def written_figure(figure: Figure, per: PriceUnit, words: Words, counts: Words) -> str:
    """Write one figure with its unit."""
    if figure.unit in SHARES:
        return written_percent(figure.amount, SHARES[figure.unit])
    if figure.unit in WHOLE:
        return written_count(figure.amount, WHOLE[figure.unit], counts)
    if figure.unit == "cents_per_hour":
        return str(counts["per"][per].format(euros=written_fraction(figure, words)))
    return written_fraction(figure, words) if figure.unit == "cents" else str(figure.amount)


def written_percent(amount: int, of: int) -> str:
    """Write a share in percent, as exactly as it was given."""
    return f"{written_decimal(Decimal(amount * PERCENT) / of)}{NO_BREAK}%"


def written_fraction(figure: Figure, words: Words) -> str:
    """Write a sum; a fraction of a cent as it was carried, before its one rounding."""
    euros = Fraction(figure.amount, figure.over * PERCENT)
    if figure.amount % figure.over == 0:
        return written_euros(figure.amount // figure.over)
    exact = Decimal(euros.numerator) / Decimal(euros.denominator)
    shown = exact.quantize(Decimal(1).scaleb(-SHOWN_DECIMALS), ROUND_HALF_UP)
    written = f"{written_decimal(shown)}{NO_BREAK}€"
    return written if Fraction(shown) == euros else str(words["about"].format(figure=written))


def written_decimal(number: Decimal) -> str:
    """Write a number with a comma, thousands apart, and no zeros that say nothing."""
    written = f"{number:,f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return written.replace(",", NO_BREAK).replace(".", ",")


def written_rounding(why: Explanation, words: Words) -> str:
    """Write how the end of it became cents."""
    rounding = why.rounding
    step = words["step"][str(rounding.step_cents)]
    return str(words["rounding"][rounding.direction].format(step=step))


def written_source(source: str, words: Words) -> str:
    """Write where the terms stand: the acts' in words of the paper's language, an organiser's own as it entered it."""
    for known, said in words["sources"].items():
        source = source.replace(known, said)
    return source
