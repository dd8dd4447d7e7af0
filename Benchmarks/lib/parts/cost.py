"""What a CPU-bound program loses to each profiler, and what the profilers use themselves, in turn."""
import shutil, time

from ..host import undisturbed
from ..peers import perf_record
from ..processes import Agent, Target, bare_loop, median
from ..table import Figure

WARMING = 1.5
GOALS = {  # rate: slowdown by ptrace, the agent's share of a core
    99: ("1.1 % and 1.1 × the bare loop's", "1.5 %"),
    999: ("1.1 × the bare loop's", "6 %"),
}


def glass(engine):
    def start(work, pid, rate):
        words = ["--rate", rate, "--budget", "100", "--requests", "off", "--engine", engine]
        return Agent(work, pid, *words)
    return start


def kinds():
    found = {
        "nothing": None,
        "bare loop": lambda work, pid, rate: bare_loop(work, pid, rate, 600),
        "ptrace": glass("ptrace"),
        "perf": glass("perf"),
    }
    if shutil.which("perf"):
        found["perf record"] = perf_record
    return found


def rounds_in(work, seconds):
    """How many rounds of the target take about so long here."""
    count = 3000
    return max(count, int(count * seconds * 1e9 / Target(work, work.compile("fixed-work"), count).result()[0]))


def run(work, start, rate, rounds):
    """One run: seconds of CPU time and of time that the target took; the watcher's share of a core while the target was
    measured and from its beginning to its end, and megabytes."""
    target = Target(work, work.compile("fixed-work"), rounds)
    first = time.monotonic()
    watcher = start(work, target.pid, rate) if start else None
    if watcher:
        time.sleep(WARMING)
        used, begin = watcher.cpu_now, time.monotonic()
    target.go()
    line = target.process.stdout.readline()
    share, passed = 0, time.monotonic() - first
    if watcher:
        share = 100 * (watcher.cpu_now - used) / (time.monotonic() - begin)
        watcher.note_memory()
    target.process.stdin.close()
    target.process.wait()
    if watcher:
        watcher.wait()
    cpu, wall = (float(word) / 1e9 for word in line.split())
    return {"cpu": cpu, "wall": wall, "share": share, "whole": 100 * watcher.cpu / passed if watcher else 0,
            "megabytes": watcher.megabytes if watcher else 0}


def measure(work, plan):
    figures, memory = [], {}
    rounds = rounds_in(work, plan.seconds)
    for rate in GOALS:
        results = {kind: [] for kind in kinds()}
        for _ in range(plan.runs):
            for kind, start in kinds().items():
                results[kind].append(undisturbed(run, work, start, rate, rounds))
        figures += at_rate(rate, results)
        memory = {kind: median(one["megabytes"] for one in found) for kind, found in results.items()}
    peer = "perf record, DWARF" if "perf record" in memory else "no perf here"
    for engine in ("ptrace", "perf"):
        figures.append(Figure(f"agent memory at {max(GOALS)} Hz, engine {engine}", "30 MB", "MB", memory[engine],
                              memory.get("perf record"), peer))
    return figures


def at_rate(rate, results):
    def loss(kind, time):
        """Percent by which the target took longer, run by run."""
        if kind not in results:
            return None
        return 100 * median(one[time] / alone[time] - 1 for one, alone in zip(results[kind], results["nothing"]))

    def share(kind, column="share"):
        return median(one[column] for one in results[kind]) if kind in results else None

    peer = "perf record, DWARF" if "perf record" in results else "no perf here"
    slowdown, own = GOALS[rate]
    return [
        Figure(f"slowdown at {rate} Hz, engine ptrace", slowdown, "%", loss("ptrace", "wall"),
               loss("bare loop", "wall"), "bare loop"),
        Figure(f"slowdown at {rate} Hz, engine perf", "no more than perf's with DWARF stacks", "%",
               loss("perf", "wall"), loss("perf record", "wall"), peer),
        Figure(f"CPU time added to the program at {rate} Hz, engine ptrace", "", "%", loss("ptrace", "cpu"),
               loss("bare loop", "cpu"), "bare loop"),
        Figure(f"CPU time added to the program at {rate} Hz, engine perf", "no more than perf's", "%",
               loss("perf", "cpu"), loss("perf record", "cpu"), peer),
        Figure(f"agent CPU at {rate} Hz, one busy thread, engine ptrace", own, "% of a core", share("ptrace"),
               share("bare loop"), "bare loop"),
        Figure(f"agent CPU at {rate} Hz, one busy thread, engine perf", own, "% of a core", share("perf"),
               share("perf record"), peer),
        Figure("the same with attaching and ending, engine ptrace", "", "% of a core", share("ptrace", "whole"),
               share("perf record", "whole"), peer),
        Figure("the same with attaching and ending, engine perf", "", "% of a core", share("perf", "whole"),
               share("perf record", "whole"), peer),
    ]
