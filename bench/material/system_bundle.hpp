// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace bench {

/// Where Debian keeps the system's authorities, which is what `trust::system` reads there.
inline constexpr char system_bundle[] = "/etc/ssl/certs/ca-certificates.crt";

}  // namespace bench
