"""What a sample takes on disk, beyond the dictionaries of frames and stacks, and what it takes to write it."""
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
        writing(work, plan),
    ]


def writing(work, plan):
    """What the thread that names and writes uses, once the first stacks are named."""
    target = Target(work, work.compile("threads"), 9, 8)
    agent = Agent(work, target.pid, "--rate", 999, "--budget", "100", "--requests", "off")
    time.sleep(3)
    used, begin = agent.thread_cpu("glass-recorder"), time.monotonic()
    time.sleep(2 * plan.seconds)
    used, passed = agent.thread_cpu("glass-recorder") - used, time.monotonic() - begin
    agent.wait()
    target.end()
    samples, seconds = agent.query("SELECT sum(samples), max(second) - min(second) + 1 FROM rollup WHERE thread > 1")[0]
    return Figure("writing, 8 busy threads at 999 Hz", "2 %", "% of a core", 100 * used / passed,
                  note=f"{samples / seconds:,.0f} samples a second")
