# Part of lampo_privacy. LGPL-3.
"""Which site and meter the series of a file belong to, and the consumption rows of each site."""

from collections import defaultdict
from datetime import timedelta

from odoo.tools import format_date

from ..tools.local_time import local_date
from ..tools.readings import CUMULATIVE, QUALITIES, Fault, Point, ReadingsError

DAY = timedelta(days=1)
LITRES, WATT_HOURS = 1_000, 1_000_000  # in a m³, in a MWh


class Places:
    """Finds the places of a file's series among what the user may see; collects what is wrong with them.

    `placed`: (series, site, meter or none). `faults`: lines that name no known place."""

    def __init__(self, env, file, site, meter):
        self.env, self.file, self.faults, self.placed = env, file, [], []
        self.default = (meter.site_id or site, meter)
        names = [series.site for series in file.series if series.site]
        serials = [series.meter for series in file.series if series.meter]
        self.codes, self.names = self._sites(names)
        self.meters = self._meters([("serial", "in", serials)] if serials else None)
        for series in file.series:
            if found := self._place(series):
                self.placed.append((series, *found))
        sites = env["lampo.heat.site"].union(*(site for _series, site, _meter in self.placed))
        self.on_site = defaultdict(env["lampo.heat.meter"].browse)
        for known in env["lampo.heat.meter"].search([("site_id", "in", sites.ids)], order="installed_on, id"):
            self.on_site[known.site_id] |= known

    def _own_last(self, records):
        """Several companies may use one code; in a dictionary the last one stays: that of the user's own company."""
        return records.sorted(lambda record: record.company_id == self.env.company)

    def _domain(self):
        return [("company_id", "in", self.env.companies.ids)]

    def _sites(self, names):
        """Sites by code and by name; archived ones too, their last readings may come late."""
        if not names:
            return {}, {}
        sites = (
            self.env["lampo.heat.site"]
            .with_context(active_test=False)
            .search([*self._domain(), "|", ("code", "in", names), ("name", "in", names)])
        )
        by_name = defaultdict(sites.browse)
        for site in sites:
            by_name[site.name] |= site
        return {site.code: site for site in self._own_last(sites)}, by_name

    def _meters(self, domain):
        if domain is None:
            return {}
        found = self.env["lampo.heat.meter"].search([*self._domain(), *domain])
        return {meter.serial: meter for meter in self._own_last(found)}

    def _fault(self, series, code, **params):
        line = min(point.line for point in series.points)
        self.faults.append(Fault(line, code, params))

    def _place(self, series):
        """(site, meter) of a series, None and a fault where there is none."""
        meter, site = self.meters.get(series.meter), self._site(series)
        if site is None:
            return None
        if meter and site and meter.site_id != site:
            return self._fault(series, "other_site", meter=series.meter, site=series.site)
        if not meter and not site and series.meter:
            return self._fault(series, "unknown_meter", name=series.meter)
        if meter or site:
            return meter.site_id if meter else site, meter or self.env["lampo.heat.meter"]
        if self.default[0]:
            return self.default
        if len(self.file.series) > 1:
            return self._fault(series, "no_name")
        raise ReadingsError("no_place")

    def _site(self, series):
        """The site that the series names, an empty one if it names none, None (and a fault) if it is not known."""
        if not series.site:
            return self.env["lampo.heat.site"]
        if site := self.codes.get(series.site):
            return site
        called = self.names.get(series.site) or self.env["lampo.heat.site"]
        if len(called) > 1:
            called = called.filtered(lambda site: site.company_id == self.env.company)
        if len(called) != 1:
            code = "double_site" if self.names.get(series.site) else "unknown_site"
            return self._fault(series, code, name=series.site)
        return called

    # -- consumption

    def consumption(self):
        """({site: {(granularity, start): row}}, {meter: last reading}). Raises ReadingsError with all faulty lines."""
        rows, last = defaultdict(dict), {}
        for series, site, meter in self.placed:
            found = self._of_series(series, site, meter)
            self.faults += found.faults
            self._merge(rows[site], found.rows)
            if found.last and (holder := self._holder(series, site, meter, found.last)):
                last[holder] = found.last
        if self.faults:
            raise ReadingsError("faults", tuple(sorted(self.faults, key=lambda fault: fault.line)))
        return rows, last

    def _of_series(self, series, site, meter):
        if meter:
            self._check_installed(series, meter)
        if self.file.kind != CUMULATIVE:
            return self.file.rows_of(series.points)
        points = series.points
        holder = self._holder(series, site, meter, points[0])
        if holder and holder.last_reading_on and holder.last_reading_on < points[0].at:
            points = [self._stored(holder, points[0]), *points]
        return self.file.rows_of(points, () if meter or series.meter else self._changes(site))

    @staticmethod
    def _stored(meter, first):
        """The meter's last reading as a point; no volume where the register of water was not known then."""
        litres = round(meter.last_reading_m3 * LITRES)
        known = litres or first.litres == 0
        return Point(
            meter.last_reading_on, round(meter.last_reading_mwh * WATT_HOURS), litres if known else None, "measured", 0
        )

    def _holder(self, series, site, meter, point):
        """The meter of a series at that time, none where it cannot be told."""
        if meter or series.meter:
            return meter
        day = local_date(point.at)
        there = self.on_site[site].filtered(lambda meter: _is_on(meter, day))
        return there if len(there) == 1 else there.browse()

    def _changes(self, site):
        """Days on which a meter followed another one on the site."""
        meters = self.on_site[site]
        installed = [meter.installed_on for meter in meters[1:] if meter.installed_on]
        return installed or [meter.removed_on for meter in meters if meter.removed_on and len(meters) > 1]

    def _check_installed(self, series, meter):
        """Faulty lines for days on which the meter was not there. Its last reading may be the midnight after."""
        first, last = meter.installed_on, meter.removed_on
        if not first and not last:
            return
        for point in series.points:
            day = local_date(point.at)
            if (first and day < first) or (last and local_date(point.at - timedelta(seconds=1)) > last):
                self.faults.append(
                    Fault(point.line, "not_installed", {"meter": meter.serial, "day": format_date(self.env, day)})
                )

    @staticmethod
    def _merge(rows, added):
        """Add up what several meters of a site measured in one period."""
        for row in added:
            key = row[:2]
            rows[key] = _sum(rows[key], row) if key in rows else row


def _sum(one, other):
    """One row of two meters; its quality is the worse of the two."""
    litres = [row.litres for row in (one, other) if row.litres is not None]
    return one._replace(
        wh=one.wh + other.wh,
        litres=sum(litres) if litres else None,
        quality=max(one.quality, other.quality, key=QUALITIES.index),
        whole=one.whole or other.whole,
    )


def _is_on(meter, day):
    """Whether the meter is on its site that day; the midnight after its removal counts, that is its last reading."""
    installed, removed = meter.installed_on, meter.removed_on
    return (not installed or installed <= day) and (not removed or day <= removed)
