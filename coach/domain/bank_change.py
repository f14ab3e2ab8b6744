"""What another question bank would change in a review that is kept."""

from datetime import date

from coach.domain.base import Word


class BankChange(Word):
    """One kept review, and in words what would be different in it."""

    deal_id: str
    name: str
    review_id: str
    as_of: date
    changes: tuple[str, ...]
