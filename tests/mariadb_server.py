"""A MariaDB server of the tests' own: its folder, its port, gone afterwards."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

QUICK = ("--innodb-flush-log-at-trx-commit=2", "--innodb-flush-method=nosync", "--debug-no-sync")
"""For tests whose subject is not what a power cut leaves."""

SMALL = ("--innodb-buffer-pool-size=32M", "--innodb-log-file-size=8M", "--performance-schema=OFF")


def found(program: str) -> str | None:
    """Returns where a program of the server is; Debian keeps it out of a user's path."""
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@dataclass
class Server:
    """One server, which may be killed and started again.

    Attributes:
        options: What `mariadbd` is started with, beside what it needs.
        folder: Of its data, owned by the user it runs as.
    """

    options: Sequence[str] = QUICK
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="invoicekit-maria-")))
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    rest: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The URL of the server, without a database."""
        return f"mariadb+pymysql://root@127.0.0.1:{self.port}/"

    def install(self) -> None:
        """Makes the folder of the data."""
        if user := self._user():
            shutil.chown(self.folder, user)
        command = [found("mariadb-install-db"), "--auth-root-authentication-method=normal"]
        own = f"--tmpdir={self.folder}"
        with one_at_a_time("invoicekit-maria-install"):
            self._run([*map(str, command), "--skip-test-db", own, *QUICK, *SMALL])

    def start(self) -> None:
        """Starts it and waits until it answers; a port that somebody took meanwhile is given up."""
        for attempt in range(3):
            port = self.port or free_port()
            said = self._started(port)
            if self.process is not None and self.process.poll() is None:
                self.port = port
                return
            if attempt == 2:
                raise RuntimeError(b"".join(said).decode())

    def _started(self, port: int) -> list[bytes]:
        ours = f"--port={port} --bind-address=127.0.0.1 --skip-networking=0".split()
        plain = f"--skip-log-bin --skip-name-resolve --socket={self.folder}/s".split()
        self.process = subprocess.Popen(
            [*self._command("mariadbd"), *ours, *SMALL, *plain, *self.options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        return self._until(self.process, b"ready for connections")

    def _until(self, process: subprocess.Popen[bytes], words: bytes) -> list[bytes]:
        """Returns what the server says up to some words; the rest is read and forgotten."""
        assert process.stderr
        said: list[bytes] = []
        for line in process.stderr:
            said.append(line)
            if words in line:
                self.rest = threading.Thread(target=_read_on, args=(process.stderr,), daemon=True)
                self.rest.start()
                return said
        process.stderr.close()
        process.wait(30)
        return said

    def kill(self) -> None:
        """Ends it as a crash does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(30)
            self.process = None
        if self.rest is not None:
            self.rest.join(30)
            self.rest = None

    def _run(self, command: list[str]) -> None:
        program, *rest = command
        done = subprocess.run(
            [program, *self._command("")[1:], *rest], capture_output=True, check=False, timeout=120
        )
        if done.returncode:
            raise RuntimeError(done.stdout.decode() + done.stderr.decode())

    def _command(self, program: str) -> list[str]:
        made = [str(found(program)) if program else "", "--no-defaults"]
        made.append(f"--datadir={self.folder}/data")
        return [*made, f"--user={user}"] if (user := self._user()) else made

    def _user(self) -> str | None:
        """Root may not run the server: the package's own user does."""
        return "mysql" if os.geteuid() == 0 else None


def _read_on(stream: IO[bytes]) -> None:
    with stream:
        for _ in stream:
            pass


@contextlib.contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Waits for the other workers of a run: two installations at once have failed before."""
    with (Path(tempfile.gettempdir()) / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def free_port() -> int:
    """Returns a port of the loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@contextlib.contextmanager
def running(options: Sequence[str] = QUICK) -> Iterator[Server]:
    """Starts a server; afterwards it and its folder are gone."""
    server = Server(options)
    try:
        server.install()
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(server.folder, ignore_errors=True)


@contextlib.contextmanager
def database_of(server: str) -> Iterator[str]:
    """Makes a database and drops it afterwards."""
    import sqlalchemy as sa  # most tests do without

    name = f"invoicekit_{secrets.token_hex(6)}"
    admin = sa.create_engine(server)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield admin.url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name}")
    admin.dispose()
