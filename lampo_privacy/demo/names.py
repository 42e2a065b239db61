# Part of lampo_privacy. LGPL-3.
"""Short ways to the demo's records."""


def partner(env, key):
    return env.ref(f"lampo_privacy.demo_partner_{key}")


def site(env, key):
    return env.ref(f"lampo_privacy.demo_site_{key}")


def user(env, role):
    return env.ref(f"lampo_privacy.demo_user_{role}")
