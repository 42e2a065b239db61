# Part of lampo_privacy. LGPL-3.
import io
import secrets
from datetime import UTC, timedelta
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.misc import hash_sign

from ..engine.answer import Answer
from ..engine.answer_words import ORDER, categories, category_of
from ..engine.answer_zip import building, store, write_archive
from ..engine.files import remove_files
from ..tools.bypass import BYPASS
from .heat_contract import finnish_today
from .package_document import PackageDocument

OFFICER = "lampo_privacy.group_officer"
SCOPE = "lampo_privacy.package"
# one person's way of fetching a file twice on each of two devices, and no more
MAX_DOWNLOADS = 5
BATCH = 100


class PrivacyPackage(models.Model):
    """The answer to a request for access or portability (GDPR art. 15 and 20; statement § 10): one archive with a
    document to read and the data to use.

    Made from the same ties that an erasure follows. It is the most complete copy of a person that exists, so it is
    handed over once and deleted by itself some weeks later; that it was given, when and how, stays.
    """

    _name = "lampo.privacy.package"
    _description = "Answer package"
    _order = "id desc"
    _rec_name = "filename"
    _lampo_data_map = {"filename": "neutral", "link_nonce": "neutral"}

    request_id = fields.Many2one("lampo.privacy.request", index="btree_not_null", ondelete="set null")
    # nothing but the person's: it goes with the person
    partner_id = fields.Many2one("res.partner", "Person", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    kind = fields.Selection(
        [("access", "Access: everything that is held"), ("portability", "Portability: what the person gave")],
        required=True, default="access",
        help="Portability holds the machine-readable part only, of what the person gave or generated.",
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(), string="Language", required=True,
        default=lambda self: self.env.lang or "en_US", help="Of the document and its words; data stays as it is.",
    )
    state = fields.Selection(
        [("draft", "To check"), ("ready", "Ready"), ("delivered", "Delivered"), ("deleted", "Deleted")],
        default="draft", required=True, readonly=True, copy=False, index=True,
    )
    line_ids = fields.One2many("lampo.privacy.package.line", "package_id", "What is held", readonly=True)
    file_ids = fields.One2many("lampo.privacy.package.file", "package_id", "Files")
    flagged_count = fields.Integer(compute="_compute_flagged_count")
    attachment_id = fields.Many2one("ir.attachment", "Archive", readonly=True, copy=False, ondelete="set null")
    document_id = fields.Many2one("ir.attachment", readonly=True, copy=False, ondelete="set null")
    filename = fields.Char(readonly=True, copy=False)
    file_size = fields.Integer("Size", related="attachment_id.file_size")
    made_on = fields.Datetime("Made", readonly=True, copy=False)
    delivered_on = fields.Date("Delivered on", readonly=True, copy=False)
    delivered_how = fields.Selection(
        [("office", "At the office"), ("post", "Post"), ("link", "Download link")], "Delivered by", readonly=True)
    delete_on = fields.Date(
        "Deleted on", readonly=True, copy=False, help="From that day on the archive is deleted by itself.")
    link_nonce = fields.Char(groups=fields.NO_ACCESS, copy=False)
    link_until = fields.Datetime("Link works until", readonly=True, copy=False)
    link_url = fields.Char("Download link", compute="_compute_link_url", groups=OFFICER)
    download_ids = fields.One2many("lampo.privacy.package.download", "package_id", "Downloads", readonly=True)
    download_count = fields.Integer("Downloaded", compute="_compute_download_count")

    @api.depends("file_ids.flagged", "file_ids.include")
    def _compute_flagged_count(self):
        for package in self:
            package.flagged_count = len(package.file_ids.filtered(lambda file: file.flagged and file.include))

    @api.depends("download_ids")
    def _compute_download_count(self):
        for package in self:
            package.download_count = len(package.download_ids)

    @api.depends("link_nonce", "link_until")
    def _compute_link_url(self):
        for package in self:
            # sudo: the signed part is closed to every user; the field itself is the officer's
            package.link_url = package.sudo()._signed_url() if package._link_works() else False

    @api.constrains("request_id", "partner_id")
    def _check_request(self):
        if any(package.request_id and package.request_id.partner_id != package.partner_id for package in self):
            raise ValidationError(self.env._("The request is another person's. Choose a request of this one."))

    # -- steps -----------------------------------------------------------------------------------------------------

    @api.private
    def _new_for(self, request):
        """A draft for a request, with what it would hold; reuses the one that is open.

        :raises UserError: nobody is named, or the basis gives no portability
        """
        if not request.partner_id:
            raise UserError(self.env._(
                "The request names nobody in the register. That nothing is held is the answer: write it as a letter."))
        open_one = self.search([("request_id", "=", request.id), ("state", "in", ("draft", "ready"))], limit=1)
        kind = "portability" if request.request_type == "portability" else "access"
        package = open_one or self.create({
            "request_id": request.id, "partner_id": request.partner_id.id, "kind": kind,
            "company_id": request.company_id.id, "lang": self._lang_of(request.partner_id)})
        if package.state == "draft":
            package.action_preview()
        return package

    @api.model
    def _lang_of(self, partner):
        """The person's language where it is installed, else the company's."""
        installed = dict(self.env["res.lang"].get_installed())
        wanted = (partner.lang, self.env.company.partner_id.lang, self.env.lang, "en_US")
        return next((lang for lang in wanted if lang in installed), next(iter(installed)))

    def action_preview(self):
        """Count what is held and list the files; nothing is made yet."""
        self._require_officer()
        self._require_state("draft")
        for package in self:
            package._require_basis()
            answer = package._answer()
            package._write_lines(answer)
            package._write_files(answer)

    def action_make(self):
        """Write the archive. :raises UserError: portability without a basis for it"""
        self._require_officer()
        self._require_state("draft", "ready")
        for package in self:
            package._require_basis()
            package._remove_archives()
            package._make()

    def action_back(self):
        """Back to checking: the archive is deleted, for it is to be made anew."""
        self._require_officer()
        self._require_state("ready")
        self._remove_archives()
        self._step({"state": "draft"})

    def action_hand_over(self):
        """The archive or its print was given to the person at the office today."""
        self._deliver("office")

    def action_posted(self):
        """The archive or its print was posted today."""
        self._deliver("post")

    def action_make_link(self):
        """Make a download link that expires; an earlier one stops working. See `link_url`."""
        self._require_officer()
        self._require_state("ready", "delivered")
        for package in self:
            days = package.company_id.lampo_link_days
            # sudo: the steps of a package are closed to every user; the right was checked above
            package.sudo()._step({"link_nonce": secrets.token_urlsafe(16),
                                  "link_until": fields.Datetime.now() + timedelta(days=days)})
        self._deliver("link")

    def action_revoke_link(self):
        """The link stops working now."""
        self._require_officer()
        # sudo: as in action_make_link
        self.sudo()._step({"link_nonce": False, "link_until": False})

    def action_delete_now(self):
        """Delete the archive before its time."""
        self._require_officer()
        self._delete_archives()

    def action_open_document(self):
        """Look at the document as the person will read it."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/web/content/{self.document_id.id}", "target": "new"}

    def action_download(self):
        """The archive itself, for a stick or a print at the office."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/web/content/{self.attachment_id.id}?download=true",
                "target": "self"}

    def _require_officer(self):
        if not (self.env.su or self.env.user.has_group(OFFICER)):
            raise AccessError(self.env._("Only a privacy officer makes and delivers answer packages."))
        self.check_access("write")

    def _require_state(self, *states):
        if any(package.state not in states for package in self):
            raise UserError(self.env._("This step is not possible any more: open the package again."))

    def _step(self, vals):
        self.with_context(lampo_bypass=BYPASS).write(vals)

    def write(self, vals):
        closed = {"state", "attachment_id", "document_id", "delivered_on", "delivered_how", "link_nonce", "link_until",
                  "delete_on", "made_on"}
        if self.env.context.get("lampo_bypass") is not BYPASS and not closed.isdisjoint(vals):
            raise UserError(self.env._("Use the buttons of the package: each step is checked and dated."))
        return super().write(vals)

    def _deliver(self, how):
        self._require_officer()
        self._require_state("ready", "delivered")
        for package in self:
            delete_on = finnish_today(self) + timedelta(days=package.company_id.lampo_package_days)
            package._step({"state": "delivered", "delivered_on": finnish_today(self), "delivered_how": how,
                           "delete_on": delete_on})
        requests = self.request_id
        ways = dict(self._fields["delivered_how"]._description_selection(self.env))
        note = self.env._("The answer package was delivered: %(way)s.", way=ways[how])
        requests._message_log_batch(bodies=dict.fromkeys(requests.ids, note))

    # -- what is held ----------------------------------------------------------------------------------------------

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
        self.file_ids.filtered(lambda file: not file.attachment_id).unlink()
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
        self.env["lampo.privacy.package.file"].create(vals)

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

    # -- link ------------------------------------------------------------------------------------------------------

    def _link_works(self):
        self.ensure_one()
        # sudo: the link's secret is closed to every user
        return bool(self.sudo().link_nonce and self.link_until and self.link_until > fields.Datetime.now()
                    and self.attachment_id)

    def _signed_url(self):
        token = hash_sign(self.env, SCOPE, [self.id, self.link_nonce], expiration=self.link_until.replace(tzinfo=UTC))
        return f"{self.get_base_url()}/privacy/answer/{token}"


def _open(attachment):
    """A stream of the file, read piece by piece where it lies in the filestore."""
    if attachment.store_fname:
        return Path(attachment._full_path(attachment.store_fname)).open("rb")
    return io.BytesIO(attachment.raw or b"")


class PrivacyPackageLine(models.Model):
    """How many records of which kind a package holds: the officer's preview. Numbers only."""

    _name = "lampo.privacy.package.line"
    _description = "Content of an answer package"
    _order = "sequence, record_count desc, id"

    package_id = fields.Many2one("lampo.privacy.package", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer()
    category = fields.Char()
    model = fields.Char("Technical model")
    model_label = fields.Char("What", compute="_compute_model_label")
    record_count = fields.Integer("Records")

    @api.depends("model")
    @api.depends_context("lang")
    def _compute_model_label(self):
        # sudo: the names of models are no secret
        names = {m.model: m.name for m in self.env["ir.model"].sudo().search([("model", "in", self.mapped("model"))])}
        for line in self:
            line.model_label = names.get(line.model, line.model)


class PrivacyPackageFile(models.Model):
    """A stored file of the person's, and whether it goes into the package. A file cannot be masked, only left out."""

    _name = "lampo.privacy.package.file"
    _description = "File of an answer package"
    _order = "flagged desc, id"

    package_id = fields.Many2one("lampo.privacy.package", required=True, index=True, ondelete="cascade")
    attachment_id = fields.Many2one("ir.attachment", "File", required=True, ondelete="cascade", readonly=True)
    mimetype = fields.Char("Type", related="attachment_id.mimetype")
    file_size = fields.Integer("Size", related="attachment_id.file_size")
    include = fields.Boolean(default=True)
    flagged = fields.Boolean(
        "Names others", readonly=True,
        help="The text of the file names another person: look at it before you include it (GDPR art. 15(4)).")


class PrivacyPackageDownload(models.Model):
    """That a package was fetched by its link, or that somebody tried: when, and how it went. No address is kept."""

    _name = "lampo.privacy.package.download"
    _description = "Download of an answer package"
    _order = "date desc, id desc"

    package_id = fields.Many2one("lampo.privacy.package", required=True, index=True, ondelete="cascade", readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    result = fields.Selection(
        [("shown", "Link opened"), ("fetched", "Fetched"), ("too_many", "Refused: fetched too often")],
        required=True, readonly=True,
    )
