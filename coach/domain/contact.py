"""What counts as two-way contact, and what is only noise.

"Last activity" rises with every mail we send and every opened-mail notice, so it says nothing about the buyer. The
date that matters is the last time a person at the buyer spoke, wrote or met with us.

| counts | why |
|---|---|
| a mail or note from the buyer, also one that says no | a person wrote it |
| a message of another kind (chat), with its author and words of their own | a person wrote it |
| a call, unless nobody was reached | both sides spoke |
| a meeting that was held | both sides were there |

| does not count | why |
|---|---|
| our mails, tasks, internal notes and internal meetings | nobody at the buyer said anything |
| voicemail, no answer, "left a message" | we spoke to a machine or to a switchboard |
| a meeting cancelled, declined or not attended | it did not happen |
| opens, clicks, views, downloads, other entries without words | a filter or an assistant may have done it |
| out-of-office replies, bounces, read receipts, newsletters | a machine wrote it, also when it is inbound |
| calendar acceptances without a word of their own | a promise; the meeting is what counts |
| anything still planned | it has not happened |

The phrases cover English, German, French, Spanish, Portuguese, and the automatic subjects also Dutch, Italian and
the Scandinavian languages. Text is matched in full; it is never interpreted further.
"""

import re

from coach.domain.activity import Activity, ActivityKind, ActivityStatus, Direction

_FLAGS = re.IGNORECASE | re.DOTALL

_AUTOMATIC_SUBJECT = re.compile(
    r"^\W*(?:(?:re|aw|sv|fw|fwd|tr|wg|antw)\s*:\s*)*(?:"
    r"auto(?:matic|mated)?[- ]?(?:reply|response|antwort)|out of (?:the )?office|ooo\b|"
    r"abwesenheit|abwesend|automatische antwort|r[ée]ponse automatique|absen(?:ce|t) du bureau|"
    r"respuesta autom[áa]tica|fuera de (?:la )?oficina|resposta autom[áa]tica|fora do escrit[óo]rio|aus[êe]ncia|"
    r"automatisch antwoord|afwezig|risposta automatica|fuori (?:ufficio|sede)|autosvar|automatisk svar|"
    r"undeliver|delivery (?:status|failure|has failed|incomplete)|mail delivery|returned mail|failure notice|"
    r"message not delivered|unzustellbar|non remis|[ée]chec de (?:la )?remise|no se (?:pudo|ha podido) entregar|"
    r"n[ãa]o (?:foi )?(?:poss[íi]vel )?entreg|read(?: receipt)?\s*:|gelesen\s*:|lu\s*:|le[íi]do\s*:|lida\s*:|"
    r"lesebest[äa]tigung|newsletter|"
    r"(?:e-?mails?|mails?|messages?|links?|proposal|document|file|page|attachment|deck|quote|website)\s+"
    r"(?:was |were )?(?:opened|clicked|viewed|visited|downloaded|read)\b|"
    r"(?:opened|clicked|viewed|visited|downloaded)\s+(?:the |your |our |an? )?"
    r"(?:e-?mail|mail|message|link|proposal|document|file|page|pricing|attachment|deck|quote|website)|"
    r"task (?:completed|created|closed|done|updated)|"
    r"(?:stage|owner|deal|amount|close date|field|record) (?:was )?(?:changed|updated|moved)\b|"
    r"(?:meeting |event )?reminder\s*:|erinnerung\s*:|rappel\s*:"
    r")",
    _FLAGS,
)
_CALENDAR_SUBJECT = re.compile(
    r"^\W*(?:(?:re|aw|sv|fw|fwd|tr|wg|antw)\s*:\s*)*(?:"
    r"cancel+ed(?: event)?|declined|accepted|tentative(?:ly accepted)?|(?:updated )?invitation|rescheduled|postponed|"
    r"abgesagt|abgelehnt|angenommen|zugesagt|akzeptiert|mit vorbehalt|verschoben|termin(?:absage|zusage)|"
    r"accept[ée]e?|refus[ée]e?|annul[ée]e?|provisoire|report[ée]e?|"
    r"aceptad[oa]|rechazad[oa]|cancelad[oa]|aplazad[oa]|aceite|recusad[oa]|adiad[oa]"
    r")\s*(?::|$)",
    _FLAGS,
)
_AUTOMATIC_BODY = re.compile(
    r"^\W*(?:auto(?:matically)?[- ]?(?:logged|generated|captured|tracked)|logged automatically|"
    r"this is an auto(?:mated|matic)|system[- ](?:note|message|generated)|diese nachricht wurde automatisch|"
    r"ceci est un message automatique|este es un mensaje autom[áa]tico|esta [ée] uma mensagem autom[áa]tica)",
    _FLAGS,
)
_AWAY = re.compile(
    r"out of (?:the )?office|(?:i am|i'm) (?:currently )?(?:away|absent|on (?:\w+ )?(?:leave|vacation|holidays?))|"
    r"nicht im b[üu]ro|im urlaub|abwesend|je suis (?:actuellement )?absente?|en cong[ée]s?|"
    r"(?:estoy|estar[ée]) (?:fuera|ausente|de vacaciones)|(?:estou|estarei) (?:ausente|fora|de f[ée]rias)",
    _FLAGS,
)
_AWAY_MACHINE = re.compile(
    r"will (?:reply|respond|answer|get back|come back) (?:to \w+ (?:\w+ )?)?(?:when|upon|on|after|as soon)|"
    r"(?:in|for) urgent|urgent (?:matters|cases|requests)|limited access|"
    r"do not read|not be (?:read|monitored|forwarded)|in dringenden|dringende|e-?mails? werden nicht|"
    r"en cas d'urgence|pour toute urgence|para (?:asuntos|temas|casos) urgentes|en caso de urgencia|"
    r"em caso de urg[êe]ncia|(?:assuntos|quest[õo]es) urgentes",
    _FLAGS,
)
_MACHINE_AUTHOR = re.compile(
    r"system|automation|workflow|auto[- ]?log|no-?reply.*|mailer-daemon.*|postmaster.*|mail delivery.*|calendar|bot",
    _FLAGS,
)
_LIST_MAIL = re.compile(
    r"(?:to|click(?: here)? to|here to) unsubscribe|unsubscribe (?:from|here|at|link)|newsletter abbestellen|"
    r"se d[ée]sabonner|darse de baja|cancelar (?:a|la) (?:subscri[çc][ãa]o|suscripci[óo]n)",
    _FLAGS,
)
_CALENDAR_WORDS = re.compile(
    r"[^.\n]*(?:has (?:accepted|declined|cancelled|canceled)|(?:this|the|your) invitation|auto-?logged|organi[sz]er|"
    r"no new time|when:|where:|join (?:online|teams|zoom))[^.\n]*|^\W*(?:accepted|zugesagt|accept[ée]|aceptad[oa])\b",
    re.IGNORECASE | re.MULTILINE,
)
_OWN_VOICE = re.compile(r"\b(?:i|we|i'm|i'll|we'll|me|us|ich|wir|mir|je|nous|moi|yo|nosotros|me|eu|n[óo]s)\b", _FLAGS)

_NOT_REACHED = re.compile(
    r"voice ?mail|mail ?box|answer(?:ing)? ?machine|"
    r"(?:^|[.!?;:,\n]\s*)no (?:answer|reply|pick[- ]?up)\b(?! (?:to|on|for)\b)|"
    r"(?:did not|didn't|doesn't|not) (?:pick(?:ed)? up|answer(?:ed|ing)?\b(?! (?:to|the|my|our) question))|"
    r"(?:not|never|could(?:n't| not)) reach(?:ed)?\b|unreachable|rang out|rings out|no connection|line (?:was )?busy|"
    r"switchboard|receptionist|front desk|reception only|(?:goes|went|number goes|put through) to (?:the )?reception|"
    r"(?:only )?(?:got|reached) (?:the )?(?:reception|switchboard|assistant's? voice)|"
    r"left (?:a |him a |her a |them a |another )?(?:short |brief )?(?:message|msg|vm|my number)|\blm\b|\blvm\b|"
    r"nicht erreich|keine antwort|nicht abgenommen|mailbox|anrufbeantworter|nachricht hinterlassen|besetzt|"
    r"messagerie|r[ée]pondeur|pas de r[ée]ponse|laiss[ée] un message|injoignable|pas joignable|"
    r"buz[óo]n|sin respuesta|no contest|dej[ée] (?:un )?(?:mensaje|recado)|no disponible|"
    r"caixa postal|correio de voz|n[ãa]o atend|sem resposta|deixei (?:uma )?(?:mensagem|recado)",
    _FLAGS,
)
_REACHED_AFTER_ALL = re.compile(
    r"(?:rang|called|phoned) (?:me |us )?back|then (?:reached|spoke)|finally (?:reached|spoke|got)|"
    r"picked up (?:the|on|at)|"
    r"zur[üu]ckgerufen|dann erreicht|rappel[ée]|devolvi[óo] la llamada|retornou",
    _FLAGS,
)
_NOT_HELD = re.compile(
    r"^\W*cancel+ed\b|\bcancel+ed by\b|"
    r"\bno[- ]?show\b|(?:did not|didn't) (?:show|turn) up|(?:nobody|no one) (?:came|showed|turned up|joined)|"
    r"(?:meeting|call|session|appointment|demo|visit|it|they|he|she) (?:was |were |has been |have |has )?cancel+ed|"
    r"stood (?:me|us) up|abgesagt|nicht erschienen|ausgefallen|pas (?:venue?|pr[ée]sent[ée])|annul[ée]e?|"
    r"no se present[óo]|cancelad[oa]|n[ãa]o (?:apareceu|compareceu)",
    _FLAGS,
)
_WRITTEN = frozenset((ActivityKind.EMAIL, ActivityKind.NOTE, ActivityKind.OTHER))
_WORDS = 4
"""Of its own, without which a message of another kind is an entry that a program made."""
_SHORT = 40
"""Words. In a longer text, "voicemail" or "cancelled" is likely told of something else, so only the subject counts."""


def is_noise(activity: Activity) -> bool:
    """Written by a machine, whatever its kind and direction: neither contact nor an attempt nor an effect."""
    subject, body = activity.subject or "", activity.body or ""
    if activity.author and _MACHINE_AUTHOR.fullmatch(activity.author.strip()):
        return True
    if _AUTOMATIC_SUBJECT.match(subject) or _AUTOMATIC_BODY.match(body):
        return True
    if _CALENDAR_SUBJECT.match(subject):
        return not _adds_own_words(body)
    start = body[:600]
    return bool((_AWAY.search(start) and _AWAY_MACHINE.search(start)) or _LIST_MAIL.search(body))


def is_from_buyer(activity: Activity) -> bool:
    """The buyer's own words: a mail, note or message they sent, not a machine's. What a rep reports is not this."""
    if activity.status is not ActivityStatus.DONE or activity.kind not in _WRITTEN:
        return False
    if activity.kind is ActivityKind.OTHER and not (activity.author and len((activity.body or "").split()) >= _WORDS):
        return False
    return _is_inbound(activity) and not is_noise(activity)


def is_two_way(activity: Activity) -> bool:
    """A person at the buyer spoke, wrote or met with us. See the tables above."""
    if activity.kind in _WRITTEN:
        return activity.direction is not Direction.OUTBOUND and is_from_buyer(activity)
    if activity.status is not ActivityStatus.DONE:
        return False
    if activity.direction is Direction.INTERNAL:
        return False
    if activity.kind is ActivityKind.CALL:
        return not _was_missed(activity) and not is_noise(activity)
    if activity.kind is ActivityKind.MEETING:
        return is_held(activity)
    return False


def is_held(activity: Activity) -> bool:
    """A meeting with the buyer that took place."""
    if activity.kind is not ActivityKind.MEETING or activity.status is not ActivityStatus.DONE:
        return False
    if activity.direction is Direction.INTERNAL or is_noise(activity):
        return False
    return not _says(_NOT_HELD, activity) and not _CALENDAR_SUBJECT.match(activity.subject or "")


def _is_inbound(activity: Activity) -> bool:
    if activity.direction is not None:
        return activity.direction is Direction.INBOUND
    return activity.kind is ActivityKind.EMAIL and bool(activity.author) and activity.author == activity.contact


def _was_missed(activity: Activity) -> bool:
    return _says(_NOT_REACHED, activity) and not _REACHED_AFTER_ALL.search(activity.body or "")


def _says(pattern: re.Pattern[str], activity: Activity) -> bool:
    if pattern.search(activity.subject or ""):
        return True
    body = activity.body or ""
    return len(body.split()) <= _SHORT and bool(pattern.search(body))


def _adds_own_words(body: str) -> bool:
    """Whether a calendar reply carries a sentence that a person wrote, beside what the calendar puts there."""
    own = _CALENDAR_WORDS.sub("", body)
    return len(own.split()) >= 5 and bool(_OWN_VOICE.search(own))
