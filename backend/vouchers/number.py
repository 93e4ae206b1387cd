"""The voucher number: ten characters and two check characters that catch every wrong one and every swap. Pure.

Crockford's Base32 has no I, L, O, U, so it can be read aloud and copied by hand. The ten characters, as an integer
modulo 1021 (a prime), give the two check characters; every single wrong character and every two swapped ones change
the remainder, because 1021 is prime and the twelve places have twelve different weights
(tests/rules/test_voucher_number.py proves it; docs/decisions/0012).
"""

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MODULUS = 1021
LENGTH = 12
CHECK_LENGTH = 2
GROUP = 4
# What a hand or a reader takes for another character (Crockford's reading rules).
READ_AS = str.maketrans("OIL", "011", " -\u2010\u2011\u2012\u2013\u2014.\u00a0\t")
# Python writes the digits of base 32 as 0-9 and A-V.
AS_PYTHON_DIGITS = str.maketrans(ALPHABET, "0123456789ABCDEFGHIJKLMNOPQRSTUV")
WRITTEN = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
LARGEST = 32 ** (LENGTH - CHECK_LENGTH) - 1


def written(value: int, length: int) -> str:
    """Write an integer in Crockford's digits, most significant first."""
    digits = []
    for _ in range(length):
        value, digit = divmod(value, 32)
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))


def value_of(characters: str) -> int:
    """Return the integer that Crockford's digits stand for."""
    return int(characters.translate(AS_PYTHON_DIGITS), 32)


def number_from(value: int) -> str:
    """Return the number that carries `value`, 0 to 32^10 - 1, with its check characters."""
    if not 0 <= value <= LARGEST:
        raise ValueError(f"a voucher number carries 0 to {LARGEST}")
    return written(value, LENGTH - CHECK_LENGTH) + written(value % MODULUS, CHECK_LENGTH)


def value_in(number: str) -> int:
    """Return the value that a right number carries."""
    return value_of(number[:-CHECK_LENGTH])


def read_number(typed: str) -> str | None:
    """Return the number somebody typed or read out, or None when a character is wrong, missing or swapped."""
    characters = typed.upper().translate(READ_AS)
    if not WRITTEN.fullmatch(characters):
        return None
    check = value_of(characters[-CHECK_LENGTH:])
    return characters if check == value_in(characters) % MODULUS else None


def in_groups(number: str) -> str:
    """Return the number as it is printed and read out: three groups of four."""
    return "-".join(number[start : start + GROUP] for start in range(0, len(number), GROUP))
