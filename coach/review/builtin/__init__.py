"""The coach with no language model."""

from coach.review.builtin.coach import BuiltinCoach

__all__ = ["BuiltinCoach"]
