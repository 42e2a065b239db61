# Part of lampo_privacy. LGPL-3.
from functools import wraps

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from .mail_restriction import mailing_companies
from .sms_restriction import SMS, WHY, cancel


class Base(models.AbstractModel):
    """Who objected is put on no mailing list again (GDPR art. 21(3)), whatever the way in.

    Odoo's mailing modules need not be installed: their models are met here by name when they are.
    """

    _inherit = "base"

    @api.model
    def _prepare_create_values(self, vals_list):
        vals_list = super()._prepare_create_values(vals_list)
        if self._name in _GUARDS:
            _GUARDS[self._name](self, vals_list)
        return vals_list

    def write(self, vals):
        if self._name in _GUARDS:
            _GUARDS[self._name](self, [vals])
        left_out = _left_out(self, vals)
        result = super().write(vals)
        if left_out:
            left_out._update_sms_state_and_trackers("canceled", WHY)
        return result


def _refuse(model, emails):
    emails = {email for email in emails if email}
    if emails and model.env["lampo.privacy.objection"]._is_blocked(emails=emails):
        raise UserError(model.env._(
            "Somebody with this e-mail address has objected to marketing and cannot be added to a mailing. Leave the "
            "address out; if the person asks for mailings anew, a privacy officer takes the objection back first."))


def _contacts(model, vals_list):
    emails = [vals.get("email") for vals in vals_list]
    if model and any("list_ids" in vals or "subscription_ids" in vals for vals in vals_list):
        emails += model.mapped("email")
    _refuse(model, emails)


def _subscriptions(model, vals_list):
    joining = [vals.get("contact_id") for vals in vals_list if not vals.get("opt_out")]
    if model and any(vals.get("opt_out") is False for vals in vals_list):
        joining += model.contact_id.ids
    # sudo: only whether the address is blocked is used
    _refuse(model, model.env["mailing.contact"].sudo().browse(filter(None, joining)).mapped("email"))


def _messages(model, vals_list):
    """Text messages of a mailing (not those of an invoice) stay unsent; one that is refused would stop them all."""
    sent = [vals for vals in vals_list if vals.get("mailing_id") and vals.get("number")]
    for mailing_id in {vals["mailing_id"] for vals in sent}:
        mailing = [vals for vals in sent if vals["mailing_id"] == mailing_id]
        blocked = model.env["lampo.privacy.objection"]._is_blocked(
            phones={vals["number"] for vals in mailing},
            companies=mailing_companies(model.new({"mailing_id": mailing_id})))
        for vals in mailing:
            if vals["number"] in blocked:
                cancel(vals)


def _left_out(texts, vals):
    """Those of text messages that are sent again which are of a mailing and go to somebody who objects by now."""
    if texts._name != SMS or vals.get("state") != "outgoing":
        return texts.browse()
    # sudo: see _many_messages
    objections, mailing = texts.env["lampo.privacy.objection"], texts.sudo().filtered(
        lambda text: text.failure_type == WHY or ("mailing_id" in text._fields and text.mailing_id))
    companies = mailing_companies(mailing) if mailing else None
    people = objections._blocked_partners(mailing.partner_id, companies)
    numbers = objections._is_blocked(phones=set(mailing.mapped("number")) - {False}, companies=companies)
    return mailing.filtered(lambda text: text.partner_id & people or text.number in numbers)


_GUARDS = {"mailing.contact": _contacts, "mailing.subscription": _subscriptions, SMS: _messages}


class PrivacyObjection(models.Model):
    """Where another addon chooses whom to write to in a method of its own, who objected is taken off its choice.

    `base` stands behind every model's own methods and cannot change them, so that is done when the models are ready.
    """

    _inherit = "lampo.privacy.objection"

    def _register_hook(self):
        super()._register_hook()
        for (model, name), narrowed in _CHOICES.items():
            if model in self.env.registry:
                _narrow(self.env.registry[model], name, narrowed)


def _narrow(model_class, name, narrowed):
    """Put a method in front of a model's own, once."""
    chosen = getattr(model_class, name)
    if getattr(chosen, "narrowed_by", None) is not narrowed:
        @wraps(chosen)
        def method(self, *args):
            return narrowed(self, chosen, *args)
        method.narrowed_by = narrowed
        setattr(model_class, name, method)


def _many_messages(composer, chosen, records, recipients_info):
    """Text messages to many people at once are a mailing, whether one is kept of it or not."""
    blocked = chosen(composer, records, recipients_info)
    objections = composer.env["lampo.privacy.objection"]
    # sudo: the objection holds whoever sends
    people = composer.env["res.partner"].sudo().concat(*(info["partner"] for info in recipients_info.values()))
    companies = mailing_companies(composer)
    partners = objections._blocked_partners(people, companies)
    numbers = objections._is_blocked(
        phones={info["sanitized"] for info in recipients_info.values()} - {False, None}, companies=companies)
    return [*blocked, *(record_id for record_id, info in recipients_info.items()
                        if info["partner"] & partners or info["sanitized"] in numbers)]


def _invited(invitation, chosen, partners, emails):
    """The statement promises that surveys stop as marketing does (§ 4)."""
    objections = invitation.env["lampo.privacy.objection"]
    blocked = objections._is_blocked(emails={email_normalize(email) for email in emails} - {False})
    return chosen(invitation, partners - objections._blocked_partners(partners.sudo()),  # sudo: see _many_messages
                  [email for email in emails if email_normalize(email) not in blocked])


_CHOICES = {("sms.composer", "_get_blacklist_record_ids"): _many_messages,
            ("survey.invite", "_prepare_answers"): _invited}
