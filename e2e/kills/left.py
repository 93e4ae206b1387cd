"""What is left on a phone, as it lies in its store; read beside the app, which knows nothing of it."""

import re
import time
from dataclasses import dataclass

from backend.demo.cast import ANNA
from e2e.phone import Phone

LEFT = """
async (name) => {
  const database = await new Promise((resolve, reject) => {
    const opening = indexedDB.open(name);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const rows = (shelf) => new Promise((resolve, reject) => {
    const asked = database.transaction(shelf).objectStore(shelf).getAll();
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  try {
    const [devices, outbox, receipts] = await Promise.all(['device', 'outbox', 'receipts'].map(rows));
    return {
      device: devices[0]?.device ?? '',
      highestNumber: devices[0]?.highestNumber ?? 0,
      waiting: outbox.map(({ id, number, sealed }) => ({ id, number, sealed: sealed ?? '' })),
      received: receipts.map(({ id, number, sha256 }) => ({ id, number, sha256 })),
    };
  } finally {
    database.close();
  }
}
"""
# A JWE in compact serialization; by direct key agreement its second part is empty.
ENVELOPE = re.compile(r"[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+")
# The app tries again by itself at growing intervals.
SECONDS_TO_SEND = 60


@dataclass(frozen=True)
class Waiting:
    """A record that waits to be sent, with its envelope."""

    number: int
    sealed: str

    @property
    def is_sealed(self) -> bool:
        """Whether it can go without a session."""
        return ENVELOPE.fullmatch(self.sealed) is not None


@dataclass(frozen=True)
class Received:
    """A receipt."""

    number: int
    sha256: str


@dataclass(frozen=True)
class Left:
    """Everything of a phone's outbox and receipts, by the record."""

    device: str
    highest_number: int
    waiting: dict[str, Waiting]
    received: dict[str, Received]

    def numbers(self) -> list[int]:
        """Return the numbers given so far, in order."""
        waiting = [row.number for row in self.waiting.values()]
        return sorted(waiting + [row.number for row in self.received.values()])


def left_on(phone: Phone) -> Left:
    """Return what is left on Anna's phone."""
    told = phone.page.evaluate(LEFT, f"kotiseteli-{ANNA.id}")
    return Left(
        device=told["device"],
        highest_number=told["highestNumber"],
        waiting={row["id"]: Waiting(row["number"], row["sealed"]) for row in told["waiting"]},
        received={row["id"]: Received(row["number"], row["sha256"]) for row in told["received"]},
    )


def left_when_sent(phone: Phone) -> Left:
    """Return what is left once nothing waits, or after as long as that may take."""
    deadline = time.monotonic() + SECONDS_TO_SEND
    while (left := left_on(phone)).waiting and time.monotonic() < deadline:
        phone.page.wait_for_timeout(50)
    return left
