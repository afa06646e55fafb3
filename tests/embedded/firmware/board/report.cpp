// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <mbedtls/memory_buffer_alloc.h>
#include <psa/crypto.h>

#include <onetls/text.hpp>

#include "memory.hpp"
#include "semihosting.hpp"
#include "stack.hpp"

namespace {

void print(std::string_view name, std::size_t value) noexcept {
    onetls::text<48> line{name};
    onetls::detail::append_number(line.append("="), static_cast<std::int64_t>(value));
    board::print(line.append("\n"));
}

}  // namespace

void board::tell_steady() noexcept {
    std::size_t bytes = 0;
    std::size_t blocks = 0;
    mbedtls_memory_buffer_alloc_cur_get(&bytes, &blocks);
    ::print("heap_steady", bytes);
}

int board::finish(int status) noexcept {
    std::size_t bytes = 0;
    std::size_t blocks = 0;
    mbedtls_memory_buffer_alloc_max_get(&bytes, &blocks);
    ::print("heap_peak", bytes);
    ::print("heap_peak_blocks", blocks);
    ::print("stack_peak", stack_peak());
    mbedtls_psa_crypto_free();
    mbedtls_memory_buffer_alloc_cur_get(&bytes, &blocks);
    ::print("leaked", bytes);
    return bytes != 0 ? leaked : status;
}
