// The socket tap: tells user space what watched processes read from and write to their connections.
#include "on_process.h"
#include "on_return.h"

char program_license[] SEC("license") = "GPL";
