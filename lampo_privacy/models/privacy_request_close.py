# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models

from ..tools.bypass import BYPASS
from .privacy_request_answer import STOPS_MARKETING
from .privacy_request_letter import ANSWERS

# What closing carries out by itself, where the person is in the register.
CARRIED_OUT = frozenset(("restriction", *STOPS_MARKETING))
BY_PACKAGE = frozenset(("access", "portability"))


class PrivacyRequest(models.Model):
    """Closing as answered, and whether the answer is on file: the company proves that it answered (GDPR art. 5(2))."""

    _inherit = "lampo.privacy.request"

    answer_note = fields.Text(
        "Answer that is not on file", readonly=True, copy=False,
        help="What the person was told, where no letter and no package of this system tells it.")
    answer_missing = fields.Boolean(
        "No answer on file", compute="_compute_answer_missing",
        help="Closed as answered, though neither a letter nor what was done for the person tells of an answer.")

    @api.depends("state", "answer_note", "letter_ids.kind")
    def _compute_answer_missing(self):
        done = self.filtered(lambda request: request.state == "done" and not request.answer_note)
        missing = done - done._with_answer_on_file()
        for request in self:
            request.answer_missing = request in missing

    @api.private
    def _with_answer_on_file(self):
        """Those of the requests whose answer the system holds: a letter, a delivered package, or what was done."""
        return self.filtered(lambda request: request._is_told() or request._is_carried_out())

    def _is_told(self):
        """Whether a letter on file is the answer."""
        return any(self._is_answer(letter.kind) for letter in self.letter_ids)

    @api.private
    def _is_answer(self, kind):
        """Whether a letter of this kind answers. Where a copy of the data is owed, speaking of it is no answer."""
        if kind == "answer" and self.request_type in BY_PACKAGE:
            return self._is_unknown()
        return kind in ANSWERS

    def _is_carried_out(self):
        """Whether what was asked was done with the means of this system."""
        if self.joined_into_id:
            return True
        # sudo: whether it was done is told to whoever answers, not what
        request = self.sudo()
        if self.request_type in BY_PACKAGE:
            return bool(request._delivered_packages())
        if self.request_type == "rectification":
            return bool(request._own_rectifications())
        if self.request_type == "erasure":
            return request._is_erased()
        return bool(request.request_type in CARRIED_OUT and request.partner_id)

    def _is_erased(self):
        return bool(self.env["lampo.privacy.erasure"].search_count(
            [self._of_its_person(), ("state", "in", ("waiting", "done"))], limit=1))

    def action_close(self):
        """Close as answered; where no answer is on file, ask first what it was (wizard).

        :return: the action of the dialog, or what :meth:`action_done` returns
        :raises UserError: see :meth:`action_done`
        """
        self._require_open()
        if self._with_answer_on_file() == self:
            return self.action_done()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("lampo_privacy.action_privacy_request_close"),
            "context": {"active_model": self._name, "active_ids": self.ids},
        }

    def _done_note(self, day):
        """The line in the chatter of a request that is closed as answered on this day."""
        if self.answer_note:
            return self.env._("Answered on %(day)s. The answer is not on file; it was: %(answer)s",
                              day=day, answer=self.answer_note)
        if self._with_answer_on_file():
            return self.env._("Answered on %(day)s.", day=day)
        return self.env._("Answered on %(day)s. No answer is on file.", day=day)

    @api.private
    def _note_answer(self, text):
        """Keep what the person was told, before the request is closed."""
        self._require_open()
        self.with_context(lampo_bypass=BYPASS).write({"answer_note": text})
