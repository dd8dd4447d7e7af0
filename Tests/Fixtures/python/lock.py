"""The first thread waits in C code with the interpreter lock held, for tests that read it from outside.

Says its number and `ready` before; goes on when there is a line of input, and ends.
"""

import ctypes
import os
import threading

libc = ctypes.PyDLL(None)
print(os.getpid())
print("ready", flush=True)
threading.Thread(target=lambda: None).start()
libc.read(0, ctypes.create_string_buffer(1), 1)
