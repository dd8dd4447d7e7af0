// What GlassSymbols needs of C: elfutils' libdw (DWARF), glibc's allocator, and the demanglers of binutils' libiberty.
#ifndef CGLASS_SYMBOLS_H
#define CGLASS_SYMBOLS_H

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <gelf.h>
#include <libelf.h>
#include <malloc.h>

// glibc declares it only to those that ask for GNU extensions.
int memfd_create(const char *name, unsigned flags);

// Of <libiberty/demangle.h>, declared here because that header also redeclares parts of the C library.
char *cplus_demangle_v3(const char *mangled, int options);
char *rust_demangle(const char *mangled, int options);

enum {
    CGLASS_MFD_CLOEXEC = 1,
    CGLASS_DEMANGLE_PARAMETERS = 1 << 0,
    CGLASS_DEMANGLE_ANSI = 1 << 1,
    CGLASS_DEMANGLE_VERBOSE = 1 << 3,
    CGLASS_DEMANGLE_DROP_RETURN_TYPE = 1 << 6,
};

#endif
