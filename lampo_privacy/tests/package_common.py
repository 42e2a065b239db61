# Part of lampo_privacy. LGPL-3.
import io
import zipfile
from unittest.mock import patch

from odoo import Command

from .common import LampoCase

CODE = "010190-900P"


class PackageCase(LampoCase):
    """A person with everything: a housemate of the same surname, a colleague, messages, invoices, files, readings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.person = cls._partner(
            "Aino Maria Salmela", email="aino.salmela@posti.example", phone="+358 50 000 2221",
            street="Kaukokatu 4", zip="33100", lang="en_US",
            comment="<p>Puoliso <b>Eero Salmela</b>, puh. 050 000 9998</p>")
        cls.other = cls._partner("Eero Salmela", email="eero@toinen.example", phone="+358 50 000 9998")
        cls.site = cls._site(name="Rivitalo")
        cls._contract(cls.other, cls.site, "2008-01-01", "2014-12-31")
        cls._contract(cls.person, cls.site, "2015-01-01")
        cls.env["lampo.heat.meter"].create({"serial": "KAM-77", "site_id": cls.site.id})
        cls._months(cls.site, "2014-01-01", 36, 1.5)
        cls.colleague = cls._user("lampo_tiina", "base.group_user", name="Tiina Virkailija")
        cls.person.message_post(
            body="Hei Aino, Eero Salmela (eero@toinen.example) kertoi. T. Tiina Virkailija",
            author_id=cls.colleague.partner_id.id)
        cls._said_before(f"Tunnukseni on {CODE}. Aino Salmela")
        cls._file("sopimus.txt", b"Sopimus Aino Salmela")
        cls._file("../../naapuri.txt", b"Naapuri Eero Salmela valitti")
        cls.invoice = cls.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": cls.person.id, "invoice_date": "2024-01-05",
            "invoice_line_ids": [Command.create({"name": "=Energia()", "price_unit": 10, "tax_ids": False})]})
        cls.invoice.action_post()
        cls.request = cls.env["lampo.privacy.request"].create({"partner_id": cls.person.id, "request_type": "access"})
        cls.request.action_start()

    @classmethod
    def _said_before(cls, text):
        """A message of the person's that came before codes in messages were masked."""
        message = cls.person.message_post(body="x", author_id=cls.person.id)
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE mail_message SET body = %s WHERE id = %s", [f"<p>{text}</p>", message.id])
        message.invalidate_recordset()

    @classmethod
    def _file(cls, name, raw):
        return cls.env["ir.attachment"].create(
            {"name": name, "raw": raw, "res_model": "res.partner", "res_id": cls.person.id})

    def _package(self, request=None, render=False):
        """The package of a request, made. The document is rendered only where a test reads it."""
        action = (request or self.request).with_user(self.user_officer).action_open_package()
        package = self.env["lampo.privacy.package"].browse(action["res_id"]).with_user(self.user_officer)
        if render:
            package.action_make()
        else:
            path = "odoo.addons.lampo_privacy.models.package_document.PackageDocument.render"
            with patch(path, lambda document: document.values() and b"%PDF-"):
                package.action_make()
        return package

    def _archive(self, package):
        attachment = package.sudo().attachment_id
        return zipfile.ZipFile(io.BytesIO(attachment.raw))

    def _texts(self, archive):
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
                if name.endswith((".json", ".csv"))}
