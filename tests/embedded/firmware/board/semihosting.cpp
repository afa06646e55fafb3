// SPDX-License-Identifier: BSL-1.0
#include "semihosting.hpp"

#include <array>

namespace board {
namespace {

enum class operation : std::uint32_t {
    open = 0x01,
    close = 0x02,
    write_character = 0x03,
    read = 0x06,
    time = 0x11,
    command_line = 0x15,
    exit = 0x20,
};

[[gnu::naked]] std::int32_t call(operation, const void*) noexcept {
    asm volatile("bkpt 0xab\n bx lr");
}

std::uint32_t address(const void* place) noexcept {
    return reinterpret_cast<std::uint32_t>(place);
}

/// The command line; "" where there is none.
std::string_view command_line() noexcept {
    static std::array<char, 128> characters;
    std::array block{address(characters.data()), std::uint32_t{characters.size()}};
    if (call(operation::command_line, block.data()) != 0) return {};
    return characters.data();
}

std::uint32_t number_in(std::string_view digits) noexcept {
    std::uint32_t value = 0;
    for (const char digit : digits) {
        if (digit < '0' || digit > '9') break;
        value = value * 10 + static_cast<std::uint32_t>(digit - '0');
    }
    return value;
}

}  // namespace

void print(std::string_view words) noexcept {
    for (const char& each : words) call(operation::write_character, &each);
}

void exit(int status) noexcept {
    constexpr std::uint32_t application_exit = 0x20026;
    const std::array block{application_exit, static_cast<std::uint32_t>(status)};
    while (true) call(operation::exit, block.data());
}

bool entropy(std::span<std::byte> into) noexcept {
    static constexpr char device[] = "/dev/urandom";
    constexpr std::uint32_t read_binary = 1;
    const std::array opening{address(device), read_binary, std::uint32_t{sizeof device - 1}};
    const auto file = call(operation::open, opening.data());
    if (file < 0) return false;
    const auto handle = static_cast<std::uint32_t>(file);
    const std::array reading{handle, address(into.data()), std::uint32_t{into.size()}};
    const auto missing = call(operation::read, reading.data());
    call(operation::close, &handle);
    return missing == 0;
}

std::uint32_t time() noexcept {
    return static_cast<std::uint32_t>(call(operation::time, nullptr));
}

std::uint32_t argument(std::string_view name, std::uint32_t otherwise) noexcept {
    auto rest = command_line();
    while (!rest.empty()) {
        if (rest.starts_with(name) && rest.size() > name.size() && rest[name.size()] == '=')
            return number_in({rest.data() + name.size() + 1, rest.data() + rest.size()});
        const auto space = rest.find(' ');
        rest.remove_prefix(space == rest.npos ? rest.size() : space + 1);
    }
    return otherwise;
}

}  // namespace board

extern "C" void board_exit(int status) {
    board::exit(status);
}
