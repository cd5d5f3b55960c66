// SPDX-License-Identifier: Apache-2.0
// Result<T>: an outcome that the caller branches on. std::expected is in neither compiler's C++20 mode.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <utility>

namespace berth::base {

/// Why there is no value: one line for a person, and what to do about it (may be empty).
/// Two arguments always: constructible from a lone string it would be ambiguous with a Result<std::string>.
struct Failure {
    Failure() = default; ///< only because result<T, E>::error() must compile for the case of no error
    Failure(std::string what, std::string to_do) : message(std::move(what)), hint(std::move(to_do)) {}
    std::string message;
    std::string hint;
};

[[noreturn]] void throw_failure(const Failure& failure);

template <class T>
using Result = boost::system::result<T, Failure>;

} // namespace berth::base

namespace boost::system {
// Found by result<T, Failure>::value() when there is no value.
[[noreturn]] inline void throw_exception_from_error(const berth::base::Failure& failure,
                                                    const boost::source_location& /*unused*/)
{
    berth::base::throw_failure(failure);
}
} // namespace boost::system

namespace berth::base {
using boost::system::throw_exception_from_error; // found by argument-dependent lookup on Failure
} // namespace berth::base
