"""Looks at the clock all the time once a line arrives, sixteen calls deep, for so many seconds; then says how often it stood
still for longer than any of its own steps takes, and for how long: the tenth, the quarter and half of these times that are
shortest, in nanoseconds."""

import sys
import time

SHORTEST = 6000


def spin(seconds, now=time.perf_counter_ns):
    gaps, last = [], now()
    end = last + int(seconds * 1e9)
    while last < end:
        read = now()
        if read - last > SHORTEST:
            gaps.append(read - last)
        last = read
    return sorted(gaps)


def deep(depth, seconds):
    return spin(seconds) if depth == 0 else deep(depth - 1, seconds)


print("ready", flush=True)
sys.stdin.readline()
gaps = deep(15, float(sys.argv[1]))
print(len(gaps), *(gaps[len(gaps) * part // 100] if gaps else 0 for part in (10, 25, 50)), flush=True)
sys.stdin.readline()
