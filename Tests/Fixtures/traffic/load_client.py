"""Asks for paths in turn, from so many connections at once: load_client.py HOST:PORT CONNECTIONS COUNT PATH…

`@` in a path becomes a number that no other request has. Prints how many responses there were by status.
"""

import collections
import http.client
import itertools
import sys
import threading


def main():
    host, _, port = sys.argv[1].rpartition(":")
    connections, count, paths = int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
    numbers = iter(range(count))
    lock = threading.Lock()
    statuses = collections.Counter()
    turns = itertools.cycle(paths)

    def work():
        connection = http.client.HTTPConnection(host, int(port))
        while True:
            with lock:
                number = next(numbers, None)
                path = next(turns)
            if number is None:
                return
            connection.request("GET", path.replace("@", str(number)))
            response = connection.getresponse()
            response.read()
            with lock:
                statuses[response.status] += 1

    threads = [threading.Thread(target=work) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(dict(statuses))


main()
