// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Does in another file what first.cpp does in its own.
bool refuses_in_second_file();
