# Part of lampo_privacy. LGPL-3.
from odoo import fields, models
from odoo.exceptions import UserError

from .mail_restriction import mailing_companies
from .told_to import told_to_staff


class MailMail(models.Model):
    """A mailing that waited goes to nobody who objects by now (GDPR art. 21(3)): what was put off to a later day, what
    failed and is sent again, and what was cancelled when it was written and is tried again by hand."""

    _inherit = "mail.mail"

    # also the mark of a mailing: Odoo keeps none on a letter to many that is sent from a list
    lampo_mailing_company_ids = fields.Many2many(
        "res.company", "lampo_mail_mailing_company_rel", string="Mailing of", readonly=True,
        help="The letter is one of many, sent in the name of these companies. Objections to any of them count.")

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        # where no mail server answers Odoo fails the cancelled ones as well, and “Retry” would send them
        going = self.filtered(lambda letter: letter.state != "cancel")
        going -= going._lampo_drop_mailings()
        return super(MailMail, going).send(auto_commit, raise_exception, post_send_callback)

    def _lampo_drop_mailings(self):
        """Cancel the mailings among these to people who object. :return: what must not be sent now"""
        # sudo: the objection holds whoever sends, also where the sender may not see the person
        mailings = self.sudo().filtered("lampo_mailing_company_ids")
        try:
            blocked = mailings.browse().union(*(letters._lampo_of_objectors(companies) for companies, letters
                                          in mailings.grouped("lampo_mailing_company_ids").items()))
        except UserError as error:  # the key of the objections is missing: the other mail of the queue goes out
            mailings.failure_reason = str(error)
            return self.browse(mailings.ids)
        blocked._lampo_cancel(told_to_staff(self, self.env.company).env._(
            "Not sent: the recipient has objected to marketing."))
        return self.browse(blocked.ids)

    def _lampo_of_objectors(self, companies):
        """Those of these letters whose person, recipient or address is of somebody who objected to one of these."""
        objections = self.env["lampo.privacy.objection"]
        people = self._lampo_people()
        blocked = objections._blocked_partners(self.env["res.partner"].union(*people.values()), companies)
        addresses = objections._is_blocked(
            [address for letter in self for address in letter._lampo_written()], companies=companies)
        return self.filtered(
            lambda one: people[one] & blocked or not addresses.isdisjoint(one._lampo_written()))

    def _lampo_people(self):
        """{letter: its recipients, and whom it is about under whatever address it goes}"""
        about = {}
        for model, letters in self.filtered(lambda one: one.model in self.env).grouped("model").items():
            records = self.env[model].browse(letters.mapped("res_id")).exists()
            about |= {(model, res_id): partners for res_id, partners in records._mail_get_partners().items()}
        nobody = self.env["res.partner"]
        return {one: one.recipient_ids | about.get((one.model, one.res_id), nobody) for one in self}


class MailComposer(models.TransientModel):
    """A letter to many keeps in whose name it was written."""

    _inherit = "mail.compose.message"

    def _prepare_mail_values(self, res_ids):
        values = super()._prepare_mail_values(res_ids)
        if self.composition_mode == "mass_mail" and not self._lampo_confirms_a_booking():
            companies = self._lampo_mailing_of().ids
            for vals in values.values():
                vals["lampo_mailing_company_ids"] = [(6, 0, companies)]
        return values

    def _lampo_mailing_of(self):
        if companies := mailing_companies(self, "mass_mailing_id"):
            return companies
        # sudo: the system itself does not know for whom it writes, so every company's objections count
        return self.env["res.company"].sudo().search([]) if self.env.user._is_superuser() else self.env.companies
