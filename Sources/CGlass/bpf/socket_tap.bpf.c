// The socket tap: tells user space what watched processes read from and write to their connections. There are two ways
// to see that, of which user space attaches one.
#include "on_process.h"
#include "on_return.h"
#include "on_socket.h"

char program_license[] SEC("license") = "GPL";
