// SPDX-License-Identifier: BSL-1.0
#include "data_file.hpp"

#include <array>
#include <cstdint>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <lzma.h>

namespace judge {
namespace {

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream bytes;
    if (!file || !(bytes << file.rdbuf()))
        throw std::runtime_error{path.string() + ": cannot be read"};
    return std::move(bytes).str();
}

bool is_xz(std::string_view bytes) {
    using namespace std::string_view_literals;
    return bytes.starts_with(
        "\xfd"
        "7zXZ\0"sv);
}

/// Unpacks xz piece by piece.
class unpacker {
public:
    explicit unpacker(std::string_view packed) {
        constexpr auto no_limit = std::numeric_limits<std::uint64_t>::max();
        if (lzma_stream_decoder(&stream_, no_limit, LZMA_CONCATENATED) != LZMA_OK)
            throw std::runtime_error{"xz: cannot start"};
        stream_.next_in = reinterpret_cast<const std::uint8_t*>(packed.data());
        stream_.avail_in = packed.size();
    }
    unpacker(const unpacker&) = delete;
    unpacker& operator=(const unpacker&) = delete;
    ~unpacker() { lzma_end(&stream_); }

    std::string unpack() {
        std::string whole;
        while (append_piece(whole) == LZMA_OK) continue;
        return whole;
    }

private:
    lzma_ret append_piece(std::string& whole) {
        std::array<char, 65536> piece;
        stream_.next_out = reinterpret_cast<std::uint8_t*>(piece.data());
        stream_.avail_out = piece.size();
        const auto outcome = lzma_code(&stream_, LZMA_FINISH);
        if (outcome != LZMA_OK && outcome != LZMA_STREAM_END)
            throw std::runtime_error{"xz: damaged"};
        whole.append(piece.data(), piece.size() - stream_.avail_out);
        return outcome;
    }

    lzma_stream stream_ = LZMA_STREAM_INIT;
};

}  // namespace

std::string read_data_file(const std::filesystem::path& path) {
    auto bytes = read_file(path);
    return is_xz(bytes) ? unpacker{bytes}.unpack() : bytes;
}

}  // namespace judge
