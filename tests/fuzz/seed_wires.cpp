// SPDX-License-Identifier: BSL-1.0
#include <cstddef>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "corpus_numbers.hpp"
#include "hello_encoder.hpp"
#include "seeds.hpp"

/// Inputs of the targets that have connections: programs, and messages by hand.

namespace seeds {
namespace {

using test::tls::bytes;
using test::tls::characters;
using test::tls::extension;
using test::tls::hello_body;
using test::tls::joined;
using test::tls::number;
using test::tls::numbers;
using test::tls::protocols;
using test::tls::server_name;
using test::tls::vector;

bytes step(unsigned value) {
    return number(value, 1);
}

/// A number of the corpora; `more` says whose.
template <class Number>
    requires std::is_enum_v<Number>
bytes step(Number value, unsigned more = 0) {
    return step(static_cast<unsigned>(value) + more);
}

bytes with_bytes(unsigned place, const bytes& added) {
    return joined({number(place, 2), vector(1, added)});
}

void add_hellos(seed_list& made) {
    const auto add = [&](std::string name, const bytes& body) {
        made.push_back({"client_hello", std::move(name), body});
    };
    const auto whole = hello_body(
        {server_name("Example.org"), protocols({"h2", "http/1.1"}),
         extension(10, vector(2, numbers({0x001D, 0x4588, 0x0017}))),
         extension(13, vector(2, numbers({0x0403, 0x0804}))),
         extension(43, vector(1, numbers({0x0304, 0x0303}))), extension(0xFF01, bytes(1))},
        {0x1302, 0x5A5A, 0x1301});
    add("whole", whole);
    add("cut-off", {whole.begin(), whole.end() - 3});
    add("no-list", bytes(whole.begin(), whole.begin() + 78));
    add("old", {hello_body({}, {0x002F}, 0x0302)});
    const auto without = hello_body({});
    add("without-extensions", {without.begin(), without.end() - 2});
    add("behind-the-end", joined({without, bytes(1)}));
    add("twice", hello_body({server_name("a.org"), server_name("b.org")}));
    add("other-kind-of-name",
        hello_body({extension(0, vector(2, joined({number(1, 1), vector(2, characters("x")),
                                                   number(0, 1), vector(2, characters("y"))})))}));
    add("half-a-code", hello_body({extension(10, vector(2, bytes(3)))}));
    add("empty-protocol", hello_body({protocols({"h2", "", "http/1.1"})}));
    add("empty-versions", hello_body({extension(43, {})}));
}

/// Programs for a handshake: `choices` picks backends and setting, `steps` is what happens.
void add_handshakes(seed_list& made, const std::string& target) {
    using enum fuzz::meddling;
    unsigned added = 0;
    const auto add = [&](const std::string& name, std::initializer_list<bytes> steps) {
        // Each with two of the pairs of backends, and with two of TLS 1.2, 1.3 and both.
        static constexpr unsigned choices = 12;
        for (const auto choice : {added % choices, (added + 7) % choices})
            made.push_back({target, name + "-" + std::to_string(choice),
                            joined({step(choice), joined(steps)})});
        ++added;
    };
    // Each setting with two of the pairs, in which no backend has the same part.
    for (unsigned chosen = 0; chosen != 15; ++chosen)
        for (const auto pair : {chosen % 4, 3 - chosen % 4}) {
            const auto choice = chosen * 4 + pair;
            made.push_back({target, "setting-" + std::to_string(choice), step(choice)});
        }
    add("cut", {step(pass), step(cut)});
    add("drop", {step(drop)});
    add("repeat", {step(repeat), step(repeat)});
    add("changed", {step(change_byte), number(40, 2), step(1)});
    add("changed-later", {step(pass), step(change_byte), number(60, 2), step(1)});
    add("shorter", {step(shorten), number(30, 2)});
    add("longer", {step(insert), with_bytes(50, bytes(3))});
    add("overwritten", {step(overwrite), with_bytes(9, numbers({0x0301}))});
    add("edited", {step(edit_message), number(60, 2), step(2), vector(1, numbers({0x1301}))});
    add("edited-later",
        {step(pass), step(edit_message), number(9, 2), step(1), vector(1, bytes(1))});
    add("split", {step(split), number(3, 2), step(split), number(20, 2)});
    add("joined", {step(join), step(join), step(join)});
    add("delayed", {step(pass), step(delay)});
    add("alert", {step(add_record), step(21), vector(1, numbers({0x0228}))});
    add("warning", {step(pass), step(add_record), step(21), vector(1, numbers({0x015A}))});
    add("close", {step(pass), step(add_record), step(21), vector(1, numbers({0x0100}))});
    add("data", {step(pass), step(add_record), step(23), vector(1, bytes(40))});
    add("change-of-cipher", {step(add_record), step(20), vector(1, step(1))});
    add("empty-record", {step(pass), step(add_record), step(22), vector(1, {})});
    add("http", {step(add_bytes), vector(1, characters("HTTP/1.1 400 Bad Request\r\n\r\n"))});
    add("get", {step(add_bytes), vector(1, characters("GET / HTTP/1.1\r\nHost: a\r\n\r\n"))});
    add("reflected", {step(reflect), step(reflect)});
    add("retyped", {step(retype), step(21)});
    add("hello-request", {step(pass), step(pass), step(add_record), step(22), vector(1, bytes(4))});
}

/// Half of the pairs of backends and versions; the other half with the next program.
class halves {
public:
    halves(seed_list& made, std::string target) : made_{&made}, target_{std::move(target)} {}

    void add(const std::string& name, std::initializer_list<bytes> steps) {
        static constexpr unsigned all[2][4]{{0, 3, 5, 6}, {1, 2, 4, 7}};
        for (const auto choice : all[std::exchange(next_, 1 - next_)])
            made_->push_back({target_, name + "-" + std::to_string(choice),
                              joined({step(choice), joined(steps)})});
    }

private:
    seed_list* made_;
    std::string target_;
    unsigned next_ = 0;
};

/// Programs for what comes after the handshake.
void add_records(seed_list& made) {
    using enum fuzz::meddling;
    using enum fuzz::record_step;
    constexpr unsigned server = 8;
    const auto client_writes = joined({step(write), number(99, 2)});
    const auto server_writes = joined({step(write, server), number(17'000, 2)});
    const auto client_reads = joined({step(read), number(19'999, 2)});
    const auto server_reads = joined({step(read, server), number(499, 2)});
    const auto to_client = step(carry);
    const auto to_server = step(carry, server);
    halves into{made, "records"};
    const auto add = [&](const std::string& name, std::initializer_list<bytes> steps) {
        into.add(name, steps);
    };
    add("honest", {client_writes, server_writes, to_client, step(pass), step(pass), to_server,
                   step(pass), client_reads, client_reads, server_reads, step(close), to_server,
                   step(pass), server_reads, step(close, server)});
    add("changed", {client_writes, to_server, step(change_byte), number(30, 2), step(1),
                    server_reads, to_client, step(pass), client_reads});
    add("repeated", {client_writes, to_server, step(repeat), server_reads, server_reads});
    add("lost", {client_writes, client_writes, to_server, step(drop), step(pass), server_reads});
    add("swapped",
        {client_writes, client_writes, to_server, step(delay), step(pass), server_reads});
    add("alert", {server_writes, to_client, step(add_record), step(21),
                  vector(1, numbers({0x0228})), client_reads});
    add("forged-close", {server_writes, to_client, step(add_record), step(21),
                         vector(1, numbers({0x0100})), client_reads});
    add("change-of-cipher",
        {client_writes, to_server, step(add_record), step(20), vector(1, step(1)), server_reads});
    add("empty-record",
        {client_writes, to_server, step(add_record), step(23), vector(1, {}), server_reads});
    add("reflected", {client_writes, server_writes, to_server, step(pass), to_client, step(reflect),
                      client_reads});
    add("cut", {client_writes, to_server, step(cut), server_reads});
    add("updated", {step(update_keys, 16), step(update_keys, server), client_writes, to_server,
                    step(pass), step(pass), server_reads, server_writes, to_client, client_reads,
                    client_reads, client_reads});
}

/// Programs of calls.
void add_calls(seed_list& made) {
    using enum fuzz::call;
    constexpr unsigned server = 128;
    const auto sound = bytes(4);
    const auto shake = joined({step(many), step(3)});
    halves into{made, "calls"};
    const auto add = [&](const std::string& name, std::initializer_list<bytes> steps) {
        into.add(name, steps);
    };
    add("sensible", {sound, shake, step(write), number(500, 2), step(write, server), number(900, 2),
                     shake, step(close), step(close, server), shake});
    add("senseless",
        {sound, step(read), number(9, 2), step(write), number(9, 2), step(close), step(shut_down),
         step(update_keys), step(look), step(handshake), step(move), shake, step(handshake),
         step(close), step(write), number(9, 2), step(update_keys), step(read), number(0, 2)});
    const auto write_much = joined({step(write), number(39'999, 2)});
    add("blocked", {sound, shake, write_much, write_much, write_much, write_much, write_much,
                    step(write), number(1, 2), step(update_keys), step(move), shake,
                    step(write_again), step(0), step(close), shake});
    add("slow", {numbers({0x0300, 0x0500}), step(many), step(255), step(write), number(700, 2),
                 step(many), step(200), step(write_again), step(9), step(shut_down), step(many),
                 step(90), step(shut_down, server), step(many), step(90), step(shut_down)});
    add("failing", {numbers({0x0000, 0x0021}), shake, step(look), step(write), number(9, 2)});
    add("ending", {numbers({0x0042, 0x0000}), shake, step(handshake), step(close, server)});
    add("cut", {sound, step(handshake), step(cut, server), shake});
    add("destroyed", {sound, shake, step(write, server), number(99, 2), step(destroy, server),
                      step(read), number(9, 2), shake, step(destroy)});
    add("updated", {sound, shake, step(update_keys), step(update_keys, 64 + server), shake,
                    step(write), number(90, 2), shake, step(write, server), number(90, 2), shake});
    add("shut-down", {sound, shake, step(write), number(90, 2), step(shut_down, server),
                      step(shut_down), step(shut_down, server), step(shut_down)});
}

}  // namespace

seed_list wires() {
    seed_list made;
    add_hellos(made);
    for (const auto* const target : {"client", "server"}) add_handshakes(made, target);
    add_records(made);
    add_calls(made);
    return made;
}

}  // namespace seeds
