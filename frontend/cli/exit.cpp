// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/exit.hpp"

namespace berth::cli {

ExitCode exit_code_of(const bus::v1::Status& status)
{
    switch (status.code()) {
    case bus::v1::STATUS_CODE_UNSPECIFIED:
        return ExitCode::success;
    case bus::v1::STATUS_CODE_INVALID:
        return ExitCode::usage;
    case bus::v1::STATUS_CODE_DEADLINE:
        return ExitCode::deadline;
    case bus::v1::STATUS_CODE_UNSUPPORTED:
        return ExitCode::incompatible;
    case bus::v1::STATUS_CODE_DENIED:
        return ExitCode::denied;
    default:
        return ExitCode::failed;
    }
}

Exit exit_for(const bus::v1::Status& status)
{
    return Exit(exit_code_of(status), status.message(), status.hint());
}

} // namespace berth::cli
