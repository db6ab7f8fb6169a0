"""The dialect `mamushi` (seed 002): requests and responses as dictionaries. The native client speaks it, extended."""

from chatlib.dialects.mamushi.dialect import Mamushi

__all__ = ["Mamushi"]
