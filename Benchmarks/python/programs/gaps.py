"""Looks at the clock all the time once a line arrives, sixteen calls deep, for so many seconds; then says how often it stood
still and gave its CPU up without waiting for anything, as a thread does that is traced and told to stop, and for how long: the
tenth, the quarter and half of these times that are shortest, in nanoseconds."""

import resource
import sys
import time

SHORTEST = 2000


def switches():
    """How often the thread gave its CPU up by itself. The kernel's tick does not, and may take as long as a stop."""
    return resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw


def spin(seconds, now=time.perf_counter_ns):
    gaps, last, seen = [], now(), switches()
    end = last + int(seconds * 1e9)
    while last < end:
        read = now()
        if read - last > SHORTEST:
            before, seen = seen, switches()
            if seen != before:
                gaps.append(read - last)
            read = now()
        last = read
    return sorted(gaps)


def deep(depth, seconds):
    return spin(seconds) if depth == 0 else deep(depth - 1, seconds)


print("ready", flush=True)
sys.stdin.readline()
gaps = deep(15, float(sys.argv[1]))
print(len(gaps), *(gaps[len(gaps) * part // 100] if gaps else 0 for part in (10, 25, 50)), flush=True)
sys.stdin.readline()
