# Part of lampo_privacy. LGPL-3.
"""Runs of many erasures have a retention rule of their own: it runs from the day of their last erasure."""


def migrate(cr, version):
    """:param version: the version that was installed before, None on a first installation"""
    if version:
        cr.execute("""
            UPDATE lampo_privacy_erasure_batch b
               SET last_run_on = (o.moment AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Helsinki')::date
              FROM (SELECT k.id, COALESCE(max(e.done_at), k.create_date) AS moment
                      FROM lampo_privacy_erasure_batch k LEFT JOIN lampo_privacy_erasure e ON e.batch_id = k.id
                     GROUP BY k.id) o
             WHERE o.id = b.id""")
