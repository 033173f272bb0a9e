"""Keeps the log short: only what an operator can act on."""

import logging

from django.core.exceptions import SuspiciousOperation

LONGEST = 400  # characters of a line, because an address may have eight thousand


class Brief(logging.Filter):
    """Drops tracebacks of bad requests and shortens long lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], SuspiciousOperation):
            record.exc_info = record.exc_text = None
        message = record.getMessage()
        if len(message) > LONGEST:
            record.msg, record.args = f"{message[:LONGEST]}… ({len(message)} characters)", ()
        return True
