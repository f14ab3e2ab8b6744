"""Which move a play is, where its author did not say: by the words of its title, first step and text."""

import re

from coach.domain.attempt import Move

_WORDS: dict[Move, str] = {
    Move.BRING_OUR_EXECUTIVE: r"our (?:ceo|cfo|cto|vp|executive|director)|executive[- ]to[- ]executive|exec sponsor",
    Move.REACH_POWER: r"economic buyer|decision[- ]maker|access to (?:power|the director|the executive)|go higher",
    Move.WIDEN_CONTACTS: r"multi-?thread|second (?:contact|door|person)|another (?:contact|department)|more contacts",
    Move.FIND_CHAMPION: r"(?:find|test|new|another) (?:a |the |an )?(?:new |internal )?champion|successor",
    Move.EQUIP_CHAMPION: r"(?:arm|equip|coach|help) (?:the|your|our|a) champion|internal (?:meeting|pitch|deck)",
    Move.BUSINESS_CASE: r"business case|\broi\b|return on investment|value (?:case|assessment)|payback",
    Move.MUTUAL_PLAN: r"mutual (?:action |close |success )?plan|close plan|joint plan|plan to (?:order|go-live)",
    Move.COST_OF_DELAY: r"cost of (?:delay|waiting|inaction|doing nothing)|compelling event|price of waiting",
    Move.PILOT: r"\bpilots?\b|\bpocs?\b|proof of (?:concept|value)|\btrial\b",
    Move.TAILORED_DEMO: r"\bdemos?\b|\bdemonstration",
    Move.REFERENCE: r"\breferences?\b (?:call|customer|visit)|reference customer|peer call|case study|site visit",
    Move.RESCOPE: r"re-?scope|smaller (?:first )?(?:slice|scope|step|start)|phased|land and expand|fewer seats",
    Move.COMMERCIAL_TERMS: r"\bdiscount|payment terms|\bpric(?:e|ing) (?:option|concession|offer)|ramp deal",
    Move.SECURITY_PACKAGE: r"security (?:review|package|questionnaire)|data protection|\bdpa\b|infosec",
    Move.PROCUREMENT_PATH: r"procurement|purchasing|supplier registration|purchase order",
    Move.COMPARE_OPTIONS: r"compar(?:e|ison)|(?:decision )?criteria|competitor|status quo|options? paper",
    Move.CLOSE_OUT: r"break-?up|close (?:the file|it out|out)|yes or no|permission to close|walk away",
    Move.REQUALIFY: r"re-?qualif|disqualif|still (?:a )?(?:fit|qualified)|wrong fit",
    Move.REPAIR_OUR_SIDE: r"our (?:own )?(?:mistake|promise|delay)|we owe|apolog|handover",
}
_PATTERNS = {move: re.compile(words, re.IGNORECASE) for move, words in _WORDS.items()}


def move_of(title: str, first_step: str, text: str) -> Move | None:
    """The move whose words weigh most: 3 in the title, 2 in the first step, 1 in the text. None for a draw or none."""
    weights = {
        move: 3 * bool(pattern.search(title)) + 2 * bool(pattern.search(first_step)) + bool(pattern.search(text))
        for move, pattern in _PATTERNS.items()
    }
    first, second = sorted(weights.values(), reverse=True)[:2]
    if first < 2 or first == second:
        return None
    return max(weights, key=lambda move: weights[move])
