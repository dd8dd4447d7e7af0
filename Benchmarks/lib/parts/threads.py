"""What thousands of waiting threads cost a tick."""
import subprocess, time

from ..host import undisturbed
from ..processes import Agent, Target, median
from ..table import Figure

RATE = 99


def run(work, count, seconds):
    """Milliseconds of a tick and the agent's share of a core, and milliseconds of the floor or None."""
    target = Target(work, work.compile("threads"), count, 1)
    agent = Agent(work, target.pid, "--rate", RATE, "--budget", "100", "--requests", "off")
    # The first look at each thread is no tick.
    time.sleep(3)
    used, begin = agent.cpu_now, time.monotonic()
    time.sleep(seconds)
    used, passed = agent.cpu_now - used, time.monotonic() - begin
    agent.wait()
    rates = [value / 1000 for value, in agent.query(
        "SELECT value FROM counter_reading WHERE name = 'glass.rate.mhz' ORDER BY time_ns")]
    loop = subprocess.run([work.compile("schedstat-loop"), str(target.pid), "50"], capture_output=True, text=True)
    target.end()
    floor = float(loop.stdout) / 1e6 if loop.returncode == 0 else None
    return 1e3 * used / passed / max(1, median(rates or [RATE])), 100 * used / passed, floor


def measure(work, plan):
    count = 1000 if plan.quick else 5000
    results = [undisturbed(run, work, count, 2 * plan.seconds) for _ in range(plan.runs)]
    ticks, shares, floors = zip(*results)
    floor = median(found) if (found := [floor for floor in floors if floor is not None]) else None
    name = "reading schedstat of each"
    return [
        Figure(f"{count:,} waiting threads and a busy one, {RATE} Hz: a tick, all of the agent", "0.5 ms", "ms",
               median(ticks), floor, name),
        Figure("the same, the agent's CPU", "5 %", "% of a core", median(shares),
               None if floor is None else RATE * floor / 10, name),
    ]
