// SPDX-License-Identifier: BSL-1.0
#include "memory.hpp"

#include <array>
#include <cstddef>
#include <new>

#include <mbedtls/memory_buffer_alloc.h>
#include <mbedtls/platform.h>

#include "semihosting.hpp"

namespace {

[[gnu::section(".arena")]] alignas(8) std::array<unsigned char, std::size_t{96} << 10> arena;

std::size_t taken = 0;

void* take(std::size_t size) noexcept {
    ++taken;
    return mbedtls_calloc(1, size);
}

}  // namespace

std::size_t board::allocations() noexcept {
    return taken;
}

void board::start_memory() noexcept {
    const auto size = argument("arena", arena.size());
    mbedtls_memory_buffer_alloc_init(arena.data(), size);
}

// Our own objects come from the same arena, so that one budget and one statistic count.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    return take(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
    return take(size);
}
void operator delete(void* block) noexcept {
    mbedtls_free(block);
}
void operator delete(void* block, std::size_t) noexcept {
    mbedtls_free(block);
}
void operator delete[](void* block) noexcept {
    mbedtls_free(block);
}
void operator delete[](void* block, std::size_t) noexcept {
    mbedtls_free(block);
}

// What Mbed TLS allocates with before the arena is ready.
extern "C" void* board_no_calloc(std::size_t, std::size_t) {
    return nullptr;
}
extern "C" void board_no_free(void*) {}
