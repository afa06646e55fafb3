// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "semihosting.hpp"
#include "stack.hpp"

// The linker's names: sections.ld.
extern "C" {
extern std::uint32_t data_begin[], data_end[], data_in_flash[], bss_begin[], bss_end[];
extern std::uint32_t stack_limit[], stack_top[];
extern void (*initialisers_begin[])();
extern void (*initialisers_end[])();
// C++ lets nobody call `main` by its name.
int program() asm("main");
[[noreturn]] void reset();
}

namespace {

constexpr std::uint32_t paint = 0xA5A5A5A5;
constexpr int aborted = 98;
constexpr int faulted = 99;

void fault() {
    board::print("fault\n");
    board::exit(faulted);
}

using handler = void (*)();

/// Source: Armv7-M and Armv8-M Architecture Reference Manuals, the vector table.
struct vectors {
    std::uint32_t* stack;
    std::array<handler, 15> handlers;
};

[[gnu::section(".vectors"), gnu::used]] constexpr vectors table{
    stack_top, {&reset, &fault, &fault, &fault, &fault, &fault, &fault}};

}  // namespace

// Not as calls of memset and memcpy: they would use the stack that is being painted.
[[gnu::optimize("no-tree-loop-distribute-patterns")]] void reset() {
    std::uint32_t* current;
    asm volatile("mov %0, sp" : "=r"(current));
    for (auto* each = stack_limit; each < current - 8; ++each) *each = paint;
    const auto* from = data_in_flash;
    for (auto* into = data_begin; into < data_end; ++into) *into = *from++;
    for (auto* each = bss_begin; each < bss_end; ++each) *each = 0;
    for (auto* each = initialisers_begin; each < initialisers_end; ++each) (*each)();
    board::exit(program());
}

std::size_t board::stack_peak() noexcept {
    const auto* const used =
        std::find_if(stack_limit, stack_top, [](std::uint32_t word) { return word != paint; });
    return static_cast<std::size_t>(stack_top - used) * sizeof *used;
}

extern "C" [[noreturn]] void abort() {
    board::print("abort\n");
    board::exit(aborted);
}
