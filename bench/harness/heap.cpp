// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <cstdint>

#include <malloc.h>

#include "counters.hpp"

namespace bench {
namespace {

constinit thread_local std::uint64_t calls_made = 0;

}  // namespace

std::uint64_t heap_calls() noexcept {
    return calls_made;
}

std::uint64_t heap_bytes() noexcept {
    const auto told = mallinfo2();
    return told.uordblks + told.hblkhd;
}

}  // namespace bench

// The program's own definitions stand in for those of the C library, in shared libraries too;
// operator new ends up here as well.
extern "C" {

void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);

void* malloc(std::size_t size) noexcept {
    ++bench::calls_made;
    return __libc_malloc(size);
}

void* calloc(std::size_t count, std::size_t size) noexcept {
    ++bench::calls_made;
    return __libc_calloc(count, size);
}

void* realloc(void* block, std::size_t size) noexcept {
    ++bench::calls_made;
    return __libc_realloc(block, size);
}
}
