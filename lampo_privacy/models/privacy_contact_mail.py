# Part of lampo_privacy. LGPL-3.
from odoo import api, models

from .told_to import told_to


class PrivacyContact(models.Model):
    """A letter to the company's address for contacts, or for complaints, is a contact by itself (statement § 7)."""

    _inherit = "lampo.privacy.contact"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A contact of a letter; the alias says of which kind, the address who wrote."""
        values, company = self._open_mail(msg_dict, custom_values)
        person, _name, address = self._mail_sender(msg_dict.get("email_from"), company)
        own = told_to(self.with_company(company), company)
        # not super(): it would keep the sender's name with the address
        return own.create({
            "name": msg_dict.get("subject") or own.env._("Without a subject"), "channel": "email",
            "date": self._mail_moment(msg_dict)[0], "partner_id": person.id, "email_from": address, "user_id": False,
            **values,
        }).with_env(self.env)

    def message_update(self, msg_dict, update_vals=None):
        """A letter to a contact that is closed opens it again: it is not overlooked."""
        self.filtered(lambda contact: contact.state == "done").state = "new"
        return super().message_update(msg_dict, update_vals)
