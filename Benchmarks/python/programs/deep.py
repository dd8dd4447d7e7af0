"""Recursion 500 calls deep; the time is spent at the bottom, and on the way."""

import sys

from known import burn, is_over, ready, timed

sys.setrecursionlimit(5000)


def descend(depth, work):
    if depth == 0:
        return work()
    return descend(depth - 1, work)


@timed
def most():
    burn(4_000_000)


@timed
def rest():
    burn(1_000_000)


ready()
while not is_over():
    descend(500, most)
    descend(498, rest)
