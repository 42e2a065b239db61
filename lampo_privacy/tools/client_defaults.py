# Part of lampo_privacy. LGPL-3.
"""A client's `default_…` values, which come in after the values of a new record were looked at."""


def without_defaults(records, names):
    """The records with a context in which no client gives a default for these fields.

    :param names: names of fields that the system alone writes
    """
    closed = {f"default_{name}" for name in names}
    context = {key: value for key, value in records.env.context.items() if key not in closed}
    return records.with_env(records.env(context=context))
