// SPDX-License-Identifier: BSL-1.0
// A result is looked at before it is used, and never dropped.
#include <cstddef>
#include <span>

#include <onetls/BACKEND/backend.hpp>
#include <onetls/blocking.hpp>
#include <onetls/memory_pipe.hpp>

namespace tls = onetls::BACKEND;

struct patient : onetls::memory_pipe {
    onetls::result<void> wait(onetls::errc);
};
using stream = tls::stream<patient>;

void use(stream& tls_stream) {
    // refused: a handshake that nobody looks at
    tls_stream.handshake();  // wrong: nodiscard|unused|ignoring return value
    if (!tls_stream.handshake()) return;  // right

    // refused: a read that nobody looks at
    tls_stream.read_some({});  // wrong: nodiscard|unused|ignoring return value
    if (!tls_stream.read_some({})) return;  // right

    // refused: a write that nobody looks at
    tls_stream.write_some({});  // wrong: nodiscard|unused|ignoring return value
    if (!tls_stream.write_some({})) return;  // right

    // refused: a close that nobody looks at
    tls_stream.close();  // wrong: nodiscard|unused|ignoring return value
    if (!tls_stream.close()) return;  // right

    // refused: a number of bytes that may be an error
    const std::size_t got = tls_stream.read_some({});  // wrong: cannot convert|no viable conversion
    const std::size_t got = *tls_stream.read_some({});  // right
    static_cast<void>(got);

    // refused: success as an implicit bool
    const bool done = tls_stream.close();  // wrong: cannot convert|no viable conversion
    const bool done{tls_stream.close()};  // right
    static_cast<void>(done);
}

void use_faces(stream& tls_stream) {
    // refused: a blocking handshake that nobody looks at
    onetls::handshake(tls_stream);  // wrong: nodiscard|unused|ignoring return value
    if (!onetls::handshake(tls_stream)) return;  // right

    // refused: a blocking read that nobody looks at
    onetls::read(tls_stream, {});  // wrong: nodiscard|unused|ignoring return value
    if (!onetls::read(tls_stream, {})) return;  // right

    // refused: reading exactly without a look at whether it was done
    onetls::read_exactly(tls_stream, {});  // wrong: nodiscard|unused|ignoring return value
    if (!onetls::read_exactly(tls_stream, {})) return;  // right

    // refused: a blocking write that nobody looks at
    onetls::write(tls_stream, "text");  // wrong: nodiscard|unused|ignoring return value
    if (!onetls::write(tls_stream, "text")) return;  // right

    // refused: a blocking close that nobody looks at
    onetls::close(tls_stream);  // wrong: nodiscard|unused|ignoring return value
    if (!onetls::close(tls_stream)) return;  // right
}

void look(const stream& tls_stream) {
    // refused: a view of a report that is gone with the line
    const auto findings = tls_stream.verification().findings();  // wrong: deleted
    const auto trusted = tls_stream.verification().trusted();  // right
    static_cast<void>(trusted);

    // refused: a certificate of a report that is gone with the line
    const auto leaf = tls_stream.verification().presented();  // wrong: deleted
    const auto report = tls_stream.verification();  // right
    static_cast<void>(report.presented());
}

void make() {
    // refused: a context that is made and dropped
    tls::client_context::create({});  // wrong: nodiscard|unused|ignoring return value
    if (!tls::client_context::create({})) return;  // right

    // refused: a certificate that is made and dropped
    tls::certificate::from_pem("");  // wrong: nodiscard|unused|ignoring return value
    if (!tls::certificate::from_pem("")) return;  // right
}
