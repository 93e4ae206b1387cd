"""How often one may try: a pace that recovers, a delay that grows, and nothing that is remembered for ever."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from backend.throttle import (
    FAILING_ADDRESS,
    FAILING_SECRET,
    SIGNED_IN,
    Pace,
    Patience,
    Throttle,
    TooManyRequests,
    network_of,
    next_room,
)

SLOW = Pace(at_once=3, a_second=0.5)


class Seconds:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        """Begin some time after the machine did."""
        self.now = 1000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


def allowed(throttle: Throttle, pace: Pace) -> bool:
    try:
        throttle.keep_pace("door", pace)
    except TooManyRequests:
        return False
    return True


def test_as_many_as_may_come_at_once_come_in_and_the_next_waits() -> None:
    seconds = Seconds()
    throttle = Throttle(seconds)
    assert [allowed(throttle, SLOW) for _ in range(5)] == [True, True, True, False, False]
    with pytest.raises(TooManyRequests) as refusal:
        throttle.keep_pace("door", SLOW)
    assert refusal.value.retry_after_seconds == 2
    seconds.now += 2
    assert [allowed(throttle, SLOW) for _ in range(2)] == [True, False]
    seconds.now += 3600
    assert [allowed(throttle, SLOW) for _ in range(4)] == [True, True, True, False]


def test_being_refused_costs_nothing() -> None:
    seconds = Seconds()
    throttle = Throttle(seconds)
    for _ in range(1000):
        allowed(throttle, SLOW)
    seconds.now += 2
    assert allowed(throttle, SLOW)


@given(some.lists(some.floats(0, 60), min_size=1, max_size=200), some.integers(1, 50), some.floats(0.1, 50))
def test_no_stretch_of_time_lets_in_more_than_the_pace(pauses: list[float], at_once: int, a_second: float) -> None:
    pace, now, room_at, entered = Pace(at_once, a_second), 0.0, 0.0, []
    for pause in pauses:
        now += pause
        room_at, wait = next_room(room_at, now, pace)
        if not wait:
            entered.append(now)
    for first in range(len(entered)):
        for last in range(first, len(entered)):
            most = at_once + (entered[last] - entered[first]) * a_second
            assert last - first + 1 <= most + 1e-6 * max(1, most)


def failed(throttle: Throttle, patience: Patience) -> float:
    """Let one try fail; return how long it would have had to wait."""
    try:
        throttle.begin("secret", patience)
    except TooManyRequests as refusal:
        return refusal.retry_after_seconds
    return 0


def test_the_delay_doubles_after_the_free_failures_up_to_the_longest() -> None:
    patience = Patience(free=2, longest_seconds=5)
    assert [patience.delay(failures) for failures in range(8)] == [0, 0, 1, 2, 4, 5, 5, 5]


def test_a_failure_during_the_delay_neither_counts_nor_lengthens_it() -> None:
    seconds = Seconds()
    throttle = Throttle(seconds)
    patience = Patience(free=2, longest_seconds=60)
    assert [failed(throttle, patience) for _ in range(6)] == [0, 0, 1, 1, 1, 1]
    seconds.now += 1
    assert [failed(throttle, patience) for _ in range(2)] == [0, 2]


def test_a_thousand_tries_at_once_are_no_more_than_one_after_another() -> None:
    throttle = Throttle(Seconds())
    begun = sum(failed(throttle, FAILING_SECRET) == 0 for _ in range(1000))
    assert begun == FAILING_SECRET.free


def test_nobody_waits_for_ever() -> None:
    seconds = Seconds()
    throttle = Throttle(seconds)
    for _ in range(200):
        seconds.now += failed(throttle, FAILING_ADDRESS)
    assert failed(throttle, FAILING_ADDRESS) <= FAILING_ADDRESS.longest_seconds
    seconds.now += Patience.forgets_after_seconds + FAILING_ADDRESS.longest_seconds
    assert [failed(throttle, FAILING_ADDRESS) for _ in range(FAILING_ADDRESS.free)] == [0] * FAILING_ADDRESS.free


def test_what_is_remembered_has_its_bounds() -> None:
    throttle = Throttle(Seconds(), most=10)
    for number in range(1000):
        throttle.keep_pace(f"visitor {number}", SLOW)
        throttle.begin(f"secret {number}", FAILING_SECRET)
    assert len(throttle.rooms) == len(throttle.failures) == 10


def test_a_phone_that_comes_home_after_a_month_is_never_held_back() -> None:
    seconds = Seconds()
    throttle = Throttle(seconds)
    # Two hundred pushes, their photos in parts, as fast as a machine beside the server could send them.
    for _ in range(1500):
        throttle.keep_pace("session", SIGNED_IN)
        seconds.now += timedelta(milliseconds=2).total_seconds()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("127.0.0.1", None),
        ("::1", None),
        ("::ffff:127.0.0.1", None),
        ("", None),
        ("a socket", None),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_one_household_counts_as_one_and_this_machine_as_nobody(address: str, network: str | None) -> None:
    assert network_of(address) == network
