# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.bypass import BYPASS
from ..tools.client_defaults import without_defaults

# what the search for a person's files writes
LISTED = frozenset(("package_id", "attachment_id", "flagged"))


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

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._require_listed(vals)
        return super(PrivacyPackageFile, without_defaults(self, LISTED)).create(vals_list).with_env(self.env)

    def write(self, vals):
        self._require_listed(vals)
        return super().write(vals)

    def _require_listed(self, vals):
        if self.env.context.get("lampo_bypass") is not BYPASS and not LISTED.isdisjoint(vals):
            raise UserError(self.env._(
                "The files of a package are found by the system: leave one out, or make the preview again."))


class PrivacyPackageDownload(models.Model):
    """That a link was mailed, that the package was fetched by it, or that somebody tried: when, and how it went. No
    address is kept."""

    _name = "lampo.privacy.package.download"
    _description = "Download of an answer package"
    _order = "date desc, id desc"

    package_id = fields.Many2one("lampo.privacy.package", required=True, index=True, ondelete="cascade", readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    result = fields.Selection(
        [("mailed", "Link mailed to the person"), ("shown", "Link opened"), ("fetched", "Fetched"),
         ("too_many", "Refused: fetched too often")],
        required=True, readonly=True,
    )
