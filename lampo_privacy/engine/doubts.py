# Part of lampo_privacy. LGPL-3.
"""Names that more than one person bears, in records that belong to none of them: nobody can tell whom they mean.

Such a record is left as it is and shown to the officer, who can read it. A record that belongs to a namesake is the
namesake's.
"""

from dataclasses import replace

from odoo.tools import SQL

from ..tools.matching import Matcher
from .dossier import OWN
from .identifiers import both_orders
from .proof import Place, kinds_of, scan

# more than an officer can look at says that the name is common, and nothing about the person
_MOST = 100


def doubtful_places(run) -> list[Place]:
    """Places that name a run's person or a namesake. To be called after the search, for it ties the namesakes too."""
    matchers = {person: _of_shared_names(matcher) for person, matcher in run.matchers.items()}
    matchers = {person: matcher for person, matcher in matchers.items() if matcher.traits.own_names}
    if not matchers:
        return []
    places = [place for place in scan(run, matchers) if place.key.isdigit() and place.table in run.map.tables]
    run.dossier.extend(_namesakes(run, matchers))
    belonging = {(table, key) for table, key, _person in kinds_of(run, places)}
    found: dict[int, list[Place]] = {}
    for place in places:
        if (place.table, place.key) not in belonging:
            found.setdefault(place.person, []).append(place)
    return [place for places_of_one in found.values() for place in places_of_one[:_MOST]]


def _of_shared_names(matcher: Matcher) -> Matcher:
    """Finds only the full names that somebody else bears too."""
    traits = matcher.traits
    shared = traits.names - traits.own_names
    return Matcher(replace(traits, names=shared, own_names=shared, strong=frozenset(), phones=frozenset(),
                           addresses=frozenset()))


def _namesakes(run, matchers: dict[int, Matcher]) -> list[int]:
    names = sorted({turned for matcher in matchers.values() for name in matcher.traits.names
                    for turned in both_orders(name)})
    rows = run.env.execute_query(SQL(
        """SELECT id FROM res_partner p WHERE lower(name) = ANY(%s) AND NOT EXISTS (
                  SELECT 1 FROM lampo_tie tie WHERE tie.tbl = 'res_partner' AND tie.id = p.id AND tie.kind = %s)""",
        names, OWN))
    return [partner for partner, in rows]
