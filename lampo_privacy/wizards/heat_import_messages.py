# Part of lampo_privacy. LGPL-3.
"""The words for what can be wrong with a file of readings; `tools/readings` knows only codes."""

SHOWN = 20  # faulty lines that are named one by one

FILE = {
    "empty": lambda env, p: env._("The file is empty: choose a file with readings."),
    "not_table": lambda env, p: env._(
        "This file is no table. Save the readings as CSV (in Excel: Save As, CSV UTF-8) and choose that file."
    ),
    "bad_quote": lambda env, p: env._(
        "Line %(line)s: a quotation mark is opened and not closed, so the columns cannot be told apart. Correct the "
        "line.",
        **p,
    ),
    "no_known_column": lambda env, p: env._(
        "None of the columns is known: %(columns)s. The first line must name the columns, for example Meter; Time; "
        "Energy (kWh). Or choose below what each column means.",
        **p,
    ),
    "no_time_column": lambda env, p: env._(
        "No column tells the time, among these: %(columns)s. Choose the column with the start of the period.", **p
    ),
    "no_value_column": lambda env, p: env._(
        "No column tells the energy, among these: %(columns)s. Choose the column with consumption or meter readings.",
        **p,
    ),
    "no_unit": lambda env, p: env._(
        "The file does not say whether column %(column)s is in kWh or MWh: choose the unit of energy.", **p
    ),
    "ambiguous_columns": lambda env, p: env._(
        "Several columns may mean the same: %(columns)s. Choose which one to use and set the others to Not used.", **p
    ),
    "ambiguous_number": lambda env, p: env._(
        "It cannot be told whether %(value)s has decimals or thousands, next to %(other)s. Write the figures with the "
        "same number of decimals on every line, or without separators of thousands.",
        **p,
    ),
    "no_rows": lambda env, p: env._("The file has names of columns but no readings below them."),
    "no_place": lambda env, p: env._(
        "The file names neither meter nor site: choose the meter or the site that its readings belong to."
    ),
}

LINE = {
    "width": lambda env, p: env._("%(count)s columns where %(expected)s are expected", **p),
    "not_a_number": lambda env, p: env._("“%(value)s” in column %(column)s is not a number", **p),
    "below_zero": lambda env, p: env._("“%(value)s” in column %(column)s is below zero", **p),
    "no_value": lambda env, p: env._("column %(column)s is empty", **p),
    "unknown_unit": lambda env, p: env._("the unit “%(value)s” is neither kWh nor MWh", **p),
    "unknown_quality": lambda env, p: env._(
        "the quality “%(value)s” is not known: measured, estimated or customer is expected", **p
    ),
    "no_time": lambda env, p: env._("“%(value)s” is not a date or time", **p),
    "no_such_time": lambda env, p: env._("the time %(value)s does not exist: the clocks were set forward over it", **p),
    "odd_period": lambda env, p: env._(
        "from %(start)s to %(end)s is not an hour, day, month or year like the other lines", **p
    ),
    "repeated": lambda env, p: env._("the same time as on line %(other)s, but with another figure", **p),
    "decrease": lambda env, p: env._(
        "the reading falls from %(before)s to %(after)s kWh, and the meter was neither changed nor did it roll over",
        before=p["before"] / 1000,
        after=p["after"] / 1000,
    ),
    "volume_decrease": lambda env, p: env._(
        "the volume falls from %(before)s to %(after)s m³, and the meter was neither changed nor did it roll over",
        before=p["before"] / 1000,
        after=p["after"] / 1000,
    ),
    "no_name": lambda env, p: env._("neither meter nor site is named"),
    "unknown_meter": lambda env, p: env._(
        "meter %(name)s is not known: add it to its site, or correct its serial number", **p
    ),
    "unknown_site": lambda env, p: env._("site %(name)s is not known: correct its code, or add the site", **p),
    "double_site": lambda env, p: env._("several sites are called %(name)s: use the site code instead", **p),
    "other_site": lambda env, p: env._("meter %(meter)s is not on site %(site)s", **p),
    "not_installed": lambda env, p: env._("meter %(meter)s was not on its site on %(day)s", **p),
}


def message_of(env, error) -> str:
    """The text for a ReadingsError, in the user's language."""
    if error.code != "faults":
        return FILE[error.code](env, error.params)
    faults = error.faults
    lines = [
        env._("Line %(line)s: %(reason)s.", line=fault.line, reason=LINE[fault.code](env, fault.params))
        for fault in faults[:SHOWN]
    ]
    if len(faults) > SHOWN:
        lines.append(env._("… and %(count)s more faulty lines.", count=len(faults) - SHOWN))
    head = env._(
        "Nothing was imported: the file has %(count)s faulty lines. Correct them and import it again.",
        count=len(faults),
    )
    return "\n".join([head, "", *lines])
