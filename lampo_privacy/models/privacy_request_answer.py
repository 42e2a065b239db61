# Part of lampo_privacy. LGPL-3.
from datetime import timedelta

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.bypass import BYPASS
from ..tools.letter_text import erasure_words, letter_date, letter_language

OFFICER = "lampo_privacy.group_officer"
STOPS_MARKETING = ("objection", "consent_withdrawal")


class PrivacyRequest(models.Model):
    """The answers themselves, one action for each right, and what a letter tells of them (GDPR art. 15–21)."""

    _inherit = "lampo.privacy.request"

    package_ids = fields.One2many("lampo.privacy.package", "request_id", "Answer packages", groups=OFFICER)
    package_count = fields.Integer(compute="_compute_package_count", groups=OFFICER, string="Packages")
    rectification_ids = fields.One2many("lampo.privacy.rectification", "request_id", "Corrections", readonly=True)
    partner_restricted = fields.Boolean(related="partner_id.processing_restricted", string="Person restricted")

    @api.depends("package_ids")
    def _compute_package_count(self):
        for request in self:
            request.package_count = len(request.package_ids)

    # -- one action each -------------------------------------------------------------------------------------------

    def action_open_package(self):
        """Access and portability: what would be answered, to look at before it is made.

        :raises UserError: nobody is named, or portability has no basis; :raises AccessError: no privacy officer
        """
        self.ensure_one()
        self._require_open()
        package = self.env["lampo.privacy.package"]._new_for(self)
        return {"type": "ir.actions.act_window", "name": self.env._("Answer package"), "view_mode": "form",
                "res_model": package._name, "res_id": package.id}

    def action_view_packages(self):
        """The packages made for this request."""
        self.ensure_one()
        action = {"type": "ir.actions.act_window", "name": self.env._("Answer packages"), "view_mode": "list,form",
                  "res_model": "lampo.privacy.package", "domain": [("request_id", "=", self.id)]}
        if len(self.package_ids) == 1:
            action.update(view_mode="form", res_id=self.package_ids.id)
        return action

    def action_open_rectify(self):
        """Rectification and completion: old and new side by side (wizard)."""
        self.ensure_one()
        self._require_open()
        if not self.partner_id:
            raise UserError(self.env._("The request names nobody in the register: there is nothing to correct."))
        return {"type": "ir.actions.act_window", "name": self.env._("Correct data"), "view_mode": "form",
                "res_model": "lampo.privacy.rectify", "target": "new", "context": {"default_request_id": self.id}}

    def action_restrict(self):
        """Restrict processing while any request is looked into, as for an objection (art. 18(1)(d)).

        :raises UserError: nobody is named
        """
        self._require_open()
        if not all(request.partner_id for request in self):
            raise UserError(self.env._("The request names nobody in the register: nothing can be restricted."))
        self._restrict(self)

    def action_open_lift(self):
        """Ask first whether the person was told (wizard)."""
        self.ensure_one()
        return self.partner_id.action_open_lift_restriction()

    def action_start(self):
        """Marketing stops at once, not when the answer is ready (art. 21(3)); that of a letter nobody sorted too."""
        result = super().action_start()
        self._stop_marketing()
        return result

    def action_done(self):
        self._require_open()
        self._stop_marketing()
        return super().action_done()

    def action_refuse(self, reason):
        result = super().action_refuse(reason)
        self._remind_of_objection()
        return result

    def action_withdraw(self):
        result = super().action_withdraw()
        self._remind_of_objection()
        return result

    def _remind_of_objection(self):
        """What was stopped when the request came stays stopped until somebody takes it back."""
        # sudo: a clerk need not see objections; whether mailings leave the person out is on the person
        objections = self.env["lampo.privacy.objection"].sudo()
        left = self.filtered(lambda request: request.request_type in STOPS_MARKETING and objections._blocked_partners(
            request.partner_id.sudo(), request.company_id))
        note = self.env._(
            "Marketing stays stopped though the request is closed. If the person wants it all the same, the privacy "
            "officer takes the objection back on the page of the person: “Marketing is wanted again”.")
        left._message_log_batch(bodies=dict.fromkeys(left.ids, note))

    def _stop_marketing(self):
        """Carry out objections and withdrawals of consent, once each, and note it."""
        self._stop_marketing_to_address()
        asked = self.filtered(lambda request: (
            request.request_type in STOPS_MARKETING and request.partner_id and not request.effective_on))
        # sudo: the right is carried out by taking the request; a clerk need not see objections
        objections = self.env["lampo.privacy.objection"].sudo()
        asked -= objections.search([("request_id", "in", asked.ids)]).request_id
        for request in asked:
            partner = request.partner_id.sudo()
            objections._record(partner, request.request_type, request, request.received_on)
            partner._lampo_leave_mailings(request.company_id, request.channel)
            request._withdraw_consents()
        asked.with_context(lampo_bypass=BYPASS).write({"effective_on": self._today()})
        asked._note_stop()

    def _stop_marketing_to_address(self):
        """Who is not in the register may be on a mailing list: the address of the request is left out, until it is
        known whose the request is, or that it asks something else."""
        # sudo: see _stop_marketing
        objections = self.env["lampo.privacy.objection"].sudo()
        kept = objections.search([
            ("request_id", "in", self.ids), ("partner_id", "=", False), ("request_id.effective_on", "=", False)])
        unnamed = self.filtered(lambda request: request.request_type in STOPS_MARKETING and not request.partner_id)
        fresh = unnamed - kept.request_id
        kept.filtered(lambda line: line.request_id not in unnamed).unlink()
        fresh.filtered(objections._record_address)._note_stop()

    def _note_stop(self):
        note = self.env._("Marketing, surveys and the like stop from now on, and stay stopped after the data is gone.")
        self._message_log_batch(bodies=dict.fromkeys(self.ids, note))

    def _withdraw_consents(self):
        """A withdrawal reaches every consent that its company has; an objection reached those to marketing already."""
        if self.request_type != "consent_withdrawal":
            return
        # sudo: see _stop_marketing
        consents = self.env["lampo.privacy.consent"].sudo()
        given = consents.search(
            consents._in_force_domain() & fields.Domain("company_id", "=", self.company_id.id)
            & fields.Domain("partner_id", "in", self.partner_id._lampo_family().ids))
        if given:
            given.action_withdraw(self.channel)

    # -- what a letter tells ---------------------------------------------------------------------------------------

    def _letter_details(self, kind, lang):
        """The facts of an answer, in the language of the letter."""
        details = super()._letter_details(kind, lang)
        if kind != "answer":
            return details
        if self.request_type == "erasure":
            return details + Markup("").join(Markup("<p>%s</p>") % fact for fact in self._facts_erasure(lang))
        facts = self.with_context(lang=self.env["res.lang"]._lampo_installed(lang))._answer_facts()
        return details + Markup("").join(Markup("<p>%s</p>") % fact for fact in facts)

    @api.private
    def _answer_facts(self):
        """What was done for this request, as sentences in the language of the environment.

        :return: list of plain texts, in the order in which a letter tells them; empty where nothing was done yet
        """
        self.ensure_one()
        return getattr(self, f"_facts_{self.request_type}", list)()

    def _facts_access(self):
        given = self._delivered_packages()[:1]
        if not given:
            return [self.env._("We hold no data about you in our registers.")] if self._is_unknown() else []
        lang = letter_language(self.env.lang)
        days = letter_date(given.delete_on, lang)
        ways = {
            "office": self.env._("Your data was handed to you at our office."),
            "post": self.env._("Your data is enclosed."),
            "link": self.env._("You can fetch your data by a link that works until %(day)s.",
                               day=letter_date(given._link_day(), lang) or days),
        }
        return [ways[given.delivered_how], self.env._("Our own copy of the answer is deleted on %(day)s.", day=days)]

    _facts_portability = _facts_access

    def _delivered_packages(self):
        """The packages that answer this request: of its person and of its kind."""
        # sudo: a clerk who writes the letter need not see packages; only that one was given is told
        return self.sudo().package_ids.filtered(lambda package: (
            package.delivered_on and package.partner_id == self.partner_id and package.kind == self.request_type))

    def _is_unknown(self):
        """Whether nothing speaks against it that no data is held: nobody in the register, no search that found any."""
        return not self.partner_id and "found" not in self.register_line_ids.mapped("result")

    def _facts_rectification(self):
        labels = list(dict.fromkeys(correction._label() for correction in self._own_rectifications()))
        if not labels:
            return []
        # within a sentence: "Katuosoite" becomes "katuosoite", "Y-tunnus" and "IBAN" stay
        words = [label[:1].lower() + label[1:] if label[1:2].islower() else label for label in labels]
        facts = [self.env._("We have corrected or completed: %(what)s.", what=", ".join(words))]
        if told := self._told_of_correction():
            facts.append(self.env._(
                "We tell the correction to those to whom the earlier data was disclosed (article 19 of the General "
                "Data Protection Regulation): %(recipients)s.", recipients=", ".join(told)))
        return facts

    def _own_rectifications(self):
        return self.rectification_ids.filtered(lambda correction: correction.partner_id == self.partner_id)

    def _told_of_correction(self):
        """Names of the recipients who got a notice since the request came."""
        # sudo: the person is told who has their data, whether the clerk may see the log of disclosures or not
        notices = self.env["lampo.privacy.notice"].sudo().search([
            ("kind", "=", "rectification"), ("made_on", ">=", self.received_on),
            ("disclosure_ids.partner_id", "child_of", self.partner_id.ids)])
        return sorted(set(notices.recipient_id.mapped("name")))

    def _facts_erasure(self, lang=None):
        """The two phases: what went, and what the accounting act keeps until when. Nothing before it has run."""
        # sudo: see _facts_access
        erasure = self.env["lampo.privacy.erasure"].sudo().search([
            ("state", "in", ("waiting", "done")), self._of_its_person()], limit=1)
        if not erasure:
            return []
        # the erasure goes on the day after the last day of keeping
        until = erasure.next_on - timedelta(days=1) if erasure.next_on else None
        return erasure_words(erasure.state == "waiting", until, lang or letter_language(self.env.lang))

    def _of_its_person(self):
        """The condition on erasures: of the request's person; made for the request, where the person went with it."""
        return ("partner_id", "=", self.partner_id.id) if self.partner_id else ("request_id", "=", self.id)

    def _facts_restriction(self):
        # sudo: a restricted person is hidden from the clerk who writes the letter
        if not self.partner_id.sudo().processing_restricted:
            return []
        return [
            self.env._("The processing of your data is restricted: it is stored and used for nothing else."),
            self.env._("We tell you before the restriction is lifted."),
        ]

    def _facts_objection(self):
        # sudo: see _facts_access. Somebody who had objected before needs no other mark
        objections = self.env["lampo.privacy.objection"].sudo()
        is_of_address = not self.partner_id and objections._is_blocked([self.email_from], companies=self.company_id)
        if not is_of_address and not objections.search_count([
                "|", ("request_id", "=", self.id), "&", ("partner_id", "=", self.partner_id.id),
                "&", ("partner_id", "!=", False), ("company_id", "=", self.company_id.id)], limit=1):
            return []
        return [self.env._("We send you no marketing, surveys or the like any more. To keep to it we also store an "
                           "encrypted mark of your address, from which the address cannot be read.")]

    def _facts_consent_withdrawal(self):
        return [self.env._("Your consent is withdrawn from now on."), *self._facts_objection()]
