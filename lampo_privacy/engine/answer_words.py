# Part of lampo_privacy. LGPL-3.
"""What an answer says beside the data: for each category why, on which basis, from where, to whom and how long
(GDPR art. 15(1); statement §§ 4–8), in the language of the environment.

Where the register of processing says more of its own purposes, that stands in the answer too.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Category:
    """One category of data in the words of the statement."""

    code: str
    title: str
    purpose: str
    basis: str
    source: str
    recipients: str
    retention: str


# The category of a model by the beginning of its name, the first that fits; a module installed tomorrow falls under
# "other" and is told all the same.
_BY_NAME = (
    ("lampo.heat.consumption", "consumption"), ("lampo.heat.", "heat"), ("lampo.privacy.access.log", "log"),
    ("lampo.privacy.", "rights"), ("res.", "identity"), ("account.", "accounting"), ("payment.", "accounting"),
    ("mail.message", "messages"), ("mail.mail", "messages"), ("sms.", "messages"), ("ir.attachment", "files"),
)
ORDER = ("identity", "heat", "consumption", "accounting", "messages", "files", "rights", "log", "other")


def category_of(model: str) -> str:
    """The code of a model's category."""
    return next((code for beginning, code in _BY_NAME if model.startswith(beginning)), "other")


@dataclass(frozen=True)
class _Shared:
    """What several categories say alike."""

    contract: str
    customer: str
    from_customer: str
    nobody: str
    energy: str
    regulation: str


def categories(env) -> dict[str, Category]:
    """All categories by code, in the order in which they are told."""
    shared = _shared(env._)
    found = (*_of_the_person(env._, shared), *_of_heat(env._, shared), *_of_dealings(env._, shared),
             *_of_rights(env._, shared))
    return {category.code: category for category in sorted(found, key=lambda one: ORDER.index(one.code))}


def _shared(_) -> _Shared:
    return _Shared(
        contract=_("Performance of the contract, and your consent where you gave it."),
        customer=_("As long as the customer relationship lasts and at most 10 years after it."),
        from_customer=_("Yourself, in connection with quotes, orders, contracts and other contacts."),
        nobody=_("Not disclosed regularly. Authorities where the law says so; processors on our behalf only."),
        energy=_("Other companies in the energy market where the law or the rules of the trade say so."),
        regulation=_("A legal obligation: the General Data Protection Regulation."),
    )


def _of_the_person(_, shared: _Shared) -> Iterator[Category]:
    yield Category("identity", _("Who you are and how you are reached"),
                   _("Offering and managing the customer relationship."),
                   shared.contract, shared.from_customer, shared.nobody, shared.customer)
    yield Category("files", _("Stored files"), _("The same as of what the file belongs to."),
                   shared.contract, shared.from_customer, shared.nobody, shared.customer)
    yield Category("other", _("Other records"),
                   _("Technical records of the programs that we use, such as notifications and settings."),
                   shared.contract, _("They come about when the service is used."), shared.nobody, shared.customer)


def _of_heat(_, shared: _Shared) -> Iterator[Category]:
    yield Category("heat", _("Heat-use sites, contracts and meters"), _("Delivering heat and managing the contract."),
                   shared.contract, shared.from_customer, shared.energy, shared.customer)
    yield Category("consumption", _("Consumption"), _("Billing, reporting and developing the service."),
                   shared.contract, _("The heat meter of your site."), shared.energy,
                   _("Hourly and daily readings 36 months, then folded into months; months like the contract."))


def _of_dealings(_, shared: _Shared) -> Iterator[Category]:
    yield Category("accounting", _("Invoices and payments"), _("Billing and bookkeeping."),
                   _("A legal obligation: the accounting act (Kirjanpitolaki 1336/1997)."),
                   _("Our own billing, and your bank."),
                   _("Auditors and the tax authority; collection where unpaid."),
                   _("Vouchers until the end of the sixth year after the year in which the financial year ended."))
    yield Category("messages", _("Messages and contacts"),
                   _("Verifying dealings, handling complaints and developing customer service."),
                   _("Our legitimate interest in being able to show what was agreed."),
                   _("You and our customer service."), shared.nobody, shared.customer)


def _of_rights(_, shared: _Shared) -> Iterator[Category]:
    yield Category("rights", _("Your requests, consents, holds and disclosures"),
                   _("Carrying out your rights and being able to show it."),
                   shared.regulation, _("You and our privacy officer."),
                   _("The Data Protection Ombudsman where asked for."), _("3 years after they close."))
    yield Category("log", _("Who looked at your data"),
                   _("Supervising that data is looked at only where the work needs it."),
                   shared.regulation, _("The system itself."), shared.nobody, _("3 years."))


def rights(env) -> list[str]:
    """The rights of which an answer tells (art. 15(1)(e)–(f))."""
    _ = env._
    return [
        _("You may ask us to correct or complete your data."),
        _("You may ask us to erase your data, or to restrict their processing, where the law provides for it."),
        _("You may object to processing that rests on our legitimate interest, and to marketing at any time."),
        _("You may withdraw a consent at any time."),
        _("You may have the data that you gave us in a machine-readable form, where the basis is consent or contract."),
        _("You may lodge a complaint with the Data Protection Ombudsman (tietosuoja.fi)."),
        _("We make no decision about you by automated means alone, and do not profile you."),
        _("Your data is not transferred outside the European Union or the European Economic Area."),
    ]
