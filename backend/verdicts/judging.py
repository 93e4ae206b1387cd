"""Stub."""


async def judge_all() -> None:
    """Judge."""
