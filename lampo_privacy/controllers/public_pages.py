# Part of lampo_privacy. LGPL-3.
import re

from odoo import http
from odoo.http import request

from ..tools.page_words import PAGE_WORDS, page_lang

HEADERS = {
    # nothing from elsewhere, nothing kept, nothing told to the next page
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; "
                               "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}
# a published page may be found and kept for an hour
PUBLISHED = {**{name: value for name, value in HEADERS.items() if name != "X-Robots-Tag"},
             "Cache-Control": "public, max-age=3600"}


class PublicPages(http.Controller):
    """Pages for people without a user: plain, no cookie, no tracker, nothing loaded from elsewhere (statement § 4).

    `save_session=False`: no session, so no cookie. No CSRF token therefore; the signed link is the secret.
    """

    @http.route("/tietosuoja/suostumus/<string:token>", type="http", auth="public", methods=["GET"],
                save_session=False, sitemap=False)
    def consent_page(self, token):
        """The words and the two buttons. Looking uses nothing up."""
        ask = request.env["lampo.privacy.consent.ask"]._of_token(token)
        return self._consent(ask, "used" if ask.answer else "" if ask else "invalid", token)

    @http.route("/tietosuoja/suostumus/<string:token>", type="http", auth="public", methods=["POST"], csrf=False,
                save_session=False, sitemap=False)
    def consent_answer(self, token, answer=None, **_ignored):
        """Take the answer, once."""
        ask = request.env["lampo.privacy.consent.ask"]._of_token(token)
        if not ask or answer not in ("yes", "no"):
            return self._consent(ask, "" if ask else "invalid", token)
        counted = ask._answer(answer == "yes")
        return self._consent(ask, f"thanks_{ask.answer}" if counted else "used", token)

    def _consent(self, ask, message, token):
        lang = ask._lang() if ask else "fi"
        words = PAGE_WORDS[lang]
        return page("lampo_privacy.page_consent", {
            "words": words, "page_lang": lang, "title": words["title"], "message": words.get(message), "token": token,
            "company": ask.company_id or request.env.company.sudo(),  # sudo: its name and address head the page
            "text": ask.wording_id._words(lang) if ask and not message else "",
        }, status=200 if message != "invalid" else 404)

    @http.route(["/tietosuojaseloste", "/tietosuojaseloste/<string:lang>"], type="http", auth="public", methods=["GET"],
                save_session=False, sitemap=False)
    def statement_page(self, lang="fi", yhtio=None, **_ignored):
        """The privacy statement that staff published: the approved version, as it was frozen.

        :param lang: fi, sv or en; :param yhtio: id of the company, where several publish one
        """
        lang = page_lang(lang)
        domain = [("published", "=", True), ("state", "=", "approved")]
        # no more digits than an id has: "²" is a digit too, and a longer number is none of the database's
        if re.fullmatch(r"[0-9]{1,9}", str(yhtio or "")):
            domain.append(("company_id", "=", int(yhtio)))
        # sudo: published means for everybody; nothing else of it is shown
        statement = request.env["lampo.privacy.statement"].sudo().search(domain, order="company_id", limit=1)
        words = PAGE_WORDS[lang]
        return page("lampo_privacy.page_statement", {
            "words": words, "page_lang": lang, "title": words["statement"], "statement": statement,
            "company": statement.company_id or request.env.company.sudo(),  # sudo: its name heads the page
            "version": statement._paper_subtitle(lang) if statement else "",
            "text": statement._printed(lang) if statement else "",
        }, status=200 if statement else 404, headers=PUBLISHED if statement else HEADERS)


def page(template, values, status=200, headers=HEADERS):
    """An answer that is a page of ours and nothing else."""
    body = request.env["ir.qweb"].sudo()._render(template, values)  # sudo: templates are no secret of the public user
    return request.make_response(body, headers=[("Content-Type", "text/html; charset=utf-8"), *headers.items()],
                                 status=status)
