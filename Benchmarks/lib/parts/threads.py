"""What thousands of waiting threads cost a tick."""
import subprocess, time

from ..processes import Agent, Target, median
from ..table import Figure

RATE = 99


def measure(work, plan):
    count = 1000 if plan.quick else 5000
    seconds = 2 * plan.seconds
    ticks, shares, floors = [], [], []
    for _ in range(plan.runs):
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
        ticks.append(1e3 * used / passed / max(1, median(rates or [RATE])))
        shares.append(100 * used / passed)
        loop = subprocess.run([work.compile("schedstat-loop"), str(target.pid), "50"], capture_output=True, text=True)
        if loop.returncode == 0:
            floors.append(float(loop.stdout) / 1e6)
        target.end()
    floor = median(floors) if floors else None
    name = "reading schedstat of each"
    return [
        Figure(f"{count:,} waiting threads and a busy one, {RATE} Hz: a tick, all of the agent", "0.5 ms", "ms",
               median(ticks), floor, name),
        Figure("the same, the agent's CPU", "5 %", "% of a core", median(shares),
               None if floor is None else RATE * floor / 10, name),
    ]
