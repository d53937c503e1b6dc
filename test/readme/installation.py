"""The installation that README.md tells, made with its own commands on the server of the test.

The commands are run by bash. Programs that would change the machine are others here: sudo becomes
the server's superuser, service restarts the server of the test, apt, git and make do nothing, for
scripts/check has built and installed the extension.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import examples
from report import report

PROGRAMS = {
    "sudo": """
if [ "$1" = -u ]; then
  [ "$2" = postgres ] || exit 1
  shift 2
  unset PGPASSWORD PGDATABASE
  export PGHOST=$SERVER_SOCKET PGUSER=$SERVER_SUPERUSER
fi
exec "$@"
""",
    "service": """
[ "$1" = postgresql ] || exit 1
case $2 in
  start) pg_ctl -D "$SERVER_DATA" status >/dev/null ;;
  restart) pg_ctl -D "$SERVER_DATA" -l "$SERVER_DATA/log" -m fast -w restart >/dev/null ;;
  *) exit 1 ;;
esac
""",
    "git": 'mkdir -p "${@: -1}"',
    "make": "",
    "apt": "",
    "npm": '[ -n "$DEBIAN_NODE" ] || exec "$REAL_NPM" --silent "$@" >/dev/null',
    "python3": f'exec {sys.executable} "$@"',
}
DEBIAN_NODE_PATH = "/usr/share/nodejs:/usr/lib/nodejs"


def run(command, text=None, env=None, directory=None):
    done = subprocess.run(
        command, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120,
        env=env, cwd=directory,
    )
    return done.returncode, done.stdout


class House:
    """A database made as README.md says, the environment of who uses it, and a directory to work in."""

    def __init__(self, readme):
        self.readme = readme
        self.place = pathlib.Path(tempfile.mkdtemp())
        self.directory = self.place / "work"
        programs = self.place / "bin"
        programs.mkdir()
        for name, text in PROGRAMS.items():
            (programs / name).write_text("#!/bin/bash\n" + text)
            (programs / name).chmod(0o755)
        outside = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        self.outside = {
            **outside, "PGPORT": os.environ["PGPORT"], "REAL_NPM": shutil.which("npm") or "",
            "PATH": f"{programs}:{os.environ['PATH']}", "SERVER_DATA": os.environ["PGDATA"],
            "SERVER_SOCKET": os.environ["PGHOST"], "SERVER_SUPERUSER": os.environ["PGUSER"],
        }
        if run(["node", "-e", "require('pg')"], env={**self.outside, "NODE_PATH": DEBIAN_NODE_PATH})[0] == 0:
            self.outside.update(NODE_PATH=DEBIAN_NODE_PATH, DEBIAN_NODE="yes")
        self.environment = dict(self.outside)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.place)

    def shell(self, text):
        """Runs commands; what they export stays, as in the terminal of who reads them."""
        exported = self.place / "exported"
        status, output = run(
            ["bash", "-ec", f"{text}\nenv -0 >'{exported}'"], None, self.environment, self.directory)
        if status == 0:
            pairs = (pair.partition("=") for pair in exported.read_text().split("\0") if pair)
            self.environment = {name: value for name, _, value in pairs}
        return status, output

    def psql(self, text, *options, superuser=False):
        command = ["psql", "-Xq", "-v", "ON_ERROR_STOP=1", *options]
        if superuser:
            command = ["sudo", "-u", "postgres", *command, self.environment.get("PGDATABASE", "shop")]
        found = shutil.which(command[0], path=self.outside["PATH"])
        return run([found, *command[1:]], text, self.environment, self.directory)

    def superuser(self, text, database="postgres"):
        environment = {**self.outside, "PGHOST": self.outside["SERVER_SOCKET"],
                       "PGUSER": self.outside["SERVER_SUPERUSER"], "PGDATABASE": database}
        return run(["psql", "-XAtq", "-F", "\t", "-v", "ON_ERROR_STOP=1"], text, environment)

    def query(self, sql):
        """Rows of columns, from the present database, as its superuser."""
        status, output = self.superuser(sql, "shop")
        if status != 0:
            raise RuntimeError(output)
        return [line.split("\t") for line in output.splitlines()]

    def clear(self):
        """Nothing of an installation is there any more."""
        status, output = self.superuser(
            "SELECT format('DROP DATABASE %I WITH (FORCE)', datname) FROM pg_database"
            " WHERE datname <> 'postgres' AND NOT datistemplate \\gexec\n"
            "DROP ROLE IF EXISTS shop;")
        if status != 0:
            raise RuntimeError(output)
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir()
        self.environment = dict(self.outside)

    def move_in(self):
        """A new database, by the commands of README.md from the one that makes the role."""
        self.clear()
        for block in examples.read_stories(self.readme)[0].blocks:
            if block.language == "sh" and re.search(r"createdb|^export PG", block.text, re.M):
                status, output = self.shell(block.text)
                if status != 0:
                    raise RuntimeError(output)

    def restart(self):
        return self.shell("sudo service postgresql restart")[0]

    def check_preload(self):
        """What README.md says of the list of libraries: with quotes around all of it no server starts."""
        saved = pathlib.Path(self.outside["SERVER_DATA"], "postgresql.auto.conf")
        problems = []
        for value, starts in (("pg_stat_statements, inventory", True), ("'pg_stat_statements, inventory'", False)):
            if value not in self.readme.read_text():
                problems.append(f"README.md does not speak of {value}")
            before = saved.read_text()
            self.superuser(f"ALTER SYSTEM SET shared_preload_libraries = {value}")
            if (self.restart() == 0) != starts:
                problems.append(f"shared_preload_libraries = {value}: the server {'does not start' if starts else 'starts'}")
            if not starts:
                saved.write_text(before)
                self.restart()
        report("README.md: the list of libraries", problems)
