// SPDX-License-Identifier: BSL-1.0
#include <string>
#include <string_view>
#include <utility>

#include <onetls/detail/bytes.hpp>

#include "certificates.hpp"
#include "crl_encoder.hpp"
#include "pem_writer.hpp"
#include "seeds.hpp"

/// Text that is made by hand: PEM, and files of known keys.

namespace seeds {
namespace {

using namespace std::string_literals;

seed seed_of(std::string target, std::string name, std::string_view contents) {
    const auto bytes = onetls::detail::as_bytes(contents);
    return {std::move(target), std::move(name), {bytes.begin(), bytes.end()}};
}

void add_pem(seed_list& made) {
    const auto add = [&](std::string name, std::string_view text) {
        made.push_back(seed_of("pem", std::move(name), text));
    };
    const std::string old{test::version_1_pem};
    const auto list = test::encode(test::crl_parts{});
    const auto list_pem = fuzz::pem_of("X509 CRL", list);
    const std::string old_der{onetls::detail::as_characters(test::version_1_der)};
    add("certificate", old);
    add("certificate-in-der", old_der);
    add("two-inputs", old_der + "\n%%\n" + old + list_pem);
    add("list", list_pem + "between\n" + list_pem);
    add("list-in-der", onetls::detail::as_characters(list));
    add("other-objects", "-----BEGIN A-----\nZm9v\n-----END A-----\n" + old);
    add("broken-first", "-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n" + old);
    add("unreadable", fuzz::pem_of("CERTIFICATE", test::hex("30 03 02 01 00")) + old);
    add("glued",
        "-----BEGIN A-----\nZg==\n-----END A----------BEGIN B-----\r\nZm8=\r\n-----END B-----");
    add("one-line", "-----BEGIN A-----Zm9v-----END A-----");
    add("no-label", "-----BEGIN A\nZm9v\n-----BEGIN B-----\nZm9v\n-----END B-----\n");
    add("no-end", "-----BEGIN A-----\nZm9v\n-----BEGIN B-----\nZm9v\n-----END");
    add("other-label", "-----BEGIN A-----\nZm9v\n-----END B-----\n");
    add("encrypted",
        "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nZm9v\n"
        "-----END EC PRIVATE KEY-----\n");
    add("encrypted-pkcs8",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nZm9v\n-----END ENCRYPTED PRIVATE KEY-----\n");
    add("base64", "Zm 9v\tYm\r\nFy");
    add("padding", "Zg==");
    add("padding-within", "Zg=A");
    add("bits-behind-the-end", "Zh==");
    add("begun-twice", "-----BEG-----BEGIN A-----\nZm9v\n-----END A-----");
    add("dashes", "------BEGIN A-----\n-----END A------BEGIN \n");
}

void add_pin_files(seed_list& made) {
    const auto add = [&](std::string name, std::string_view text) {
        made.push_back(seed_of("pin_file", std::move(name), text));
    };
    const std::string one(64, '1');
    const std::string two(64, 'a');
    const auto base64 = "sha256/" + std::string(43, 'A') + "=";
    add("edited", "# peers\n\nexample.org " + one + " 2026-11-22\n192.0.2.1\t" + base64 +
                      " # at home\n%%\n? example.org\n? 192.0.2.1\n? ::1\n");
    add("remembered", "%%\n@ 1893456000\n+ example.org " + one + "\n+ [::1] " + base64 +
                          "\n? 0:0::1\n? EXAMPLE.org.\n");
    add("without-an-end", "example.org " + one + "%%\n+ example.com " + two + "\n- example.org\n");
    add("changed", "a.org " + one + "\nb.org " + one + "\n%%\n= a.org " + two +
                       "\n- b.org\n= c.org " + two + "\n- c.org\n+ a.org " + two + "\n+ a.org " +
                       one + "\n");
    add("malformed-key", "example.org " + one.substr(1) + "\n%%\n? a.org\n+ a.org " + one + "\n");
    add("malformed-host", "\n-.org " + one + "\n%%\n- a.org\n");
    add("malformed-date", "example.org " + one + " 2026-02-30\n%%\n? a.org\n");
    add("too-many-words", "example.org " + one + " 2026-02-28 x\n%%\n= a.org " + one + "\n");
    add("two-lines", "example.org " + one + "\nExample.ORG. " + two +
                         "\n%%\n? example.org\n+ example.org " + one + "\n? a.org\n");
    add("carriage-returns",
        "example.org " + one + "\r\nlocalhost " + two + "\r\n%%\n- localhost\n");
    add("far-clock", "%%\n@ 253402300800\n+ a.org " + one + "\n@ -62167219201\n+ b.org " + one +
                         "\n@ 9223372036854775807\n+ c.org " + one + "\n");
    add("nul", "a.org\0 "s + one + "\n%%\n? a.org\n");
}

}  // namespace

seed_list texts() {
    seed_list made;
    add_pem(made);
    add_pin_files(made);
    return made;
}

}  // namespace seeds
