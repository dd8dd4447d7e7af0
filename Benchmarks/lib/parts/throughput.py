"""How many sample events a second come through: written by one thread, read and drawn by another meanwhile."""
import re, subprocess

from ..host import undisturbed
from ..processes import median
from ..table import Figure


def through(work, seconds):
    """Events a second, and the nanoseconds of CPU time that writing one took; None where it failed."""
    words = [work.binary("reading-bench"), "through", work.path("glass"), str(seconds)]
    said = subprocess.run(words, capture_output=True, text=True).stdout
    passed = re.search(r"through: (\d+) events a second", said)
    cost = re.search(r"writing: ([\d.]+) ns of CPU time", said)
    return (int(passed[1]), float(cost[1])) if passed and cost else None


def measure(work, plan):
    runs = [found for _ in range(plan.runs) if (found := undisturbed(through, work, plan.seconds))]
    passed, costs = zip(*runs) if runs else (None, None)
    return [
        Figure("sample events through store and live view", "1,000,000 a second", "a second",
               median(passed) if passed else None),
        Figure("writing one, CPU time of all threads", "", "ns", median(costs) if costs else None),
    ]
