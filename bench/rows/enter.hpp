// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "../harness/work.hpp"
#include "../links/memory.hpp"
#include "../links/sockets.hpp"
#include "../material/terms.hpp"
#include "conversation.hpp"
#include "handshake.hpp"

/// The rows, and how a contestant enters all of them. A contestant that cannot keep all terms has
/// `static bool keeps(terms)`.
namespace bench {

template <class Contestant>
bool keeps(terms agreed) {
    if constexpr (requires { Contestant::keeps(agreed); }) return Contestant::keeps(agreed);
    return true;
}
template <class Contestant>
bool keeps(const traffic& moved) {
    return keeps<Contestant>(moved.agreed);
}

/// Calls `enter` with each row in memory: its work, name, repetitions and setting.
template <class Enter>
void visit_memory_rows(Enter& enter) {
    enter.template with<handshake>("handshake-1.3", 20, terms{});
    enter.template with<handshake>("handshake-1.2", 20, terms{tls1_2});
    enter.template with<handshake>("handshake-1.3-rsa", 20, terms{tls1_3, key_kind::rsa});
    enter.template with<handshake>("handshake-1.2-rsa", 20, terms{tls1_2, key_kind::rsa});
    enter.template with<handshake>("handshake-1.3-mutual", 20, terms{tls1_3, key_kind::ec, true});
    enter.template with<handshake>("handshake-1.2-mutual", 20, terms{tls1_2, key_kind::ec, true});
    enter.template with<record>("record-16k", 200, traffic{16 << 10});
    enter.template with<record>("record-1k", 1000, traffic{1 << 10});
    enter.template with<record>("record-64", 1000, traffic{64});
    enter.template with<record>("record-16k-1.2", 200, traffic{16 << 10, 1, {tls1_2}});
    enter.template with<record>("record-64-1.2", 1000, traffic{64, 1, {tls1_2}});
    enter.template with<ping>("ping-64", 1000, traffic{64});
    enter.template with<ping>("ping-64-1.2", 1000, traffic{64, 1, {tls1_2}});
}

/// The same for rows over sockets.
template <class Enter>
void visit_socket_rows(Enter& enter) {
    enter.template with<handshake>("handshake-1.3", 20, terms{});
    enter.template with<record>("bulk-16k", 60, traffic{16 << 10, 3});
    enter.template with<record>("bulk-1k", 640, traffic{1 << 10, 32});
    enter.template with<record>("bulk-64", 640, traffic{64, 64});
    enter.template with<ping>("ping-64", 500, traffic{64});
}

/// Enters one contestant, called `name`: timed over one link, counted over another.
template <class Contestant, class Timed, class Counted = Timed>
class entering {
public:
    entering(std::string prefix, std::string name, const material& shown)
        : prefix_{std::move(prefix)}, name_{std::move(name)}, shown_{shown} {}

    template <template <class, class> class Work, class Setting>
    void with(const char* row, std::size_t repetitions, Setting setting) {
        if (!keeps<Contestant>(setting)) return;
        made_.push_back({prefix_ + row, name_, making<Work<Contestant, Timed>>(setting),
                         making<Work<Contestant, Counted>>(setting), repetitions});
    }

    entrants made() && { return std::move(made_); }

private:
    template <class Work, class Setting>
    maker making(Setting setting) const {
        return [&shown = shown_, setting] { return std::make_unique<Work>(shown, setting); };
    }

    std::string prefix_;
    std::string name_;
    const material& shown_;
    entrants made_;
};

/// Enters the rows in memory of the backend called `backend`.
template <class Contestant>
entrants enter_memory(const std::string& backend, std::string name, const material& shown) {
    entering<Contestant, links::memory, links::counted_memory> enter{backend + "/", std::move(name),
                                                                     shown};
    visit_memory_rows(enter);
    return std::move(enter).made();
}

/// Enters the rows over sockets, which it gets as `End`: a Transport, or a plain `int`.
template <class Contestant, class End>
entrants enter_sockets(const std::string& backend, const std::string& name, const material& shown) {
    entering<Contestant, links::local<End>> pair{backend + "/pair/", name, shown};
    visit_socket_rows(pair);
    entering<Contestant, links::tcp<End>> tcp{backend + "/tcp/", name, shown};
    visit_socket_rows(tcp);
    auto made = std::move(pair).made();
    append(made, std::move(tcp).made());
    return made;
}

}  // namespace bench
