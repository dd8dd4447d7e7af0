// Does with sockets what the lines on standard input ask for, one after another, and answers each with a line.
// cc -O1 -g -pthread -o socket-calls socket-calls.c
//
//   open tcp|tcp6|unix          a connection to itself; both its ends stay open
//   begin DIGITS                has what is sent begin with these bytes, in hexadecimal
//   send CALL COUNT             at the end that connected; the answer: the descriptor, the thread's CPU time in ns
//   receive CALL COUNT          at the end that was accepted; likewise
//   swap                        the ends change places
//   peek                        looks at what waits at the accepted end without taking it
//   close client|server         and shut client: says that it will send no more
//   turns COUNT                 so many epoll_waits, and as many polls of one descriptor
//   spin MILLISECONDS           uses the CPU for so long
//   child                       a child that opens, sends, receives and ends; the answer is its number
//   other-thread                receives a byte on a thread of its own; the answer is its number
//   publish                     the answer is the address of what looks like a dictionary of CPython 3.11
//   flood COUNT                 so many messages to itself of 16 bytes
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CAPACITY = 1 << 19, VECTORS = 3 };

static int client = -1, server = -1, content = -1;
static unsigned char outgoing[CAPACITY], incoming[CAPACITY];

static long require(const char *what, long result) {
    if (result < 0) {
        perror(what);
        exit(1);
    }
    return result;
}

static long long cpu_time(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1000000000ll + time.tv_nsec;
}

static void open_connection(const char *family) {
    int domain = strcmp(family, "tcp") == 0 ? AF_INET : strcmp(family, "tcp6") == 0 ? AF_INET6 : AF_UNIX;
    struct sockaddr_storage address = {.ss_family = domain};
    socklen_t length = domain == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
    if (domain == AF_INET) ((struct sockaddr_in *)&address)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (domain == AF_INET6) ((struct sockaddr_in6 *)&address)->sin6_addr = in6addr_loopback;
    // Without a name of its own a Unix socket gets one in the abstract namespace.
    if (domain == AF_UNIX) length = sizeof(sa_family_t);
    int listener = require("socket", socket(domain, SOCK_STREAM, 0));
    require("bind", bind(listener, (struct sockaddr *)&address, length));
    require("listen", listen(listener, 1));
    length = sizeof address;
    require("getsockname", getsockname(listener, (struct sockaddr *)&address, &length));
    client = require("socket", socket(domain, SOCK_STREAM, 0));
    require("connect", connect(client, (struct sockaddr *)&address, length));
    server = require("accept", accept(listener, NULL, NULL));
    // What is sent has room before anybody receives it: as much as the system lets anybody have, 416 KiB usually.
    int room = CAPACITY;
    require("setsockopt", setsockopt(client, SOL_SOCKET, SO_SNDBUF, &room, sizeof room));
    require("setsockopt", setsockopt(server, SOL_SOCKET, SO_SNDBUF, &room, sizeof room));
    close(listener);
}

static void begin_with(const char *digits) {
    for (int i = 0; sscanf(digits + 2 * i, "%2hhx", &outgoing[i]) == 1; i++) {}
    puts("done");
}

// Cuts `count` bytes into pieces of unequal length: the first one shorter than what tells of a message, the last one the
// longest.
static void cut(struct iovec *vectors, unsigned char *bytes, size_t count) {
    size_t first = count / 5 < 5 ? count / 5 : 5;
    size_t pieces[VECTORS] = {first, count / 3, count - first - count / 3};
    for (int i = 0; i < VECTORS; i++) {
        vectors[i] = (struct iovec){bytes, pieces[i]};
        bytes += pieces[i];
    }
}

static void send_bytes(const char *call, size_t count) {
    struct iovec vectors[VECTORS];
    struct msghdr message = {.msg_iov = vectors, .msg_iovlen = VECTORS};
    cut(vectors, outgoing, count);
    off_t offset = 0;
    if (strcmp(call, "write") == 0) require(call, write(client, outgoing, count));
    if (strcmp(call, "send") == 0) require(call, send(client, outgoing, count, 0));
    if (strcmp(call, "writev") == 0) require(call, writev(client, vectors, VECTORS));
    if (strcmp(call, "sendmsg") == 0) require(call, sendmsg(client, &message, 0));
    if (strcmp(call, "sendfile") == 0) require(call, sendfile(client, content, &offset, count));
    printf("%d %lld\n", client, cpu_time());
}

static void receive_bytes(const char *call, size_t count) {
    struct iovec vectors[VECTORS];
    struct msghdr message = {.msg_iov = vectors, .msg_iovlen = VECTORS};
    cut(vectors, incoming, count);
    if (strcmp(call, "read") == 0) require(call, read(server, incoming, count));
    if (strcmp(call, "recv") == 0) require(call, recv(server, incoming, count, MSG_WAITALL));
    if (strcmp(call, "readv") == 0) require(call, readv(server, vectors, VECTORS));
    if (strcmp(call, "recvmsg") == 0) require(call, recvmsg(server, &message, MSG_WAITALL));
    printf("%d %lld\n", server, cpu_time());
}

static void swap_ends(void) {
    int end = client;
    client = server;
    server = end;
}

static void take_turns(long count) {
    int set = require("epoll_create1", epoll_create1(0));
    struct pollfd one = {.fd = set, .events = POLLIN};
    struct epoll_event event;
    for (long i = 0; i < count; i++) {
        require("epoll_wait", epoll_wait(set, &event, 1, 0));
        require("poll", poll(&one, 1, 0));
    }
    close(set);
    puts("done");
}

static void spin(long milliseconds) {
    long long end = cpu_time() + milliseconds * 1000000ll;
    while (cpu_time() < end) {}
    puts("done");
}

static void run_child(void) {
    pid_t child = require("fork", fork());
    if (child == 0) {
        open_connection("tcp");
        require("write", write(client, "from the child", 14));
        require("read", read(server, incoming, sizeof incoming));
        _exit(0);
    }
    require("waitpid", waitpid(child, NULL, 0));
    printf("%d\n", child);
}

static void *receive_one(void *number) {
    *(pid_t *)number = gettid();
    require("read", read(server, incoming, 1));
    return NULL;
}

static void run_other_thread(void) {
    pthread_t thread;
    pid_t number = 0;
    pthread_create(&thread, NULL, receive_one, &number);
    pthread_join(thread, NULL);
    printf("%d\n", number);
}

static void close_end(const char *end) {
    int *descriptor = strcmp(end, "client") == 0 ? &client : &server;
    require("close", close(*descriptor));
    *descriptor = -1;
    puts("done");
}

static void flood(long count) {
    for (long i = 0; i < count; i++) {
        require("write", write(client, outgoing, 16));
        require("read", read(server, incoming, 16));
    }
    puts("done");
}

// A CPython 3.11 dictionary of one event loop, as bytes: an entry that was deleted, another loop's, and the wanted one.
static struct {
    uint64_t header[4], keys;
} dictionary;
static struct {
    uint64_t references;
    uint8_t log2_size, log2_index_bytes, kind, unused;
    uint32_t version;
    uint64_t usable, entry_count;
    uint8_t indices[8];
    uint64_t entries[5][3];
} keys = {.log2_size = 3, .log2_index_bytes = 3, .usable = 2, .entry_count = 3,
    .entries = {{1, 0, 0}, {2, 0x2222, 0x2000}, {3, 0x3333, 0x3000}}};

static void publish(void) {
    dictionary.keys = (uint64_t)&keys;
    printf("%llu\n", (unsigned long long)(uintptr_t)&dictionary);
}

static void obey(const char *line) {
    char verb[32] = "", word[32] = "";
    long count = 0;
    sscanf(line, "%31s %31s %ld", verb, word, &count);
    if (strcmp(verb, "open") == 0) open_connection(word), puts("done");
    if (strcmp(verb, "begin") == 0) begin_with(word);
    if (strcmp(verb, "send") == 0) send_bytes(word, count);
    if (strcmp(verb, "receive") == 0) receive_bytes(word, count);
    if (strcmp(verb, "swap") == 0) swap_ends(), puts("done");
    if (strcmp(verb, "peek") == 0) require("peek", recv(server, incoming, CAPACITY, MSG_PEEK)), puts("done");
    if (strcmp(verb, "close") == 0) close_end(word);
    if (strcmp(verb, "shut") == 0) require("shutdown", shutdown(client, SHUT_WR)), puts("done");
    if (strcmp(verb, "turns") == 0) take_turns(atol(word));
    if (strcmp(verb, "spin") == 0) spin(atol(word));
    if (strcmp(verb, "child") == 0) run_child();
    if (strcmp(verb, "other-thread") == 0) run_other_thread();
    if (strcmp(verb, "publish") == 0) publish();
    if (strcmp(verb, "flood") == 0) flood(atol(word));
    fflush(stdout);
}

int main(void) {
    for (int i = 0; i < CAPACITY; i++) outgoing[i] = i % 251;
    content = require("memfd_create", memfd_create("content", 0));
    require("write", write(content, outgoing, CAPACITY));
    puts("ready");
    fflush(stdout);
    char line[128];
    while (fgets(line, sizeof line, stdin)) obey(line);
    return 0;
}
