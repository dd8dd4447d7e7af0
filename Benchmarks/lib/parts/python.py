"""What a CPU-bound Python program loses to each profiler, and what the profilers use themselves, in turn."""
import os, shutil, sys, time

from ..host import undisturbed
from ..peers import austin, py_spy, version
from ..processes import Agent, BENCHMARKS, Target, median
from ..table import Figure

RATES = (99, 999)
# The slowdown, and the own CPU.
GOALS = {99: ("1.5 %", "half of py-spy's"), 999: ("15 %", "")}
STOPS_RATE = 499
# Until what the program runs has been met and has its names. What that costs stands in the rows "with attaching".
WARMING = 6


def kinds():
    found = {"nothing": None, "glass": lambda work, pid, rate: Agent(
        work, pid, "--rate", rate, "--budget", "100", "--requests", "off", "--engine", "ptrace")}
    if version("py-spy"):
        found["py-spy"] = py_spy
        found["py-spy --native"] = lambda work, pid, rate: py_spy(work, pid, rate, "--native")
    if version("austin"):
        found["austin"] = austin
    return found


def run(work, start, rate, seconds, interpreter=None):
    """One run: seconds of a round, the watcher's share of a core, megabytes, and the watcher itself."""
    program = os.path.join(BENCHMARKS, "python", "programs", "fixed.py")
    target = Target(work, interpreter or shutil.which("python3") or sys.executable, program, seconds)
    watcher = start(work, target.pid, rate) if start else None
    # The program that nobody watches warms up as well: what has just started runs faster on some machines.
    time.sleep(WARMING)
    before = watcher.cpu_now if watcher else 0
    target.go()
    rounds, cpu, wall = (float(word) for word in target.process.stdout.readline().split())
    used = watcher.cpu_now if watcher else 0
    if watcher:
        watcher.note_memory()
    target.process.stdin.close()
    target.process.wait()
    if watcher:
        watcher.wait() if watcher.ends_with_input else watcher.stop()
    return {"wall": wall / rounds, "cpu": cpu / rounds, "share": 100 * (used - before) / wall,
            "whole": 100 * used / (WARMING + wall), "megabytes": watcher.megabytes if watcher else 0, "watcher": watcher}


def stop(work, plan, more):
    """Microseconds that the thread stands still for, as it sees it itself."""
    program = os.path.join(BENCHMARKS, "python", "programs", "gaps.py")
    target = Target(work, shutil.which("python3") or sys.executable, program, plan.seconds)
    agent = Agent(work, target.pid, "--rate", STOPS_RATE, "--budget", "100", "--requests", "off", "--engine", "ptrace", *more)
    time.sleep(WARMING)
    target.go()
    found = int(target.process.stdout.readline().split()[3]) / 1e3
    target.process.stdin.close()
    target.process.wait()
    agent.wait()
    return found


def stands_still(work, plan):
    """How long a stop takes where Python frames are read and where they are not."""
    times = {"python": [], "native": []}
    for _ in range(plan.runs):
        for kind, more in (("python", ()), ("native", ("--no-python",))):
            times[kind].append(undisturbed(stop, work, plan, more))
    return Figure("a Python thread stands still for, as it sees it itself", "1.5 × a native one", "µs",
                  median(times["python"]), median(times["native"]), "the same without its Python frames")


def measure(work, plan):
    figures = [stands_still(work, plan)]
    for rate in RATES:
        results = {kind: [] for kind in kinds()}
        for _ in range(plan.runs):
            for kind, start in kinds().items():
                results[kind].append(undisturbed(run, work, start, rate, plan.seconds))
        figures += at_rate(rate, results)
    return figures


def at_rate(rate, results):
    def loss(kind):
        return 100 * median(one["wall"] / alone["wall"] - 1 for one, alone in zip(results[kind], results["nothing"]))

    def of(kind, column):
        return median(one[column] for one in results[kind])

    figures = []
    slowdown, own = GOALS[rate]
    for peer in ("py-spy", "py-spy --native", "austin"):
        there = peer in results
        name = peer if there else f"{peer.split()[0]} does not run here"
        figures += [
            Figure(f"slowdown of Python at {rate} Hz", slowdown, "%", loss("glass"), loss(peer) if there else None, name),
            Figure(f"own CPU at {rate} Hz on Python", own if peer == "py-spy" else "", "% of a core", of("glass", "share"),
                   of(peer, "share") if there else None, name),
            Figure("the same with attaching", "", "% of a core", of("glass", "whole"),
                   of(peer, "whole") if there else None, name),
            Figure(f"memory at {rate} Hz on Python", "", "MB", of("glass", "megabytes"),
                   of(peer, "megabytes") if there else None, name),
        ]
    return figures
