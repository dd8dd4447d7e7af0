"""What a sample takes on disk, beyond the dictionaries of frames and stacks."""
import os, shutil, time

from ..peers import perf_record, perf_samples
from ..processes import Agent, Target
from ..table import Figure


def measure(work, plan):
    # What is packed, and what is not yet, tells of no shorter time.
    seconds = 8 if plan.quick else 20
    target = Target(work, work.compile("threads"), 10, 2)
    agent = Agent(work, target.pid, "--rate", 99, "--duration", f"{seconds}s").wait()
    size = dict(agent.query("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
    samples = agent.query("SELECT sum(samples) FROM rollup")[0][0]
    chunks = size.get("sample_chunk", 0)
    sums = sum(size.get(table, 0) for table in ("rollup_second", "rollup_minute", "summary"))
    peer, name = None, "no perf here"
    if shutil.which("perf"):
        watcher = perf_record(work, target.pid, 99, "--", "sleep", plan.seconds)
        watcher.wait()
        peer, name = os.path.getsize(watcher.path) / max(1, perf_samples(watcher.path)), "perf record, DWARF"
    target.end()
    return [
        Figure("a sample on disk, each thread and tick: the samples", "3 bytes", "bytes", chunks / samples, peer, name),
        Figure("the same with the sums of each second and their summaries", "3 bytes", "bytes",
               (chunks + sums) / samples, peer, name),
    ]
