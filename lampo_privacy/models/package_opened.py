# Part of lampo_privacy. LGPL-3.
from odoo import SUPERUSER_ID, api, models
from odoo.fields import Domain
from odoo.http import request
from psycopg2.errors import ReadOnlySqlTransaction


class PrivacyPackage(models.Model):
    """Each look into an answer package is a line in the access log, by whichever way (statement § 9).

    The content is where every way ends: the buttons of the package, an address that somebody kept or typed, the file
    viewer, many files as one archive, RPC, a copy. So it is noted there, and a way that is added tomorrow is noted too.
    The person's own link comes as superuser; it has its own log (`lampo.privacy.package.download`).
    """

    _inherit = "lampo.privacy.package"

    @api.model
    @api.private
    def _note_opened(self, attachments):
        """A line for each package whose archive or document is among the attachments, whatever record they name now.

        In the reader's own transaction. One on a replica cannot write: Odoo then serves the request again with one that
        can, as it does for every write on such a route, so that there is no look without its line.
        """
        opened = self._packages_of(attachments) if request else self
        if opened and self.env.cr.readonly:
            raise ReadOnlySqlTransaction("a look into an answer package is written down")
        for package in opened:
            document = package.document_id in attachments.sudo()
            package._note_packaged(self.env._("document opened") if document else self.env._("downloaded"))

    @api.model
    @api.private
    def _note_sent(self, attachments):
        """A line for each package of which something was put into a message: the mail goes out later, as nobody."""
        for package in self._packages_of(attachments):
            package._note_packaged(self.env._("put into a message"))

    def _packages_of(self, attachments):
        """The packages whose archive or document is among these; none for the system itself."""
        if not attachments or self.env.uid == SUPERUSER_ID:
            return self.browse()
        # sudo: that it was opened is noted whatever the user may read
        return self.sudo().search(
            Domain("attachment_id", "in", attachments.ids) | Domain("document_id", "in", attachments.ids))


class IrAttachment(models.Model):
    """What is sent over HTTP, and what is read through the ORM: by RPC, by an export, for a copy or a preview."""

    _inherit = "ir.attachment"

    def _to_http_stream(self):
        stream = super()._to_http_stream()
        # a file in the database comes by `db_datas`, see below
        if self.store_fname:
            self.env["lampo.privacy.package"]._note_opened(self)
        return stream

    def _compute_raw(self):
        result = super()._compute_raw()
        self.env["lampo.privacy.package"]._note_opened(self.filtered("store_fname"))
        return result

    def _fetch_query(self, query, fields):
        fetched = super()._fetch_query(query, fields)
        if any(field.name == "db_datas" for field in fields) and not self.env.context.get("bin_size"):
            self.env["lampo.privacy.package"]._note_opened(fetched.sudo().filtered("db_datas").with_env(self.env))
        return fetched


class MailMessage(models.Model):
    """Whoever puts a package into a message sends it, or shows it to those who follow."""

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        self.env["lampo.privacy.package"]._note_sent(messages.attachment_ids)
        return messages

    def write(self, vals):
        before = self.attachment_ids if "attachment_ids" in vals else None
        result = super().write(vals)
        if before is not None:
            self.env["lampo.privacy.package"]._note_sent(self.attachment_ids - before)
        return result
