# Part of lampo_privacy. LGPL-3.
import itertools
from email.message import EmailMessage
from unittest.mock import patch

from .common import LampoCase

NOW = "2026-11-30 10:00:00"
CODE = "010190-900P"
NUMBERS = itertools.count()


class LetterCase(LampoCase):
    """Letters as they come in through Odoo's own gateway, to one of the company's addresses."""

    model = "lampo.privacy.request"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = cls.company.alias_domain_id or cls.env["mail.alias.domain"].create({"name": "lampo.example"})
        cls.company.alias_domain_id = cls.domain
        cls.company._lampo_add_aliases()
        cls.company.lampo_officer_id = cls.user_officer
        cls.person = cls._partner("Aino Esimerkki", email="aino@example.com")
        cls.gateway = cls.env["mail.thread"].with_user(cls.env.ref("base.user_root"))

    def _address(self):
        return self.company.lampo_alias_email

    def _letter(self, sender="Aino Esimerkki <aino@example.com>", sent="Mon, 30 Nov 2026 11:30:00 +0200",
                text="Mitä tietoja minusta on?", subject="Tietopyyntö", files=(), references=None, to=None):
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = sender, to or self._address(), subject
        letter["Message-Id"] = f"<lampo-{next(NUMBERS)}@example.com>"
        if sent:
            letter["Date"] = sent
        if references:
            letter["References"] = references
        letter.set_content(text)
        for name, content, kind in files:
            main, sub = kind.split("/")
            letter.add_attachment(content, maintype=main, subtype=sub, filename=name)
        return letter.as_bytes()

    def _receive(self, *args, **kwargs):
        """The record that a letter made or went to; none where it was held back."""
        # a bounce writes with a cursor of its own, which would wait for this one for ever
        with patch("odoo.addons.mail.models.mail_mail.MailMail.send"), \
                patch("odoo.addons.mail.models.mail_alias.MailAlias._alias_bounce_incoming_email"):
            made = self.gateway.message_process(False, self._letter(*args, **kwargs))
        return self.env[self.model].browse(made or [])
