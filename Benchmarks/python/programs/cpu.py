"""One thread that computes in three functions."""

from known import burn, is_over, ready, timed


@timed
def sixty():
    burn(6_000_000)


@timed
def thirty():
    burn(3_000_000)


@timed
def ten():
    burn(1_000_000)


ready()
while not is_over():
    sixty()
    thirty()
    ten()
