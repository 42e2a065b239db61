# Part of lampo_privacy. LGPL-3.
"""A sealed identity code opened for a user who asked for it, never for code or a template that lies in the database.

Whoever may write a server action, a template or a computed field could otherwise ask as somebody else (`with_user`) and
let the code run into a mail, a field or an error. Functions of a module and no method of a model: such code reaches
models only.
"""

import builtins
import inspect
import threading

from odoo.addons.base.models import ir_qweb
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import SQL, safe_eval

from ..tools.secrets_box import CannotOpenError
from . import keyring

# What runs code that lies in the database; its frames stand in the stack of whatever that code calls at once.
_RUNNERS = frozenset([safe_eval.__file__, ir_qweb.__file__])


def asked_by_stored_code() -> bool:
    """Whether a server action, a scheduled one, a template, an inline expression or a custom field is calling.

    What such code puts off (a function or lambda for the end of the transaction) is known by its builtins: whatever
    evaluates stored code gives it a choice of its own, and a function keeps for life those it was made with.
    """
    frame = inspect.currentframe()
    while frame and not _is_stored(frame):
        frame = frame.f_back
    return frame is not None


def _is_stored(frame) -> bool:
    return frame.f_code.co_filename in _RUNNERS or frame.f_builtins is not builtins.__dict__


def asked_for_another(env) -> bool:
    """Whether the call comes from outside, but from somebody else than the user it is made as (`with_user`)."""
    # an external call (XML-RPC) has no session: its user is the one of the thread
    return bool(request) and env.uid not in (request.env.uid, getattr(threading.current_thread(), "uid", None))


def open_code(env, partner_id: int, sealed: str) -> str:
    """The code behind a sealed one. A key that was retired since this transaction began is met by looking anew.

    :raises UserError: no key of this server opens it
    """
    box = keyring.box(env)
    try:
        return box.open(sealed)
    except CannotOpenError:
        with env.registry.cursor() as fresh:
            fresh.execute(SQL("SELECT identity_code_cipher FROM res_partner WHERE id = %s", partner_id))
            [now] = fresh.fetchone() or [None]
    try:
        return box.open(now or "")
    except CannotOpenError:
        raise UserError(
            env._("This identity code cannot be opened: the key it was closed with is missing.")
        ) from None
