# Part of lampo_privacy. LGPL-3.
from markupsafe import Markup, escape
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.client_defaults import without_defaults
from ..tools.page_words import PAGE_WORDS
from ..tools.statement import as_html, difference
from ..tools.statement_texts import LANGS
from .heat_contract import finnish_today

BODIES = tuple(f"body_{lang}" for lang in LANGS)
FROZEN = frozenset((*BODIES, "version", "state", "approved_on", "approved_by", "found_then", "company_id"))


class PrivacyStatement(models.Model):
    """The register and privacy statement (GDPR art. 12–14): printed from the live settings while it is a draft, frozen
    with its date and its approver afterwards, so that what was said when can be shown (art. 5(2)).

    What the settings or the data contradict is listed before it prints; approving it all the same needs a reason.
    """

    _name = "lampo.privacy.statement"
    _description = "Privacy statement"
    _order = "company_id, version desc, id desc"

    version = fields.Integer(readonly=True, copy=False)
    company_id = fields.Many2one("res.company", "Controller", required=True, index=True,
                                 default=lambda self: self.env.company)
    state = fields.Selection([("draft", "Draft"), ("approved", "Approved"), ("replaced", "Replaced")], "Status",
                             required=True, readonly=True, copy=False, default="draft", index=True)
    approved_on = fields.Date(readonly=True, copy=False)
    approved_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    published = fields.Boolean("On the public page", readonly=True, copy=False)
    note = fields.Text("Why this version", copy=False, help="What changed and why, for those who ask later.")
    accepted_reason = fields.Text(
        "Approved all the same because", copy=False,
        help="Needed where something contradicts the statement: why it is approved before that is mended.")
    # unsanitized, since only the approval writes them, from text that tools/statement.py has escaped
    body_fi = fields.Html("Frozen in Finnish", readonly=True, copy=False, sanitize=False)
    body_sv = fields.Html("Frozen in Swedish", readonly=True, copy=False, sanitize=False)
    body_en = fields.Html("Frozen in English", readonly=True, copy=False, sanitize=False)
    live_fi = fields.Html("Finnish text", compute="_compute_live")
    live_sv = fields.Html("Swedish text", compute="_compute_live")
    live_en = fields.Html("English text", compute="_compute_live")
    diff_fi = fields.Html("Changed in Finnish", compute="_compute_live", sanitize=False)
    diff_sv = fields.Html("Changed in Swedish", compute="_compute_live", sanitize=False)
    diff_en = fields.Html("Changed in English", compute="_compute_live", sanitize=False)
    previous_id = fields.Many2one("lampo.privacy.statement", "Version before", compute="_compute_previous_id")
    contradictions = fields.Html(compute="_compute_contradictions")
    contradiction_count = fields.Integer(compute="_compute_contradictions")
    found_then = fields.Html("Found when it was approved", readonly=True, copy=False)
    is_outdated = fields.Boolean(
        "The settings have changed since", compute="_compute_live",
        help="The statement in force no longer says what the settings say: make a new version.")

    _one_draft = models.UniqueIndex("(company_id) WHERE state = 'draft'",
                                    "There is a draft already. Approve or delete it first.")
    _version_once = models.UniqueIndex("(company_id, version) WHERE version IS NOT NULL AND version > 0",
                                       "There is already a statement of this version.")

    @api.depends("version", "state")
    def _compute_display_name(self):
        for statement in self:
            statement.display_name = (
                self.env._("Draft of the privacy statement") if statement.state == "draft"
                else self.env._("Privacy statement, version %(n)s", n=statement.version))

    def _live_bodies(self):
        """{lang: HTML} of what the settings say now."""
        return {lang: as_html(self._sections(lang)) for lang in LANGS}

    @api.depends("state", "company_id")
    def _compute_live(self):
        for statement in self:
            now = statement._live_bodies() if statement.state != "replaced" else {}
            for lang in LANGS:
                shown = now[lang] if statement.state == "draft" else statement[f"body_{lang}"]
                statement[f"live_{lang}"] = shown
                statement[f"diff_{lang}"] = difference(statement.previous_id[f"body_{lang}"], shown or "")
            statement.is_outdated = statement.state == "approved" and any(
                difference(statement[f"body_{lang}"], now[lang]) for lang in LANGS)

    def _compute_previous_id(self):
        for statement in self:
            domain = [("company_id", "=", statement.company_id.id), ("state", "!=", "draft"),
                      ("id", "!=", statement._origin.id)]
            if statement.state != "draft":
                domain.append(("version", "<", statement.version))
            statement.previous_id = self.search(domain, order="version desc", limit=1)

    @api.depends("state", "company_id")
    def _compute_contradictions(self):
        for statement in self:
            found = statement._contradicting() if statement.state != "replaced" else []
            statement.contradiction_count = len(found)
            statement.contradictions = self._as_list(found)

    def _contradicting(self):
        """The deviations by which the statement would say what is not so."""
        # sudo: the finder reads settings of other modules; it returns sentences and numbers
        return [line for line in self.env["lampo.privacy.deviation"].sudo()._find(self.company_id)
                if line["contradicts"]]

    @api.model
    def _as_list(self, lines):
        items = [Markup("<li>§ %s: %s%s</li>") % (
            line["section"], line["name"], f" ({line['count']})" if line.get("field_id") else "") for line in lines]
        return Markup("<ul class='mb-0'>%s</ul>") % Markup("").join(items) if items else False

    def write(self, vals):
        if not self.env.su and not FROZEN.isdisjoint(vals):
            raise UserError(self.env._("A statement is approved by its button, and not changed afterwards."))
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(not (FROZEN - {"company_id"}).isdisjoint(vals) for vals in vals_list):
            raise UserError(self.env._("A statement is approved by its button, and not changed afterwards."))
        closed = without_defaults(self, FROZEN - {"company_id"})
        return super(PrivacyStatement, closed).create(vals_list).with_env(self.env)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if any(statement.state != "draft" for statement in self):
            raise UserError(self.env._("An approved statement is kept: it shows what people were told."))

    def action_approve(self):
        """Freeze the draft as the next version; it replaces the one before.

        :raises UserError: it is no draft, nothing changed, or something contradicts it and no reason is given
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft":
            raise UserError(self.env._("Only a draft is approved."))
        if self.contradiction_count and not (self.accepted_reason or "").strip():
            raise UserError(self.env._(
                "%(count)s facts contradict the statement. Mend them, or say why it is approved all the same.",
                count=self.contradiction_count))
        before = self.search([("company_id", "=", self.company_id.id), ("state", "!=", "draft")])
        bodies = self._live_bodies()
        # sudo: the frozen fields are written by this step alone
        statement = self.sudo()
        statement.write({
            "state": "approved", "version": max(before.mapped("version"), default=0) + 1,
            "approved_on": finnish_today(self), "approved_by": self.env.uid, "found_then": self.contradictions,
            **{f"body_{lang}": text for lang, text in bodies.items()}})
        in_force = before.filtered(lambda one: one.state == "approved").sudo()
        statement.published = any(in_force.mapped("published"))
        in_force.write({"state": "replaced", "published": False})
        self.invalidate_recordset()
        return True

    def action_publish(self):
        """Show this version on the public page, in place of any other."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "approved":
            raise UserError(self.env._("Approve the statement first."))
        self.published = True
        return True

    def action_unpublish(self):
        """Take it off the public page."""
        self.ensure_one()
        self.check_access("write")
        self.published = False

    def action_open_public(self):
        """Open the public page."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "target": "new", "url": f"/tietosuojaseloste?yhtio={self.company_id.id}"}

    def action_new_version(self):
        """Open the draft of the next version; made when there is none."""
        company = self.company_id[:1] or self.env.company
        draft = self.search([("company_id", "=", company.id), ("state", "=", "draft")], limit=1)
        draft = draft or self.create({"company_id": company.id})
        return {"type": "ir.actions.act_window", "res_model": self._name, "view_mode": "form", "res_id": draft.id}

    @api.private
    def _printed(self, lang):
        """What is printed in a language, as safe HTML: frozen, or live while it is a draft."""
        self.ensure_one()
        text = self._live_bodies()[lang] if self.state == "draft" else self[f"body_{lang}"]
        return Markup(text or escape(""))  # made and escaped by tools/statement.py

    def _paper_title(self, lang):
        return LANGS[lang].DOCUMENT

    def _paper_subtitle(self, lang):
        if self.state == "draft":
            return {"fi": "Luonnos", "sv": "Utkast", "en": "Draft"}[lang]
        day = f"{self.approved_on.day}.{self.approved_on.month}.{self.approved_on.year}"
        return PAGE_WORDS[lang]["version"] % {"version": self.version, "day": day}
