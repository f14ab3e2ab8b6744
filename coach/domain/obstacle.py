"""The named reasons a deal is stuck. Names are stable; an organisation may add its own."""

from coach.domain.base import Word
from coach.domain.evidence import Citation

OBSTACLES: dict[str, str] = {
    "no_champion": "Nobody inside the account sells it when we are not in the room.",
    "champion_left": "The person who carried it has left or changed jobs.",
    "no_access_to_power": "We have not met the person who can say yes.",
    "single_threaded": "Everything hangs on one contact.",
    "no_compelling_event": "Nothing happens to the buyer if they wait.",
    "unclear_value": "The buyer cannot say what it is worth to them.",
    "budget": "There is no money set aside, or the money was taken away.",
    "competitor": "Another supplier is preferred, or already in place.",
    "status_quo": "Staying as they are looks good enough.",
    "technical_proof": "They do not yet believe it works in their setting.",
    "security_legal": "A security, privacy or contract review holds it up.",
    "procurement": "Purchasing's process or terms hold it up.",
    "priority_shift": "A reorganisation or another project took its place.",
    "gone_quiet": "The buyer no longer answers, and has not said why.",
    "wrong_fit": "What they need is not what we sell.",
    "our_side": "The next move is ours and we have not made it.",
}


class Obstacle(Word):
    """An obstacle that the record shows, with where it shows it."""

    name: str
    citations: tuple[Citation, ...]


SYMPTOMS = frozenset({"gone_quiet", "single_threaded"})
"""What the shape of a record shows: that a deal stands still, not why. No cause, and no reason to decide on."""
