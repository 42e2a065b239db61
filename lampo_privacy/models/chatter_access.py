# Part of lampo_privacy. LGPL-3.
from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

# The messages beside a page that the same user has just opened belong to that look.
SAME_LOOK = relativedelta(hours=1)
# What is offered while somebody types is one look.
SAME_LIST = relativedelta(minutes=5)


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
        return partner._is_a_look() and not partner._was_just_opened()


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _message_get_suggested_recipients_batch(self, *args, **options):
        """Nobody is suggested where one whom the user may not see follows; else the whole chatter would not open."""
        try:
            return super()._message_get_suggested_recipients_batch(*args, **options)
        except AccessError:
            return {record.id: [] for record in self}


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.private
    def _was_just_opened(self):
        """Whether the current user's look at this contact's page still goes on."""
        return self.env["lampo.privacy.access.log"]._opened_since(self, fields.Datetime.now() - SAME_LOOK)

    @api.model
    @api.private
    def _were_just_listed(self, ids, what):
        """Whether the current user was just offered all of these contacts with the same columns: each letter that is
        typed into a field asks anew, for fewer of them."""
        return self.env["lampo.privacy.access.log"]._listed_since(ids, what, fields.Datetime.now() - SAME_LIST)


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

    @api.model
    @api.private
    def _listed_since(self, ids, what, moment):
        """Whether one list of these columns that the current user has read since a moment (naive UTC) held all these
        contacts."""
        return bool(self.env.execute_query(SQL(
            """SELECT FROM lampo_privacy_access_log
                WHERE date >= %s AND user_id = %s AND kind = 'list' AND what = %s
                  AND (partner_ids || partner_id) @> %s::int4[] LIMIT 1""", moment, self.env.uid, what, list(ids))))
