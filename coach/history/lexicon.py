"""How buyers and reps name each obstacle. One table; extend it with how your own buyers write.

A phrase must state the obstacle, not its subject: "no budget", never "budget". A sentence that says the matter is
settled ("the budget is approved", "security is signed off") or not the case ("no objection from legal") is passed
over, see `SETTLED`.
"""

import re

OBSTACLE_PHRASES: dict[str, str] = {
    "no_champion": (
        r"(?:will|would|can)(?: not|n't) be pushing it|not (?:sure )?who (?:this|it|that) (?:would|should) sit|"
        r"somebody else'?s job|not (?:her|his|my) area|nobody (?:owns|in particular|sells)|"
        r"nobody took (?:an? )?(?:\w+ )?action|no (?:real )?champion|no owner|no one (?:owns|carries)|"
        r"nobody left to own|kein f[üu]rsprecher|personne ne porte|nadie lo lidera|sem (?:dono|padrinho)"
        r"|(?:weak|no) (?:internal )?(?:sponsor|supporter)|(?:sponsor|supporter|contact|champion|he|"
        r"she)\b.{0,25}(?:lacks|has no|has little) (?:influence|standing|power|weight|say)|afraid of (?:his|her|"
        r"their) boss|(?:cannot|can't) get it through|(?:discuss|mention) (?:it |this )?(?:internally|"
        r"to my (?:manager|boss))|keep us posted|not able to present it|questions (?:i|he|she) could not answer|"
        r"try to place it|slides i can use"
    ),
    "champion_left": (
        r"(?:has|have|is|was) (?:taken|taking) (?:a|another) (?:job|role|position)|last day is|'?s last day|"
        r"handed in (?:his|her|their) notice|(?:has|have|had) left (?:the company|us|for)|"
        r"(?:is|was|am) leaving(?: (?:the company|us|on|at|in))?\b|no successor|"
        r"(?:i|she|he) (?:start|move)s? (?:on|to|into) the .{0,30}(?:team|group)|no longer works? (?:here|at|for)|"
        r"champion (?:gone|left)|"
        r"assigned to (?:the|another) project|retires? on|hat das unternehmen verlassen|a quitt[ée]|"
        r"ha dejado (?:la|el)|deixou a empresa"
        r"|(?:sponsor|champion|contact|buyer) (?:has |have )?(?:left|moved to|changed jobs|was moved|is leaving)|"
        r"handed in notice|(?:i|he|she) was moved to|(?:successor|replacement) (?:is )?(?:not|starts|until)|"
        r"until the successor|parental leave|new (?:department head|head|manager|director) (?:since|started|"
        r"starts|from)|interim (?:manager|head)|(?:only|just) covering for|(?:just|have) taken over|"
        r"my predecessor|who (?:takes over|inherits)|handover (?:is )?(?:unclear|missing)|main contact bounced|"
        r"where this project stands"
    ),
    "no_access_to_power": (
        r"leave (?:\w+|him|her) (?:with|to) me|does not meet suppliers|"
        r"(?:i|he|she) (?:will|would) (?:carry|take) it (?:upstairs|to \w+) (?:my|him|her)self|"
        r"prefers? to (?:present|prepare) it alone|"
        r"didn'?t ask who signs|(?:nobody|no one) could (?:tell|say) .{0,15}who (?:signs|decides)|"
        r"(?:don't|do not|didn't) know who (?:signs|decides)|(?:he|she|they) will represent|"
        r"reached (?:his|her) assistant|cannot get (?:to|a meeting with)|no access to|kein zugang zu|"
        r"pas d'acc[èe]s|sin acceso a"
        r"|never met the|(?:decision[- ]maker|management|board) (?:is )?(?:unknown|not reachable)|gatekeeper|"
        r"blocks? access|working level only|(?:present|bring|raise|carry) it (?:upstairs|(?:him|her|my)self)|"
        r"waiting for (?:the )?(?:board|management)|(?:no need for you|too early) to (?:meet|involve)|"
        r"my boss leaves|management will decide|on (?:his|her|their) desk|i decide that with|"
        r"first send us the concept"
    ),
    "single_threaded": (
        r"only (?:she|he) and i|again only|nobody else in the room|"
        r"everything (?:hangs on|ran through|runs through) (?:her|him|one)|(?:he|she) is our only contact|"
        r"single[- ]threaded|nur ein ansprechpartner|un seul interlocuteur|un [úu]nico contacto"
        r"|(?:only|just) (?:speak|talk)ing to one|single point of contact|everything (?:goes )?(?:through|"
        r"via) (?:her|him|our contact)|nobody else on the|takes care of the rest|sort out the internal|"
        r"know who else signs|not yet involved|i'?ll pass it on|collect the feedback from|no need to involve|"
        r"if (?:he|she) is on holiday|only have to nod|all approvals"
    ),
    "no_compelling_event": (
        r"no (?:rush|hurry|deadline|date that)|no date\b|nothing breaks if|we(?:'ll| will)? (?:just )?carry on|"
        r"not urgent|no urgency|in another year|(?:next|some other) year (?:as well|maybe)|"
        r"keine eile|nicht dringend|pas urgent|aucune urgence|no (?:hay|es) (?:prisa|urgente)|sem pressa|"
        r"n[ãa]o [ée] urgente"
        r"|no (?:timeline|time ?frame|project yet|concrete date)|(?:sometime|again|later) next year|"
        r"just (?:gathering|collecting) information|getting an overview|medium term|when things calm down|"
        r"but not now|(?:pushed|slipped) (?:again|to next)|after the summer|is on the list|get to it after"
    ),
    "unclear_value": (
        r"cannot tell (?:my|our|the) (?:board|\w+).{0,40}(?:save|gain)|what (?:we|i) would save|"
        r"(?:calculation|figures?|numbers?) (?:does|do) not apply|do(?:es)? not recogni[sz]e the|"
        r"haven'?t got a figure|where the number comes from|don'?t see (?:the|what) (?:value|benefit)|"
        r"what(?:'s| is) in it for|no value|value .{0,20}none in numbers|nutzen (?:unklar|nicht)|pas la valeur|"
        r"no ve(?:mos|o) el valor|n[ãa]o vejo (?:o )?valor"
        r"|(?:don't|do not|doesn't|cannot|can't) see (?:the|what|where)|(?:benefit|"
        r"value) is (?:still )?(?:not clear|open|unclear)|asks what it brings|hard to justify|(?:waiting for|no|"
        r"build the) (?:business )?case\b|no clear use case|too expensive compared|your averages|"
        r"what exactly would change|what to do with it"
    ),
    "budget": (
        r"no (?:more )?(?:budget|money|funds)|no line (?:to|for)|cannot book|"
        r"(?:not|nothing) in (?:the|our|this year's) (?:\d{4} )?(?:plan|budget)|"
        r"(?:budget|capex|spend\w*) (?:is |was |has been |line )?.{0,25}(?:frozen|freeze|closed|cut|gone|to zero)|"
        r"out of budget|(?:needs?|has|have|must|trying) to find (?:the|some) money|no budget until|"
        r"(?:cannot|can't) afford|kein(?:en)? budget|budget (?:gestrichen|eingefroren)|pas de budget|"
        r"budget gel[ée]|sin presupuesto|no hay presupuesto|sem (?:or[çc]amento|verba)"
        r"|budget (?:is )?(?:unclear|talks?|shifted|process)|nothing set aside|apply for (?:money|funds|budget)|"
        r"(?:capex|spending|investment) (?:stop|freeze)|(?:halted|stopped|"
        r"frozen) (?:all )?(?:new )?(?:investments?|spending)|cannot finance|exceeds what .{0,20}may sign|"
        r"new budget is out|rough price|ballpark|nothing new is bought"
    ),
    "competitor": (
        r"(?:signed|gone|going|went|go) with (?!you|us\b|it\b|the plan)(?:\w+ )?[A-Z]\w+|"
        r"(?:also|already) (?:offering|talking to|in talks|has an offer)|is also offering|"
        r"(?:in front|ahead) for us|(?:has|have) asked for the same|"
        r"prefer(?:s|red)? (?!that|if|to)(?:the )?[A-Z]\w+|decided for [A-Z]|competitor (?:is|has)|"
        r"(?:boss|they|he|she|we) took the \w+ (?:add-on|offer)|likes? their (?:screens|\w+)|wettbewerber|"
        r"concurrent (?:est|a)|la competencia|a concorr[êe]ncia"
        r"|(?i:comparing (?:\w+ )?(?:vendors|suppliers|solutions)|several (?:vendors|solutions|suppliers)|"
        r"shortlist|in good competition|head to head|prefers? the other|your competitor|competitor made|"
        r"tend to the incumbent|the others offer|considerably lower|reservations about your size|"
        r"looks written for someone else|final round|fill in the attached matrix|to compare\b|both solutions)"
    ),
    "status_quo": (
        r"(?:we|i) stay with|(?:the )?(?:sheet|file|excel|list|paper|board) works|works (?:well enough|tolerably)|"
        r"coped last|we(?:'| a)?ll cope|has not failed|(?:no|don'?t see a) problem with (?:them|it|how)|"
        r"good enough|nice[- ]to[- ]have|"
        r"is what we do today|do(?:es)? not need a second|bleiben bei|restons? (?:avec|sur)|seguimos con|ficamos com"
        r"|(?:happy|satisfied) with (?:the|what|their) (?:current|way|\w+ they)|everything in excel|"
        r"always done it|old (?:system|solution) (?:still|has been extended)|not perfect,? but|(?:is|"
        r"are) used to it|change a running system|manage internally|build (?:it|that) (?:them|our)selves|"
        r"can build that|internal solution|leave everything as it is|might do without|whether we need it|no pain|"
        r"still no decision|postponed without reason|nice to have"
    ),
    "technical_proof": (
        r"(?:is|are) not a proof|prove (?:it|that)|does(?: not|n't) (?:work|run) (?:in|on|with|under)|"
        r"in our (?:own )?test environment|how would you solve|"
        r"(?:can|could) (?:your system|it|you) (?:do|handle|read) (?:the|our)|"
        r"(?:system|interface|integration|connector) .{0,30}(?:missing|fails?|not supported)|write-?back|"
        r"(?:reference|one) with .{0,25}(?:we don'?t have|not have)|we (?:don'?t|do not) have one|"
        r"needs? (?:a test|to see it (?:work|run))|funktioniert nicht|ne (?:marche|fonctionne) pas|no funciona|"
        r"n[ãa]o funciona"
        r"|(?:need|want|asked? for|ask for|get) (?:a |another )?(?:proof of concept|poc|trial|test account)|"
        r"poc extended|(?:it|engineering|technical people) (?:has |have |is |are )?(?:doubts?|sceptical|skeptical|"
        r"not convinced)|see it with our|unclear if it works|not sure it can|performance is a concern|"
        r"has to connect to|test (?:is not finished|running)|architect not involved|"
        r"would have to look at it first|want(?:s)? to see it (?:under|in|on) "
    ),
    "security_legal": (
        r"(?:security|legal|privacy|data protection|gdpr|dpa|liability|contract review|works council|"
        r"infosec).{0,60}(?:open|outstanding|waiting|pending|not (?:accepted|answered|signed|released)|uncapped|"
        r"must (?:consent|close|approve)|have to close|before (?:i|we) (?:release|sign)|decides|votes)|"
        r"(?:find|attached|enclosed|complete|return) .{0,50}questionnaire|"
        r"(?:questions?|points?|items?) (?:are |is )?(?:still )?(?:open|not accepted)|"
        r"datenschutz.{0,40}(?:offen|pr[üu]f)|betriebsrat muss"
        r"|(?:contract|stuck|it'?s?|been|go|queue) (?:is )?(?:with|to|past|at) legal|redlines? going|"
        r"(?:data protection|privacy|infosec|legal|security)\b.{0,40}(?:concerns?|sign-?off|overloaded|"
        r"being checked|not involved|be an issue|later)|agreement is still being checked|liability clause|"
        r"cannot accept your terms|no cloud|strict it security|patient data|own contract terms|data must stay|"
        r"pass an assessment|contracts in the queue"
    ),
    "procurement": (
        r"(?:three|3) (?:comparable )?(?:quotes|bids)|single-source justification|"
        r"supplier (?:portal|onboarding|process)|does not move a file|"
        r"(?:procurement|purchasing|einkauf) .{0,40}(?:has it|holds|paused|queue|stuck|reopened|takes)|"
        r"(?:file|case|request) is (?:number|no\.?) \d+|(?:weren'?t|not) on (?:it|the agenda)|e-?auction|"
        r"new supplier number is blocked|\d+[- ]day payment terms|service achats .{0,30}bloqu|"
        r"compras .{0,30}(?:bloque|parad)"
        r"|(?:stuck|now|is|held) (?:in|with|at) (?:procurement|purchasing)|waiting for (?:the )?po\b|"
        r"vendor registration|register on (?:our|the) portal|out to tender|tender needed|approval workflow|"
        r"listed supplier|preferred supplier|framework agreement|central purchasing|purchasing comes in|"
        r"process unclear|another \d+ ?(?:percent|%)|procurement needs|never bought something like"
    ),
    "priority_shift": (
        r"(?:is|was|has been) cancelled|brought (?:the )?.{0,40} forward|"
        r"(?:half|all) (?:my|our|the) (?:team|people) .{0,20}(?:went|moved|are) (?:onto|to|on)|re-?org|"
        r"(?:other|another|bigger) (?:project|priorit)|takes every (?:it )?day|not (?:a|our|my|the) priorit|"
        r"cost centre has been closed|is not what we are about|stopped everything|in the middle of|"
        r"can'?t think about anything else|keine priorit|plus (?:une |la )?priorit|ya no es (?:una )?prioridad|"
        r"deixou de ser prioridade"
        r"|priorit(?:y|ies) (?:has |have )?(?:changed|shifted)|takes all (?:the )?(?:resources|capacity)|"
        r"merger (?:announced|was|is)|new ceo|strategy review|plant closure|(?:project|now|was|is|it'?s) on hold|"
        r"postponed by|focus is (?:currently )?elsewhere|fully absorbed|set new goals|hiring freeze|"
        r"lack of people|only later|after the migration|shifted to another|keep the offer valid"
    ),
    "gone_quiet": (
        r"no (?:call|reply|answer|word) (?:back|from|to|since)|nothing back|radio silence|went quiet|gone quiet|"
        r"has not (?:replied|answered|called)|no longer (?:answers|replies)|weeks of (?:nothing|silence)|"
        r"left (?:two|three|several|\d+) (?:voicemails|messages)|rang out|"
        r"meldet sich nicht|keine r[üu]ckmeldung|sans nouvelles|ne r[ée]pond plus|no (?:contesta|responde)|"
        r"n[ãa]o responde"
        r"|no (?:reply|response|reaction|feedback) (?:after|since|to)|reminder, no reply|(?:does|do|"
        r"did) not (?:react|respond|reply)|never answered|avoids calls|only reached the voicemail|not rescheduled|"
        r"get back to you next|are still discussing|very busy at|discuss it with my colleagues|"
        r"find a date in the new year|thanks, received|unanswered"
    ),
    "wrong_fit": (
        r"(?:you|fear you) sell something else|not what (?:we|i) (?:need|asked)|"
        r"too (?:big|much|heavy|complex) (?:for us|a system|\w+ for)|(?:do|does) not fit (?:us|our|here)|"
        r"wrong (?:fit|tool|product)|(?:below|under) our usual size|slower than without|passt nicht (?:zu|f[üu]r)|"
        r"pas fait pour|no encaja|n[ãa]o serve"
        r"|heavy customi[sz]ation|says we can't do this|requirements (?:list )?keeps? growing|"
        r"functions we don't have|too small for us|use case is a stretch|outside our region|cheap tool|"
        r"something simpler|adapted to our|needs a partner|special development|volume is quite low|"
        r"promised too much|only makes sense .{0,15}complete|all requirements are met|do not (?:fit|sell)"
    ),
    "our_side": (
        r"(?:i'm|i am|we are|we're) still waiting|(?:heard|have heard) nothing|not heard back|haven'?t heard|"
        r"have you answered|are you still there|no owner yet|not done yet|(?:second|third|another) date missed|"
        r"nothing (?:has )?reached me|"
        r"said i'?d look at it|need an answer|warte(?:n)? (?:noch|immer)|j'attends (?:toujours|encore)|"
        r"sigo esperando|continuo [àa] espera"
        r"|waiting for (?:our )?(?:product|engineering|pre-?sales)|has no capacity|not (?:on|in) the roadmap|"
        r"booked out|you promised|responsible on your side|(?:waiting|waited) for your|did not hear from you|"
        r"taken over from (?:a )?colleague|previous rep|sat for \w+ weeks|cancelled by us|nobody sent|"
        r"my contact now|explained all that|handover from|pricing desk has not|no answer from (?:engineering|"
        r"product|us)|without this function|our (?:own )?mistake"
    ),
}

SETTLED = re.compile(
    r"(?:budget|money|security|legal|procurement|liability|contract|questionnaire|review).{0,30}(?:is|are|was|"
    r"were|has been|have been) (?:now )?(?:approved|confirmed|released|signed off|secured|cleared|done|settled|"
    r"solved|agreed|accepted)|"
    r"no (?:longer )?(?:an? )?(?:objections?|issues?|problems? (?:any ?more|left)|remarks|open points|blockers?)\b|"
    r"(?:no|not a) (?:budget|money|security|legal|procurement) (?:issue|problem|question)|"
    r"(?:is|was|are) (?:not|no longer) (?:an? )?(?:issue|problem|obstacle)|genehmigt|freigegeben|approuv[ée]|"
    r"aprobad|aprovad",
    re.IGNORECASE,
)
_TOPICS: dict[str, str] = {
    "budget": r"\bbudget|\bmoney\b|\bfund(?:s|ing)\b|mittel\b|presupuesto|or[çc]amento",
    "security_legal": r"security|\blegal|liability|contract review|questionnaire|data protection|privacy|works council|"
    r"datenschutz|betriebsrat|sicherheit|s[ée]curit[ée]|juridi[qc]|seguridad",
    "procurement": r"procurement|purchasing|\beinkauf|service achats|compras",
}
"""What a sentence that settles something is about."""
_CASED = frozenset({"competitor"})

COMPILED = {
    name: re.compile(pattern, 0 if name in _CASED else re.IGNORECASE) for name, pattern in OBSTACLE_PHRASES.items()
}


_SUBJECTS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _TOPICS.items()}


def is_settled(sentence: str) -> bool:
    return SETTLED.search(sentence) is not None


def settled_in(sentence: str) -> frozenset[str]:
    """The obstacles of which the sentence says that they are none any more."""
    if not is_settled(sentence):
        return frozenset()
    return frozenset(name for name, pattern in _SUBJECTS.items() if pattern.search(sentence))


def obstacles_in(sentence: str) -> tuple[str, ...]:
    """The names of the obstacles that a sentence states, in the order of the table."""
    if is_settled(sentence):
        return ()
    return tuple(name for name, pattern in COMPILED.items() if pattern.search(sentence))
