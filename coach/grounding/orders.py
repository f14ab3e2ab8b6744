"""Sentences in a record that give orders to software rather than tell of a deal.

Nothing obeys them: no text of a record is ever run or followed. This only keeps them from being shown as what a buyer
said. Few and plain patterns, so that no honest sentence is lost ("ignore my last mail" stays).
"""
# ruff: noqa: E501 - phrases stay on one line each

import re

_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|overlook|bypass|ignora\w*|ignorier\w*|ignorez|vergiss)\b.{0,40}"
    r"\b(?:instructions?|prompts?|rules|guidelines|directives|anweisung\w*|instrucciones|istruzioni|instru[çc][õo]es)\b|"
    r"<\|?\w*(?:im_start|im_end|system|endoftext|assistant)\w*\|?>|\[/?INST\]|^\W*(?:system|assistant|developer)\s*(?:prompt|message)?\s*:|"
    r"\byou are (?:now )?(?:an? )?(?:ai|llm|language model|assistant|chatbot|dan|in \w+ mode|jailbroken)\b|"
    r"\b(?:ai|llm|coach(?:ing)? (?:bot|assistant|ai)|language model|software|assistant|copilot)s?\b.{0,50}\b(?:reads?|must|should|instruction|summari[sz]|reading)\b|"
    r"\b(?:mark|set|classify|rate|flag|report|treat) (?:this|the|every|all) (?:deals?|opportunit\w+|records?) as\b|"
    r"\b(?:system prompt|hidden instructions?|prompt injection|api[_ ]key)\b",
    re.IGNORECASE | re.DOTALL,
)  # fmt: skip


def orders_software(text: str) -> bool:
    """Whether a sentence speaks to a program instead of a person."""
    return bool(_ORDERS.search(text))
