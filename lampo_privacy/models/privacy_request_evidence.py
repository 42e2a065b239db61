# Part of lampo_privacy. LGPL-3.
from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.bypass import BYPASS

REQUEST = "lampo.privacy.request"
# What a note says, whose it is and when it was made; stars, reactions and notifications stay free.
SAID = frozenset((
    "body", "subject", "date", "author_id", "author_guest_id", "email_from", "message_type", "subtype_id", "model",
    "res_id", "message_id", "attachment_ids", "tracking_value_ids", "parent_id",
))
# an e-mail that carries a note writes these onto it once more, and a subject where there was none
ECHOED = frozenset(("subject", "author_id", "email_from", "message_type", "model", "res_id", "date", "message_id"))
FILED = frozenset(("name", "datas", "raw", "db_datas", "store_fname", "mimetype", "res_model", "res_id", "res_field"))

# A key of its own: who deletes a request still has to pass the request's own guard.
WITH_REQUEST = object()


def refuse(env):
    raise UserError(env._(
        "What was noted on a request is evidence and stays as it is. Write a new note that puts it right."))


def may_pass(records):
    """Whether the addon's own code lets these go: with the general key, or with their request."""
    context = records.env.context
    return context.get("lampo_bypass") is BYPASS or context.get("lampo_with_request") is WITH_REQUEST


class MailMessage(models.Model):
    """The notes of a request are the company's evidence (GDPR art. 5(2)): nobody edits or deletes one, no superuser
    either. Only the erasure of a person reaches into them, below the ORM."""

    _inherit = "mail.message"

    def write(self, vals):
        if names := SAID.intersection(vals):
            # sudo: read for the check only
            self.sudo().filtered(lambda message: message._lampo_would_change(names, vals))._lampo_check_evidence()
        return super().write(vals)

    def _lampo_would_change(self, names, vals):
        """Whether the values say another thing than the note does."""
        if self.model != REQUEST:
            return False
        if not names <= ECHOED:
            return True
        said = {name: self._fields[name].convert_to_write(self[name], self) for name in names}
        return any(said[name] != vals[name] and not (name == "subject" and not said[name]) for name in names)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self._lampo_check_evidence()

    def _lampo_check_evidence(self):
        # sudo: read for the check only
        if not may_pass(self) and any(message.model == REQUEST for message in self.sudo()):
            refuse(self.env)


class MailTrackingValue(models.Model):
    """Old and new values that a note of a request shows are part of the note."""

    _inherit = "mail.tracking.value"

    def write(self, vals):
        # sudo: tracking values are closed to most users; read for the check only
        # sudo: what is evidence is so for everybody; nothing of the message is told
        self.sudo().mail_message_id._lampo_check_evidence()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self.sudo().mail_message_id._lampo_check_evidence()


class IrAttachment(models.Model):
    """A letter or a file that a note of a request brought stays with the note."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if not FILED.isdisjoint(vals):
            self._lampo_check_evidence()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        self._lampo_check_evidence()

    def _lampo_check_evidence(self):
        # sudo: read for the check only; almost every attachment is somebody else's and costs no query
        ids = [] if may_pass(self) else self.sudo().filtered(lambda file: file.res_model == REQUEST).ids
        if ids and self.env.execute_query(SQL(
                "SELECT 1 FROM message_attachment_rel r JOIN mail_message m ON m.id = r.message_id"
                " WHERE r.attachment_id = ANY(%s) AND m.model = %s LIMIT 1", ids, REQUEST)):
            refuse(self.env)


class PrivacyRequest(models.Model):
    """A new request that was recorded by mistake goes with its notes; everything else stays."""

    _inherit = REQUEST

    def unlink(self):
        return super(PrivacyRequest, self.with_context(lampo_with_request=WITH_REQUEST)).unlink()
