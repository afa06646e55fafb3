// SPDX-License-Identifier: BSL-1.0
#include "bogo_flags.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace bogo {
namespace {

/// The text after a flag, which each flag takes off by itself where it has one.
class following {
public:
    explicit following(std::span<const char* const> words) noexcept : words_{words} {}

    bool at_end() const noexcept { return words_.empty(); }

    std::string take() {
        if (at_end()) throw declined{"a flag without its value"};
        const std::string taken = words_.front();
        words_ = words_.subspan(1);
        return taken;
    }

private:
    std::span<const char* const> words_;
};

template <class Number>
Number number_in(const std::string& characters) {
    Number number{};
    const auto* const end = characters.data() + characters.size();
    const auto read = std::from_chars(characters.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end) throw declined{"no number: " + characters};
    return number;
}

using reader = void (*)(flags&, following&);

struct known_flag {
    std::string_view name;
    reader read;
};

template <bool flags::* Member>
void on(flags& told, following&) {
    told.*Member = true;
}

template <auto Member>
void text(flags& told, following& words) {
    told.*Member = words.take();
}

template <auto Member>
void number(flags& told, following& words) {
    told.*Member = number_in<std::remove_reference_t<decltype(told.*Member)>>(words.take());
}

template <std::vector<std::uint16_t> flags::* Member>
void more(flags& told, following& words) {
    (told.*Member).push_back(number_in<std::uint16_t>(words.take()));
}

void new_certificate(flags& told, following&) {
    told.more_shown.emplace_back();
}

/// Of the certificate that was begun last.
shown_certificate& last_shown(flags& told) {
    return told.more_shown.empty() ? told.shown : told.more_shown.back();
}

void certificate(flags& told, following& words) {
    last_shown(told).certificate_file = words.take();
}

void key(flags& told, following& words) {
    last_shown(told).key_file = words.take();
}

void scheme(flags& told, following& words) {
    last_shown(told).schemes.push_back(number_in<std::uint16_t>(words.take()));
}

/// Has the hook refuse the client with the alert that BoringSSL's callback of that name leads to.
template <onetls::alert_description Alert>
void refuse(flags& told, following&) {
    told.refusal = Alert;
}

/// For what the library always does, or what is about callbacks that it has no need of.
void nothing(flags&, following&) {}

/// For what the runner sees by itself.
void nothing_of(flags&, following& words) {
    words.take();
}

void count_renegotiations(flags&, following& words) {
    if (words.take() != "0") throw declined{"renegotiation"};
}

template <char const* Name>
void comply(flags& told, following&) {
    told.compliance = Name;
}

constexpr char cnsa[] = "cnsa-202407";
constexpr char fips[] = "fips-202205";
constexpr char wpa[] = "wpa-202304";
constexpr char cnsa1[] = "cnsa1-202603";
constexpr char cnsa2[] = "cnsa2-202603";

constexpr std::array known_flags{
    known_flag{"-port", &number<&flags::port>},
    known_flag{"-shim-id", &number<&flags::shim_id>},
    known_flag{"-ipv6", &on<&flags::ipv6>},
    known_flag{"-server", &on<&flags::server>},

    known_flag{"-cert-file", &certificate},
    known_flag{"-key-file", &key},
    known_flag{"-new-x509-credential", &new_certificate},
    known_flag{"-trust-cert", &text<&flags::trusted_file>},
    known_flag{"-verify-peer", &on<&flags::asks_for_certificate>},
    known_flag{"-require-any-client-certificate", &on<&flags::requires_certificate>},
    known_flag{"-verify-fail", &on<&flags::refuses_certificate>},

    known_flag{"-min-version", &number<&flags::minimum_version>},
    known_flag{"-max-version", &number<&flags::maximum_version>},
    known_flag{"-no-tls12", &on<&flags::without_tls1_2>},
    known_flag{"-no-tls13", &on<&flags::without_tls1_3>},
    known_flag{"-cipher", &text<&flags::cipher_suites>},
    known_flag{"-fips-202205", &comply<fips>},
    known_flag{"-wpa-202304", &comply<wpa>},
    known_flag{"-cnsa-202407", &comply<cnsa>},
    known_flag{"-cnsa1-202603", &comply<cnsa1>},
    known_flag{"-cnsa2-202603", &comply<cnsa2>},
    known_flag{"-curves", &more<&flags::groups>},
    known_flag{"-signing-prefs", &scheme},
    known_flag{"-verify-prefs", &more<&flags::peer_schemes>},

    known_flag{"-host-name", &text<&flags::host_name>},
    known_flag{"-advertise-alpn", &text<&flags::offered_protocols>},
    known_flag{"-select-alpn", &text<&flags::selected_protocol>},
    known_flag{"-reject-alpn", &on<&flags::refuses_protocols>},
    known_flag{"-fail-early-callback", &refuse<onetls::alert_description::handshake_failure>},
    known_flag{"-fail-ddos-callback", &refuse<onetls::alert_description::internal_error>},
    known_flag{"-fail-cert-callback", &refuse<onetls::alert_description::internal_error>},

    known_flag{"-async", &on<&flags::trickles>},
    known_flag{"-shim-writes-first", &on<&flags::writes_first>},
    known_flag{"-read-with-unfinished-write", &on<&flags::leaves_write_unfinished>},
    known_flag{"-write-different-record-sizes", &on<&flags::writes_many_sizes>},
    known_flag{"-shim-shuts-down", &on<&flags::ends_first>},
    known_flag{"-check-close-notify", &on<&flags::wants_close_notify>},
    known_flag{"-key-update", &on<&flags::updates_keys>},
    known_flag{"-key-update-before-read", &on<&flags::updates_keys_before_reads>},
    known_flag{"-no-op-extra-handshake", &on<&flags::shakes_again>},
    known_flag{"-read-size", &number<&flags::read_size>},

    known_flag{"-expect-version", &number<&flags::expected_version>},
    known_flag{"-expect-curve-id", &number<&flags::expected_group>},
    known_flag{"-expect-peer-signature-algorithm", &number<&flags::expected_scheme>},
    known_flag{"-expect-peer-cert-file", &text<&flags::expected_certificate_file>},
    known_flag{"-expect-server-name", &text<&flags::expected_server_name>},
    known_flag{"-expect-no-server-name", &on<&flags::expects_no_server_name>},
    known_flag{"-expect-alpn", &text<&flags::expected_protocol>},
    known_flag{"-expect-advertised-alpn", &text<&flags::expected_offer>},
    known_flag{"-expect-peer-verify-pref", &more<&flags::expected_offered_schemes>},
    known_flag{"-expect-verify-result", &on<&flags::expects_verdict>},
    known_flag{"-expect-no-peer-cert", &on<&flags::expects_no_certificate>},
    known_flag{"-expect-session-miss", &on<&flags::expects_new_session>},

    // The runner compares the certificate that it is shown.
    known_flag{"-expect-selected-credential", &nothing_of},
    // The library has none of these versions, sends no ticket, and keeps no session.
    known_flag{"-no-tls1", &nothing},
    known_flag{"-no-tls11", &nothing},
    known_flag{"-no-ticket", &nothing},
    known_flag{"-expect-no-session", &nothing},
    // Who is asked to renegotiate goes on as before.
    known_flag{"-renegotiate-ignore", &nothing},
    known_flag{"-expect-total-renegotiations", &count_renegotiations},
    // For the process that others hand handshakes to.
    known_flag{"-allow-hint-mismatch", &nothing},
    // A server without protocols selects none.
    known_flag{"-decline-alpn", &nothing},
    // Hands are always shaken by a call of its own.
    known_flag{"-implicit-handshake", &nothing},
    // There is one way to judge, to show a certificate, and to see a ClientHello.
    known_flag{"-use-custom-verify-callback", &nothing},
    known_flag{"-use-old-client-cert-callback", &nothing},
    known_flag{"-use-early-callback", &nothing},
    known_flag{"-install-ddos-callback", &nothing},
};

reader reader_of(const std::string& name) {
    const auto* const found = std::ranges::find(known_flags, name, &known_flag::name);
    if (found == known_flags.end()) throw declined{"not implemented: " + name};
    return found->read;
}

bool take_prefix(std::string& name, std::string_view prefix) {
    if (!name.starts_with(prefix)) return false;
    name.erase(0, prefix.size());
    return true;
}

/// A flag is for all connections, unless its name begins with what it is for. There is no
/// handshaker, the process that others hand handshakes to.
void read_flag(plan& told, std::string name, following& words) {
    flags unused;
    take_prefix(name, "-on-shim");
    if (take_prefix(name, "-on-handshaker")) {
        reader_of(name)(unused, words);
    } else if (name == "-resume-count") {
        told.repetitions = number_in<int>(words.take());
    } else if (take_prefix(name, "-on-initial")) {
        reader_of(name)(told.first, words);
    } else if (take_prefix(name, "-on-resume")) {
        reader_of(name)(told.again, words);
    } else {
        following same = words;
        reader_of(name)(told.first, same);
        reader_of(name)(told.again, words);
    }
}

}  // namespace

std::vector<const shown_certificate*> all_shown(const flags& wanted) {
    std::vector<const shown_certificate*> all;
    for (const auto& each : wanted.more_shown) all.push_back(&each);
    if (wanted.shown != shown_certificate{}) all.push_back(&wanted.shown);
    return all;
}

plan read_flags(std::span<const char* const> words) {
    plan told;
    following rest{words};
    while (!rest.at_end()) read_flag(told, rest.take(), rest);
    if (told.repetitions != 0 && !told.again.expects_new_session)
        throw declined{"sessions are not resumed"};
    return told;
}

}  // namespace bogo
