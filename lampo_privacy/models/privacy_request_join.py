# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize, escape_psql

from ..tools.bypass import BYPASS
from .privacy_request import OPEN_STATES
from .privacy_request_whose import PERSON, WHOSE


class PrivacyRequest(models.Model):
    """The same thing asked twice is answered once, in the time of the first (GDPR art. 12(3): from receipt)."""

    _inherit = "lampo.privacy.request"

    duplicate_ids = fields.Many2many(
        "lampo.privacy.request", compute="_compute_duplicate_ids", string="Open requests of the same kind",
        help="Other open requests of the same person or address and of the same type: perhaps recorded twice.",
    )
    joined_into_id = fields.Many2one(
        "lampo.privacy.request", "Joined into", readonly=True, copy=False, index="btree_not_null", ondelete="set null",
        help="The request that answers this one too. It keeps the earlier day of receipt.",
    )

    @api.depends("partner_id", "email_from", "request_type", "to_sort", "state")
    def _compute_duplicate_ids(self):
        # what was typed may bear a name or capitals: found by the address within, compared as an address
        addresses = filter(None, map(email_normalize, self.mapped("email_from")))
        others = self.search(Domain("state", "in", OPEN_STATES) & Domain.OR([
            [("partner_id", "in", self.partner_id.ids)],
            *([("email_from", "ilike", escape_psql(address))] for address in set(addresses))]))
        for request in self:
            is_open = request.state in OPEN_STATES
            request.duplicate_ids = is_open and others.filtered(request._is_asked_again_by)

    def _is_asked_again_by(self, other):
        """Whether the other request may be this one, recorded once more."""
        if other == self._origin or other.company_id != self.company_id:
            return False
        same_type = other.request_type == self.request_type or other.to_sort or self.to_sort
        return bool(same_type and self._is_of_same_person(other))

    def _is_of_same_person(self, other):
        mine, theirs = self.partner_id._origin, other.partner_id
        if mine and theirs:
            return mine == theirs
        address = email_normalize(self.email_from)
        return bool(address) and address == email_normalize(other.email_from)

    def action_open_duplicates(self):
        """Open the other open requests of the same person and type."""
        self.ensure_one()
        action = {
            "type": "ir.actions.act_window", "res_model": self._name, "name": self.env._("Requests of the same kind"),
            "view_mode": "list,form", "domain": [("id", "in", self.duplicate_ids.ids)],
        }
        if len(self.duplicate_ids) == 1:
            action.update(view_mode="form", views=[(False, "form")], res_id=self.duplicate_ids.id)
        return action

    def action_join(self):
        """Join open requests into the one received first; a single one is joined with its duplicates.

        :return: the action that opens the request that remains
        :raises UserError: fewer than two, one is closed, or they are not of one person, type and company
        """
        requests = self if len(self) > 1 else self | self.duplicate_ids
        if len(requests) < 2:
            raise UserError(self.env._("There is nothing to join: choose two or more open requests."))
        requests._require_open()
        requests._check_joinable()
        first = requests.sorted(lambda request: (request.received_on, request.id))[:1]
        others = requests - first
        first._take_over(others)
        others._close({"state": "withdrawn", "joined_into_id": first.id}, lambda request: self.env._(
            "Joined into %(number)s, whose earlier day of receipt counts.", number=first.name))
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": first.id,
                "views": [(False, "form")]}

    def _check_joinable(self):
        sorted_ones = self.filtered(lambda request: not request.to_sort)
        if len(self.partner_id) > 1 or len(self.company_id) > 1:
            raise UserError(self.env._("Only requests of one person to one company can be joined."))
        if len(set(sorted_ones.mapped("request_type"))) > 1:
            raise UserError(self.env._("Only requests of one type can be joined: each right is answered by itself."))
        if not self._is_one_person():
            raise UserError(self.env._("Nothing tells that these are of one person: choose the person first."))

    def _is_one_person(self):
        """Whether each that names nobody came from an address of the one person, or all from the same one."""
        named = self.filtered("partner_id")
        unnamed = {email_normalize(request.email_from) for request in self - named}
        # sudo: whose address it is decides; it is not told
        addresses = named.mapped("email_from") + named.partner_id.sudo().mapped("email")
        known = {email_normalize(address) for address in addresses}
        return False not in unnamed and (unnamed <= known if named else len(unnamed) == 1)

    def _take_over(self, others):
        """What the joined requests know and this one does not; their files as copies; a note of their numbers."""
        self.ensure_one()
        values = self._joined_values(others)
        corrected, anew = self._that_change(WHOSE, values), self._that_change(PERSON, values)
        corrected._require_nothing_carried_out()
        self.with_context(lampo_bypass=BYPASS).write(values)
        corrected._drop_drafts()
        anew._search_again()
        for line in self.register_line_ids.filtered(lambda line: not line.result):
            searched = others.register_line_ids.filtered(
                lambda other, line=line: (
                    other.result and other.register_id == line.register_id
                    # what was searched for another name or nobody in the register says nothing about this person
                    and other.request_id.partner_id == self.partner_id))[:1]
            if searched:
                line.with_context(lampo_bypass=BYPASS).write({
                    "result": searched.result, "note": searched.note,
                    "searched_by": searched.searched_by.id, "searched_on": searched.searched_on})
        files = self.env["ir.attachment"].search([("res_model", "=", self._name), ("res_id", "in", others.ids)])
        for file in files:
            file.copy({"res_id": self.id})
        self._message_log(body=self.env._(
            "Joined with %(numbers)s. The earlier day of receipt counts.", numbers=", ".join(others.mapped("name"))))

    def _joined_values(self, others):
        everybody = self | others
        values = {"description": "\n\n".join(filter(None, everybody.mapped("description"))) or False}
        if known := everybody.filtered(lambda request: not request.to_sort)[:1]:
            values.update(request_type=known.request_type, to_sort=False)
        for name in ("partner_id", "email_from", "user_id"):
            values[name] = self[name] or next((other[name] for other in others if other[name]), False)
        if not self.identity_confirmed_on and (seen := others.filtered("identity_confirmed_on")[:1]):
            values.update({name: seen[name] for name in ("identity_confirmed_by", "identity_note")})
            values["identity_confirmed_on"] = seen.identity_confirmed_on
        elif not (self.identity_confirmed_on or self.identity_asked_on):
            # who doubted one of them doubts the request that they become
            values["identity_asked_on"] = min(
                (day for day in others.mapped("identity_asked_on") if day), default=False)
        return {name: value.id if isinstance(value, models.BaseModel) else value for name, value in values.items()}
