"""Moments as IRCv3 writes them, which grow as their spellings do."""

from datetime import UTC, datetime


def written(at: float) -> str:
    """Unix seconds, in milliseconds and UTC: 2026-11-30T09:00:00.000Z."""
    seconds, thousandths = divmod(int(at * 1000), 1000)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{thousandths:03}Z"


def read(text: str) -> float | None:
    """The time that is written so, in seconds; None if it is no time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return max(0.0, round(moment.timestamp(), 3))
