# Part of lampo_privacy. LGPL-3.
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import SQL

# The messages beside a page that the same user has just opened belong to that look.
SAME_LOOK = relativedelta(hours=1)


class MailMessage(models.Model):
    """Whoever fetches the messages of a person without opening the page looks at the person too (statement § 9)."""

    _inherit = "mail.message"

    @api.model
    def _message_fetch(self, domain, *, thread=None, **options):
        found = super()._message_fetch(domain, thread=thread, **options)
        if thread is not None and thread._name == "res.partner" and len(thread) == 1 and self._is_a_new_look(thread):
            thread._note_look()
        return found

    def _is_a_new_look(self, partner):
        log = self.env["lampo.privacy.access.log"]
        return partner._is_a_look() and not log._opened_since(partner, fields.Datetime.now() - SAME_LOOK)


class PrivacyAccessLog(models.Model):
    _inherit = "lampo.privacy.access.log"

    @api.model
    @api.private
    def _opened_since(self, partner, moment):
        """Whether the current user has opened this contact's page since a moment (naive UTC)."""
        return bool(self.env.execute_query(SQL(
            """SELECT FROM lampo_privacy_access_log
                WHERE partner_id = %s AND user_id = %s AND kind = 'open' AND date >= %s LIMIT 1""",
            partner.id, self.env.uid, moment)))
