"""A standalone cluster on this machine: a master and its workers, as programs."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS = 60  # for a program to be there
DEPLOY = "org.apache.spark.deploy"


class Cluster:
    """A master with workers of one core each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs: list[subprocess.Popen[bytes]] = []
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.master = f"spark://127.0.0.1:{self.port}"

    def start(self, n_workers: int) -> None:
        place = ["--host", "127.0.0.1", "--webui-port", "0"]
        self._run("master", f"{DEPLOY}.master.Master", *place, "--port", str(self.port))
        self._wait_for("master", "I have been elected leader")
        for number in range(n_workers):
            name = f"worker{number}"
            own = ["--cores", "1", "--memory", "1g", "--work-dir", str(self.folder)]
            self._run(name, f"{DEPLOY}.worker.Worker", *place, *own, self.master)
            self._wait_for(name, "Successfully registered with master")

    def kill(self, program: int) -> None:
        """Kill a program, the master being 0, with the executors that it began."""
        os.killpg(self.programs[program].pid, signal.SIGKILL)
        self.programs[program].wait()

    def _run(self, name: str, main_class: str, *arguments: str) -> None:
        import pyspark

        home = Path(pyspark.__file__).parent
        with (self.folder / f"{name}.log").open("wb") as log:
            self.programs.append(
                subprocess.Popen(
                    [str(home / "bin" / "spark-class"), main_class, *arguments],
                    env={
                        **os.environ,
                        "SPARK_HOME": str(home),
                        "SPARK_LOCAL_IP": "127.0.0.1",
                        "SPARK_LOCAL_DIRS": str(self.folder / "scratch"),
                        "SPARK_DAEMON_MEMORY": "512m",
                    },
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )

    def _wait_for(self, name: str, sentence: str) -> None:
        log = self.folder / f"{name}.log"
        for _ in range(SECONDS * 10):
            if sentence in log.read_text("utf-8", "replace"):
                return
            time.sleep(0.1)
        raise AssertionError(log.read_text("utf-8", "replace")[-2000:])


@contextmanager
def running(folder: Path, n_workers: int) -> Iterator[Cluster]:
    """A cluster that is there within the block."""
    cluster = Cluster(folder)
    try:
        cluster.start(n_workers)
        yield cluster
    finally:
        for number, program in enumerate(cluster.programs):
            if program.poll() is None:
                cluster.kill(number)
