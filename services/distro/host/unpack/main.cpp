// SPDX-License-Identifier: Apache-2.0
// berth-unpack: makes a distro's root directory from an archive. docs/processes/berth-unpack.md
#include <chrono>
#include <cstdio>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "service/exit_code.hpp"
#include "services/distro/host/unpack/unpack.hpp"

namespace {

using namespace berth;

constexpr int kFailed = static_cast<int>(service::ExitCode::failed);
constexpr int kUsage = static_cast<int>(service::ExitCode::usage);
constexpr int kDenied = static_cast<int>(service::ExitCode::denied);
constexpr std::chrono::milliseconds kProgressInterval{200};

/// Names in an archive need not be UTF-8.
void print(const nlohmann::ordered_json& line)
{
    std::puts(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
    (void)std::fflush(stdout); // a reader that is gone changes nothing here
}

int print_error(const std::string& message, const std::string& hint, int code)
{
    print({{"error", message}, {"hint", hint}});
    return code;
}

/// Throws for what is no plain file: opening a named pipe would wait for its writer.
std::uint64_t size_of(int fd, const std::string& file)
{
    struct stat info {};
    if (::fstat(fd, &info) != 0) {
        throw base::SystemError("looking at " + file);
    }
    if (!S_ISREG(info.st_mode)) {
        throw base::Error(file + " is not a plain file", "give a tar file of a root file system");
    }
    return static_cast<std::uint64_t>(info.st_size);
}

/// A line a while, and always the last one.
class Progress {
public:
    explicit Progress(std::uint64_t total) : total_(total) {}

    void operator()(std::uint64_t read)
    {
        const auto now = std::chrono::steady_clock::now();
        if (now >= next_) {
            next_ = now + kProgressInterval;
            print({{"read_bytes", read}, {"total_bytes", total_}});
        }
    }

private:
    std::uint64_t total_;
    std::chrono::steady_clock::time_point next_;
};

int run(const std::string& file, const std::string& target)
{
    if (::geteuid() != 0) {
        return print_error("only root can unpack a root file system", "run it as root", kDenied);
    }
    try {
        const base::UniqueFd archive = base::open_file(file, O_RDONLY | O_NOCTTY | O_NONBLOCK);
        Progress progress(size_of(archive.get(), file));
        const distro::UnpackReport report = distro::unpack(archive.get(), target, std::ref(progress));
        print({{"entries", report.entries},
               {"warnings", report.warnings},
               {"first_warning", report.first_warning}});
        return 0;
    } catch (const base::Error& error) {
        return print_error(error.what(), error.hint(), kFailed);
    }
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app("Unpacks the archive of a root file system into a directory.", "berth-unpack");
    std::string file;
    std::string target;
    app.add_option("--archive", file, "a tar file, also compressed")->required();
    app.add_option("--target", target, "an empty directory")->required();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kUsage;
    }
    return run(file, target);
}
