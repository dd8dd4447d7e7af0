"""numpy: the time is spent in C, below three functions of Python."""

import numpy

from known import is_over, ready, timed

numbers = numpy.random.default_rng(1).random(400_000)
matrix = numpy.random.default_rng(2).random((160, 160))


@timed
def sort():
    numpy.sort(numbers[:60_000])


@timed
def product():
    for _ in range(4):
        numpy.einsum("ij,jk->ik", matrix, matrix)


@timed
def roots():
    for _ in range(3):
        numpy.sqrt(numbers).sum()


ready()
while not is_over():
    sort()
    product()
    roots()
