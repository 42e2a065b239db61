# Part of lampo_privacy. LGPL-3.
"""The privacy statement in English: words only, with places for the facts."""

DOCUMENT = "Register and privacy statement"

TITLES = (
    "Controller",
    "Contact person in matters of the register",
    "Register of personal data and addresses of district heating customers",
    "Basis and purpose of the processing",
    "Contents of the register",
    "How long personal data is kept",
    "Regular sources of data",
    "Regular disclosures and transfers to third parties",
    "How the register is protected",
    "Right of access and right to rectification",
    "Other rights related to the processing of personal data",
    "Getting in touch",
)

# (unit, one) -> the word after the number
UNITS = {
    ("year", True): "year",
    ("year", False): "years",
    ("month", True): "month",
    ("month", False): "months",
}

ROLES = {
    "authority": "Authorities",
    "energy": "Other energy companies",
    "processor": "Processors on our behalf",
    "collection": "Debt collection",
    "auditor": "Auditors",
}

RULES = {
    "no_contract": "people without a contract, after the last contact",
    "reading_fine": "hourly and daily consumption",
    "reading_month": "monthly consumption",
    "contact": "records of contacts",
    "consent": "consents, after they were withdrawn or ran out",
    "consent_ask": "links that ask for a consent",
    "disclosure": "records of disclosures",
    "notice": "records of what recipients were told",
    "request": "requests, after they were closed",
    "certificate": "certificates of erasures",
    "erasure_batch": "records of runs of many erasures",
    "restriction": "restrictions that have ended",
    "access_log": "access log",
    "hold": "holds that have ended",
    "sweep": "records of the nightly retention runs",
    "package": "answer packages, after they were made",
    "voucher": "vouchers, after the year in which the financial year ended (accounting act)",
    "books": "books, after the end of the financial year (accounting act)",
}

TRACKERS = {
    "google_analytics": "Google Analytics",
    "google_maps": "Google Maps",
    "plausible": "Plausible",
    "cookies": "cookies",
    "cdn": "a content delivery network (CDN)",
    "visits": "visitor tracking",
    "code": "program code added to the pages",
}

TEXTS = {
    "phone": "Tel. {phone}",
    "email": "E-mail {email}",
    "no_officer": "No contact person has been named.",
    "registers": "This statement is about the following registers of {company}:",
    "purpose": (
        "Personal data is processed so that {company} can offer its services to its customers. The processing "
        "stays within the EU General Data Protection Regulation and the national data protection act, and its "
        "purposes are:"
    ),
    "basis": (
        "The processing rests first of all on the customer's consent. Where none has been given, it rests on the "
        "person having given the data in order to get the service. Otherwise it rests on the controller's "
        "legitimate interest."
    ),
    "marketing": (
        "Marketing, surveys and similar communication stop as soon as the person withdraws consent or objects."
    ),
    "no_cookies": (
        "{company} uses neither cookies nor traffic trackers in its service to count visitors or to gather "
        "statistics."
    ),
    "cookies": "The website of {company} uses: {trackers}.",
    "contents": "The register holds the following data of the data subjects:",
    "kept": "Data is kept for as long as the customer relationship lasts, and after its end for at most {period}.",
    "kept_longer": "This is longer than {limit} because: {reason}",
    "kept_law": (
        "Data may have to be kept longer where the law, or a contract that binds the controller, requires it."
    ),
    "kept_rules": "Besides, these limits are followed:",
    "anonymise": (
        "Instead of being erased the data may be anonymised: what the service needs stays, and every link to the "
        "person goes."
    ),
    "sources": (
        "Data comes from the customers themselves, among others in requests for offers, orders, contracts and "
        "other contacts, and from the use of the service, such as heat meters. Only customers with a contract "
        "are stored for longer."
    ),
    "contacts": (
        "A customer's contacts may be recorded. The records serve to prove what was agreed, to handle complaints "
        "and to develop customer service."
    ),
    "disclosed": (
        "Data may be disclosed for the purposes above, within what the law, the orders of authorities and the "
        "guidelines of trade associations allow and require. Recipients are:"
    ),
    "disclosed_none": (
        "Data may be disclosed for the purposes above, within what the law, the orders of authorities and the "
        "guidelines of trade associations allow and require, for instance to authorities and to other energy companies."
    ),
    "processors": (
        "Partners and subcontractors process data on our behalf only, and only to manage or maintain the "
        "customer relationship. Contracts make sure that it is used for nothing else."
    ),
    "eea": "Data is not disclosed outside the European Union or the European Economic Area.",
    "outside": "Data is also disclosed outside the European Economic Area: {countries}.",
    "both": "Data is kept both electronically and on paper.",
    "electronic": "Data is kept electronically.",
    "tls": "Data sent over the network is protected by TLS encryption.",
    "server": "The server is maintained according to good practice.",
    "paper": "Paper is kept locked in the controller's guarded premises.",
    "paper_open": "Paper is kept in the controller's premises.",
    "roles": (
        "Only those whose work requires it have access to the register, each by a personal user name and password; "
        "the network limits access too. Maintenance is limited to few employees whose duties it is (now {managers})."
    ),
    "secrecy": "The use of the register follows instructions, and staff and partners are bound to secrecy.",
    "secrecy_asked": (
        "The use of the register follows instructions, and staff and partners are required to bind themselves to "
        "secrecy."
    ),
    "sealed": "Personal identity codes are stored encrypted, and every look at one is recorded.",
    "access": (
        "Everyone in the register has the right to see their data and to have wrong data corrected or incomplete "
        "data completed. The request is sent to the controller in writing."
    ),
    "identity": "The controller may, where needed, ask the person to prove their identity.",
    "answer": (
        "The request is answered in the time set by the General Data Protection Regulation, as a rule within "
        "{months}."
    ),
    "answer_months": ("one month", "{n} months"),
    "rights": (
        "A data subject has the right to ask for erasure (the “right to be forgotten”), and the other rights of "
        "the General Data Protection Regulation: restriction of processing, objection, data portability and "
        "withdrawal of consent. The request is sent to the controller in writing."
    ),
    "complaint": "A data subject may also complain to the Data Protection Ombudsman.",
    "contact": (
        "Questions about these rights and other contacts go to our customer service. A request is made first of "
        "all in person and in writing at the office; one made in another way is handled alike."
    ),
    "contact_how": "How to reach us:",
    "contact_phone": "Telephone: {phone}",
    "contact_request": "E-mail for requests: {email}",
    "contact_email": "E-mail: {email}",
    "contact_visit": "Visiting address: {address}",
    "display": "This statement is on display at the premises of {company}, {address}.",
}
