// SPDX-License-Identifier: BSL-1.0
#pragma once

/// The numbers that stand in the corpora of the targets with connections, for the targets and for
/// what writes the corpora. A new one goes to the end.
namespace fuzz {

/// What may become of a record on its way.
enum class meddling : unsigned {
    pass,
    drop,
    repeat,
    change_byte,
    shorten,
    insert,
    overwrite,
    edit_message,
    split,
    join,
    delay,
    add_record,
    add_bytes,
    reflect,
    retype,
    cut,
    count,
};

/// What an end does after an honest handshake, or which way records are carried.
enum class record_step : unsigned { write, read, close, update_keys, carry };

/// What is called on an end, sensible or not.
enum class call : unsigned {
    handshake,
    read,
    write,
    write_again,
    close,
    shut_down,
    update_keys,
    move,
    cut,
    look,
    destroy,
    many,
};

}  // namespace fuzz
