"""Where models are asked: the base URL and the key, and what of them may be shown."""

from __future__ import annotations

import base64
import ipaddress
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import (
    SplitResult,
    parse_qsl,
    quote,
    quote_plus,
    unquote,
    urlsplit,
    urlunsplit,
)

from aiwf_cli.errors import EndpointError
from aiwf_cli.model.json import dumps

OPENAI_URL = "https://api.openai.com/v1"

NO_KEY = "no-key-needed"
"""Sent in place of a key to servers on this machine or network: the openai package wants one."""

HIDDEN = "[hidden]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A model endpoint: `url` as the user gave it and `key`; neither is ever shown.

    `name` is what may be shown and goes into keys and manifests: the URL without user, password,
    query and trailing slash. `headers` are the values of headers that the openai package is told to
    add (OPENAI_CUSTOM_HEADERS): gateways want keys of their own there.
    """

    url: str = field(repr=False)
    key: str = field(default=NO_KEY, repr=False)
    headers: tuple[str, ...] = field(default=(), repr=False)

    @property
    def name(self) -> str:
        """The URL that identifies the endpoint, free of secrets."""
        parts = urlsplit(self.url)
        return urlunsplit(
            (parts.scheme.lower(), _host_and_port(parts), parts.path.rstrip("/"), "", "")
        )

    @property
    def base_url(self) -> str:
        """The URL to send to, without its query."""
        parts = urlsplit(self.url)
        return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))

    @property
    def query(self) -> Mapping[str, str]:
        """The query that goes with every call (`api-version` and the like)."""
        return dict(parse_qsl(urlsplit(self.url).query))

    @property
    def lacks_key(self) -> bool:
        """Whether it is asked for a key that is not there: it answers nobody then."""
        return self.key == NO_KEY and not _is_near(urlsplit(self.url).hostname or "")

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be seen in any text, the longest first.

        The key, the URL's password (or its user where there is none: a token), the header made of
        the two, the query's values and headers; each as it is, as URLs and as JSON write it.
        """
        parts = urlsplit(self.url)
        found = [self.key, parts.password or parts.username or "", _basic(parts), *self.headers]
        found += [value for name, value in self.query.items() if name.lower() != "api-version"]
        spelt = {spelling for secret in found for spelling in _spellings(secret)}
        return tuple(sorted(spelt - {"", NO_KEY}, key=lambda secret: (-len(secret), secret)))


def endpoint_from_env(
    base_url: str | None = None,
    *,
    key_needed: bool = True,
    env: Mapping[str, str] | None = None,
) -> Endpoint:
    """The endpoint that `base_url` or the openai package's own variables name.

    `OPENAI_BASE_URL` gives the URL (OpenAI's otherwise) and `OPENAI_API_KEY` the key, which servers
    on this machine or its network can do without, as can who asks nobody (`key_needed=False`).
    Raises EndpointError when the URL is none or the key is missing. `env` stands in for the
    environment.
    """
    variables = os.environ if env is None else env
    url = (base_url or variables.get("OPENAI_BASE_URL") or OPENAI_URL).strip()
    key = variables.get("OPENAI_API_KEY", "").strip()
    parts = _checked(url)
    if key_needed and not key and not _is_near(parts.hostname or ""):
        raise no_key(Endpoint(url=url))
    if not key.isascii() or not key.isprintable():
        raise EndpointError(
            "OPENAI_API_KEY holds characters that no key has", hint="Copy the key again."
        )
    return Endpoint(url=url, key=key or NO_KEY, headers=_header_secrets(variables))


def _header_secrets(variables: Mapping[str, str]) -> tuple[str, ...]:
    """The values of headers of the user's own that may be keys: a plain word is none."""
    lines = variables.get("OPENAI_CUSTOM_HEADERS", "").splitlines()
    values = (line.partition(":")[2].strip() for line in lines)
    return tuple(value for value in values if len(value) >= 8 and re.search(r"\d", value))


def no_key(endpoint: Endpoint) -> EndpointError:
    """What to tell who asks `endpoint` without the key it wants."""
    return EndpointError(
        f"no key for {endpoint.name}: OPENAI_API_KEY is not set",
        hint=(
            "Set OPENAI_API_KEY (and OPENAI_BASE_URL or --base-url for another endpoint). "
            "Without a key: task variants named @rules ask no model, --replay FILE answers "
            "from recorded replies, and servers on this machine need none."
        ),
    )


class Redactor:
    """Hides an endpoint's secrets in texts that come from it or speak of it."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._secrets = endpoint.secrets
        self._long = tuple(secret for secret in self._secrets if len(secret) >= 8)

    def message(self, text: str) -> str:
        """A message for people without secrets, or anything that looks like one."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN) if len(secret) >= 4 else text
        return _KEYLIKE.sub(HIDDEN, text)

    def answer(self, text: str) -> str:
        """An endpoint's answer without secrets that it echoes.

        Secrets under 8 characters (`EMPTY`, `test`) are words that an answer may well hold.
        """
        for secret in self._long:
            if secret in text:
                text = text.replace(secret, HIDDEN)
        return text


_KEYLIKE = re.compile(
    r"(?i)\b(?:bearer|basic)\s+[A-Za-z0-9._~+/=*-]{4,}|\bsk-[A-Za-z0-9_*-]{6,}|(?<=//)[^/\s@]+@"
)


def _basic(parts: SplitResult) -> str:
    """What the Authorization header of a URL with user and password holds."""
    if parts.username is None:
        return ""
    both = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return base64.b64encode(both.encode("utf-8")).decode("ascii")


def _spellings(secret: str) -> Iterator[str]:
    """A secret as it may be echoed: plain, in a URL, in JSON, and in JSON within JSON."""
    plain = unquote(secret)
    yield from (secret, plain, quote(plain, safe=""), quote_plus(plain))
    in_json = dumps(plain)[1:-1]
    yield from (in_json, dumps(in_json)[1:-1])


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        usable = False
    if not usable:
        raise EndpointError(
            f"{_KEYLIKE.sub(HIDDEN, url)!r} is no base URL",
            hint="A base URL looks like http://localhost:8000/v1.",
        )
    return parts


def _host_and_port(parts: SplitResult) -> str:
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    return f"{host}:{parts.port}" if parts.port else host


def _is_near(host: str) -> bool:
    """Whether a host is this machine or one of its own network."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        near = (".localhost", ".local", ".internal", ".lan", ".home.arpa")
        return "." not in host or host.endswith(near)
    return address.is_loopback or address.is_private or address.is_link_local
