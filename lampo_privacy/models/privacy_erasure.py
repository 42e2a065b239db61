# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import NO_ACCESS

from ..tools.bypass import BYPASS
from .heat_contract import finnish_today

OFFICER = "lampo_privacy.group_officer"
OPEN_STATES = ("draft", "planned", "waiting")


class PrivacyErasure(models.Model):
    """The erasure of one person (statement §§ 6 and 11; GDPR art. 17).

    Planned first, so that it is seen what goes, what stays and on which ground; then run. While the accounting act
    keeps vouchers it waits, and goes on by itself when the last of them may go. It holds no personal data of its own.
    """

    _name = "lampo.privacy.erasure"
    _description = "Erasure"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _lampo_data_map = {"marks": "neutral"}

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    number = fields.Integer(
        string="Pseudonym number",
        readonly=True, copy=False, help="The number of the pseudonym. It is not the contact's id and leads nowhere."
    )
    partner_id = fields.Many2one(
        "res.partner", string="Data subject", required=True, index=True, ondelete="restrict", check_company=True,
        context={"active_test": False},
    )  # fmt: skip
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    ground = fields.Selection(
        [("request", "Request of the data subject"), ("retention", "End of retention"), ("manual", "By the officer"),
         ("restored", "Again, after a restored backup")],
        required=True,
        default="manual",
        help="Why the person is erased: asked for (GDPR art. 17), kept as long as allowed (statement § 6), or another "
        "reason of the privacy officer's.",
    )
    request_id = fields.Many2one("lampo.privacy.request", index="btree_not_null", ondelete="restrict")
    state = fields.Selection(
        [("draft", "New"), ("planned", "Planned"), ("waiting", "Waiting for vouchers"), ("done", "Done"),
         ("failed", "Failed")],
        required=True, default="draft", readonly=True, copy=False, index=True,
    )  # fmt: skip
    run_on = fields.Date(
        string="Not before", default=lambda self: finnish_today(self),
        help="The day from which the nightly run may carry out a planned erasure.",
    )  # fmt: skip
    next_on = fields.Date(
        string="Continues on", readonly=True, copy=False, help="The day on which the last ground has ended."
    )
    planned_at = fields.Datetime(string="Planned", readonly=True, copy=False)
    done_at = fields.Datetime(string="Last run", readonly=True, copy=False)
    done_by = fields.Many2one("res.users", string="Run by", readonly=True, copy=False, ondelete="restrict")
    line_ids = fields.One2many("lampo.privacy.erasure.line", "erasure_id", string="What happens", readonly=True)
    doubt_ids = fields.One2many(
        "lampo.privacy.erasure.doubt", "erasure_id", string="To be looked at",
        help="Records of nobody's that name the person or somebody of the same name. They were left as they are.",
    )  # fmt: skip
    residue_count = fields.Integer(
        string="Left over", readonly=True, copy=False,
        help="Places that still name the person and that no ground keeps, found by searching the whole database "
        "afterwards. Nothing is reported as erased unless this is zero.",
    )  # fmt: skip
    residue = fields.Text(
        string="Places left over", readonly=True, copy=False, help="Model, field and record; never the text itself."
    )
    # {"table.column": row ids}: texts of kept vouchers to be emptied in the second phase; see engine/voucher_marks.py
    marks = fields.Json(groups=NO_ACCESS, readonly=True, copy=False, exportable=False)
    batch_id = fields.Many2one(
        "lampo.privacy.erasure.batch", string="Run", index="btree_not_null", ondelete="set null", readonly=True,
        copy=False,
    )  # fmt: skip
    refusal = fields.Text(string="Why not now", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        erasures = super().create(vals_list)
        for erasure in erasures:
            erasure.name = self.env["ir.sequence"].next_by_code("lampo.privacy.erasure")
            erasure.number = int(erasure.name.rpartition("/")[2])
        return erasures

    @api.constrains("partner_id", "state")
    def _check_one_open(self):
        groups = self._read_group(
            [("partner_id", "in", self.partner_id.ids), ("state", "in", OPEN_STATES)],
            ["partner_id"], having=[("__count", ">", 1)],
        )  # fmt: skip
        if groups:
            raise ValidationError(self.env._("There is an open erasure of this person already. Use that one."))

    @api.constrains("ground", "request_id", "partner_id")
    def _check_request(self):
        for erasure in self:
            if erasure.request_id and erasure.request_id.partner_id != erasure.partner_id:
                raise ValidationError(self.env._("The request is another person's. Choose a request of this one."))

    @api.constrains("partner_id")
    def _check_data_subject(self):
        for erasure in self:
            if not erasure.partner_id.is_data_subject:
                raise ValidationError(self.env._(
                    "This contact is not a data subject. Only people, sole traders and contact persons are erased."))

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        # the retention rule of certificates deletes them when they are evidence no more
        if self.env.context.get("lampo_bypass") is BYPASS:
            return
        if any(erasure.state not in ("draft", "planned") for erasure in self):
            raise UserError(self.env._("An erasure that was run is evidence and cannot be deleted."))

    def _require_officer(self):
        """Only a privacy officer plans and runs erasures; the nightly run does so as the system."""
        if not (self.env.su or self.env.user.has_group(OFFICER)):
            raise AccessError(self.env._("Only a privacy officer erases people."))
        self.check_access("write")

    def action_view_partner(self):
        """Open the person's form."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "res_model": "res.partner", "res_id": self.partner_id.id,
            "view_mode": "form", "views": [[False, "form"]],
        }  # fmt: skip


class PrivacyErasureLine(models.Model):
    """One line of a plan or of what was done: so many records of a model, a field of theirs, and what becomes of it."""

    _name = "lampo.privacy.erasure.line"
    _description = "Line of an erasure"
    _order = "done desc, action, model, field, id"

    erasure_id = fields.Many2one("lampo.privacy.erasure", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="erasure_id.company_id", store=True)
    model = fields.Char(string="Technical model", readonly=True)
    field = fields.Char(string="Technical field", readonly=True)
    model_label = fields.Char(string="What", compute="_compute_labels")
    field_label = fields.Char(string="Field", compute="_compute_labels")
    record_count = fields.Integer(string="Records", readonly=True)
    action = fields.Selection(
        [("keep", "Stays"), ("pseudonymise", "Gets a pseudonym"), ("blank", "Is emptied"),
         ("scrub", "Name taken out of the text"), ("delete", "Is deleted")],
        required=True, readonly=True,
    )  # fmt: skip
    ground = fields.Selection(
        [("accounting", "Accounting act (Kirjanpitolaki 2:10)"), ("hash", "Protected by the entry's hash")],
        readonly=True,
    )  # fmt: skip
    until = fields.Date(readonly=True, help="The last day on which the ground keeps it.")
    done = fields.Boolean(readonly=True, help="Done, not only planned.")

    @api.depends("model", "field")
    @api.depends_context("lang")
    def _compute_labels(self):
        # sudo: the names of models are no secret, and an officer need not see the models themselves
        names = {m.model: m.name for m in self.env["ir.model"].sudo().search([("model", "in", self.mapped("model"))])}
        for line in self:
            fields_of = self.env[line.model]._fields if line.model in self.env else {}
            line.model_label = names.get(line.model, line.model)
            field = fields_of.get(line.field)
            line.field_label = field._description_string(self.env) if field else (line.field or "")


class PrivacyErasureDoubt(models.Model):
    """A record that names the person or a namesake, and nobody can tell which: left as it is, for the officer to read.

    It holds a way to the record and never its text.
    """

    _name = "lampo.privacy.erasure.doubt"
    _description = "Doubtful place of an erasure"
    _order = "seen, model, res_id"

    erasure_id = fields.Many2one("lampo.privacy.erasure", required=True, index=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one(related="erasure_id.company_id", store=True)
    model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(string="Record", model_field="model", readonly=True)
    field = fields.Char(readonly=True)
    model_label = fields.Char(string="What", compute="_compute_model_label")
    seen = fields.Boolean(help="The officer has read the record and done what it needed.")

    @api.depends("model")
    @api.depends_context("lang")
    def _compute_model_label(self):
        # sudo: the names of models are no secret
        names = {m.model: m.name for m in self.env["ir.model"].sudo().search([("model", "in", self.mapped("model"))])}
        for doubt in self:
            doubt.model_label = names.get(doubt.model, doubt.model)

    def action_open(self):
        """Open the record itself, with the officer's own rights."""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": self.model, "res_id": self.res_id,
                "views": [[False, "form"]]}  # fmt: skip
