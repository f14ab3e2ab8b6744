"""What a provider's error means.

The providers' clients raise unrelated types, and bare ones such as IndexError, so an error is judged by its HTTP status
where it has one, then by the names of its classes; what is none of these is a reply that cannot be used.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from coach.domain.failure import (
    ModelFailure,
    ModelNotAllowed,
    ModelRefused,
    ModelReplyInvalid,
    ModelTimeout,
    ModelUnreachable,
)

_QUOTA = ("insufficient_quota", "billing", "exceeded your current quota", "credit balance", "out of credit")
_FILTERED = ("content_filter", "content_policy", "contentfilter", "modelrefusal")
_TOO_LONG = ("context_length", "context length", "context window", "contextoverflow", "prompt is too long")
_UNREACHED = ("connect", "protocolerror", "networkerror", "readerror", "writeerror", "sslerror", "oserror", "apierror")


def failure_of(error: BaseException, model: str) -> ModelFailure:
    """The failure to show for an error of a provider's client."""
    if isinstance(error, ModelFailure):
        return error
    status, words, kinds = status_of(error), _words(error), _kinds(error)
    if any(word in words or word in kinds for word in _FILTERED):
        return refused(model)
    if status in (401, 402, 403) or (status == 429 and any(word in words for word in _QUOTA)):
        why = "for lack of credit" if status in (402, 429) else "as not allowed"
        return ModelNotAllowed(
            f"The provider of {model} turned the call down {why} (HTTP {status}).",
            "Check the key, its rights and the credit of the account.",
        )
    if status == 404:
        return ModelNotAllowed(
            f"The provider does not know {model} at this address.", "Check COACH_MODEL and COACH_MODEL_BASE_URL."
        )
    if any(word in words or word in kinds for word in _TOO_LONG):
        return ModelReplyInvalid(f"This deal is too long for {model}.", "Choose a model that reads longer texts.")
    if status is not None and (status in (408, 409, 429) or status >= 500):
        return ModelUnreachable(f"The provider of {model} is busy or down (HTTP {status}).", "Try again in a minute.")
    if status is None and "timeout" in kinds:
        return timed_out(model)
    if status is None and any(kind in kinds for kind in _UNREACHED):
        return ModelUnreachable(
            f"No connection to the provider of {model}, or it broke off.",
            "Check the network and COACH_MODEL_BASE_URL, and try again.",
        )
    if "lengthfinishreason" in kinds:
        return cut_off(model)
    detail = f"HTTP {status}" if status else type(error).__name__
    return ModelReplyInvalid(
        f"{model} gave a reply that is none ({detail}).", "Check that the address is that of a chat model's API."
    )


def timed_out(model: str) -> ModelTimeout:
    return ModelTimeout(f"{model} did not finish in time.", "Try again, or allow more time for a review.")


def refused(model: str) -> ModelRefused:
    return ModelRefused(
        f"{model} declined, or its provider filtered the reply.", "Read the deal's texts, or choose another model."
    )


def cut_off(model: str) -> ModelReplyInvalid:
    return ModelReplyInvalid(
        f"The reply of {model} was cut off at its limit of length.", "Choose a model that writes longer replies."
    )


def is_worth_a_retry(error: BaseException, failure: ModelFailure) -> bool:
    """Connection errors, 5xx and 429; not a deadline, which a second try would only double."""
    return isinstance(failure, ModelUnreachable) and status_of(error) != 409


def turned_down_format(error: BaseException, failure: ModelFailure) -> bool:
    """Whether the server may take the same request without a response format."""
    return (
        status_of(error) in (400, 415, 422, 501)
        and not isinstance(failure, ModelRefused | ModelNotAllowed)
        and (not any(word in _words(error) for word in _TOO_LONG))
    )


def wait_asked(error: BaseException, now: datetime) -> float | None:
    """Seconds that the server asks to wait (RFC 9110, 10.2.3: seconds or a date), None when it does not say."""
    headers = getattr(getattr(error, "response", None), "headers", None)
    value = headers.get("retry-after") if headers is not None else None
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())


def status_of(error: BaseException) -> int | None:
    """The HTTP status in an error or in one that caused it."""
    for link in _links(error):
        for holder in (link, getattr(link, "response", None)):
            status: Any = getattr(holder, "status_code", None)
            # A client that cannot read a reply raises with the status 200 of that reply.
            if isinstance(status, int) and status >= 400:
                return status
    return None


def _links(error: BaseException) -> list[BaseException]:
    links: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in links and len(links) < 8:
        links.append(link)
        link = link.__cause__ or link.__context__
    return links


def _kinds(error: BaseException) -> str:
    return " ".join(kind.__name__ for link in _links(error) for kind in type(link).__mro__).lower()


def _words(error: BaseException) -> str:
    return " ".join(f"{getattr(link, 'code', '')} {str(link)[:2000]}" for link in _links(error)).lower()
