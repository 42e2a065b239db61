# Part of lampo_privacy. LGPL-3.
import time
from collections import OrderedDict
from hmac import compare_digest

from odoo import SUPERUSER_ID, http
from odoo.http import request
from odoo.tools.misc import verify_hash_signed

from ..models.privacy_package_step import SCOPE

HEADERS = [("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer"), ("X-Robots-Tag", "noindex"),
           ("X-Content-Type-Options", "nosniff")]
# one person's way of fetching a file twice on each of two devices, and no more
MAX_DOWNLOADS = 5
# tries in a minute from one address; a person needs two
TRIES, WINDOW, REMEMBERED = 20, 60.0, 10_000
_tries: OrderedDict[str, list[float]] = OrderedDict()


def too_many_tries(address: str, now: float) -> bool:
    """Whether an address asks more often than a person does. Kept in memory, of the newest addresses only."""
    recent = [moment for moment in _tries.pop(address, ()) if now - moment < WINDOW][-TRIES:]
    _tries[address] = [*recent, now]
    while len(_tries) > REMEMBERED:
        _tries.popitem(last=False)
    return len(recent) >= TRIES


class PackageController(http.Controller):
    """The link by which a person fetches an answer package (GDPR art. 15(3)).

    The address holds a signed token and no number: what is not signed by this server is answered alike, without a
    look into the database, so nothing can be probed. Opening it fetches nothing, for mail programs open links too.
    """

    @http.route("/privacy/answer/<string:token>", type="http", auth="public", methods=["GET"], sitemap=False,
                readonly=False, save_session=False)
    def show(self, token, **_query):
        """A page with one button."""
        package = self._package(token)
        if not package:
            return self._page("package_link_gone", status=404)
        return self._page("package_link", package=package, token=token) if self._log(package, "shown") else self._gone()

    @http.route("/privacy/answer/<string:token>/fetch", type="http", auth="public", methods=["POST"], csrf=False,
                sitemap=False, readonly=False, save_session=False)
    def fetch(self, token, **_post):
        """The archive itself. The token is what gives the right; there is no session that could be misused."""
        package = self._package(token)
        if not package:
            return self._page("package_link_gone", status=404)
        if not self._log(package, "fetched"):
            return self._gone()
        stream = request.env["ir.binary"].with_user(SUPERUSER_ID)._get_stream_from(
            package.attachment_id, filename=package.filename)
        response = stream.get_response(as_attachment=True, immutable=False, max_age=0)
        response.headers.extend(HEADERS)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _package(self, token):
        """The package of a token that this server signed and that still holds; None otherwise."""
        if too_many_tries(request.httprequest.remote_addr or "", time.monotonic()):
            return None
        # superuser: whoever holds the signed token is no user; the token itself names the one package
        env = request.env(user=SUPERUSER_ID, su=True)
        try:
            package_id, nonce = verify_hash_signed(env, SCOPE, token)
        except (TypeError, ValueError):  # not signed here, or expired
            return None
        package = env["lampo.privacy.package"].browse(package_id).exists()
        works = package and package._link_works() and compare_digest(package.link_nonce, nonce)
        return package if works else None

    def _log(self, package, result):
        """Write down what happened; False when the package was fetched often enough."""
        fetched = package.download_ids.filtered(lambda line: line.result == "fetched")
        allowed = len(fetched) < MAX_DOWNLOADS
        package.env["lampo.privacy.package.download"].create(
            {"package_id": package.id, "result": result if allowed else "too_many"})
        return allowed

    def _gone(self):
        return self._page("package_link_gone", status=429)

    def _page(self, template, status=200, package=None, **values):
        # sudo: whoever follows a link is no user, and the page tells the company's name only
        company = package.company_id if package else request.env.company.sudo()
        lang = (package.lang if package else company.partner_id.lang) or "en_US"
        env = request.env(user=SUPERUSER_ID, su=True, context={**request.env.context, "lang": lang})
        html = env["ir.qweb"]._render(
            f"lampo_privacy.{template}", {**values, "package": package, "company": company.with_env(env)})
        headers = [("Content-Type", "text/html; charset=utf-8"), *HEADERS]
        return request.make_response(html, headers=headers, status=status)
