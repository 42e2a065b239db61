# Part of lampo_privacy. LGPL-3.
from odoo.exceptions import AccessError


class UndertakingNeededError(AccessError):
    """The user has the role, but has not accepted the confidentiality undertaking yet (statement § 9).

    A class of its own, so that the web client can put the text before the user at once; for every other caller it is
    an AccessError.
    """
