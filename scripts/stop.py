"""`make stop`: end all that was started."""

import server
from cluster import stop_cluster
from place import command, say


def main() -> None:
    if server.stop():
        say("the back office is stopped")
    if stop_cluster():
        say("PostgreSQL is stopped")


if __name__ == "__main__":
    command(main)
