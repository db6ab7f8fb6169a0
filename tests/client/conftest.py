"""Fixtures: real servers, started as the integration tests start theirs."""

from tests.integration.conftest import server, shared, start

__all__ = ["server", "shared", "start"]
