"""Summing any stretch of a long recording, by its summaries and without them."""
import re, subprocess

from ..table import Figure

SAMPLES_A_SECOND = 8 * 99


def measure(work, plan):
    path = work.path("glass")
    bench = work.binary("reading-bench")
    subprocess.run([bench, "generate", path, str(plan.samples // SAMPLES_A_SECOND), "10"], check=True, capture_output=True)
    said = subprocess.run([bench, "sums", path, str(plan.runs)], capture_output=True, text=True).stdout
    size = f"{plan.samples / 1e6:.0f} million samples"
    figures = []
    for line, what, goal in (("by summaries", f"summing any stretch of {size}", "150 ms for 100 million"),
                             ("from the samples", f"summing all {size} without summaries", "1.2 s for 100 million")):
        found = re.search(line + r": median ([\d.]+) ms(?:, worst ([\d.]+) ms)?", said)
        figures.append(Figure(what, goal, "ms", float(found[1]) if found else None,
                              note=f"at most {float(found[2]):.0f} ms" if found and found[2] else ""))
    return figures
