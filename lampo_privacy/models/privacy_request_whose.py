# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models

from ..tools.bypass import BYPASS
from .privacy_request import OPEN_STATES

# for whom and for what the request is
WHOSE = ("partner_id", "company_id", "request_type")
# another person, or another name to look for
PERSON = ("partner_id", "subject_name")
UNRUN = ("draft", "planned")


class PrivacyRequest(models.Model):
    """Whose request it is and what it asks can be corrected until something was carried out for it.

    A package, an erasure or an objection is of the person for whom it was made. If it followed the request to somebody
    else, that one would get another's data, or be told of an erasure that never was (GDPR art. 5(1)(f), 12(1)).
    """

    _inherit = "lampo.privacy.request"

    effective_on = fields.Date(
        "In effect since", readonly=True, copy=False,
        help="The day on which a restriction began or marketing stopped because of this request.",
    )
    whose_fixed = fields.Boolean(
        compute="_compute_whose_fixed",
        help="Something was carried out for this request: its person, type and company stay.",
    )

    @api.depends("effective_on", "rectification_ids", "state")
    def _compute_whose_fixed(self):
        carried_out = self._origin._with_something_carried_out()
        for request in self:
            request.whose_fixed = request._origin in carried_out

    def write(self, vals):
        corrected, others = self._that_change(WHOSE, vals), self._that_change(PERSON, vals)
        corrected._require_nothing_carried_out()
        result = super().write(vals)
        corrected._drop_drafts()
        others._search_again()
        return result

    def _that_change(self, names, vals):
        """The open ones of these to which the values bring another person, company or type."""
        if self.env.context.get("lampo_bypass") is BYPASS:
            return self.browse()
        names = [name for name in names if name in vals]
        return self.filtered(lambda request: request.state in OPEN_STATES and any(
            request._is_changed(name, vals[name]) for name in names))

    def _is_changed(self, name, value):
        old, new = (self._fields[name].convert_to_cache(given, self, validate=False) for given in (self[name], value))
        return (old or False) != (new or False)

    def _require_nothing_carried_out(self):
        self._require(self - self._with_something_carried_out(), self.env._(
            "Something was carried out for this request already, and it stays with its person, company and type: "
            "%(numbers)s. Record a new request with the right ones and the same day of receipt, and mark this one as "
            "withdrawn."))

    def _with_something_carried_out(self):
        """Those for which a package was made, or the person's data was erased, corrected or restricted, or marketing
        was stopped."""
        # sudo: a clerk need not see what was done; only whether anything was is told
        erased = self.env["lampo.privacy.erasure"].sudo().search(
            [("request_id", "in", self.ids), ("state", "not in", UNRUN)]).request_id
        # the mark of an address alone is nobody's: the request may still be found to be somebody's
        stopped = self.env["lampo.privacy.objection"].sudo().search(
            [("request_id", "in", self.ids), ("partner_id", "!=", False)]).request_id
        restricted = self.env["lampo.privacy.restriction"].sudo().search([("request_id", "in", self.ids)]).request_id
        return self & self.sudo().filtered(lambda request: (
            request.effective_on or request in erased + stopped + restricted or request.rectification_ids
            or any(package.state != "draft" for package in request.package_ids)))

    def _drop_drafts(self):
        """What was only prepared is of the person who was wrong: it goes before anybody carries it out."""
        # sudo: packages and erasures are the officer's; a clerk corrects the request
        self.sudo().package_ids.unlink()
        erasures = self.env["lampo.privacy.erasure"].sudo().search([("request_id", "in", self.ids)])
        dropped = self.filtered(lambda request: request in erasures.request_id)
        erasures.unlink()
        note = self.env._("The request was corrected: the erasure that was prepared for it is dropped.")
        dropped._message_log_batch(bodies=dict.fromkeys(dropped.ids, note))

    def _search_again(self):
        """What the registers hold of one person says nothing about another."""
        # sudo: the list is emptied by the system, whoever corrects the request
        searched = self.register_line_ids.sudo().filtered("result")
        again = self.filtered(lambda request: request in searched.request_id)
        searched.write({"result": False, "note": False})
        note = self.env._("The person was corrected: every register is to be searched again.")
        again._message_log_batch(bodies=dict.fromkeys(again.ids, note))
