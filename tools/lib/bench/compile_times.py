"""What including a header costs: lines after preprocessing, and processor seconds to compile."""

import pathlib
import resource
import shutil
import subprocess
import tempfile

# A client, as a program instantiates it.
CLIENT = """#include <onetls/memory_pipe.hpp>
using namespace onetls;
result<std::size_t> talk(BACKEND::client_context& context, identity& peer, memory_pipe pipe) {
    auto stream = BACKEND::stream<memory_pipe>::client(context, peer, std::move(pipe));
    if (!stream || !stream->handshake()) return 0;
    return stream->read_some({});
}
"""

ASIO_CLIENT = """#include <utility>  // Boost 1.74 forgets it
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
using stream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;
std::size_t talk(boost::asio::io_context& loop, boost::asio::ssl::context& context) {
    stream made{loop, context};
    made.set_verify_callback(boost::asio::ssl::host_name_verification{"example.org"});
    made.handshake(stream::client);
    return made.read_some(boost::asio::mutable_buffer{});
}
"""

LINKED = " (compiled form)"


def units(headers):
    """Names of what is compiled, and its text: natives and peers, a client, then each header."""
    for name in ("openssl/ssl.h", "mbedtls/ssl.h", "gnutls/gnutls.h", "boost/asio/ssl.hpp"):
        yield name, f"#include <{name}>\n"
    for form in ("", LINKED):
        for name in ("openssl", "mbedtls"):
            yield (f"a client: onetls/{name}/backend.hpp{form}",
                   f"#include <onetls/{name}/backend.hpp>\n" + CLIENT.replace("BACKEND", name))
    yield "a client: boost/asio/ssl.hpp", ASIO_CLIENT
    for header in headers:
        yield header, f"#include <{header}>\n"


def public_headers(project):
    """What users include: not the details, and not what the selected backend needs."""
    include = pathlib.Path(project, "include")
    for path in sorted(include.glob("onetls/*.hpp")):
        if path.name != "onetls.hpp":
            yield path.relative_to(include).as_posix()


def processor_seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        return None
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def flags(project):
    found = [project / "include", project / "backends/openssl", project / "backends/mbedtls"]
    found += project.glob("subprojects/mbedtls-*/include")
    # As Meson's subproject builds Mbed TLS.
    return ["-DMBEDTLS_THREADING_C", "-DMBEDTLS_THREADING_PTHREAD",
            *(f"-I{path}" for path in found)]


def measure(project, quick):
    """An object for each unit; one that does not compile, since it is not installed, is left out."""
    project = pathlib.Path(project).resolve()
    compiler = [shutil.which("c++"), "-std=c++23", "-O2", *flags(project)]
    linking = [*compiler, *(f"-I{path}" for path in project.glob("backends/*/compiled"))]
    headers = [] if quick else list(public_headers(project))
    with tempfile.TemporaryDirectory() as folder:
        unit = pathlib.Path(folder, "unit.cpp")
        made = pathlib.Path(folder, "unit.o")
        for name, text in units(headers):
            unit.write_text(text)
            command = linking if name.endswith(LINKED) else compiler
            taken = [processor_seconds([*command, "-c", unit, "-o", made])]
            if None in taken:
                continue
            if name not in headers:
                taken += [processor_seconds([*command, "-c", unit, "-o", made]) for _ in range(6)]
            lines = subprocess.run([*command, "-E", "-P", unit], check=True,
                                   capture_output=True).stdout.count(b"\n")
            yield {"unit": name, "lines": lines, "seconds": round(min(taken), 2)}
