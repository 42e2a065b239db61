# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools.bypass import BYPASS
from ..tools.client_defaults import without_defaults

OFFICER = "lampo_privacy.group_officer"
# what its buttons write, each after a look and with the day
STEPS = frozenset(("state", "attachment_id", "document_id", "delivered_on", "delivered_how", "link_nonce", "link_until",
                   "delete_on", "made_on"))
# another person's package is another package
WHOSE = frozenset(("partner_id", "company_id", "request_id", "kind"))


class PrivacyPackage(models.Model):
    """The answer to a request for access or portability (GDPR art. 15 and 20; statement § 10): one archive with a
    document to read and the data to use.

    Made from the same ties that an erasure follows. It is the most complete copy of a person that exists, so it is
    handed over once and deleted by itself some weeks later; that it was given, when and how, stays.
    """

    _name = "lampo.privacy.package"
    _description = "Answer package"
    _order = "id desc"
    _rec_name = "request_id"
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
        selection=lambda self: self._languages(), string="Language", required=True,
        default=lambda self: self.env.lang or "en_US", help="Of the document and its words; data stays as it is.",
    )
    state = fields.Selection(
        [("draft", "To check"), ("ready", "Ready"), ("delivered", "Delivered"), ("deleted", "Deleted")],
        default="draft", required=True, readonly=True, copy=False, index=True,
    )
    line_ids = fields.One2many("lampo.privacy.package.line", "package_id", "What is held", readonly=True)
    file_ids = fields.One2many("lampo.privacy.package.file", "package_id", "Files")
    flagged_count = fields.Integer(compute="_compute_flagged_count")
    attachment_id = fields.Many2one("ir.attachment", "Archive", readonly=True, copy=False, ondelete="set null",
                                    index="btree_not_null")
    document_id = fields.Many2one("ir.attachment", readonly=True, copy=False, ondelete="set null",
                                  index="btree_not_null")
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

    @api.private
    def _new_for(self, request):
        """A draft for a request, with what it would hold; reuses the one that is open.

        :raises UserError: nobody is named, or the basis gives no portability
        """
        if not request.partner_id:
            raise UserError(self.env._(
                "The request names nobody in the register. That nothing is held is the answer: write it as a letter."))
        kind = "portability" if request.request_type == "portability" else "access"
        open_one = self.search([
            ("request_id", "=", request.id), ("partner_id", "=", request.partner_id.id), ("kind", "=", kind),
            ("company_id", "=", request.company_id.id), ("state", "in", ("draft", "ready"))], limit=1)
        package = open_one or self.create({
            "request_id": request.id, "partner_id": request.partner_id.id, "kind": kind,
            "company_id": request.company_id.id, "lang": self._lang_of(request.partner_id)})
        if package.state == "draft":
            package.action_preview()
        return package

    @api.model
    def _languages(self):
        """The installed languages, and English, which needs none."""
        installed = self.env["res.lang"].get_installed()
        return installed if "en_US" in dict(installed) else [*installed, ("en_US", "English (US)")]

    @api.model
    def _lang_of(self, partner):
        """The person's language where it is installed, else the company's."""
        installed = dict(self.env["res.lang"].get_installed())
        wanted = (partner.lang, self.env.company.partner_id.lang, self.env.lang, "en_US")
        return next((lang for lang in wanted if lang in installed), next(iter(installed)))

    def _note_packaged(self, what):
        """A line in the access log: the most complete copy of a person was made or taken."""
        self.env["lampo.privacy.access.log"]._note(
            "package", self.partner_id, model="lampo.privacy.request", purpose=self.request_id.name, what=what)

    def _require_officer(self):
        if not (self.env.su or self.env.user.has_group(OFFICER)):
            raise AccessError(self.env._("Only a privacy officer makes and delivers answer packages."))
        self.check_access("write")

    def _require_state(self, *states):
        if any(package.state not in states for package in self):
            raise UserError(self.env._("This step is not possible any more: open the package again."))

    def _step(self, vals):
        self.with_context(lampo_bypass=BYPASS).write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._require_button(vals, STEPS)
        return super(PrivacyPackage, without_defaults(self, STEPS)).create(vals_list).with_env(self.env)

    def write(self, vals):
        self._require_button(vals, STEPS if self.env.su else STEPS | WHOSE)
        return super().write(vals)

    def _require_button(self, vals, closed):
        if self.env.context.get("lampo_bypass") is not BYPASS and not closed.isdisjoint(vals):
            raise UserError(self.env._("Use the buttons of the package: each step is checked and dated."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_delivered(self):
        if not self.env.su and any(package.delivered_on for package in self):
            raise UserError(self.env._(
                "That the package was delivered is evidence and stays: delete its archive instead."))
