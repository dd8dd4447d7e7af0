"""Other profilers, as their users start them."""
import re, shutil, subprocess

from .processes import QUIET, Watcher


def perf_record(work, pid, rate, *more):
    """perf with DWARF stacks; by the timer, which virtual machines have too."""
    path = work.path("perf")
    words = ["perf", "record", "-q", "-e", "cpu-clock", "-F", rate, "--call-graph", "dwarf", "-p", pid, "-o", path]
    return Watcher(work.start(*words, *more, **QUIET), path)


def perf_samples(path):
    """How many samples a file of perf's holds."""
    words = ["perf", "report", "-i", path, "--stats", "--stdio"]
    text = subprocess.run(words, capture_output=True, text=True).stdout
    found = re.search(r"SAMPLE events:\s+(\d+)", text)
    return int(found[1]) if found else 0


def py_spy(work, pid, rate, *more):
    path = work.path("raw")
    words = ["py-spy", "record", "-p", pid, "-r", rate, "-d", 1000, "-f", "raw", "-o", path, *more]
    return Watcher(work.start(*words, **QUIET), path)


def austin(work, pid, rate):
    path = work.path("austin")
    words = ["austin", "-i", f"{round(1e6 / rate)}us", "-o", path, "-p", pid]
    return Watcher(work.start(*words, **QUIET), path)


def version(name):
    """What a peer says of itself; None where it does not run here."""
    if not shutil.which(name):
        return None
    try:
        said = subprocess.run([name, "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None
    words = re.search(r"\d[\w.]*", said.stdout)
    return words[0] if said.returncode == 0 and words else None
