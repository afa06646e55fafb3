// SPDX-License-Identifier: BSL-1.0
#include <array>
#include <cstddef>
#include <cstdint>
#include <iostream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <onetls/certificate_json.hpp>
#include <onetls/detail/bytes.hpp>
#include <onetls/openssl/digest.hpp>

#include "arguments.hpp"
#include "data_file.hpp"
#include "for_each_backend.hpp"
#include "native_parse.hpp"

/// certificates FILE [--json] [--backend=openssl|mbedtls]
///
/// Reads a file of certificates, each behind its size as 4 bytes, big-endian. Writes how many each
/// backend has read; with `--json` one object for each certificate and backend, on one line.

namespace {

using bytes = std::span<const std::byte>;

std::size_t size_at(bytes place) {
    if (place.size() < 4) throw std::runtime_error{"the file ends within a size"};
    std::size_t size = 0;
    for (const auto each : place.first(4)) size = size << 8 | std::to_integer<std::size_t>(each);
    return size;
}

std::vector<bytes> split(bytes file) {
    std::vector<bytes> certificates;
    while (!file.empty()) {
        const auto size = size_at(file);
        if (file.size() - 4 < size) throw std::runtime_error{"the file ends within a certificate"};
        certificates.push_back(file.subspan(4, size));
        file = file.subspan(4 + size);
    }
    return certificates;
}

std::string hex_of(bytes from) {
    std::string digits;
    onetls::detail::append_hex(digits, from);
    return digits;
}

std::string fingerprint(bytes der) {
    std::array<std::byte, 32> digest{};
    if (!onetls::openssl::sha256(der, digest)) throw std::runtime_error{"no SHA-256"};
    return hex_of(digest);
}

/// Writes what stands in front of the answer: whose it is, and of which certificate.
void begin_line(std::string_view backend, std::size_t index, bytes der) {
    std::cout << R"({"index":)" << index << R"(,"sha256":")" << fingerprint(der)
              << R"(","backend":")" << backend << '"';
}

template <onetls::Backend B>
void write_line(std::size_t index, bytes der) {
    begin_line(B::name, index, der);
    const auto read = B::certificate::from_der(der);
    if (!read) {
        std::cout << R"(,"error":")" << message(read.error()).view() << R"(","natively_read":)"
                  << (judge::reads_natively<B>(der) ? "true" : "false") << "}\n";
        return;
    }
    std::string described;
    describe_json(read->view(), described);
    std::cout << R"(,"certificate":)" << described << "}\n";
}

template <onetls::Backend B>
void count(const std::vector<bytes>& certificates) {
    std::size_t read = 0;
    for (const auto& der : certificates)
        if (B::certificate::from_der(der)) ++read;
    std::cout << "certificates: backend=" << B::name << " certificates=" << certificates.size()
              << " read=" << read << " refused=" << certificates.size() - read << '\n';
}

int read_all(const judge::arguments& told) {
    const auto file = judge::read_data_file(told.file());
    const auto certificates = split(onetls::detail::as_bytes(file));
    judge::for_each_backend(told, [&]<class B>(B) {
        if (!told.has("--json")) return count<B>(certificates);
        for (std::size_t index = 0; index != certificates.size(); ++index)
            write_line<B>(index, certificates[index]);
    });
    return 0;
}

}  // namespace

int main(int count, char** words) {
    constexpr std::array<std::string_view, 2> known{"--json", "--backend"};
    return judge::run_judge(count, words, known, &read_all);
}
