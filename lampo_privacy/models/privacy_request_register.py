# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.bypass import BYPASS
from ..tools.identity_codes import contains_identity_code
from .privacy_request import CLOSED_STATES, OPEN_STATES

SEARCHED = frozenset(("searched_by", "searched_on"))
# a line that moves to another request, or to a register that was searched, would leave one unsearched
WHERE = frozenset(("request_id", "register_id"))


class PrivacyRequestRegister(models.Model):
    """One register that has to be searched for a request (statement §§ 3 and 9): by whom, when, what was found.

    Who and when are set by the answer itself. A closed request keeps its lines: they prove that all was searched.
    """

    _name = "lampo.privacy.request.register"
    _description = "Register searched for a request"
    _order = "request_id, register_id, id"
    _rec_name = "register_id"

    request_id = fields.Many2one("lampo.privacy.request", required=True, index=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="request_id.company_id", store=True, index=True)
    register_id = fields.Many2one("lampo.privacy.register", required=True, readonly=True, ondelete="restrict")
    result = fields.Selection(
        [("found", "Data found"), ("nothing", "Nothing found")], copy=False,
        help="What the search of this register gave. A request cannot be answered while one is open.",
    )
    searched_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    searched_on = fields.Date(readonly=True, copy=False)
    note = fields.Char(help="Where it was found, for example a folder. No identity code.")

    _register_once = models.UniqueIndex("(request_id, register_id)", "This register is on the list already.")

    @api.constrains("note")
    def _check_note(self):
        if any(contains_identity_code(line.note) for line in self):
            raise ValidationError(self.env._("Do not write an identity code into a note: its only place is the field "
                                             "of the person."))

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("lampo_bypass") is not BYPASS:
            for vals in vals_list:
                vals.update(self._stamp(vals))
        lines = super().create(vals_list)
        lines._check_open()
        return lines

    def write(self, vals):
        if self.env.context.get("lampo_bypass") is not BYPASS:
            self._check_open()
            if not WHERE.isdisjoint(vals):
                raise UserError(self.env._(
                    "A line stays with its request and its register: note what the search gave."))
            vals = {**vals, **self._stamp(vals)}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        self._check_open()

    def _check_open(self):
        if self.env.context.get("lampo_bypass") is BYPASS:
            return
        if closed := self.request_id.filtered(lambda request: request.state in CLOSED_STATES):
            raise UserError(self.env._(
                "A closed request is evidence and stays as it is: %(numbers)s. Record a new request instead.",
                numbers=", ".join(closed.mapped("name"))))

    def _stamp(self, vals):
        """Who searched and when, where the values bring a result or take it back."""
        if not SEARCHED.isdisjoint(vals):
            raise UserError(self.env._("Who searched a register and when is noted by the result itself."))
        if "result" not in vals:
            return {}
        found = bool(vals["result"])
        return {"searched_by": found and self.env.uid,
                "searched_on": found and self.env["lampo.privacy.request"]._today()}

    def action_found(self):
        """Note that the register was searched now and holds data about the person."""
        self.write({"result": "found"})

    def action_nothing(self):
        """Note that the register was searched now and holds nothing about the person."""
        self.write({"result": "nothing"})


class PrivacyRequest(models.Model):
    """Every register of the company is searched before a request is answered (statement § 3)."""

    _inherit = "lampo.privacy.request"

    register_line_ids = fields.One2many("lampo.privacy.request.register", "request_id", "Registers searched")
    registers_open = fields.Integer(
        "Registers to search", compute="_compute_registers_open",
        help="Registers that nobody has searched for this request yet.",
    )

    @api.depends("register_line_ids.result")
    def _compute_registers_open(self):
        for request in self:
            request.registers_open = len(request.register_line_ids.filtered(lambda line: not line.result))

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        requests.filtered(lambda request: request.state in OPEN_STATES)._add_register_lines()
        return requests

    def write(self, vals):
        result = super().write(vals)
        if "company_id" in vals:
            # sudo: clerks answer lines, only the system adds and drops them
            self.register_line_ids.sudo().filtered(
                lambda line: line.register_id.company_id != line.request_id.company_id and not line.result).unlink()
            self._add_register_lines()
        return result

    def action_start(self):
        result = super().action_start()
        self._add_register_lines()
        return result

    def action_done(self):
        """Close as answered.

        :raises UserError: when closed, when a register was not searched, or when an erasure has not been run
        """
        self._require_open()
        self._require(self.filtered(lambda request: not request.registers_open), self.env._(
            "Search every register before you answer: %(numbers)s. The list is on the page “Registers”."))
        return super().action_done()

    def _add_register_lines(self):
        """A line for each register of the company that is not on the list yet."""
        # sudo: the list is made by the system, whoever takes the request
        registers = self.env["lampo.privacy.register"].sudo().search(
            [("company_id", "in", self.company_id.ids)]).grouped("company_id")
        self.env["lampo.privacy.request.register"].sudo().create([
            {"request_id": request.id, "register_id": register.id}
            for request in self
            for register in registers.get(request.company_id, ())
            if register not in request.register_line_ids.register_id
        ])
