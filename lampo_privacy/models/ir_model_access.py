# Part of lampo_privacy. LGPL-3.
from odoo import api, models

from ..tools.bypass import BYPASS
from .privacy_confidentiality import ROLES

# What is about the staff and the server and not about customers: open before the undertaking is accepted.
OPEN = (
    "lampo.privacy.confidentiality",
    "lampo.privacy.confidentiality.acceptance",
    "lampo.privacy.undertaking",
    "lampo.privacy.guard",
    "lampo.privacy.guard.line",
)


class IrModelAccess(models.Model):
    """The register stays closed to whoever has no role in it or has not accepted the confidentiality undertaking
    (statement § 9): also where the server's administrator has given a group of his own the right to a record of ours.

    Here, because every way to a record asks here: views, RPC, export, `has_access`. So a model that is added tomorrow
    is closed as well. Superuser runs (scheduled actions, the addon's own sudo steps) never come here.
    """

    _inherit = "ir.model.access"

    @api.model
    def check(self, model, mode="read", raise_exception=True):
        allowed = super().check(model, mode, raise_exception)
        if not allowed or not self._is_closed(model):
            return allowed
        if raise_exception:
            raise self._make_access_error(model, mode)
        return False

    def _make_access_error(self, model, mode):
        if model in self._get_allowed_models(mode) and self._is_closed(model) and self._has_role():
            return self.env["lampo.privacy.confidentiality"]._needed()
        return super()._make_access_error(model, mode)

    def _is_closed(self, model):
        if not model.startswith("lampo.") or model in OPEN or self.env.su:
            return False
        if self.env.context.get("lampo_menus") is BYPASS:  # an object: no client can send it
            return False
        return not self._has_role() or self.env["lampo.privacy.confidentiality"]._must_accept(self.env.user)

    def _has_role(self):
        return any(self.env.user.has_group(role) for role in ROLES)


class IrUiMenu(models.Model):
    """The menus stay in place for whoever has a role: opening one asks for the undertaking."""

    _inherit = "ir.ui.menu"

    @api.model
    def _visible_menu_ids(self, debug=False):
        return super(IrUiMenu, self.with_context(lampo_menus=BYPASS))._visible_menu_ids(debug)


class IrHttp(models.AbstractModel):
    """Tells the web client at the log-in that the undertaking is to be asked for."""

    _inherit = "ir.http"

    def session_info(self):
        user = self.env.user
        due = user._is_internal() and self.env["lampo.privacy.confidentiality"]._must_accept(user)
        return {**super().session_info(), "lampo_undertaking_due": due}
