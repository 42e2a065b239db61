{
    "name": "Lampo Privacy",
    "summary": "Makes a district-heating company's privacy statement true: sites, requests, retention, erasure",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Lampo Privacy maintainers",
    "website": "https://lampo-privacy.example",
    "license": "LGPL-3",
    "depends": ["account", "mail", "l10n_fi"],
    "external_dependencies": {"python": ["cryptography", "python-stdnum"]},
    "data": [
        "security/lampo_groups.xml",
        "security/ir.model.access.csv",
    ],
    "application": True,
    "installable": True,
}
