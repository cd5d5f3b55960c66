// SPDX-License-Identifier: Apache-2.0
// berth: the command of a person. docs/processes/berth.md
#include <cstdio>

#include "frontend/cli/command_line.hpp"
#include "frontend/cli/exit.hpp"
#include "frontend/cli/print/output.hpp"
#include "frontend/cli/verbs/verbs.hpp"

int main(int argc, char** argv)
{
    using namespace berth;
    try {
        return cli::run_command_line(argc, argv, cli::all_verbs());
    } catch (const cli::Exit& exit) {
        cli::print_error(exit.what(), exit.hint());
        return static_cast<int>(exit.code());
    } catch (const base::Error& error) {
        cli::print_error(error.what(), error.hint());
    } catch (const std::exception& error) {
        cli::print_error(error.what(), {});
    }
    return static_cast<int>(service::ExitCode::failed);
}
