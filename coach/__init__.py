"""Pivot Coach: the strategic review of stalled deals, with evidence, ending in a verdict."""

__version__ = "0.1.0"
