"""Measuring one thing after another on the same rows, each as if it were alone."""


def alone(env, action):
    """What the action returns; what it wrote is rolled back, and it meets no dead rows of what ran before it.

    What was not committed before is lost.
    """
    env.cr.rollback()
    env.cr._cnx.autocommit = True
    with env.cr._cnx.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    env.cr._cnx.autocommit = False
    result = action()
    env.cr.rollback()
    env.invalidate_all(flush=False)
    return result
