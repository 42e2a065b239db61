# Part of lampo_privacy. LGPL-3.
import lxml.html
from markupsafe import Markup
from odoo import models

ARTICLES = "//div[contains(concat(' ', normalize-space(@class), ' '), ' article ')]"


class IrActionsReport(models.Model):
    """Our papers carry their style in themselves: nothing is fetched while they are printed, so they look the same from
    a scheduled action, a test and a button, and no server is asked for anything (statement § 4)."""

    _inherit = "ir.actions.report"

    def _is_lampo_paper(self):
        return len(self) == 1 and (self.report_name or "").startswith("lampo_privacy.")

    def _get_layout(self):
        if self._is_lampo_paper():
            return self.env.ref("lampo_privacy.document_pdf")
        return super()._get_layout()

    def _prepare_html(self, html, report_model=False):
        """All papers as one document, each on a page of its own: the unpatched wkhtmltopdf takes no more than one."""
        if not self._is_lampo_paper():
            return super()._prepare_html(html, report_model=report_model)
        root = lxml.html.fromstring(html, parser=lxml.html.HTMLParser(encoding="utf-8"))
        papers = root.xpath(ARTICLES)
        for paper in papers[1:]:
            paper.set("class", f"{paper.get('class')} next")
        body = Markup("").join(Markup(lxml.html.tostring(paper, encoding="unicode")) for paper in papers)
        page = self.env["ir.qweb"]._render(self._get_layout().id, {"body": body})
        ids = [int(paper.get("data-oe-id")) if paper.get("data-oe-model") == report_model else None for paper in papers]
        return [page], ids, "", "", {}
