// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <onetls/backend.hpp>
#include <onetls/blocking.hpp>
#include <onetls/key_update.hpp>

#include "bogo_flags.hpp"

namespace bogo {

template <class Error>
[[noreturn]] void fail_for(const Error& failure) {
    std::ostringstream words;
    words << failure;
    throw failed{words.str()};
}

/// What the runner does to a stream, and wants to get back from it.
template <onetls::Stream S>
class exchange {
public:
    exchange(S& stream, const flags& wanted) noexcept : stream_{stream}, wanted_{wanted} {}

    /// Throws failed where it goes otherwise than the runner wants.
    void run() {
        shake();
        begin_writing();
        if (!wanted_.ends_first && !wanted_.writes_many_sizes) echo();
        end();
    }

private:
    static constexpr std::string_view greeting = "hello";

    void shake() {
        for (int times = wanted_.shakes_again ? 2 : 1; times != 0; --times)
            if (const auto shaken = onetls::handshake(stream_); !shaken) fail_for(shaken.error());
        check();
    }

    void check() const {
        const auto told = stream_.info();
        const auto protocol =
            wanted_.server ? wanted_.selected_protocol : wanted_.expected_protocol;
        expect(told.application_protocol == protocol, "application protocol");
        expect_code(told.version, wanted_.expected_version, "version");
        expect_code(told.group, wanted_.expected_group, "group");
        expect_code(told.peer_signature, wanted_.expected_scheme, "signature scheme");
        expect(!told.resumed, "new session");
        if (!wanted_.expected_server_name.empty())
            expect(told.server_name == wanted_.expected_server_name, "server name");
        if (wanted_.expects_no_server_name) expect(told.server_name.empty(), "server name");
        if (wanted_.expects_no_certificate) expect(told.peer_certificate.empty(), "certificate");
        if (!wanted_.expected_certificate_file.empty())
            expect(std::ranges::equal(told.peer_certificate, expected_certificate().der()),
                   "certificate");
        if (wanted_.expects_verdict)
            expect(stream_.verification().trusted() != wanted_.refuses_certificate, "verdict");
    }

    onetls::certificate expected_certificate() const {
        std::ifstream file{wanted_.expected_certificate_file};
        const std::string pem{std::istreambuf_iterator{file}, {}};
        auto read = onetls::certificate::from_pem(pem);
        if (!read) fail_for(read.error());
        return *read;
    }

    static void expect(bool fine, std::string_view what) {
        if (!fine) throw failed{"another " + std::string{what} + " than expected"};
    }

    template <class Code>
    static void expect_code(Code told, std::uint16_t wanted, std::string_view what) {
        expect(wanted == 0 || static_cast<std::uint16_t>(told) == wanted, what);
    }

    void begin_writing() {
        if (wanted_.leaves_write_unfinished) return leave_unfinished();
        if (wanted_.writes_many_sizes) return write_many_sizes();
        if (wanted_.writes_first) write(std::as_bytes(std::span{greeting}));
    }

    /// Has one byte of a record sent, and leaves the rest.
    void leave_unfinished() {
        const auto put = stream_.write_some(std::as_bytes(std::span{greeting}));
        const bool blocked = !put && put.error().code == onetls::errc::want_write;
        if (!blocked) throw failed{"a write that had to block did not"};
        unfinished_ = true;
    }

    void finish_writing() {
        if (unfinished_) write(std::as_bytes(std::span{greeting}));
        unfinished_ = false;
    }

    /// Sizes about those of records and their limits, as the runner expects them.
    void write_many_sizes() {
        constexpr std::array<std::size_t, 11> sizes{0,     1,     255,   256,   257,  16383,
                                                    16384, 16385, 32767, 32768, 32769};
        const std::vector<std::byte> bytes(32769, std::byte{0x42});
        for (const auto size : sizes) write(std::span{bytes}.first(size));
    }

    /// Sends back what comes with all bits turned, until the runner ends.
    void echo() {
        std::vector<std::byte> bytes(wanted_.read_size);
        while (true) {
            if (wanted_.updates_keys_before_reads) update_keys();
            const auto got = onetls::read(stream_, bytes);
            if (!got) return note_end(got.error());
            finish_writing();
            if (wanted_.updates_keys) update_keys();
            const auto received = std::span{bytes}.first(*got);
            std::ranges::transform(received, received.begin(), [](auto each) { return ~each; });
            write(received);
        }
    }

    /// BoringSSL's shim takes an end without close_notify too, unless it is told to look.
    void note_end(onetls::error end) {
        peer_gone_ = true;
        if (end.code == onetls::errc::closed) return;
        truncated_ = end.code == onetls::errc::truncated;
        if (!truncated_ || wanted_.wants_close_notify) fail_for(end);
    }

    void update_keys() {
        if constexpr (onetls::KeyUpdating<S>) {
            auto updated = stream_.update_keys(onetls::key_update::own);
            while (!updated && onetls::is_retry(updated.error()) &&
                   stream_.wait(updated.error().code))
                updated = stream_.update_keys(onetls::key_update::own);
            if (!updated) fail_for(updated.error());
        }
    }

    void end() {
        if (truncated_) return;
        const auto ended = onetls::close(stream_);
        // Who has said that it ends need not wait for the answer (RFC 8446 §6.1).
        const bool unheard =
            peer_gone_ && !ended && ended.error().code == onetls::errc::transport_failed;
        if (!ended && !unheard) fail_for(ended.error());
        if (!wanted_.ends_first || !wanted_.wants_close_notify) return;
        std::array<std::byte, 1> unwanted{};
        const auto got = onetls::read(stream_, unwanted);
        if (got) throw failed{"data where close_notify was expected"};
        if (got.error().code != onetls::errc::closed) fail_for(got.error());
    }

    void write(std::span<const std::byte> bytes) {
        if (const auto put = onetls::write(stream_, bytes); !put) fail_for(put.error());
    }

    S& stream_;
    const flags& wanted_;
    bool unfinished_ = false;
    bool peer_gone_ = false;
    bool truncated_ = false;
};

}  // namespace bogo
