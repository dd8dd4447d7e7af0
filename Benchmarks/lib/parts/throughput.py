"""How many sample events a second come through: written by one thread, read and drawn by another meanwhile."""
import re, subprocess

from ..processes import median
from ..table import Figure


def measure(work, plan):
    passed, by_cpu = [], []
    for _ in range(plan.runs):
        words = [work.binary("reading-bench"), "through", work.path("glass"), str(plan.seconds)]
        said = subprocess.run(words, capture_output=True, text=True).stdout
        found = re.search(r"through: (\d+) events a second, (\d+) by CPU time", said)
        if found:
            passed.append(int(found[1]))
            by_cpu.append(int(found[2]))
    what = "sample events through store and live view"
    return [
        Figure(what, "1,000,000 a second", "a second", median(passed) if passed else None),
        Figure("the same, by the CPU time of the slower thread", "1,000,000 a second", "a second",
               median(by_cpu) if by_cpu else None),
    ]
