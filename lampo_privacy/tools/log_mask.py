# Part of lampo_privacy. LGPL-3.
"""Identity codes taken out of the server's log.

A refused search, a failed constraint or a broken import is logged with what somebody typed: the domain in the error's
text, the row in PostgreSQL's own message. A log is copied and read more freely than the register.
"""

import logging

from .code_mask import mask_identity_codes
from .identity_codes import contains_identity_code

_FORMATTER = logging.Formatter()


class MaskCodes(logging.Filter):
    """Lets every record pass, its message and traceback without the codes."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if contains_identity_code(message):
            record.msg, record.args = mask_identity_codes(message), ()
        if record.exc_info and not record.exc_text:
            told = _FORMATTER.formatException(record.exc_info)
            if contains_identity_code(told):
                # formatters take this text in place of the exception
                record.exc_text = mask_identity_codes(told)
        return True


def install() -> None:
    """Put the filter before every handler of the root logger, once."""
    for handler in logging.getLogger().handlers:
        if not any(isinstance(known, MaskCodes) for known in handler.filters):
            handler.addFilter(MaskCodes())
