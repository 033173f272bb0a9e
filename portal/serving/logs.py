"""What goes into the log: what an operator can act on, in lines that can be read."""

import logging

from django.core.exceptions import SuspiciousOperation

LONGEST = 400  # characters of a line; an address may have eight thousand


class Brief(logging.Filter):
    """No traceback of ours for a request that is wrong, and no line as long as its address."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], SuspiciousOperation):
            record.exc_info = record.exc_text = None
        message = record.getMessage()
        if len(message) > LONGEST:
            record.msg, record.args = f"{message[:LONGEST]}… ({len(message)} characters)", ()
        return True
