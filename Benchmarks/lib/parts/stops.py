"""How long a thread stands still for a sample, as it sees it itself, beside a bare loop that does nothing else."""
import os, time

from ..host import undisturbed
from ..processes import Agent, Target, bare_loop, median
from ..table import Figure

# What runs once in ten milliseconds may have left the processor's caches by then.
RATES = (99, 999)
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


def gaps(work, plan, kind, rate, cpu, watched_from):
    """Median microseconds of the gaps that one run of the target sees; None where nobody came to stop it."""
    target = Target(work, work.compile("gap-meter"), plan.seconds, cpu=cpu)
    seconds = plan.seconds - 0.5
    if kind == "bare loop":
        watcher = bare_loop(work, target.pid, rate, seconds, cpu=watched_from)
    else:
        elsewhere = next((other for other in sorted(os.sched_getaffinity(0)) if other != cpu), cpu)
        words = ["--rate", rate, "--budget", "100", "--duration", f"{seconds}s", "--engine", "ptrace"]
        watcher = Agent(work, target.pid, *words, cpu=elsewhere)
        sampler_on(watcher.process.pid, watched_from)
    found = target.result()[1] / 1e3
    return None if watcher.wait().process.returncode else found


def from_cpu(work, plan, place, rate, cpu, watched_from):
    """The figure of one of the two places at one rate."""
    results = {"bare loop": [], "glass": []}
    for _ in range(plan.runs):
        for kind, found in results.items():
            found.append(undisturbed(gaps, work, plan, kind, rate, cpu, watched_from))
    middle = {kind: median(seen) if (seen := [gap for gap in found if gap is not None]) else None
              for kind, found in results.items()}
    what = f"thread stopped, from the {place} CPU, {rate} Hz"
    return Figure(what, "1.15 × the bare loop", "µs", middle["glass"], middle["bare loop"], "bare loop")


def measure(work, plan):
    cpus = sorted(os.sched_getaffinity(0))
    # Not while a target waits for it.
    work.compile("bare-loop")
    figures = [from_cpu(work, plan, "same", rate, cpus[0], cpus[0]) for rate in RATES]
    if len(cpus) < 2:
        what = "thread stopped, from the other CPU"
        return figures + [Figure(what, "1.15 × the bare loop", "µs", None, note="there is one CPU")]
    return figures + [from_cpu(work, plan, "other", rate, cpus[0], cpus[-1]) for rate in RATES]
