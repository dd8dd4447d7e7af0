"""How many sample events a second come through: written by one thread, read and drawn by another meanwhile."""
import re, subprocess

from ..host import undisturbed
from ..processes import median
from ..table import Figure


def through(work, seconds):
    """Events a second, and those by CPU time; None where it failed."""
    words = [work.binary("reading-bench"), "through", work.path("glass"), str(seconds)]
    said = subprocess.run(words, capture_output=True, text=True).stdout
    found = re.search(r"through: (\d+) events a second, (\d+) by CPU time", said)
    return (int(found[1]), int(found[2])) if found else None


def measure(work, plan):
    runs = [found for _ in range(plan.runs) if (found := undisturbed(through, work, plan.seconds))]
    passed, by_cpu = zip(*runs) if runs else (None, None)
    what = "sample events through store and live view"
    return [
        Figure(what, "1,000,000 a second", "a second", median(passed) if passed else None),
        Figure("the same, by the CPU time of the slower thread", "1,000,000 a second", "a second",
               median(by_cpu) if by_cpu else None),
    ]
