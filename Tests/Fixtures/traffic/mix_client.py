"""Sends a known mix of HTTP requests and writes down what it saw of each: the truth that a table of requests is held against.

usage: mix_client.py HOST:PORT COUNT TRUTH.csv [--routes small,large,...] [--connections 4] [--no-pipelining]

Each request carries a number of its own in its path. The truth has one line for each: number, method, target, status, the
bytes of the request and of the response on the wire, and the time in nanoseconds from sending the first byte until the
last byte of the response was there.
"""

import argparse
import csv
import random
import socket
import threading
import time


class Connection:
    def __init__(self, address):
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.closes = False

    def more(self):
        data = self.socket.recv(65536)
        if not data:
            raise EOFError("the server closed the connection")
        self.buffer += data

    def response(self, method):
        """Status and size of the next response."""
        while b"\r\n\r\n" not in self.buffer:
            self.more()
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        status = int(lines[0].split()[1])
        fields = {}
        for line in lines[1:]:
            name, _, value = line.partition(b":")
            fields[name.strip().lower()] = value.strip()
        self.closes = fields.get(b"connection", b"").lower() == b"close"
        size = len(head) + 4
        if method == "HEAD" or status in (204, 304):
            return status, size
        if fields.get(b"transfer-encoding", b"").lower() == b"chunked":
            return status, size + self.chunks()
        length = int(fields.get(b"content-length", b"0"))
        self.take(length)
        return status, size + length

    def take(self, count):
        while len(self.buffer) < count:
            self.more()
        self.buffer = self.buffer[count:]

    def chunks(self):
        size = 0
        while True:
            while b"\r\n" not in self.buffer:
                self.more()
            line, _, self.buffer = self.buffer.partition(b"\r\n")
            length = int(line.split(b";")[0], 16)
            self.take(length + 2)
            size += len(line) + 2 + length + 2
            if length == 0:
                return size


def request(route, number, generator):
    """Method, target and bytes of one request."""
    method = "GET"
    body = b""
    fields = ["Host: localhost", "Authorization: Bearer very-secret-token", "Cookie: session=very-secret-cookie"]
    if route == "upload":
        method = "POST"
        content = bytes(generator.randrange(97, 123) for _ in range(generator.randrange(10, 3000)))
        if generator.random() < 0.5:
            fields.append("Transfer-Encoding: chunked")
            half = len(content) // 2
            for part in (content[:half], content[half:]):
                if part:
                    body += b"%x\r\n%s\r\n" % (len(part), part)
            body += b"0\r\n\r\n"
        else:
            fields.append(f"Content-Length: {len(content)}")
            body = content
    elif route == "head":
        method, route = "HEAD", "small"
    target = f"/{route}/{number}"
    if generator.random() < 0.3:
        target += "?password=very-secret-value&page=2"
    head = f"{method} {target} HTTP/1.1\r\n" + "".join(field + "\r\n" for field in fields) + "\r\n"
    return method, target, head.encode() + body


def work(address, numbers, routes, pipelines, seed, results):
    generator = random.Random(seed)
    connection = Connection(address)
    numbers = list(numbers)
    while numbers:
        batch = 1 if not pipelines or generator.random() < 0.8 else min(len(numbers), generator.randrange(2, 6))
        mine = [numbers.pop() for _ in range(batch)]
        requests = [(n, *request(generator.choice(routes), n, generator)) for n in mine]
        if batch > 1:  # Pipelined: without bodies, as servers may refuse those.
            requests = [(n, *request("small", n, generator)) for n in mine]
        began = time.monotonic_ns()
        connection.socket.sendall(b"".join(bytes_ for _, _, _, bytes_ in requests))
        for number, method, target, bytes_ in requests:
            status, size = connection.response(method)
            ended = time.monotonic_ns()
            results.append((number, method, target, status, len(bytes_), size, ended - began, int(batch > 1)))
        if connection.closes or generator.random() < 0.02:
            connection.socket.close()
            connection = Connection(address)
    connection.socket.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("count", type=int)
    parser.add_argument("truth")
    parser.add_argument("--routes", default="small,large,stream,upload,missing,fail,none,cached,head")
    parser.add_argument("--no-pipelining", action="store_true")
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    host, _, port = options.address.rpartition(":")
    # One in a hundred fails; the rest in equal parts.
    routes = [route for route in options.routes.split(",") if route != "fail"] * 12
    if "fail" in options.routes:
        routes += ["fail"]
    results = []
    threads = [
        threading.Thread(
            target=work,
            args=((host, int(port)), range(n, options.count, options.connections), routes, not options.no_pipelining,
                  options.seed + n, results),
        )
        for n in range(options.connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with open(options.truth, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["number", "method", "target", "status", "bytes_in", "bytes_out", "duration_ns", "pipelined"])
        writer.writerows(sorted(results))
    print(f"sent {len(results)} requests")


if __name__ == "__main__":
    main()
