# Part of lampo_privacy. LGPL-3.
import io
from datetime import timedelta
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine.answer import Answer
from ..engine.answer_words import ORDER, categories, category_of
from ..engine.answer_zip import building, store, write_archive
from ..engine.files import remove_files
from ..tools.bypass import BYPASS
from .heat_contract import finnish_today
from .package_document import PackageDocument

BATCH = 100


class PrivacyPackage(models.Model):
    """What a package holds: the preview, the archive, and its deletion by its day."""

    _inherit = "lampo.privacy.package"

    def _answer(self):
        env = self.with_context(lang=self.lang).env
        return Answer(env, self.partner_id.id, staff=env._("customer service"), other=env._("another person"),
                      portable=self.kind == "portability")

    def _require_basis(self):
        """Portability is owed only where the basis is consent or a contract (art. 20(1)(a))."""
        for package in self.filtered(lambda package: package.kind == "portability"):
            if not package._has_portable_basis():
                raise UserError(self.env._(
                    "There is neither a contract with this person nor a consent of theirs: the right to data "
                    "portability does not reach this data (GDPR art. 20). Refuse with this reason, or answer it as "
                    "a request for access."))

    def _has_portable_basis(self):
        # sudo: only whether there is one is used
        if self.env["lampo.heat.contract"].sudo().search_count([("partner_id", "=", self.partner_id.id)], limit=1):
            return True
        consents = self.env["lampo.privacy.consent"].sudo()
        return bool(consents.search_count(
            consents._in_force_domain() & fields.Domain("partner_id", "=", self.partner_id.id), limit=1))

    def _write_lines(self, answer):
        names = categories(self.env)
        counts = {}
        for table in answer.tables:
            key = (category_of(table.model), table.model)
            counts[key] = counts.get(key, 0) + table.count
        # sudo: the lines are written by this step alone
        self.sudo().line_ids.unlink()
        self.env["lampo.privacy.package.line"].sudo().create([
            {"package_id": self.id, "sequence": ORDER.index(code), "category": names[code].title, "model": model,
             "record_count": count}
            for (code, model), count in counts.items()
        ])

    def _write_files(self, answer):
        """The person's stored files; one whose text names another person waits for the officer's eye."""
        known = self.file_ids.attachment_id.ids
        rows = [] if answer.portable else self.env.execute_query(SQL(
            """SELECT a.id, a.index_content FROM ir_attachment a JOIN lampo_tie tie
                   ON tie.tbl = 'ir_attachment' AND tie.id = a.id AND tie.kind < 4
                WHERE a.type = 'binary' AND a.file_size > 0 AND a.id <> ALL(%s)
                  AND (a.res_field IS NULL OR a.res_field = 'image_1920')
                  AND COALESCE(a.res_model, '') NOT LIKE 'lampo.privacy.package%%' ORDER BY a.id""", known))
        vals = []
        for attachment, text in rows:
            flagged = bool(text and text != "application" and answer.mask.holds(text))
            vals.append({"package_id": self.id, "attachment_id": attachment, "flagged": flagged,
                         "include": not flagged})
        self.env["lampo.privacy.package.file"].with_context(lampo_bypass=BYPASS).create(vals)

    # -- the archive -----------------------------------------------------------------------------------------------

    def _make(self):
        answer = self._answer()
        document = PackageDocument(self.with_env(answer.env), answer)
        pdf = {}

        def render():
            pdf["content"] = document.render() if self.kind == "access" else None
            return pdf["content"]

        with building() as folder:
            path = write_archive(folder, answer, self._head(answer), self._files(), document.see, render)
            filename = f"{(self.request_id.name or f'{self.id}').replace('/', '-')}.zip"
            values = {"res_model": self._name, "res_id": self.id}
            # sudo: an archive holds what the officer need not be able to read record by record
            archive = store(self.sudo().env, path, {**values, "name": filename, "mimetype": "application/zip"})
        paper = self.env["ir.attachment"].sudo()
        if pdf["content"]:
            paper = paper.create({**values, "name": "answer.pdf", "raw": pdf["content"], "mimetype": "application/pdf"})
            # its text would be a copy to be read and searched without opening it
            paper.index_content = False
        delete_on = finnish_today(self) + timedelta(days=self.company_id.lampo_package_days)
        self._step({"attachment_id": archive.id, "document_id": paper.id, "filename": filename, "state": "ready",
                    "made_on": fields.Datetime.now(), "delete_on": delete_on})

    def _head(self, answer):
        """What stands before the data in `data.json`."""
        company = self.company_id
        return {
            "controller": company.name, "request": self.request_id.name or None, "kind": self.kind,
            "made": fields.Datetime.to_string(fields.Datetime.now()) + "Z", "language": self.lang,
            "times": "UTC", "identity_code": answer.identity_code_end or None,
        }

    def _files(self):
        """(name, function that opens it) of the files to put in."""
        # sudo: see _make
        chosen = self.sudo().file_ids.filtered("include").attachment_id
        return [(attachment.name, lambda attachment=attachment: _open(attachment)) for attachment in chosen]

    # -- deletion --------------------------------------------------------------------------------------------------

    def _remove_archives(self):
        # sudo: the attachments of a package are the package's
        attachments = (self.sudo().attachment_id | self.sudo().document_id)
        names = [name for name in attachments.mapped("store_fname") if name]
        attachments.unlink()
        remove_files(self.env, names)

    def _delete_archives(self):
        self._remove_archives()
        # sudo: the link's secret is closed to every user
        self.sudo()._step({"state": "deleted", "link_nonce": False, "link_until": False,
                           "delete_on": finnish_today(self)})
        self.sudo().file_ids.unlink()

    def unlink(self):
        self._remove_archives()
        return super().unlink()

    @api.autovacuum
    def _gc_packages(self):
        """Delete the archives whose day has come (statement § 6: no longer than the purpose needs)."""
        due = self.search([("delete_on", "<=", finnish_today(self)), ("state", "in", ("ready", "delivered"))],
                          limit=BATCH + 1)
        due[:BATCH]._delete_archives()
        return len(due[:BATCH]), len(due) > BATCH


def _open(attachment):
    """A stream of the file, read piece by piece where it lies in the filestore."""
    if attachment.store_fname:
        return Path(attachment._full_path(attachment.store_fname)).open("rb")
    return io.BytesIO(attachment.raw or b"")
