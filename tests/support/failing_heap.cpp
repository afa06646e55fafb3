// SPDX-License-Identifier: BSL-1.0
#include "failing_heap.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <new>

// The program's own definitions stand in for those of the C library, in shared libraries too. Where
// a sanitizer is linked theirs stand behind them, so that it goes on seeing each block; its
// operators new would pass us by.

extern "C" {

void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);

[[gnu::weak]] void* __interceptor_malloc(std::size_t size);
[[gnu::weak]] void* __interceptor_calloc(std::size_t count, std::size_t size);
[[gnu::weak]] void* __interceptor_realloc(void* block, std::size_t size);
}

namespace test {
namespace {

constinit thread_local heap_plan* watched = nullptr;

/// Says whether this allocation is one that fails. Runs before a sanitizer is ready.
[[gnu::no_sanitize_address]] bool fails() noexcept {
    if (watched == nullptr) return false;
    const auto number = ++watched->seen;
    const bool doomed =
        number == watched->fails_at || (watched->stays_exhausted && number > watched->fails_at);
    if (doomed) errno = ENOMEM;
    return doomed;
}

}  // namespace

watched_heap::watched_heap(heap_plan& plan) noexcept {
    watched = &plan;
}

watched_heap::~watched_heap() {
    watched = nullptr;
}

}  // namespace test

extern "C" {

[[gnu::no_sanitize_address]] void* malloc(std::size_t size) noexcept {
    if (test::fails()) return nullptr;
    return __interceptor_malloc != nullptr ? __interceptor_malloc(size) : __libc_malloc(size);
}

[[gnu::no_sanitize_address]] void* calloc(std::size_t count, std::size_t size) noexcept {
    if (test::fails()) return nullptr;
    return __interceptor_calloc != nullptr ? __interceptor_calloc(count, size)
                                           : __libc_calloc(count, size);
}

[[gnu::no_sanitize_address]] void* realloc(void* block, std::size_t size) noexcept {
    if (test::fails()) return nullptr;
    return __interceptor_realloc != nullptr ? __interceptor_realloc(block, size)
                                            : __libc_realloc(block, size);
}
}

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return std::malloc(size == 0 ? 1 : size);
}

void* operator new(std::size_t size) {
    if (void* const block = operator new(size, std::nothrow)) return block;
    throw std::bad_alloc{};
}

void* operator new[](std::size_t size) {
    return operator new(size);
}

void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
    return operator new(size, std::nothrow);
}

void operator delete(void* block) noexcept {
    std::free(block);
}

void operator delete(void* block, std::size_t) noexcept {
    std::free(block);
}

void operator delete[](void* block) noexcept {
    std::free(block);
}

void operator delete[](void* block, std::size_t) noexcept {
    std::free(block);
}
