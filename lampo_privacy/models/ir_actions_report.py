# Part of lampo_privacy. LGPL-3.
from urllib.parse import urlsplit

import lxml.html
from markupsafe import Markup
from odoo import api, models

from ..tools.bypass import BYPASS

# A proxy where nothing listens: what a document names is not fetched from anywhere.
_NOWHERE = ("--proxy", "http://127.0.0.1:9")
_NO_NETWORK = (*_NOWHERE, "--disable-javascript", "--disable-plugins")
ARTICLES = "//div[contains(concat(' ', normalize-space(@class), ' '), ' article ')]"


class IrActionsReport(models.Model):
    """Prints about people are looks at them (statement § 9), and a print of ours fetches nothing.

    Texts from outside (a request by e-mail, a note) stand in the documents. Odoo's sanitiser leaves images of other
    servers in them; printing one would tell that server, and could show it what only this server reaches. The papers
    of other modules, an invoice with its terms for one, link styles and logos of this server and get those alone.
    """

    _inherit = "ir.actions.report"

    def _get_layout(self):
        """Our papers carry their style in themselves: Odoo's own layout would drop it and link its files instead."""
        if len(self) == 1 and self._is_ours(self):
            return self.env.ref("lampo_privacy.document_pdf")
        return super()._get_layout()

    def _prepare_html(self, html, report_model=False):
        """All papers as one document, each on a page of its own: the unpatched wkhtmltopdf takes no more than one."""
        if not (len(self) == 1 and self._is_ours(self)):
            return super()._prepare_html(html, report_model=report_model)
        root = lxml.html.fromstring(html, parser=lxml.html.HTMLParser(encoding="utf-8"))
        papers = root.xpath(ARTICLES)
        for paper in papers[1:]:
            paper.set("class", f"{paper.get('class')} next")
        body = Markup("").join(Markup(lxml.html.tostring(paper, encoding="unicode")) for paper in papers)
        page = self.env["ir.qweb"]._render(self._get_layout().id, {"body": body})
        ids = [int(paper.get("data-oe-id")) if paper.get("data-oe-model") == report_model else None for paper in papers]
        return [page], ids, "", "", {}

    # The three ways to a paper. The first one, for invoices are made by it without Odoo's `_render_qweb_pdf`.

    def _pre_render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        rendered = super(IrActionsReport, self._within_a_print())._pre_render_qweb_pdf(
            report_ref, res_ids=res_ids, data=data)
        self._note_print(report_ref, res_ids)
        return rendered

    def _render_qweb_html(self, report_ref, docids, data=None):
        rendered = super(IrActionsReport, self._within_a_print())._render_qweb_html(report_ref, docids, data=data)
        self._note_print(report_ref, docids)
        return rendered

    def _render_qweb_text(self, report_ref, docids, data=None):
        rendered = super(IrActionsReport, self._within_a_print())._render_qweb_text(report_ref, docids, data=data)
        self._note_print(report_ref, docids)
        return rendered

    def _within_a_print(self):
        return self.with_context(lampo_print=BYPASS)

    @api.model
    def _note_print(self, report_ref, res_ids):
        """One line for a paper, whatever Odoo calls on its way to it."""
        report = self._get_report(report_ref)
        ids = [res_ids] if isinstance(res_ids, int) else list(res_ids or [])
        within = self.env.context.get("lampo_print") is BYPASS
        if self.env.su or within or not ids or report.model not in self.env:
            return
        people = self._printed_people(report.model, ids)
        if people is None:
            return
        self.env["lampo.privacy.access.log"]._note(
            "print", people, count=len(ids), model=report.model, what=report.name)

    def _printed_people(self, model, ids):
        """The contacts that records are about; None where the kind of record is about nobody."""
        records = self.env[model].browse(ids).sudo()  # sudo: whom the line is about
        if model == "res.partner":
            return records
        for path in ("partner_id", "request_id.partner_id", "disclosure_ids.partner_id"):
            names = path.split(".")
            if names[0] in records._fields and (found := records.mapped(path))._name == "res.partner":
                return found
        return None

    def _run_wkhtmltopdf(self, bodies, report_ref=False, **options):
        ours = bool(report_ref) and self._is_ours(self._get_report(report_ref))
        return super(IrActionsReport, self.with_context(lampo_no_network=ours))._run_wkhtmltopdf(
            bodies, report_ref=report_ref, **options)

    def _build_wkhtmltopdf_args(self, *args, **options):
        words = super()._build_wkhtmltopdf_args(*args, **options)
        return [*words, *(_NO_NETWORK if self.env.context.get("lampo_no_network") else self._own_server_alone())]

    def _own_server_alone(self):
        host = urlsplit(self._get_report_url() or "").hostname
        return [*_NOWHERE, "--bypass-proxy-for", host] if host else list(_NOWHERE)

    def _is_ours(self, report):
        return (report.report_name or "").startswith("lampo_privacy.")
