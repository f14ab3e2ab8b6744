"""The coach that asks a language model."""

from coach.review.chain.coach import ChainCoach

__all__ = ["ChainCoach"]
