# Part of lampo_privacy. LGPL-3.
from odoo import http
from odoo.addons.account.controllers.download_docs import AccountDocumentDownloadController
from odoo.addons.web.controllers.report import ReportController


class NotedReports(ReportController):
    @http.route(readonly=False)
    def report_routes(self, reportname, docids=None, converter=None, **data):
        """With a cursor that may write at once: each print about a person is a line in the access log."""
        return super().report_routes(reportname, docids=docids, converter=converter, **data)


class NotedDownloads(AccountDocumentDownloadController):
    """Invoices that were made before are handed out as they lie there, without being rendered: a print all the same."""

    @http.route()
    def download_invoice_attachments(self, attachments):
        response = super().download_invoice_attachments(attachments)
        self._note(attachments.env["account.move"].browse(attachments.mapped("res_id")), "attachments")
        return response

    @http.route()
    def download_invoice_documents_filetype(self, invoices, filetype, allow_fallback=True):
        response = super().download_invoice_documents_filetype(invoices, filetype, allow_fallback)
        self._note(invoices, filetype)
        return response

    def _note(self, invoices, what):
        people = invoices.sudo().partner_id  # sudo: whom the line is about is not for the user's rights to decide
        invoices.env["lampo.privacy.access.log"]._note(
            "print", people, count=len(invoices), model="account.move", what=what)
