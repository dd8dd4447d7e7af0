// Tells by its first bytes whether what was moved begins a request, as a client writes it and a server reads it: of that
// more is captured than of anything else, because the texts of all statements of a pipeline are wanted.
#ifndef REQUEST_START_H
#define REQUEST_START_H

#include <bpf/bpf_endian.h>

#include "maps.h"

// Of a pipeline, which may be moved in many calls: those after the first begin in the middle of a statement. What it
// sends along (files, say) is bounded by this.
enum { PIPELINE_BYTES = 4 << 20 };

// The bytes at the front that this looks at.
union start {
    uint64_t word;
    uint8_t bytes[8];
};

// A message of a PostgreSQL client: a letter, the length of what follows and that length itself, and the content. The
// server uses some of the letters as well; their contents differ. Those of 16 MiB or more are not looked at: their
// lengths could be text just as well.
static __always_inline int starts_statement(const uint8_t *bytes) {
    uint32_t length = (uint32_t)bytes[2] << 16 | bytes[3] << 8 | bytes[4];
    uint8_t first = bytes[5];
    if (bytes[1] != 0 || length < sizeof length) return 0;
    switch (bytes[0]) {
        case 'P':  // Parse
        case 'B':  // Bind
        case 'Q':  // Query
        case 'F':  // FunctionCall
            return 1;
        case 'C':  // Close; CommandComplete
        case 'D':  // Describe; DataRow
            return first == 'S' || first == 'P';
        case 'E':  // Execute; ErrorResponse, which says first how severe it is
            return first != 'S';
        case 'H':  // Flush; CopyOutResponse
        case 'S':  // Sync; ParameterStatus
            return length == sizeof length;
        default:
            return 0;
    }
}

// An array of RESP: a command, or a reply of that form.
static __always_inline int starts_array(const uint8_t *bytes) {
    return bytes[0] == '*' && bytes[1] >= '0' && bytes[1] <= '9';
}

// The head of a request of HTTP/1.
static __always_inline int starts_http_request(const uint8_t *bytes) {
    uint32_t word = (uint32_t)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
    switch (word) {
        case 'G' << 24 | 'E' << 16 | 'T' << 8 | ' ':
        case 'P' << 24 | 'U' << 16 | 'T' << 8 | ' ':
        case 'P' << 24 | 'O' << 16 | 'S' << 8 | 'T':
        case 'H' << 24 | 'E' << 16 | 'A' << 8 | 'D':
        case 'P' << 24 | 'A' << 16 | 'T' << 8 | 'C':
        case 'D' << 24 | 'E' << 16 | 'L' << 8 | 'E':
        case 'O' << 24 | 'P' << 16 | 'T' << 8 | 'I':
            return 1;
        default:
            return 0;
    }
}

// How many bytes are wanted of `total` that begin like this, and of what follows them in the same direction; 0 where it
// is no request. Verified by itself, once: it has many ways through.
__noinline uint32_t wanted_bytes(uint64_t word, uint32_t total) {
    union start start = {word};
    if (starts_statement(start.bytes) || starts_array(start.bytes)) return PIPELINE_BYTES;
    if (!starts_http_request(start.bytes)) return 0;
    // What follows is a body.
    return total < CGLASS_MAXIMUM_HEAD ? total : CGLASS_MAXIMUM_HEAD;
}

#endif
