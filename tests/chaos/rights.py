"""Rights that end while a run goes on: vouchers, approvals, sessions and memberships; no visit is lost by it."""

from collections.abc import Sequence
from random import Random

import asyncpg

from tests.chaos.installation import new_session
from tests.chaos.phones import Phone

# Ends what a phone's clients have while she records: the visits are kept all the same.
END = """
with ended as (
    update voucher set ended_on = current_date - 2 where id in (select id from voucher order by number limit 60)
)
update approved_provider set last_day = greatest(first_day, current_date - 3)
where id in (select id from approved_provider order by id limit 60)
"""
LEAVE = "update membership set last_day = greatest(first_day, current_date - 2) where id = any($1)"
EXPIRE = "update session set expires_at = now() - interval '1 minute' where membership = any($1)"
# Of the phones: those whose worker leaves for good, and those whose session runs out till the next disturbance.
LEAVING, EXPIRING = 0.05, 0.15


class Rights:
    """Who may still sign in; who may not sends sealed, and goes on sending."""

    def __init__(self, phones: Sequence[Phone], chance: Random) -> None:
        """Begin with everybody signed in."""
        self.phones = phones
        self.chance = chance
        self.have_left: list[Phone] = []
        self.have_expired: list[Phone] = []

    def choose(self, share: float) -> list[Phone]:
        """Choose among the phones that can seal: an app of before, or a new phone, would ask her to sign in."""
        able = [phone for phone in self.phones if phone.is_known and phone not in self.have_left]
        return self.chance.sample(able, min(len(able), round(share * len(self.phones))))

    async def end_once(self, connection: asyncpg.Connection) -> None:
        """End vouchers, approvals and some workers' employment."""
        await connection.execute(END)
        self.have_left = self.choose(LEAVING)
        await connection.execute(LEAVE, [phone.owner.membership for phone in self.have_left])

    async def expire_some(self, connection: asyncpg.Connection) -> None:
        """Let those of the last time sign in, and some others' sessions run out."""
        await self.restore(connection)
        self.have_expired = self.choose(EXPIRING)
        await connection.execute(EXPIRE, [phone.owner.membership for phone in self.have_expired])

    async def restore(self, connection: asyncpg.Connection) -> None:
        """Let everybody sign in who still works there."""
        for phone in self.have_expired:
            phone.session = await new_session(connection, phone.owner)
            phone.has_session = True
        self.have_expired = []
