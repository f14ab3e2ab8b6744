"""Where a chat model is: on this machine or this network, or with somebody else."""

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


def is_remote(base_url: str | None) -> bool:
    """Whether what is sent leaves for a host of others: the provider's own (no base URL), or an address that is
    neither of this machine nor private. What cannot be told counts as remote."""
    if not base_url:
        return True
    try:
        host = (urlsplit(base_url if "//" in base_url else f"//{base_url}").hostname or "").rstrip(".")
    except ValueError:
        return True
    if host == "localhost" or host.endswith((".localhost", ".local")):
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return True
    mapped = getattr(address, "ipv4_mapped", None) or address
    return not (mapped.is_loopback or mapped.is_private or mapped.is_link_local)


def address_of(chat: "BaseChatModel", base_url: str | None) -> str | None:
    """The address that a chat model calls: the one set, else the one that OpenAI's client has taken from its own
    variables; None for a provider's own."""
    own = getattr(getattr(chat, "root_client", None), "base_url", None)
    return str(own) if own is not None else base_url
