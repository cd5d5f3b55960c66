// SPDX-License-Identifier: Apache-2.0
// berth-distro-init: process 1 of a distro. Started by berth-distro-ns in new namespaces, as a program of the
// host; it makes the distro's root its own and stays. docs/processes/berth-distro-init.md
#include <cerrno>

#include <CLI/CLI.hpp>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "service/exit_code.hpp"
#include "services/distro/host/init/distro_root.hpp"
#include "services/distro/host/init/first_process.hpp"
#include "services/distro/host/init/start_pipes.hpp"

namespace {

using namespace berth;

constexpr int kFailed = static_cast<int>(service::ExitCode::failed);
constexpr int kUsage = static_cast<int>(service::ExitCode::usage);

struct Options {
    std::string name;
    std::string rootfs;
};

/// What a person can do about the errors that a machine or a rootfs causes.
std::string hint_for(const base::SystemError& error)
{
    if (!error.hint().empty()) {
        return error.hint();
    }
    switch (error.code()) {
    case EPERM:
    case EACCES:
        return "berth needs root with CAP_SYS_ADMIN; inside a container it needs --privileged";
    case ENOENT:
        return "the distro's files may be damaged; make it again with `berth distro create`";
    default:
        return {};
    }
}

void become_distro(const Options& options)
{
    ::umask(022);
    distro::block_signals();
    if (::sethostname(options.name.c_str(), options.name.size()) != 0) {
        throw base::SystemError("setting the distro's host name to " + options.name);
    }
    distro::enter_distro_root(options.rootfs);
}

/// False when berth-distro-ns ended without a word: then nobody knows of this distro. The end of the report's
/// pipe tells it that this process lives on without it, so it is closed here and not before.
bool may_live_on(base::UniqueFd report)
{
    const base::UniqueFd go(distro::kGoFd);
    char byte = 0;
    ssize_t got = 0;
    do {
        got = ::read(go.get(), &byte, 1);
    } while (got < 0 && errno == EINTR);
    ::prctl(PR_SET_PDEATHSIG, 0);
    report.reset();
    return got == 1;
}

void write_report(const base::UniqueFd& report, const std::string& text)
{
    base::write_all(report.get(), text, "the report to berth-distro-ns");
}

int run(const Options& options)
{
    base::UniqueFd report(distro::kReportFd);
    base::Failure failure;
    try {
        become_distro(options);
        write_report(report, distro::ready_report());
        if (may_live_on(std::move(report))) {
            distro::run_until_terminated();
        }
        return 0;
    } catch (const base::SystemError& error) {
        failure = {error.what(), hint_for(error)};
    } catch (const base::Error& error) {
        failure = {error.what(), error.hint()};
    } catch (const std::exception& error) {
        failure = {error.what(), {}};
    }
    write_report(report, distro::failed_report(failure));
    return kFailed;
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app("Process 1 of a distro; started by berth-distro-ns.", "berth-distro-init");
    Options options;
    app.add_option("--name", options.name, "the distro's name, and its host name")->required();
    app.add_option("--rootfs", options.rootfs, "the directory that becomes its root")->required();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kUsage;
    }
    try {
        return run(options);
    } catch (const std::exception&) {
        return kFailed; // berth-distro-ns is gone: nobody is left to tell
    }
}
