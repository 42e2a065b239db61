# Part of lampo_privacy. LGPL-3.
"""A key that only code holds. A context comes from the client too, but an object cannot travel by RPC."""

# with_context(lampo_bypass=BYPASS): the guards of closed records let the addon's own steps and erasures pass
BYPASS = object()
