"""The coach with no language model."""

from coach.review.builtin.coach import BuiltinCoach, questions_for

__all__ = ["BuiltinCoach", "questions_for"]
