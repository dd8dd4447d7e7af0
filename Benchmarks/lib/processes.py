"""Processes that are measured and processes that measure, and what both have used."""
import os, shutil, sqlite3, statistics, subprocess, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BENCHMARKS = os.path.join(ROOT, "Benchmarks")
RELEASE = os.path.join(ROOT, ".build", "release")
QUIET = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
median = statistics.median


def row(name, *columns):
    print(f"{name:<34}" + "".join(f"{column:>16}" for column in columns), flush=True)


def pinned(cpu):
    """Options of `subprocess.Popen` that keep a process on one CPU; none for no CPU."""
    return {} if cpu is None else {"preexec_fn": lambda: os.sched_setaffinity(0, {cpu})}


class Workplace:
    """A folder and processes of one run, gone with it. `binaries` is where the built programs are."""

    def __init__(self, binaries=RELEASE):
        self.binaries = binaries
        self.folder = tempfile.mkdtemp(prefix="glass-bench-")
        # Servers that give up root's rights work in folders below.
        os.chmod(self.folder, 0o755)
        self.started = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, suffix):
        return os.path.join(self.folder, f"{time.monotonic_ns()}.{suffix}")

    def binary(self, name):
        return os.path.join(self.binaries, name)

    def compile(self, name, folder="agent"):
        """The program of a C source in that folder of Benchmarks."""
        path = os.path.join(self.folder, name)
        if not os.path.exists(path):
            source = os.path.join(BENCHMARKS, folder, name + ".c")
            subprocess.run(["cc", "-O2", "-g", "-pthread", "-o", path, source], check=True)
        return path

    def start(self, *words, **options):
        """A process that ends with the run, whatever happens."""
        self.started.append(subprocess.Popen([str(word) for word in words], **options))
        return self.started[-1]


class Target:
    """A running target that has said it is ready."""

    def __init__(self, work, *words, cpu=None):
        self.process = work.start(*words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **pinned(cpu))
        self.pid = self.process.pid
        self.process.stdout.readline()

    def go(self):
        """Begins what is measured, of a target that waits for it."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def result(self):
        """The numbers that it prints at its end."""
        self.process.stdin.close()
        numbers = [float(word) for word in self.process.stdout.read().split()]
        self.process.wait()
        return numbers

    def end(self):
        self.process.kill()
        self.process.wait()


class Watcher:
    """A profiler at work. `cpu_now` while it runs; `cpu` (seconds) and `megabytes`, the most that it had, afterwards."""

    def __init__(self, process, path=None, ends_with_input=False):
        self.process, self.path, self.ends_with_input = process, path, ends_with_input
        self.megabytes = 0

    @property
    def cpu_now(self):
        # The CPU clock of another process, as clock_getcpuclockid(3) names it: nanoseconds, of all its threads.
        try:
            return time.clock_gettime((~self.process.pid << 3) | 2)
        except OSError:
            return 0

    def note_memory(self):
        try:
            with open(f"/proc/{self.process.pid}/status") as status:
                peaks = [int(line.split()[1]) for line in status if line.startswith("VmHWM")]
        except (OSError, ValueError):
            return
        self.megabytes = max([self.megabytes, *(peak / 1024 for peak in peaks)])

    def wait(self):
        """Waits for its end, which its duration or that of its target brings, or its closed input."""
        if self.ends_with_input and not self.process.stdin.closed:
            self.process.stdin.close()
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        self.cpu = usage.ru_utime + usage.ru_stime
        self.megabytes = max(self.megabytes, usage.ru_maxrss / 1024)
        return self

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


class Agent(Watcher):
    """glass-agent on a target; afterwards its recording as well."""

    def __init__(self, work, pid, *words, cpu=None):
        path = work.path("glass")
        process = work.start(
            work.binary("glass-agent"), "--pid", pid, "--output", path, *words, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, **pinned(cpu))
        super().__init__(process, path, ends_with_input="--duration" not in words)
        process.stdout.readline()

    def thread_cpu(self, name):
        """Seconds of CPU time that its thread of a name has used."""
        for task in os.listdir(f"/proc/{self.process.pid}/task"):
            folder = f"/proc/{self.process.pid}/task/{task}"
            with open(f"{folder}/comm") as comm, open(f"{folder}/schedstat") as used:
                if comm.read().strip() == name:
                    return int(used.read().split()[0]) / 1e9
        return 0

    def query(self, sql):
        with sqlite3.connect(self.path) as database:
            return database.execute(sql).fetchall()


def bare_loop(work, thread, rate, seconds, cpu=None):
    """The floor: stops a thread, reads its registers, copies its stack, resumes it, and nothing else."""
    return Watcher(work.start(work.compile("bare-loop"), thread, rate, seconds, **pinned(cpu)))
