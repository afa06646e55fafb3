// SPDX-License-Identifier: BSL-1.0
// Trusts a key that it sees first, remembers it in flash, and refuses any other from then on.
#include <array>
#include <cstddef>
#include <span>

#include <certificates.hpp>

#include <onetls/onetls.hpp>

#include "../../../examples/embedded/flash_pin_store.hpp"
#include "outcome.hpp"
#include "self_handshake.hpp"

namespace {

using onetls::errc;
using onetls::reason;

/// A sector of flash, imitated: erased when it is made, and programmed from one to zero only.
class sector {
public:
    sector() noexcept { bytes_.fill(std::byte{0xFF}); }

    std::span<const std::byte> bytes() const noexcept { return bytes_; }

    bool program(std::size_t at, std::span<const std::byte> from) noexcept {
        if (at + from.size() > bytes_.size() || worn_) return false;
        for (const auto each : from) bytes_[at++] &= each;
        return true;
    }

    void flip(std::size_t at) noexcept { bytes_[at] ^= std::byte{1}; }
    void wear_out() noexcept { worn_ = true; }

private:
    std::array<std::byte, 256> bytes_;
    bool worn_ = false;
};

using store = example::flash_pin_store<sector>;

onetls::timestamp now() noexcept {
    return onetls::timestamp{board::time()};
}

constexpr onetls::credential first{.certificate_chain = certificates::server,
                                   .private_key = certificates::server_key};
constexpr onetls::credential second{.certificate_chain = certificates::impostor,
                                    .private_key = certificates::impostor_key};

/// Shakes hands with a server at `host` that shows `shown` and that no authority vouches for.
onetls::handshake_result meet(store& known, std::string_view host,
                              const onetls::credential& shown) noexcept {
    return test::shake_hands<onetls::backend, onetls::backend>(
        {.trust = onetls::trust::none(), .terms = {.first_use = known}, .clock = now},
        {.credential = shown, .clock = now}, host);
}

bool is_refused(const onetls::handshake_result& outcome, reason why) noexcept {
    return !outcome && outcome.error().code == errc::untrusted_peer &&
           outcome.error().report.has(why);
}

bool fails(const onetls::handshake_result& outcome, errc code) noexcept {
    return !outcome && outcome.error().code == code;
}

bool remembers_the_first_key() noexcept {
    sector flash;
    store known{flash};
    return meet(known, "server.test", first) && meet(known, "server.test", first) &&
           is_refused(meet(known, "server.test", second), reason::key_changed) &&
           store{flash}.lookup(*onetls::identity::dns("server.test")).value_or(std::nullopt);
}

bool does_not_put_up_with_other_reasons() noexcept {
    sector flash;
    store known{flash};
    return is_refused(meet(known, "other.test", first), reason::name_mismatch) &&
           store{flash}.lookup(*onetls::identity::dns("other.test")) == std::nullopt;
}

bool fails_when_full() noexcept {
    sector flash;
    store known{flash};
    const onetls::key_pin key{};
    for (const auto* host : {"a.test", "b.test"})
        if (!known.remember(*onetls::identity::dns(host), key)) return false;
    return fails(meet(known, "server.test", first), errc::out_of_memory);
}

bool fails_when_worn_out() noexcept {
    sector flash;
    store known{flash};
    flash.wear_out();
    return fails(meet(known, "server.test", first), errc::bad_input);
}

bool trusts_nobody_when_corrupt() noexcept {
    sector flash;
    store known{flash};
    if (!meet(known, "server.test", first)) return false;
    for (const std::size_t at : {0U, 1U, 5U, 40U, 127U}) {
        flash.flip(at);
        if (!is_refused(meet(known, "server.test", first), reason::store_unreadable)) return false;
        flash.flip(at);
    }
    return meet(known, "server.test", first).has_value();
}

/// A record whose mark was not programmed any more: the power went.
bool survives_a_record_cut_short() noexcept {
    sector flash;
    store known{flash};
    flash.program(1, std::array{std::byte{11}, std::byte{0}});
    return meet(known, "server.test", first) && meet(known, "server.test", first) &&
           is_refused(meet(known, "server.test", second), reason::key_changed);
}

int judge() noexcept {
    constexpr std::array promises{&remembers_the_first_key,
                                  &does_not_put_up_with_other_reasons,
                                  &fails_when_full,
                                  &fails_when_worn_out,
                                  &trusts_nobody_when_corrupt,
                                  &survives_a_record_cut_short};
    int number = 0;
    for (const auto kept : promises) {
        if (!kept()) return board::broken_promise + number;
        ++number;
    }
    return 0;
}

}  // namespace

int main() {
    board::start_memory();
    const int status = judge();
    return board::finish(status);
}
