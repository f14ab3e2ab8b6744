"""Sentences in a record that give orders to software rather than tell of a deal.

Nothing obeys them: no text of a record is ever run or followed. This only keeps them from being shown as what a buyer
said. Plain patterns, by kind, so that no honest sentence is lost: "ignore my last mail", "new instructions from
procurement", "your software must read SAP tables" and "please include two references in your response" stay.
Disguises are taken off first: look-alike letters, letters set apart, invisible and reversed text, percent escapes.
"""
# ruff: noqa: E501 - phrases stay on one line each

import re
import unicodedata
from html import unescape
from urllib.parse import unquote

_MACHINE = r"(?:ai|a\.i\.|llm|gpt|chat ?bot|language model|coach(?:ing)? (?:bot|assistant|ai)|copilot)"
_RULES = r"(?:instructions?|prompts?|rules|guidelines|directives?|directions|commands?|polic(?:y|ies)|anweisung\w*|richtlinien|regeln|vorgaben|instrucciones|istruzioni|instru[çc][õo]es|consignes)"
_SET_ASIDE = r"(?:ignore|disregard|forget|override|overlook|bypass|neglect|do not obey|pay no attention to|ignora\w*|ignorier\w*|ignorez|missachte\w*|vergiss|vergessen sie|oublie[zr]?|olvid[ae]\w*|dimentica\w*|esque[çc]a)"
_PRODUCED = r"(?:answers?|responses?|repl(?:y|ies)|outputs?|messages?|elucidation)"
_PHRASES = (
    # Earlier orders are to be set aside.
    rf"\b{_SET_ASIDE}\b.{{0,40}}\b{_RULES}\b",
    rf"\b(?:{_SET_ASIDE}|omit|skip) (?:and|und) (?:start|begin)\b.{{0,12}}\b(?:over|anew|afresh|from scratch)\b",
    r"\bignore (?:the|all|any)\b.{0,30}\b(?:and|then) (?:print|output|say|write|translate|report|reply)\b|\bignore all negative\b",
    r"指示.{0,12}(?:無視|忽略)|(?:無視|忽略|忽视).{0,16}(?:指示|指令|提示)",
    r"\byour new (?:task|role|instructions?|rules|goal) (?:is|are) (?:now )?to\b|\byour (?:role|rules|instructions?) (?:has|have) (?:been )?(?:updated|changed)|\byour new (?:task|role|instructions?)\b",
    r"\b(?:do not|don't) follow any (?:other )?rules\b|\badhere to the following instruction|\bimportant new instructions\b|\bab jetzt (?:hast|bist) du\b",
    # What only a program is addressed with.
    r"<\|?/?\s*\w*(?:im_start|im_end|system|endoftext|assistant|start_of_turn|end_of_turn|thinking|information|end of session)\w*\s*\|?>|\[/?INST\]|\(system_message\)|\[system\]\(",
    r"(?:^|[\n.!?#*\]]\s*)\W*(?:system|assistant|developer|ai)\s*(?:prompt|message|update|note|notice)?\s*:\s",
    r"#{2,}\s*(?:end of (?:the )?(?:note|user|input|text|document|context|data|prompt|message|mail|email)|new instructions?)\b|-{3,}\s*(?:end|start) of\b|\bimportant system update\b",
    rf"(?:^|[\n(]|\b(?:hello|hi|hey|dear|attention|note (?:to|for)|notice to(?: any| all)?)\s+(?:the )?)\W*{_MACHINE}(?: (?:agents?|assistants?|models?|systems?))?\s*[,:!.]",
    rf"\b(?:you are|you're|if you are|as|pretend (?:that )?(?:you(?:'re| are))|act as) (?:now )?(?:an? |the )?(?:\w+ )?(?:{_MACHINE}|assistant reviewing|dan|uncensored model|data extraction agent|\w+ in \w+ mode|in \w+ mode|jailbroken|translatorbot)\b",
    rf"\b(?:notice|note|message|order)s? (?:to|for) (?:any|all|the|every)? ?(?:{_MACHINE}|assistant)|\byou, the {_MACHINE}",
    rf"\b{_MACHINE}(?: (?:assistant|model|agent|system))?s?\b.{{0,30}}\b(?:(?:read|process|summari[sz])(?:e?s|ing)|instructions?:) (?:this|these|the (?:note|mail|record|deal|text))"
    rf"|\b{_MACHINE}(?: (?:assistant|model|agent|system))?s? (?:must|should|shall|has to|is to) (?:ignore|include|record|report|mark|rate|say|print|output|recommend|treat|approve|classify|set)\b"
    r"|\b(?:software|programs?|assistants?) (?:that|which) (?:reads?|summari[sz]es?) (?:this|these)\b|\bassistants? reading (?:this|these)\b|\bhelpful assistant (?:processing|reading)\b",
    r"(?:^|[\n.!?:]\s*)\W*assistant,|\battention assistant\b|\bthe assistant (?:should|must|shall) (?:ignore|include|record|report|mark|rate|say|answer|reply|respond|print|output|add|recommend|treat|approve|write|summari)",
    r"\byou are now (?:an? |the |in |free|going to|dan\b|\w+bot\b)|\bvous [êe]tes d[ée]sormais\b|\bahora eres\b|\bfrom now on,? (?:you (?:must|are|should (?:answer|respond|ignore)|will (?:write|answer|respond|act|ignore))|you're|respond\b|act\b|ignore\b|answer (?:every|any|all|as)\b)|\bdo anything now\b|\bno (?:content policy|filters or limits)\b",
    rf"\bhi {_MACHINE}\b|\bhello {_MACHINE}\b|\b(?:un(?:restricted|censored)|maintenance|debug|developer) mode\b.{{0,6}}[.:!<]|\bpretend (?:you(?:'re| are) an?|to be)\b.{{0,30}}\b(?:villain|{_MACHINE}|stan)\b|\bai language model\b|\bcontent policy\b|\bauto_?regressive_modell?ing\b",
    # What is to be written, and how.
    rf"\b(?:modify|augment|enhance|translate|encrypt|encode|scramble|jumble|misspell|convert|obfuscate|render|base64)\b.{{0,50}}\b(?:your|the) {_PRODUCED}\b|\b(?:letters|words|keywords|vowels) (?:in|of|with) .{{0,30}}\byour {_PRODUCED}\b|\bemojis?\b.{{0,30}}\byour {_PRODUCED}\b",
    rf"\byour {_PRODUCED} (?:in|into|to) (?:base\d+|spanish|italian|portuguese|french|german|emojis?|a cipher|include)\b|\bletters of your {_PRODUCED}\b|\bin every (?:response|report) you\b|\b(?:in|to) all (?:future )?(?:responses|queries)\b",
    r"\b(?:suggest|suggesting|encourag\w+|recommending)\b(?: that)? users\b|\byour answer (?:about|detailing)\b|\b(?:misleading|fabricated) (?:statement|statistic)\b|\b(?:sentence|statement|tip|recommendation)\b.{0,60}\b(?:in|to) your (?:answer|response|reply)\b",
    r"\b(?:following|subsequent|below) code (?:block|snippet|section|excerpt)s?\b",
    r"\brepeat (?:exactly|everything|the (?:text|words?) (?:above|'))|\brepeat the word\b|\bword for word\b.{0,40}\b(?:prompt|conversation|instruction)|\b(?:system prompt|prompt de sistema|instrucciones del sistema|istruzioni di sistema|system-?anweisung\w*|hidden instructions?|prompt injection|jailbreak)\b|\binstructions? you were given\b|\bi was instructed to\b|\bnot supposed to tell\b|\brepeat this entire conversation\b",
    r"\b(?:print|output|gib nur|respond only with|reply only with|respond with) ['\"“]?[A-Z]{2,}[A-Z0-9_-]*[-_][A-Z0-9_-]+|\b(?:injection succeeded|write a never-ending|do exactly what it says|do what it says|decode (?:it )?and (?:do|execute)|executes? it as a command|follow the instructions so that)\b",
    r"\b(?:in|to) your summary\b|\bsummar(?:y|ies) (?:you (?:draft|write)|of (?:this|every|each)(?: important)? (?:e-?mail|note|deal|document))",
    # What is to become of deals, reviews and plays.
    r"\b(?:mark|set|classify|rate|flag|report|treat|grade|label|score)\b (?:(?:this|every|all|each|any|these) ?(?:\w+ ){0,2}(?:deals?|opportunit\w+|records?|questions?|answers?|verdicts?|reviews?)|the (?:deals?|verdict|review|questions?|answers?))\b.{0,12}\b(?:as|to|healthy|answered|won|remove)\b|\breport stage as\b|\b(?:mark|set) (?:it|all|everything|(?:the )?(?:status|verdict|decision)) (?:as |to )?(?:answered|healthy|won|pivot|hold|remove|green|closed)\b",
    r"\b(?:approve|accept) (?:all|the|every|this) (?:removals?|pivots?|verdicts?|alternatives?)\b|\brecommend (?:to )?(?:remov\w+|pivot|hold|healthy)\b|\b(?:say|state|write|claim|report|conclude)s? that (?:the|this|every) deal (?:is|was|has been) (?:won|lost|healthy|dead|over|closed)\b|\bsay the deal is\b|\bpropose (?:the )?play\b|\bthe verdict (?:is|must be|should be|has to be)\b",
    r"\b(?:quote|list|show|include|print|reveal|copy|cite|repeat|dump|forward)\b.{0,40}\b(?:(?:of|from|about) (?:(?:every|all|any|each) other|other|another) (?:deals?|customers?|accounts?|reps?|users?|clients?)|(?:of|from|about) (?:every|all) deals?)\b|\b(?:quote|cite|copy|show|print|include)\b.{0,30}\b(?:notes?|texts?|mails?) (?:of|from) (?:the )?deals? [A-Z]*-?\d|\b(?:previous|last|other) (?:user|rep)(?:'s)?\b.{0,24}\b(?:conversation|ask you|asked you|app)\b|\bnotes of all deals\b|\btell the manager that the rep\b",
    r"\b(?:markier|setz|bewert|stuf|klassifizier|behandl)\w*\b.{0,30}\b(?:deals?|fragen|gesch[äa]ft\w*|chancen?|status|antworten|urteil)\b.{0,30}\b(?:als|auf)\b|\b(?:schlag|empfiehl|empfehl)\w*\b.{0,40}\b(?:spielzug|play|entfern\w+|alle deals)\b|\b(?:zitier|gib|zeig|kopier)\w*\b.{0,40}\b(?:notizen|texte) (?:von|des|der|aus|zu) (?:deals?|anderen?|allen)\b|\bf[üu]ge? .{0,40}\b(?:bild|link)\b.{0,80}\b(?:ein|hinzu)\b|\brecomi?enda (?:eliminar|suprimir)\b|\brecommande de (?:retirer|supprimer)\b",
    r"\b(?:include|insert|add|embed|show|display) (?:this|the following) (?:image|link|html|picture)\b|\b(?:include|insert|add|embed|show) an? (?:image|link|picture)\b.{0,12}https?:|\b(?:click|go to) .{0,20}\bto approve\b",
    # Tools, secrets and code.
    r"\bcall [a-z]+_[a-z_]+|\bfirst fetch\b|\bfetch (?:https?:|the (?:contents|page)\b.{0,20}https?:)|\b(?:browsing|fetch tool)\b.{0,40}\b(?:url|system|name)\b|\bwithout asking me\b|\bfill them in without\b",
    r"\b(?:leak|reveal|print|dump|output)\b.{0,40}\b(?:api[_ -]?keys?|os\.environ|connection string|passwords?|secrets)\b|\bapi[_ ]key\b.{0,12}\bsk-|\binclude your api|\bsend (?:as much|full|a complete)\b.{0,60}\b(?:money|account|copy|customer)\b|\bssn\b.{0,40}\b(?:card|account) number\b|\b(?:change|reset) the password\b|\bsend a transaction\b|\bemail the text '",
    r"<script|javascript:|\bonerror\s*=|\\href\{|__(?:class|mro|import|init|globals|subclasses)__|\bos\.(?:system|popen|environ)\b|\bsubprocess\.|=HYPERLINK\(|\bSLEEP\(\d|\beval\(|\x1b|\\(?:x1b|x9[bd]|u001b)|\{\{\d|\$\{\d|<%=|\[system ['\"]|!\[[^\]]*\]\(https?:[^)]*[?=]|\bcurl -|\bmkfifo\b|/etc/passwd",
)  # fmt: skip
_ORDERS = re.compile("|".join(f"(?:{one})" for one in _PHRASES), re.IGNORECASE | re.DOTALL)

_ALIKE = str.maketrans("АаВЕеКМНОоРрСсТХхІіЈјЅѕуԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "AaBEeKMHOoPpCcTXxIiJjSsydqwABEZHIKMNOPTYXo")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_REVERSED = re.compile("\u202e([^\u202c\n]{6,})")
_APART = re.compile(r"(?<!\S)(?:\w[ .·_-]){4,}\w(?!\S)")


def orders_software(text: str) -> bool:
    """Whether a sentence speaks to a program instead of a person."""
    if _ORDERS.search(text):
        return True
    if text.isascii() and not ("%20" in text or "&#" in text or _APART.search(text)):
        return False
    bare = _undisguised(text)
    return bare != text and bool(_ORDERS.search(bare))


def _undisguised(text: str) -> str:
    plain = _REVERSED.sub(lambda match: match[1][::-1], text)
    if "%20" in plain:
        plain = unquote(plain)
    plain = unescape(unicodedata.normalize("NFKC", _INVISIBLE.sub("", plain))).translate(_ALIKE)
    # Words keep apart by two blanks or more: "I G N O R E  A L L".
    return " ".join(_APART.sub(lambda match: re.sub(r"[ .·_-]", "", match[0]), part) for part in plain.split("  "))
