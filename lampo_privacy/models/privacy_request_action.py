# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.bypass import BYPASS
from .privacy_request import OPEN_STATES


class PrivacyRequest(models.Model):
    """The steps of a request. Each works on one or many, all or none; each is noted in the chatter.

    The notes hold types, dates and the reasons as they were typed; nothing else about the person.
    """

    _inherit = "lampo.privacy.request"

    erasure_count = fields.Integer(
        compute="_compute_erasure_count", groups="lampo_privacy.group_officer", string="Erasures",
    )

    def _compute_erasure_count(self):
        counts = dict(self.env["lampo.privacy.erasure"]._read_group(
            [("request_id", "in", self.ids)], ["request_id"], ["__count"]))
        for request in self:
            request.erasure_count = counts.get(request._origin, 0)

    # -- steps -------------------------------------------------------------------------------------------------

    def action_start(self):
        """Take new requests into work. A restriction takes effect now, not when the answer is ready (art. 18).

        :raises UserError: when one of them is not new
        """
        self._require(self.filtered(lambda request: request.state == "new"),
                      self.env._("Only a new request can be started: %(numbers)s."))
        self._step({"state": "in_progress"}, lambda request: self.env._("Work has started."))
        self._restrict_processing()

    def action_extend(self, reason):
        """Extend to three months from receipt. The limit moves when the letter tells the person (art. 12(3)).

        :param reason: why: the complexity or the number of requests; it goes into the notice
        :raises UserError: without a reason, when closed or extended already, or after the first month
        """
        reason = self._require_text(reason, self.env._("Give the reason of the extension: the person must be told it."))
        self._require_open()
        self._require(self.filtered(lambda request: not request.extended),
                      self.env._("The time was extended already, and it can be only once: %(numbers)s."))
        today = self._today()
        self._require(self.filtered(lambda request: today <= request.first_due_on), self.env._(
            "The first month has ended, no extension is possible any more: %(numbers)s. Answer without delay."))
        self._step(
            {"extended": True, "extension_reason": reason, "extended_on": today},
            lambda request: self.env._(
                "Extended to %(day)s; it counts once the letter has told the person, by %(limit)s. Reason: %(reason)s",
                day=format_date(self.env, request._extended_limit()),
                limit=format_date(self.env, request.first_due_on), reason=reason))

    def action_refuse(self, reason):
        """Close as refused. The answer names the reason, the Data Protection Ombudsman and the court (art. 12(4)).

        :param reason: why the right is not carried out
        :raises UserError: without a reason or when closed
        """
        reason = self._require_text(reason, self.env._("Give the reason of the refusal: the person must be told it."))
        self._require_open()
        self._close({"state": "refused", "refusal_reason": reason}, lambda request: self.env._(
            "Refused on %(day)s. Reason: %(reason)s", day=format_date(self.env, self._today()), reason=reason))
        self._remind_of_restriction()

    def action_done(self):
        """Close as answered; where no answer is on file, the note says so. See :meth:`action_close` for the form.

        :raises UserError: when closed, or when an erasure was asked for and has not been run
        """
        self._require_open()
        self._require(self - self._without_erasure(), self.env._(
            "Run the erasure before you close the request: %(numbers)s. Use the button “Erase…”."))
        self._restrict_processing()
        self._close({"state": "done"}, lambda request: request._done_note(format_date(self.env, self._today())))

    def action_withdraw(self):
        """Close because the person took the request back.

        :raises UserError: when closed
        """
        self._require_open()
        self._close({"state": "withdrawn"}, lambda request: self.env._(
            "Withdrawn by the person on %(day)s.", day=format_date(self.env, self._today())))
        self._remind_of_restriction()

    def action_ask_identity(self):
        """Note that proof of identity was asked for today; the paused limit starts to move.

        :raises UserError: when closed, asked for or confirmed already
        """
        self._require_open()
        self._require(
            self.filtered(lambda request: not (request.identity_asked_on or request.identity_confirmed_on)),
            self.env._("Proof of identity was asked for or seen already: %(numbers)s."))
        self._step({"identity_asked_on": self._today()}, lambda request: self.env._("Proof of identity was asked for."))

    def action_confirm_identity(self, note=None):
        """Note that the person's identity is known. Never keep a copy of a document.

        :param note: what was seen; “Identity document seen” when empty
        :raises UserError: when closed or confirmed already
        """
        self._require_open()
        self._require(self.filtered(lambda request: not request.identity_confirmed_on),
                      self.env._("The identity was confirmed already: %(numbers)s."))
        note = (note or "").strip() or self.env._("Identity document seen")
        self._step(
            {"identity_confirmed_on": self._today(), "identity_confirmed_by": self.env.uid, "identity_note": note},
            lambda request: self.env._("Identity confirmed: %(note)s", note=note))

    @api.private
    def _require_identity(self):
        """While the company itself doubts who is asking, nothing is given, corrected or erased (GDPR art. 12(6), 32).

        :raises UserError: proof of identity was asked for and has not been seen
        """
        self._require(
            self.filtered(lambda request: request.identity_confirmed_on or not request.identity_asked_on),
            self.env._("Proof of identity was asked for and has not been seen: %(numbers)s. Press “Confirm identity” "
                       "on the request first."))

    def action_open_erasure(self):
        """A new erasure of the person, on the ground of this request."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "lampo.privacy.erasure", "view_mode": "form",
            "name": self.env._("Erase"),
            "context": {"default_partner_id": self.partner_id.id, "default_ground": "request",
                        "default_request_id": self.id, "default_company_id": self.company_id.id},
        }

    def action_view_erasures(self):
        """The erasures that were made for this request."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "lampo.privacy.erasure", "view_mode": "list,form",
            "name": self.env._("Erasures"), "domain": [("request_id", "=", self.id)],
        }

    # -- what they share ---------------------------------------------------------------------------------------

    def _require(self, fit, message):
        """Raise the message with the numbers of those of self that are not fit."""
        if unfit := self - fit:
            raise UserError(message % {"numbers": ", ".join(unfit.mapped("name"))})

    def _require_open(self):
        self._require(self.filtered(lambda request: request.state in OPEN_STATES),
                      self.env._("The request is closed already: %(numbers)s."))

    def _require_text(self, text, message):
        """The stripped text; raises the message when nothing is left."""
        text = text.strip() if isinstance(text, str) else ""
        if not text:
            raise UserError(message)
        return text

    def _step(self, vals, note):
        """Write a step and note it; ``note`` makes the line of a request."""
        self.with_context(lampo_bypass=BYPASS).write(vals)
        self._message_log_batch(bodies={request.id: note(request) for request in self})

    def _close(self, vals, note):
        self._step({**vals, "closed_on": self._today()}, note)

    def _without_erasure(self):
        """Those that ask for an erasure of somebody in the register which was never run."""
        asked = self.filtered(lambda request: request.request_type == "erasure" and request.partner_id)
        if not asked:
            return asked
        # sudo: a clerk who may close the request need not see erasures; only their existence is used
        run = self.env["lampo.privacy.erasure"].sudo().search([
            ("state", "in", ("waiting", "done")),
            ("partner_id", "in", asked.partner_id.ids),
        ])
        return asked.filtered(lambda request: request.partner_id not in run.partner_id.sudo(False))

    def _restrict_processing(self):
        """Restrict the people of restriction requests who are not yet restricted, and note it."""
        self._restrict(self.filtered(lambda request: request.request_type == "restriction" and request.partner_id))

    def _restrict(self, asked):
        """Restrict the people of these requests who are not yet restricted, and note it."""
        # sudo: the right is carried out by taking the request; a clerk may not edit people otherwise
        partners = asked.partner_id.sudo().filtered(lambda partner: not partner.processing_restricted)
        if not partners:
            return
        told = asked.filtered(lambda request: request.partner_id.id in partners.ids)
        # before: a restricted person's requests are closed to the clerk who takes the step
        told.with_context(lampo_bypass=BYPASS).write({"effective_on": self._today()})
        partners.processing_restricted = True
        note = self.env._("Processing of the person's data is restricted from now on: storage only.")
        told._message_log_batch(bodies=dict.fromkeys(told.ids, note))

    def _remind_of_restriction(self):
        """A restriction that was started stays until the officer lifts it, and the person is told before."""
        # sudo: a restricted person is hidden from the clerk who closes the request
        left = self.filtered(
            lambda request: request.request_type == "restriction" and request.partner_id.sudo().processing_restricted)
        note = self.env._(
            "Processing is still restricted. Tell the person before the restriction is lifted (GDPR art. 18(3)).")
        left._message_log_batch(bodies=dict.fromkeys(left.ids, note))
