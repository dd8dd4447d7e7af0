"""How fast folded stacks of other tools are read, and how much memory that takes."""
import re, subprocess

from ..host import undisturbed
from ..table import Figure

GOALS = {"repeated": ("300 MB/s", "20,000 stacks again and again"), "distinct": ("40 MB/s", "each line another stack"),
         "shuffled": ("40 MB/s", "the same in no order")}
LINE = r"^(\w+) +(\d+) MB/s; +(\d+) MB/s scan;.* (\d+) MB with the profile"


def read(work, megabytes):
    return subprocess.run([work.binary("imports-bench"), str(megabytes)], capture_output=True, text=True).stdout


def measure(work, plan):
    said = undisturbed(read, work, plan.megabytes)
    found = {}
    for kind, speed, scan, memory in re.findall(LINE, said, re.MULTILINE):
        found.setdefault(kind, []).append((float(speed), float(scan), int(memory)))
    figures = []
    for kind, (goal, text) in GOALS.items():
        runs = sorted(found.get(kind, []))
        if not runs:
            figures.append(Figure(f"folded import, {text}", goal, "MB/s", None))
            continue
        speed, scan, memory = runs[len(runs) // 2]
        figures.append(Figure(f"folded import, {text}", f"{goal}, 1.5 GB at most for 300 MB", "MB/s", speed, scan,
                              "scan for the ends of lines", note=f"{memory} MB of memory for {plan.megabytes} MB"))
    return figures
