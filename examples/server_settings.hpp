// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <expected>
#include <span>
#include <string_view>
#include <vector>

#include <onetls/config.hpp>
#include <onetls/file.hpp>
#include <onetls/trust.hpp>

#include "command_line.hpp"

/// What the command line of a server says: no part of the library.

namespace example {

/// The settings of a server. Each context that is made of them reads the files anew.
class server_settings {
public:
    /// Takes `CHAIN KEY` and the options; views of the words are kept.
    static onetls::result<server_settings> from(const command_line& told) {
        const auto policy = policy_of(told);
        if (!policy) return std::unexpected(policy.error());
        server_settings made;
        made.config_.credential = credential_of(told.operands()[0], told.operands()[1]);
        for (const auto& files : told.all("--also"))
            made.others_.push_back(credential_of(files[0], files[1]));
        if (told.has("--refuse-unknown-names"))
            made.config_.unknown_name = onetls::unknown_name::refuse;
        made.config_.policy = *policy;
        made.config_.alpn = alpn_of(told);
        if (auto asked = made.ask_clients(told.all("--clients")); !asked)
            return std::unexpected(asked.error());
        return made;
    }

    /// Lifetime: views what these settings hold.
    onetls::server_config config() const {
        auto made = config_;
        made.more_credentials = others_;
        return made;
    }

private:
    /// Reads the last `optional CA` or `required CA`.
    onetls::result<void> ask_clients(std::span<const command_line::values> given) {
        if (given.empty()) return {};
        const std::string_view how = given.back()[0];
        if (how != "optional" && how != "required")
            return std::unexpected(
                onetls::error{onetls::errc::bad_input, onetls::cause::unknown_value});
        config_.client_auth =
            how == "required" ? onetls::client_auth::required : onetls::client_auth::optional;
        config_.trust = onetls::trust::only(onetls::file(given.back()[1]));
        return {};
    }

    onetls::server_config config_;
    std::vector<onetls::credential> others_;
};

}  // namespace example
