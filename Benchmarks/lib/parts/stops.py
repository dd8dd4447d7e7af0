"""How long a thread stands still for a sample, as it sees it itself, beside a bare loop that does nothing else."""
import os, time

from ..host import undisturbed
from ..processes import Agent, Target, bare_loop, median
from ..table import Figure

RATE = 99
SAMPLER = "glass-sampler"


def sampler_on(process, cpu):
    """Moves the thread that stops the target; the others stay where they are."""
    for _ in range(100):
        for task in os.listdir(f"/proc/{process}/task"):
            with open(f"/proc/{process}/task/{task}/comm") as name:
                if name.read().strip() == SAMPLER:
                    return os.sched_setaffinity(int(task), {cpu})
        time.sleep(0.01)
    raise SystemExit(f"glass-agent has no thread {SAMPLER}")


def gaps(work, plan, kind, cpu, watched_from):
    """Median microseconds of the gaps that one run of the target sees; None where nobody came to stop it."""
    target = Target(work, work.compile("gap-meter"), plan.seconds, cpu=cpu)
    seconds = plan.seconds - 0.5
    if kind == "bare loop":
        watcher = bare_loop(work, target.pid, RATE, seconds, cpu=watched_from)
    else:
        elsewhere = next((other for other in sorted(os.sched_getaffinity(0)) if other != cpu), cpu)
        watcher = Agent(work, target.pid, "--rate", RATE, "--duration", f"{seconds}s", "--engine", "ptrace", cpu=elsewhere)
        sampler_on(watcher.process.pid, watched_from)
    found = target.result()[1] / 1e3
    return None if watcher.wait().process.returncode else found


def measure(work, plan):
    cpus = sorted(os.sched_getaffinity(0))
    figures = []
    # Not while a target waits for it.
    work.compile("bare-loop")
    for place, from_cpu in (("same", cpus[0]), ("other", cpus[-1])):
        what = f"thread stopped, from the {place} CPU"
        if place == "other" and len(cpus) < 2:
            figures.append(Figure(what, "1.15 × the bare loop", "µs", None, note="there is one CPU"))
            continue
        results = {"bare loop": [], "glass": []}
        for _ in range(plan.runs):
            for kind, found in results.items():
                found.append(undisturbed(gaps, work, plan, kind, cpus[0], from_cpu))
        middle = {kind: median(seen) if (seen := [gap for gap in found if gap is not None]) else None
                  for kind, found in results.items()}
        figures.append(Figure(what, "1.15 × the bare loop", "µs", middle["glass"], middle["bare loop"], "bare loop"))
    return figures
