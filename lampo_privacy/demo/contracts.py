# Part of lampo_privacy. LGPL-3.
"""Who took the heat of which site, and when: moves, successors, people who left 2, 7, 10 and 11 years ago."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from .names import partner, site

# customer, site, begins (months before today), ends (months before today, None: runs on), kW.
# Both days are the 1st: an end is the day before it, so that the successor begins with the 1st.
CONTRACTS = (
    ("long_standing", "lampotie1", 170, None, 12),
    ("namesake_a", "lampotie3", 131, None, 14),
    ("namesake_b", "hoyrykuja2a1", 27, None, 8),
    ("mover", "lampotie5", 95, 14, 11),
    ("mover_successor", "lampotie5", 14, None, 11),
    ("mover", "putkipolku2", 14, None, 10),
    ("couple_a", "lampotie7", 148, None, 13),
    ("couple_b", "saunakuja1", 60, None, 4),
    ("swedish", "lampotie9", 88, None, 15),
    ("row_house", "hoyrykuja2", 118, None, 48),
    ("block", "kattilakatu4", 139, None, 160),
    ("left_10", "putkipolku9", 176, 121, 11),
    ("left_9", "putkipolku9", 121, 119, 11),
    ("left_11", "putkipolku5", 178, 133, 9),
    ("left_3", "putkipolku5", 71, 38, 9),
    ("held", "putkipolku7", 190, 133, 12),
    ("restricted", "putkipolku7", 96, None, 12),
    ("left_2", "hiillostie12", 112, 24, 16),
    ("left_2_successor", "hiillostie12", 24, None, 16),
    ("left_7", "hiillostie14", 160, 84, 14),
    ("left_7_successor", "hiillostie14", 84, None, 14),
    ("debtor", "varaajantie2", 44, None, 11),
    ("sole_trader", "varaajantie4", 73, None, 30),
    ("shop", "varaajantie10", 66, None, 75),
    ("municipality", "koulutie1", 150, None, 310),
    ("municipality", "koulutie3", 150, None, 90),
    ("association", "seurantie8", 52, None, 45),
    ("future", "putkipolku9", -1, None, 11),
)


def first_of_month(today: date, months_ago: int) -> date:
    return today.replace(day=1) - relativedelta(months=months_ago)


def load(env, today):
    env["lampo.heat.contract"]._load_records([
        {
            "xml_id": f"lampo_privacy.demo_contract_{place}_{customer}",
            "noupdate": True,
            "values": {
                "partner_id": partner(env, customer).id,
                "site_id": site(env, place).id,
                "date_start": first_of_month(today, begins),
                "date_end": ends is not None and first_of_month(today, ends) - timedelta(days=1),
                "power_kw": power,
            },
        }
        for customer, place, begins, ends, power in CONTRACTS
    ])
