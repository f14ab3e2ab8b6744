"""Which kind of move an activity of ours was, told from its words.

Each move has phrases that reps use for it. A phrase in the subject counts three, in the first sentence two, later
one; in notes of calls and meetings, which tell much beside what was tried, only the subject and the first sentence
decide. Sentences about what comes next ("Next: ...", "Action: ...") are left out: they are not tried yet. The move
with the highest count wins, earlier ones in the table first. Going to the economic buyer for the first time, after
others, is `reach_power` unless the subject says something else. Where no phrase decides, the meaning of its sentences
may (see `moves_told`); else the first word to another new person, with people already known, is `widen_contacts`.
Otherwise it is groundwork, or a check-in when nobody was reached.
"""

import re

from coach.domain.activity import Activity, ActivityKind
from coach.domain.attempt import Move
from coach.domain.contact import is_two_way
from coach.history.sentences import sentences

_POWER = (
    r"(?:cfo|ceo|coo|cio|cto|chief \w+ officer|directors?|managing director|board|owner|decision[- ]makers?|"
    r"economic buyer|budget holder|exec(?:utive)?s?|vp|vorstand|gesch[äa]ftsf[üu]hr\w*|direc(?:teur|ci[óo]n|[çc][ãa]o))"
)

LEXICON: dict[Move, str] = {
    Move.CLOSE_OUT: (
        r"close (?:the|your|my|this|our) file|(?:should|shall) i close|break-?up (?:mail|email)|"
        r"last (?:mail|email|message|attempt) from|"
        r"one word is enough|permission to close|take (?:it|this|you) off (?:my|our|the) list|yes or (?:a )?no\b|"
        r"akte schlie|clore le dossier|cerrar el expediente|fechar o processo"
    ),
    Move.REPAIR_OUR_SIDE: (
        r"\b(?:i|we) (?:\w+ )?apolog|(?:^|[.!?;] )apologi[sz]ed|^\W*sorry\b|(?:my|our) apolog|"
        r"\bi'?(?:m| am) (?:very|so|really|truly|terribly) sorry|"
        r"our (?:mistake|fault)|wrong on our side|sorry (?:it|this|that|for the (?:delay|wait|silence|mess))|"
        r"we (?:dropped|missed|owe you)|grovel|named (?:owner|person)|entschuldig|d[ée]sol[ée] pour|disculpas|"
        r"desculpas?"
    ),
    Move.SECURITY_PACKAGE: (
        r"questionnaire|\bdpa\b|data processing|pen(?:etration)?[- ]?test|iso ?27001|soc ?2\b|sub-?processors?|redline|"
        r"security (?:review|package|pack|paper|call|documents?)|gdpr|dsgvo|liability|works council|"
        r"data (?:annex|protection)|annex on data|datenschutz|s[ée]curit[ée]|seguridad|seguran[çc]a"
    ),
    Move.PROCUREMENT_PATH: (
        r"procurement|purchasing|supplier (?:portal|registration|onboarding|process)|"
        r"vendor (?:form|registration|onboarding)|"
        r"single[- ]source|purchase order|award board|e-?auction|tender|\brf[pq]\b|order form|einkauf|"
        r"service achats|departamento de compras"
    ),
    Move.BRING_OUR_EXECUTIVE: (
        r"\bour (?:ceo|cfo|coo|vp|founder|managing director|chief \w+|sales director|head of \w+|executive sponsor)|"
        r"exec(?:utive)?[- ](?:to|sponsor)[- ]|executive sponsor|i lead the (?:sales )?team|"
        r"my (?:manager|boss|director) (?:called|rang|wrote|joined|will)|unser(?:e|en)? gesch[äa]ftsf[üu]hr"
    ),
    Move.EQUIP_CHAMPION: (
        r"(?:for|help) (?:you|him|her|them) to (?:present|forward|show|share|take|carry|put)|"
        r"something to put in (?:his|her|their) hand|"
        r"one-?pager|(?:one|half a)[- ]page (?:for|to) |board paper|internal (?:pitch|deck|meeting|memo)|"
        r"co-?(?:wrote|written|write)|draft(?:ed)? (?:it|the \w+|a \w+) (?:for|with) (?:you|him|her)|"
        r"two-page form|committee'?s? (?:own )?(?:form|template)"
    ),
    Move.BUSINESS_CASE: (
        r"business case|\broi\b|pay(?:s)? ?back\b|return on investment|\btco\b|cost[- ]benefit|"
        r"savings? (?:calculation|case|model)|"
        r"value (?:workshop|case|assessment|model)|wirtschaftlichkeit|rentabilit|retorno (?:de|do|sobre)|"
        r"caso de neg[óo]cio"
    ),
    Move.COST_OF_DELAY: (
        r"cost of (?:delay|waiting|inaction|doing nothing)|(?:each|every|one) month (?:of|you|they) wait|"
        r"price of waiting|"
        r"what (?:a|one|each) month (?:of \w+ )?costs?|what happens if (?:it|nothing|you|they)|kosten des wartens|"
        r"co[ûu]t de l'inaction|coste de (?:no hacer|esperar)"
    ),
    Move.MUTUAL_PLAN: (
        r"(?:mutual|joint|shared) (?:action |close |success |project )?plan|close plan|milestone plan|"
        r"timeline to signature|"
        r"backwards from|plan with (?:dates|names)|gemeinsamer? (?:zeit)?plan|plan (?:d'action )?commun|"
        r"plan conjunto|plano conjunto"
    ),
    Move.PILOT: (
        r"\bpilot|proof of (?:concept|value)|\bpoc\b|\btrial|\btest (?:day|plan|week|run|phase)|try-?out|"
        r"probebetrieb|essai\b|piloto|prueba|"
        r"new angle with a test"
    ),
    Move.REFERENCE: (
        r"reference (?:call|customer|visit|site)|existing customer|customer (?:visit|reference|story)|case study|"
        r"(?:visit|trip|drove|travel\w*|took [^.!?]{1,40}?) (?:to|at) (?:a|an|another|one of our|our) (?:\w+ )?"
        r"(?:customer|client|user)|"
        r"with (?:a|an|another|one of our|our) (?:customers?|clients?) (?:in|at|near|who|of)\b|"
        r"peer (?:call|reference)|"
        r"referenz(?:kunde|besuch|anruf)|client (?:de )?r[ée]f[ée]ren|cliente de referencia|cliente de refer[êe]ncia"
    ),
    Move.COMPARE_OPTIONS: (
        r"compar(?:ison|ed? |ing)|\bmatrix\b|side[- ]by[- ]side|(?:three|two|3|2) options|option a\b|"
        r"do[- ]nothing option|"
        r"scor(?:ecard|ing) (?:of|for) (?:the )?(?:suppliers|vendors)|vergleich|comparati[fv]"
    ),
    Move.RESCOPE: (
        r"re-?scop|smaller (?:scope|package|start|slice|first)|reduced scope|\blite\b|lighter version|"
        r"(?:start|starting) (?:small|with one)|"
        r"(?:one|single) (?:site|plant|depot|hub|hall|warehouse|team|region|country) (?:first|only|for now)|"
        r"phase (?:1|one)\b|entry (?:offer|package)|smallest package|"
        r"without integration|stand-?alone|kleiner(?:er|es) (?:umfang|paket)|p[ée]rim[èe]tre r[ée]duit|"
        r"alcance reducido|[âa]mbito reduzido"
    ),
    Move.COMMERCIAL_TERMS: (
        r"(?:\d+ ?(?:%|percent)|offer\w*|approv\w+|special|extra|further|bigger|a|an) (?:\w+ )?discount|"
        r"discount (?:of|for|if|on|to)\b|\d+ ?(?:%|percent|per cent) (?:off|reduction|less|if)|"
        r"(?:can do|offer(?:ed|ing)?) \d+ ?(?:%|percent)|price (?:good|valid|held)|"
        r"valid until|special (?:price|offer)|(?:summer|autumn|winter|spring|year-end) (?:price|offer)|"
        r"payment terms|deferred (?:payment|invoice)|instal?lments?|"
        r"if (?:we|you) (?:sign|get going)|if (?:signed|this (?:month|quarter))|monthly payment|"
        r"knock(?:ed)? .{0,12}(?:off|percent)|rabatt|nachlass|remise\b|descuento|desconto"
    ),
    Move.WIDEN_CONTACTS: (
        r"introduc(?:e|ed|tion|ing)|\bintros\b|\bintros? to\b|"
        r"(?:bring|invite|invited|meet|met|involve|include) (?:in )?(?:your|the|their|both|his|her) (?:team|"
        r"colleagues?|it\b|finance|operations|planners?|users?)|"
        r"(?:session|workshop|meeting) (?:for|with) all|all departments|who else|"
        r"other (?:stakeholders?|departments?)|multi-?thread|vorstellen bei|mise en relation|"
        r"presentar(?:me|nos) a|apresentar"
    ),
    Move.REACH_POWER: (
        rf"(?:get|meet|reach|access to|speak (?:to|with)|present to|escalat\w*|three-?way|overrule|"
        rf"go(?:ing)? (?:over|above|around)|decision from above|direct approach).{{0,40}}\b{_POWER}\b|"
        r"escalat\w+|overrule|decision from above|three-?way|direct approach to"
    ),
    Move.FIND_CHAMPION: (
        r"who (?:would|will|could|can) (?:own|carry|drive|push|sponsor)|who (?:suffers|loses|feels it)|"
        r"find (?:a|the|our) (?:champion|sponsor|owner)|test(?:ed|ing)? (?:the|our) champion"
    ),
    Move.REQUALIFY: (
        r"re-?qualif|still (?:a|the|your) (?:priority|fit|plan)|start(?:ed|ing)? (?:again|over|from scratch|afresh)|"
        r"measured on|gets measured|clean sheet|new requirements|noch (?:eine )?priorit[äa]t|"
        r"toujours une priorit[ée]|sigue siendo (?:una )?prioridad|ainda [ée] prioridade"
    ),
    Move.TAILORED_DEMO: (
        r"\bdemo|walk-?through|show(?:ed|ing)? (?:it|them|her|him|you) (?:on|with|live)|"
        r"(?:on|with) (?:your|their|his|her) own (?:data|orders|trucks|process)|"
        r"live w(?:ith|/)|hard questions|vorf[üu]hrung|d[ée]monstration|demostraci[óo]n|demonstra[çc][ãa]o"
    ),
    Move.CHECK_IN: (
        r"checking[- ]in\b|checked in (?:with|on)|check-in (?:call|mail)|"
        r"any (?:news|updates?|thoughts|movement|progress)|follow(?:ing|ed)?[- ]up|touch(?:ing|ed)? base|"
        r"just (?:checking|wondering|following)|"
        r"status (?:request|update|\?)|keep(?:ing)? in touch|(?:had|have|get) (?:a )?(?:chance|time) to|"
        r"sign of life|catch[- ]?up|quick (?:one|chat|call)|welcome back|still interested|light[- ]touch|"
        r"how is the \w+|"
        r"bump(?:ing)? this|circl(?:e|ing) back|reminder|nudg|nachfass|neuigkeiten|r[üu]ckmeldung|stand der dinge|"
        r"des nouvelles|(?:je )?relance|alguna novedad|seguimiento|novidades|voltar ao tema"
    ),
}
"""Phrases by move, in order of precedence. Case does not matter. Extend it with how your own reps write."""

_COMPILED = {move: re.compile(pattern, re.IGNORECASE) for move, pattern in LEXICON.items()}
_COMES_NEXT = re.compile(
    r"^(?:next(?: steps?)?|action|actions|to ?do|plan|owner|due|output|risk|n[äa]chste|prochaine|pr[óo]xim\w+)\b",
    re.IGNORECASE,
)
REPORTS = frozenset({ActivityKind.CALL, ActivityKind.MEETING, ActivityKind.NOTE})


def move_of(
    activity: Activity, *, first_at_power: bool = False, new_person: bool = False, told: Move | None = None
) -> Move:
    """The move of one activity of ours. The two flags say whom it went to, `told` what its sentences mean where no
    phrase decides: see the module's words."""
    scores = _scores(activity)
    best = max(scores, key=lambda move: scores[move], default=None)
    decided = best is not None and scores[best] >= _least(activity)
    if first_at_power and not (decided and best is not Move.CHECK_IN and best is not None and scores[best] >= 3):
        return Move.REACH_POWER
    if decided and best is not None:
        return best
    if activity.kind is ActivityKind.CALL and not is_two_way(activity):
        return Move.CHECK_IN
    if told is not None and not (new_person and told is Move.CHECK_IN):
        return told
    return Move.WIDEN_CONTACTS if new_person else Move.GROUNDWORK


def is_told_by_words(activity: Activity) -> bool:
    """Whether a phrase decides which move it was."""
    return any(score >= _least(activity) for score in _scores(activity).values())


def said_of_it(activity: Activity) -> tuple[str, ...]:
    """Its subject and the sentences of its body that tell what was done: without what comes next, and without the mail
    that it answers."""
    own = "\n".join(line for line in (activity.body or "").splitlines() if not line.lstrip().startswith(">"))
    told = [s for s in sentences(own) if not _COMES_NEXT.match(s)]
    return tuple(s for s in (activity.subject or "", *told) if s)


def _least(activity: Activity) -> int:
    return 2 if activity.kind in REPORTS else 1


def _scores(activity: Activity) -> dict[Move, int]:
    told = [s for s in sentences(activity.body or "") if not _COMES_NEXT.match(s)]
    parts = [(3, activity.subject or ""), (2, " ".join(told[:1])), (1, " ".join(told[1:]))]
    scores: dict[Move, int] = {}
    for move, pattern in _COMPILED.items():
        if count := sum(weight for weight, text in parts if pattern.search(text)):
            scores[move] = count
    return scores
