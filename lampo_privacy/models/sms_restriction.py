# Part of lampo_privacy. LGPL-3.
from odoo import Command, api, models
from odoo.tools import SQL

SMS = "sms.sms"
WAITS = ("outgoing", "error")
WHY = "sms_blacklist"


def cancel(vals):
    """Turn the values of a text message into those of a cancelled one, its trace in a mailing included."""
    vals.update(state="canceled", failure_type=WHY)
    for command in vals.get("mailing_trace_ids") or ():
        if command[0] == Command.CREATE:
            command[2].update(trace_status="cancel", failure_type=WHY)


class Base(models.AbstractModel):
    """No text message goes to a restricted person (GDPR art. 18), a privacy officer's apart.

    It is cancelled and not refused: one restricted customer must not stop the reminders of all others. Odoo's module
    for text messages need not be installed: its model is met here by name when it is.
    """

    _inherit = "base"

    @api.model
    def _prepare_create_values(self, vals_list):
        vals_list = super()._prepare_create_values(vals_list)
        if self._name == SMS:
            self.env["res.partner"]._lampo_cancel_messages(vals_list)
        return vals_list

    def write(self, vals):
        result = super().write(vals)
        if self._name == SMS and vals.get("state") == "outgoing":
            self.env["res.partner"]._lampo_cancel_queued(self)
        return result


class ResPartner(models.Model):
    """Whose text messages are cancelled; and those that wait in the queue when a restriction begins."""

    _inherit = "res.partner"

    @api.model
    def _lampo_cancel_messages(self, vals_list):
        """Turn the values of text messages to restricted people into those of cancelled ones."""
        waiting = [vals for vals in vals_list if vals.get("state", "outgoing") in WAITS]
        if not waiting or self._may_process_restricted():
            return
        people = self._restricted_ids({vals.get("partner_id") for vals in waiting})
        numbers = self._lampo_restricted_numbers(vals.get("number") for vals in waiting if not vals.get("partner_id"))
        for vals in waiting:
            if vals.get("partner_id") in people or vals.get("number") in numbers:
                cancel(vals)

    @api.model
    def _lampo_restricted_numbers(self, numbers):
        """Those of the numbers that only restricted people have. A housemate's message goes out."""
        numbers = sorted({number for number in numbers if number})
        if not numbers or "phone_sanitized" not in self._fields:
            return set()
        # sudo: the restriction holds whoever sends
        self.sudo().flush_model(["phone_sanitized", "processing_restricted", "active"])
        return {number for number, in self.env.execute_query(SQL(
            """SELECT DISTINCT r.phone_sanitized FROM res_partner r
                WHERE r.processing_restricted IS TRUE AND r.phone_sanitized = ANY(%s) AND NOT EXISTS (
                      SELECT 1 FROM res_partner o WHERE o.phone_sanitized = r.phone_sanitized
                         AND o.active AND NOT COALESCE(o.processing_restricted, FALSE))""", numbers))}

    @api.model
    def _lampo_cancel_queued(self, messages):
        """Cancel those of these waiting text messages that go to restricted people."""
        if self._may_process_restricted():
            return
        people = self._restricted_ids(messages.partner_id.ids)
        numbers = self._lampo_restricted_numbers(
            messages.filtered(lambda message: not message.partner_id).mapped("number"))
        messages.filtered(
            lambda message: message.partner_id.id in people or message.number in numbers
        )._update_sms_state_and_trackers("canceled", WHY)


class MailNotification(models.Model):
    """That a text message was cancelled, as it is shown beside the note that it came from.

    Odoo's notifications have no "blacklisted" for text messages: left as it is, the message to all others would fail
    with the one, and a restriction could not begin while a message waits.
    """

    _inherit = "mail.notification"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([_shown(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(_shown(vals))


def _shown(vals):
    is_ours = vals.get("failure_type") == WHY
    return {**vals, "failure_type": "mail_bl", "notification_status": "canceled"} if is_ours else vals


class PrivacyRestriction(models.Model):
    """What waits to be sent when a restriction begins is not sent any more."""

    _inherit = "lampo.privacy.restriction"

    @api.private
    def _begin(self, partners):
        restrictions = super()._begin(partners)
        if SMS in self.env and partners:
            # sudo: the queue is nobody's; only its messages to these people are touched
            family = partners._lampo_family()
            numbers = self.env["res.partner"]._lampo_restricted_numbers(family.mapped("phone_sanitized"))
            queued = self.env[SMS].sudo().search([
                ("state", "in", WAITS), "|", ("partner_id", "in", family.ids),
                "&", ("partner_id", "=", False), ("number", "in", sorted(numbers))])
            queued._update_sms_state_and_trackers("canceled", WHY)
        return restrictions
