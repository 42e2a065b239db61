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
        if not request or self.env.uid == SUPERUSER_ID:
            return
        # sudo: that it was opened is noted whatever the user may read
        opened = self.sudo().search(
            Domain("attachment_id", "in", attachments.ids) | Domain("document_id", "in", attachments.ids))
        if opened and self.env.cr.readonly:
            raise ReadOnlySqlTransaction("a look into an answer package is written down")
        for package in opened:
            document = package.document_id in attachments.sudo()
            package._note_packaged(self.env._("document opened") if document else self.env._("downloaded"))


class IrAttachment(models.Model):
    """What is sent over HTTP, and what is read through the ORM: by RPC, by an export, for a copy or a preview."""

    _inherit = "ir.attachment"

    def _to_http_stream(self):
        stream = super()._to_http_stream()
        # a file in the database comes by `raw`, see below
        if self.store_fname:
            self.env["lampo.privacy.package"]._note_opened(self)
        return stream

    def _compute_raw(self):
        result = super()._compute_raw()
        self.env["lampo.privacy.package"]._note_opened(self)
        return result
