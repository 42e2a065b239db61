# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .heat_contract import finnish_today

# What no rule may delete: the system itself, the books, the evidence, and what has rules of its own.
_SYSTEM = ("ir.", "base.", "bus.", "res.company", "res.groups", "res.users", "res.currency", "res.lang", "res.country")
_BOOKS = ("account.",)
_OWN = ("res.partner", "res.partner.bank")
# who must not be written to any more stays known, and what is written with is nobody's data
_SUPPRESSED = ("mail.blacklist", "phone.blacklist")
_TEMPLATES = ("mail.template",)


class PrivacyRetentionRule(models.Model):
    """Rules for other data (any model, a domain, a date): counted and shown before, evidence kept after."""

    _inherit = "lampo.privacy.retention.rule"

    due_count = fields.Integer(
        string="Due today", compute="_compute_due_count",
        help="How many records have reached their limit, held ones included.",
    )  # fmt: skip

    @api.constrains("kind", "model_id", "domain", "date_field_id", "action", "company_id")
    def _check_other(self):
        for rule in self.filtered(lambda rule: rule.kind == "other"):
            rule._check_model()
            if rule.action not in ("delete", "archive"):
                raise ValidationError(self.env._("Other data is deleted or archived."))
            if rule.action == "archive" and "active" not in self.env[rule.model_id.model]._fields:
                raise ValidationError(self.env._("These records cannot be archived: choose to delete them."))
            rule._check_domain()
            if rule.company_id and "company_id" not in self.env[rule.model_id.model]._fields:
                raise ValidationError(self.env._("These records belong to no company: leave the company empty."))
        for rule in self - self.filtered(lambda rule: rule.kind == "other"):
            own = rule._kind()
            if own and own.action != rule.action:
                raise ValidationError(self.env._("This kind of data has an action of its own. Do not change it."))

    def _check_model(self):
        name, day = self.model_id.model, self.date_field_id
        if not name or name not in self.env or day.model != name or day.ttype not in ("date", "datetime"):
            raise ValidationError(self.env._("Choose what the rule is about, and a date of those records."))
        if day.name == "write_date":
            raise ValidationError(self.env._("Each edit would begin the period anew: choose the date of an event."))
        if why := self._why_no_rule(name):
            raise ValidationError(why)
        # A rule runs by night as the system: only who may delete the records may make one. Constraints run as the
        # system too, so the user is asked by name.
        self.env[name].with_user(self.env.uid).check_access("unlink" if self.action == "delete" else "write")

    @api.model
    def _why_no_rule(self, name) -> str | None:
        """Why no rule for other data may be about these records, in words; None when one may."""
        Model = self.env[name]
        if not Model._auto or Model._abstract or Model._transient or name.startswith(_SYSTEM) or name in _TEMPLATES:
            return self.env._("The system's own records have no retention rule.")
        if name.startswith(_BOOKS):
            return self.env._("The accounting act says how long the books are kept, not a rule.")
        if name.startswith("lampo.") or name in _OWN:
            return self.env._("These records have a kind of rule of their own: choose that one.")
        if name in _SUPPRESSED:
            return self.env._("Whoever must not be written to has to stay known: this list has no retention rule.")
        if self._hangs_on_records(Model):
            return self.env._(
                "These records belong to others, vouchers and evidence among them: they go with what they belong to.")
        return None

    @api.model
    def _hangs_on_records(self, Model) -> bool:
        """Whether a record belongs to one of any model (a message, a file, an activity), or is part of such a one."""
        wholes = [self.env[f.comodel_name] for f in Model._fields.values()
                  if f.type == "many2one" and f.store and f.required and f.ondelete == "cascade"]
        return any(f.type == "many2one_reference" for one in [Model, *wholes] for f in one._fields.values())

    def _check_domain(self):
        Model = self.env[self.model_id.model]
        try:
            Domain(self._parsed_domain()).validate(Model)
            Model.search_count(self._due_domain(), limit=1)
        except Exception:
            raise ValidationError(self.env._("The domain does not fit these records. Choose the conditions anew."))

    @api.depends("kind", "period", "period_unit", "model_id", "domain", "date_field_id", "company_id")
    def _compute_due_count(self):
        for rule in self:
            rule.due_count = rule._count_due() if rule._origin.id and rule.active else 0

    def _is_readable(self) -> bool:
        """Whether what the rule is about can be asked for. The model or a field of it may have gone with a module: then
        one rule says nothing, and not the whole list or preview."""
        try:
            kind = self._kind()
            if kind and self.kind == "other":
                if self._why_no_rule(kind.model):
                    return False
                # sudo: only whether the conditions fit is used
                self._due_domain().validate(self.env[kind.model].sudo())
        except Exception:  # whatever a domain that fits no more raises
            return False
        return bool(kind)

    def _count_due(self) -> int:
        if self.action == "clock" or not self._is_readable():
            return 0
        kind = self._kind()
        # sudo: a number, of records that the officer may have no right to read
        if self.action == "anonymise":
            return len(self._due_people())
        if self.action == "fold":
            return len(self.env.execute_query(self._sites_due(finnish_today(self))))
        return self.env[kind.model].sudo().with_context(active_test=False).search_count(self._due_domain())

    def _due_people(self) -> list[int]:
        """The people whom tonight's sweep finds at their limit by this rule."""
        today = finnish_today(self)
        return [row_id for row_id, in self.env.execute_query(SQL(
            "SELECT id FROM (%s) q WHERE run_on <= %s", self._people_due(today), today))]

    @api.private
    def _sites_due(self, today):
        """Query of the sites whose readings this rule folds today."""
        granularities = ("hour", "day") if self.kind == "reading_fine" else ("month",)
        return self.env["lampo.heat.consumption"]._sites_to_fold(
            granularities, self._fold_before(today), self._company_ids())

    def action_show_due(self):
        """Open the records that have reached their limit, before anything happens to them.

        :raises UserError: what the rule is about can no longer be asked for
        """
        self.ensure_one()
        if not self._is_readable():
            raise UserError(self.env._("%(rule)s cannot be read: put its conditions right.", rule=self.name))
        kind = self._kind()
        domain = Domain("id", "in", self._due_people()) if self.action == "anonymise" else self._due_domain()
        model = kind.model
        if self.action == "fold":
            model = "lampo.heat.site"
            domain = Domain("id", "in", [row_id for row_id, in self.env.execute_query(
                self._sites_due(finnish_today(self)))])
        return {
            "type": "ir.actions.act_window", "res_model": model, "name": self.name,
            "views": [[False, "list"], [False, "form"]], "domain": list(domain), "context": {"active_test": False},
        }  # fmt: skip
