# Part of lampo_privacy. LGPL-3.
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import objections
from ..engine.held import held, people
from ..tools.eea import is_in_eea
from ..tools.site_code import can_follow
from ..tools.statement import LIMIT_MONTHS

MAX_DOUBLES = 200
# fields of website settings that load something from elsewhere or follow visitors: their codes in the statement's texts
TRACKERS = {
    "google_analytics_key": "google_analytics", "google_maps_api_key": "google_maps", "plausible_site": "plausible",
    "cookies_bar": "cookies", "cdn_activated": "cdn",
}
OWN_CODE = ("custom_code_head", "custom_code_footer")


class PrivacyDeviation(models.TransientModel):
    """Finding the deviations: one method a section of the statement, each returning lines."""

    _inherit = "lampo.privacy.deviation"

    @api.model
    @api.private
    def _find(self, company):
        """Every deviation of a company. :return: [values of a line]

        Another module adds its own by extending this.
        """
        found = []
        for look in (self._find_settings, self._find_cookies, self._find_fields, self._find_rules,
                     self._find_no_contract, self._find_doubles, self._find_recipients, self._find_protection,
                     self._find_languages):
            found += look(company)
        return found

    @api.model
    def _line(self, section, kind, name, detail="", records=None, contradicts=True, **more):
        values = {"section": section, "kind": kind, "name": name, "detail": detail, "contradicts": contradicts, **more}
        if records is not None:
            values |= {"res_model": records._name, "res_ids": records.ids, "count": len(records)}
        return values

    def _find_settings(self, company):
        """§§ 1, 2 and 12: who the controller is, and how one reaches it."""
        _ = self.env._
        missing = [
            (1, company.street and company.city, _("The address of the company is missing.")),
            (2, company.lampo_officer_id, _("No privacy officer is named.")),
            (2, company.lampo_officer_id.active or not company.lampo_officer_id,
             _("The privacy officer is no user any more: the statement names nobody.")),
            (12, company.phone, _("The phone number of the company is missing.")),
            (12, company.email, _("The e-mail address of the company is missing.")),
        ]
        return [self._line(section, "setting", text, _("Fill it in: the statement prints it."), company)
                for section, there, text in missing if not there]

    @api.model
    @api.private
    def _trackers(self, company):
        """What the company's website has switched on against § 4. :return: list of codes, see TRACKERS of the
        statement's texts"""
        if "website" not in self.env:
            return []
        # sudo: the settings of the website are the manager's; only whether they are set is used
        sites = self.env["website"].sudo().search([("company_id", "=", company.id)])
        codes = [code for name, code in TRACKERS.items() if name in sites._fields and any(sites.mapped(name))]
        if any(can_follow(str(site[name] or "")) for site in sites for name in OWN_CODE):
            codes.append("code")
        return [*codes, *(["visits"] if any(map(self._tracks_visits, sites)) else [])]

    def _tracks_visits(self, site):
        """Whether a page of a website counts its visitors: its own, or a common one that it has not replaced."""
        # sudo: as above
        views = self.env["ir.ui.view"].sudo().with_context(active_test=True)
        tracked = views.search([("track", "=", True), ("website_id", "in", (False, site.id))])
        replaced = set(views.search(
            [("key", "in", tracked.mapped("key")), ("website_id", "=", site.id)]).mapped("key"))
        return any(view.website_id or view.key not in replaced for view in tracked)

    def _tracker_names(self):
        _ = self.env._
        return {"google_analytics": "Google Analytics", "google_maps": "Google Maps", "plausible": "Plausible",
                "cookies": _("cookies"), "cdn": _("a content delivery network"), "visits": _("visitor tracking"),
                "code": _("program code of its own on every page")}

    def _find_cookies(self, company):
        _ = self.env._
        names = self._tracker_names()
        return [self._line(4, "cookies", _("The website uses %(what)s.", what=names.get(code, code)),
                           _("Switch it off on the website, or the statement will say that it is used."),
                           company) for code in self._trackers(company)]

    def _find_fields(self, company):
        """§ 5: what is held in fields that the statement does not name."""
        _ = self.env._
        named = self.env["lampo.privacy.content"]._named_fields(company)
        # sudo: see the list of fields
        get = self.env["ir.model.fields"].sudo()._get
        unnamed = [(get(*key), number) for key, number in sorted(held(self.env, company.id).items())
                   if key not in named]
        return [self._line(
            5, "field", _("%(field)s is held, and § 5 does not name it.", field=field.field_description),
            _("Empty it, or name it in the statement.") if self._may_empty(field)
            else _("Remove it, or name it in the statement."), count=number, field_id=field.id,
            can_empty=self._may_empty(field), res_model="res.partner") for field, number in unnamed]

    def _find_rules(self, company):
        """§ 6: a rule of any kind that keeps people's data longer than the statement's ten years."""
        in_force = self._rules(company)
        rules = in_force.filtered(lambda rule: rule._months() > LIMIT_MONTHS)
        lines = [] if "customer" in in_force.mapped("kind") else [self._line(6, "rule", self.env._(
            "No rule ends the keeping of customers' data, and § 6 promises at most 10 years."), self.env._(
            "Switch the rule for customers on again."), self._switched_off(company))]
        return lines + [self._line(6, "rule", self.env._(
            "The rule “%(rule)s” keeps data for %(period)s, and § 6 promises at most 10 years.",
            rule=rule.name, period=rule.period_text), rule.reason, rule) for rule in rules]

    def _switched_off(self, company):
        return self.env["lampo.privacy.retention.rule"].with_context(active_test=False).search(
            [("kind", "=", "customer"), ("company_id", "in", [company.id, False])])

    @api.model
    @api.private
    def _rules(self, company):
        """The rules in force for a company: its own of a kind, else those for all."""
        rules = self.env["lampo.privacy.retention.rule"].search([("company_id", "in", [company.id, False])])
        own = rules.filtered("company_id")
        return own | rules.filtered(lambda rule: not rule.company_id and rule.kind not in own.mapped("kind"))

    def _find_no_contract(self, company):
        """§ 7: only people in a contract are stored for longer."""
        rows = self.env.execute_query(SQL(
            """SELECT p.id FROM res_partner p LEFT JOIN res_partner top ON top.id = p.commercial_partner_id
                WHERE p.active AND p.id IN (%s) AND p.relationship_start IS NULL AND top.relationship_start IS NULL
                  AND (p.parent_id IS NULL OR p.name IS NOT NULL)
                  AND NOT EXISTS (SELECT 1 FROM lampo_privacy_recipient r WHERE r.partner_id IN (p.id, top.id))""",
            people(company.id)))
        partners = self.env["res.partner"].browse(row_id for row_id, in rows)
        return [self._line(7, "no_contract", self.env._("People are held without a heat contract."), self.env._(
            "They go by the rule for people without a contract. Open the list to erase somebody earlier."),
            partners, contradicts=False)] if partners else []

    def _find_doubles(self, company):
        """Art. 5(1)(d): one person recorded twice; by business id, by name with e-mail, by name with address."""
        _ = self.env._
        same = [
            (_("The same business ID is on several contacts."), "NULLIF(trim(p.company_registry), '')"),
            (_("The same name has the same e-mail address."),
             "lower(trim(p.name)) || '|' || NULLIF(p.email_normalized, '')"),
            (_("The same name lives at the same address."),
             "lower(trim(p.name)) || '|' || lower(NULLIF(trim(p.street), '')) || '|' || COALESCE(p.zip, '')"),
        ]
        found = {}
        for text, key in same:
            rows = self.env.execute_query(SQL(
                """SELECT array_agg(p.id ORDER BY p.id) FROM res_partner p
                    WHERE p.active AND p.anonymised_on IS NULL AND p.parent_id IS NULL
                      AND (p.company_id IS NULL OR p.company_id = %s) AND %s IS NOT NULL
                    GROUP BY %s HAVING count(*) > 1 ORDER BY 1 LIMIT %s""",
                company.id, SQL(key), SQL(key), MAX_DOUBLES))
            for ids, in rows:
                found.setdefault(tuple(ids), text)
        return [self._line(5, "double", text, _("Merge them if they are one person; a father and a son are two."),
                           self.env["res.partner"].browse(ids), contradicts=False) for ids, text in found.items()]

    @api.model
    @api.private
    def _recipients(self, company):
        return self.env["lampo.privacy.recipient"].search([("company_id", "=", company.id)])

    def _find_recipients(self, company):
        """§ 8: nobody outside the area, and no processor without a contract."""
        _ = self.env._
        recipients = self._recipients(company)
        lines = []
        for recipient in recipients:
            if outside := recipient._countries_outside_eea():
                text = _("%(recipient)s is outside the European Economic Area: %(where)s.", recipient=recipient.name,
                         where=", ".join(outside.mapped("name")))
                lines.append(self._line(8, "recipient", text, _("Archive it, and stop the disclosures."), recipient))
            elif not is_in_eea(recipient.country_id.code):
                lines.append(self._line(8, "recipient", _("The country of %(recipient)s is not known.",
                             recipient=recipient.name), _("Fill it in."), recipient))
        lacking = recipients.filtered(lambda one: one.contract_state in ("none", "ended"))
        return lines + [self._line(
            8, "processor", _("%(recipient)s processes data without a contract in force.", recipient=one.name),
            _("Record the contract, or archive the recipient."), one) for one in lacking]

    def _find_protection(self, company):
        """§ 9: paper that is not locked, staff that is not bound to secrecy, a server without TLS."""
        _ = self.env._
        papers = self.env["lampo.privacy.register"].search(
            [("company_id", "=", company.id), ("kind", "=", "paper"), ("is_locked", "=", False)])
        lines = [self._line(9, "paper", _("The paper of “%(register)s” is not locked.", register=register.name),
                            _("Lock it, and tick the box on the register."), register) for register in papers]
        if not self.env["lampo.privacy.statement"]._protection_facts(self, company)["managers"]:
            lines.append(self._line(9, "setting", _("The register has no administrator."),
                                    _("Give somebody the role of administrator."), company))
        if unbound := self.env["lampo.privacy.confidentiality"]._not_bound(company):
            lines.append(self._line(
                9, "undertaking", _("Staff with a role in the register have not accepted the undertaking of secrecy."),
                _("Ask them to accept it at their next log-in, or take the role from them."), unbound))
        if not self._uses_tls(company):
            lines.append(self._line(9, "server", _("The address of the server is not https."),
                                    _("Set up TLS and the address of the server (web.base.url)."), company))
        if not self._keys_are_here():
            lines.append(self._line(
                9, "server", _("The key of the stored identity codes or objections is missing on this server."),
                _("Put the key back (lampo_privacy/keys in the data directory). Until then no code opens and no "
                  "mailing leaves."), company))
        return lines

    def _keys_are_here(self):
        try:
            objections.digests(self.env, "email", ())  # asks for the key of the codes too
        except UserError:
            return False
        return True

    @api.model
    @api.private
    def _uses_tls(self, company):
        return company.get_base_url().startswith("https://")

    def _find_languages(self, company):
        """What the statement would print in another language than the paper's."""
        own = Domain("company_id", "=", company.id)
        lines = []
        for section, model in ((3, "register"), (4, "purpose"), (5, "content"), (8, "recipient")):
            for record in self.env[f"lampo.privacy.{model}"].search(own):
                if missing := record._languages_missing() if model != "recipient" else ():
                    lines.append(self._line(section, "language", self.env._(
                        "“%(name)s” has no words in: %(langs)s.", name=record.name, langs=", ".join(missing)),
                        self.env._("Fill them in: else the name is printed as it is."), record, contradicts=False))
        return lines
