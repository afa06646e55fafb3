// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "../harness/work.hpp"
#include "../material/credentials.hpp"

namespace bench {

/// A function that is called again and again.
class calling final : public work {
public:
    using function = void (*)(const credentials&);

    calling(const credentials& shown, function called) : shown_{shown}, called_{called} {}

    void run(std::size_t times) override {
        for (; times != 0; --times) called_(shown_);
    }

private:
    const credentials& shown_;
    function called_;
};

/// What is done with certificates and contexts: by one contestant, with certificates of EC keys.
struct certificate_functions {
    calling::function parse;    ///< The server's certificate, from DER.
    calling::function verify;   ///< The server's chain, for its name, from PEM.
    calling::function anchors;  ///< A client's context that reads the system's authorities.
    calling::function context;  ///< One more, which trusts them as the others do.
};

inline entrants enter_certificates(const std::string& backend, const std::string& name,
                                   const material& shown, certificate_functions called) {
    const auto entering = [&](const char* row, std::size_t repetitions, calling::function done) {
        const maker made = [&shown, done] {
            return std::make_unique<calling>(shown.of(key_kind::ec), done);
        };
        return entrant{backend + "/" + row, name, made, made, repetitions};
    };
    return {entering("certificate-parse", 100, called.parse),
            entering("certificate-verify", 20, called.verify),
            entering("context-anchors", 2, called.anchors),
            entering("context-system", 2, called.context)};
}

}  // namespace bench
