"""The dialect `token` (seeds 003 and 004): commands with a bearer token, JSON answers, nothing pushed."""

from chatlib.dialects.token.dialect import Token

__all__ = ["Token"]
