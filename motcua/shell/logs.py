"""Structured logs: one line an event, JSON in production, and no personal number in any of them."""

import logging.config
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

_NUMBER = re.compile(r"\d{9,}")


def mask_numbers(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Runs of nine digits and more (ID, phone, social insurance, account) keep their last three only."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _NUMBER.sub(lambda m: f"…{m[0][-3:]}", value)
    return event


def cut_queries(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of an address the path is logged, not what follows the question mark: names to search for, tokens, returns."""
    if isinstance(event.get("request"), str):
        event["request"] = event["request"].partition("?")[0]
    return event


def configure(*, production: bool, level: str) -> None:
    """Set up structlog and the standard loggers alike; called once, by the settings."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
        mask_numbers,
        cut_queries,
    ]
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if not production:
        renderer = structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter, "foreign_pre_chain": shared,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    }  # fmt: skip
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": level},
            # oauthlib would write tokens down.
            "loggers": {name: {"level": "WARNING"} for name in ("procrastinate", "django.server", "oauthlib")},
        }
    )
