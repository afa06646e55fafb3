// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <onetls/certificate_view.hpp>
#include <onetls/pem.hpp>

/// Certificates that hold one of each thing, valid until 2126.
namespace test {

/// An authority: basic constraints, key usage, name constraints and all about policies.
inline constexpr std::string_view authority_pem =
    "-----BEGIN CERTIFICATE-----\n"
    "MIICczCCAhigAwIBAgIBATAKBggqhkjOPQQDAjA6MQswCQYDVQQGEwJOTDEWMBQG\n"
    "A1UECgwNRXhhbXBsZSwgSW5jLjETMBEGA1UEAwwKRXhhbXBsZSBDQTAgFw0yNjEx\n"
    "MjIwMzE2MThaGA8yMTI2MTAyOTAzMTYxOFowOjELMAkGA1UEBhMCTkwxFjAUBgNV\n"
    "BAoMDUV4YW1wbGUsIEluYy4xEzARBgNVBAMMCkV4YW1wbGUgQ0EwWTATBgcqhkjO\n"
    "PQIBBggqhkjOPQMBBwNCAATRhLWeNHd5uBMMiwMyhl+gRr7MUxbAA9QqHOyG1E0x\n"
    "r/Ubf1lTpqpQ+il7wYDfTpksr+L/vi5Su1JcmAB+Lijxo4IBCzCCAQcwEgYDVR0T\n"
    "AQH/BAgwBgEB/wIBADAOBgNVHQ8BAf8EBAMCAQYwHQYDVR0OBBYEFLWS/gg/jHqm\n"
    "E5e1mbgvfYTRv6DPMHgGA1UdHgEB/wRuMGygPzANggtleGFtcGxlLm9yZzAKhwjA\n"
    "AAIA////ADAihyAgAQ24AAAAAAAAAAAAAAAA/////wAAAAAAAAAAAAAAAKEpMBKB\n"
    "EGV2aWwuZXhhbXBsZS5vcmcwE6QRMA8xDTALBgNVBAoMBEV2aWwwEgYDVR0kAQH/\n"
    "BAgwBoABAIEBATAVBgNVHSEEDjAMMAoGAyoDBAYDKgMFMAoGA1UdNgQDAgECMBEG\n"
    "A1UdIAQKMAgwBgYEVR0gADAKBggqhkjOPQQDAgNJADBGAiEAmP3Mt/uTZZ8gTW6a\n"
    "W+2uzfYW1QN1k5tliz7wo4Ex/g4CIQDsGx+Q601Eju6GmqB7aCO0ATwD7WenXbaT\n"
    "i2/57rIA4g==\n"
    "-----END CERTIFICATE-----\n";

/// A server: every kind of alternative name, and a critical extension that nobody knows.
inline constexpr std::string_view server_pem =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIDfDCCAyKgAwIBAgIEAMD/7jAKBggqhkjOPQQDAjA6MQswCQYDVQQGEwJOTDEW\n"
    "MBQGA1UECgwNRXhhbXBsZSwgSW5jLjETMBEGA1UEAwwKRXhhbXBsZSBDQTAgFw0y\n"
    "NjExMjIwMzE2MThaGA8yMTI2MTAyOTAzMTYxOFowOzELMAkGA1UEBhMCTkwxFjAU\n"
    "BgNVBAoMDUV4YW1wbGUsIEluYy4xFDASBgNVBAMMC2V4YW1wbGUub3JnMFkwEwYH\n"
    "KoZIzj0CAQYIKoZIzj0DAQcDQgAEIhrN6ZE3uSpaTaOpai10Xd+pi7x59aB6AH2b\n"
    "SfAmE8HaA05XpG+pIGqXw8bRT7A1VfulnMe+fU9V0oPmaIJH4KOCAhEwggINMAkG\n"
    "A1UdEwQCMAAwDgYDVR0PAQH/BAQDAgOIMB0GA1UdJQQWMBQGCCsGAQUFBwMBBggr\n"
    "BgEFBQcDAjAdBgNVHQ4EFgQUX7HfPBVtNzV87rD78tWNAhuF+acwYgYDVR0jBFsw\n"
    "WYAUtZL+CD+MeqYTl7WZuC99hNG/oM+hPqQ8MDoxCzAJBgNVBAYTAk5MMRYwFAYD\n"
    "VQQKDA1FeGFtcGxlLCBJbmMuMRMwEQYDVQQDDApFeGFtcGxlIENBggEBMIGRBgNV\n"
    "HREEgYkwgYaCC2V4YW1wbGUub3Jngg0qLmV4YW1wbGUub3JnhwTAAAIBhxAgAQ24\n"
    "AAAAAAAAAAAAAAABgRByb290QGV4YW1wbGUub3JnhhVodHRwczovL2V4YW1wbGUu\n"
    "b3JnL3ikETAPMQ0wCwYDVQQKDARFdmlsiAMqAwSgDwYDKgMFoAgMBmhpZGRlbjBa\n"
    "BggrBgEFBQcBAQROMEwwIwYIKwYBBQUHMAGGF2h0dHA6Ly9vY3NwLmV4YW1wbGUu\n"
    "b3JnMCUGCCsGAQUFBzAChhlodHRwOi8vZXhhbXBsZS5vcmcvY2EuZGVyMCoGA1Ud\n"
    "HwQjMCEwH6AdoBuGGWh0dHA6Ly9leGFtcGxlLm9yZy9jYS5jcmwwEAYDVR0gBAkw\n"
    "BzAFBgMqAwQwEQYIKwYBBQUHARgEBTADAgEFMA0GBCoDBAUBAf8EAgUAMAoGCCqG\n"
    "SM49BAMCA0gAMEUCIQDurjZjQuZBViQFvl5e0X+PK0o5Y1SFckMtuADYZrBrrgIg\n"
    "ByfyY8jOfarq/kJGnotus6IdWTsasiG0LRytZCB/0Ro=\n"
    "-----END CERTIFICATE-----\n";

/// A certificate of version 1, without extensions.
inline constexpr std::string_view version_1_pem =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBBTCBrAIBBzAKBggqhkjOPQQDAjAOMQwwCgYDVQQDDANvbGQwIBcNMjYxMTIy\n"
    "MDMxNjE4WhgPMjEyNjEwMjkwMzE2MThaMA4xDDAKBgNVBAMMA29sZDBZMBMGByqG\n"
    "SM49AgEGCCqGSM49AwEHA0IABCIazemRN7kqWk2jqWotdF3fqYu8efWgegB9m0nw\n"
    "JhPB2gNOV6RvqSBql8PG0U+wNVX7pZzHvn1PVdKD5miCR+AwCgYIKoZIzj0EAwID\n"
    "SAAwRQIgYbN8vOCbmCMCLUZMsYle5DNXPsDuo5ldW9j4/UyzDKICIQD+csVOVqWG\n"
    "ZNOGOhqrIAIcse68vhBNjFYF9Sg5cl9xpQ==\n"
    "-----END CERTIFICATE-----\n";

/// The DER in the first block of `pem`, at compile time.
template <const std::string_view& Pem>
inline constexpr auto der_of = [] {
    constexpr auto block = *onetls::pem_reader{Pem}.next();
    std::array<std::byte, block.decoded_size> decoded{};
    static_cast<void>(block.decode(decoded));
    return decoded;
}();

inline constexpr auto& authority_der = der_of<authority_pem>;
inline constexpr auto& server_der = der_of<server_pem>;
inline constexpr auto& version_1_der = der_of<version_1_pem>;

inline constexpr auto authority = *onetls::certificate_view::parse(authority_der);
inline constexpr auto server = *onetls::certificate_view::parse(server_der);
inline constexpr auto version_1 = *onetls::certificate_view::parse(version_1_der);

}  // namespace test
