// SPDX-License-Identifier: BSL-1.0
#pragma once

// With this folder on its include path a program links the bodies of the backend, which
// backends/openssl/compiled.cpp holds, instead of having them compiled with each of its files.
