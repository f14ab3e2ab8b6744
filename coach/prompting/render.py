"""Filling a prompt's variables."""

import re
from collections.abc import Mapping

_VARIABLE = re.compile(r"\{\{([a-z_]+)\}\}")


def names_in(template: str) -> frozenset[str]:
    """The variables of a template, written `{{name}}`."""
    return frozenset(_VARIABLE.findall(template))


def render(template: str, values: Mapping[str, str]) -> str:
    """The template with each `{{name}}` replaced, in one pass: braces in a value stay as they are, also when they look
    like a variable. Raises `ValueError` when a value is missing."""
    missing = names_in(template) - values.keys()
    if missing:
        raise ValueError(f"no value for {', '.join(sorted(missing))}")
    return _VARIABLE.sub(lambda found: values[found[1]], template)
