// SPDX-License-Identifier: Apache-2.0
// bench_idle_streams SOCKET CONTAINER COUNT PID: attaches COUNT times to a running container, as `docker
// attach` does, and prints what that costs the process PID (the proxy): its PSS before and with all of them
// open.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/linux/unix_socket.hpp"

namespace {

using namespace berth;

constexpr int kAnswerMs = 10000;

long pss_kib(const std::string& pid)
{
    std::ifstream file("/proc/" + pid + "/smaps_rollup");
    std::string line;
    while (std::getline(file, line)) {
        if (line.starts_with("Pss:")) {
            return std::strtol(line.c_str() + 4, nullptr, 10);
        }
    }
    throw base::Error("there is no Pss of process " + pid);
}

base::UniqueFd attach(const std::string& socket, const std::string& container)
{
    base::UniqueFd fd = base::connect_unix(socket);
    base::write_all(fd.get(),
                    "POST /containers/" + container +
                        "/attach?stream=1&stdout=1&stderr=1 HTTP/1.1\r\nHost: docker\r\n"
                        "Connection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 0\r\n\r\n",
                    socket);
    std::string head;
    char byte = 0;
    while (head.find("\r\n\r\n") == std::string::npos) {
        pollfd entry{fd.get(), POLLIN, 0};
        if (::poll(&entry, 1, kAnswerMs) != 1 || ::read(fd.get(), &byte, 1) != 1) {
            throw base::Error("no answer to attach: " + head);
        }
        head += byte;
    }
    base::expects(head.starts_with("HTTP/1.1 101"), "attach is answered with 101");
    return fd;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 5) {
        std::fputs("usage: bench_idle_streams SOCKET CONTAINER COUNT PID\n", stderr);
        return 2;
    }
    try {
        rlimit limit{};
        if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
            limit.rlim_cur = limit.rlim_max;
            (void)::setrlimit(RLIMIT_NOFILE, &limit); // then attaching fails and says so
        }
        const int count = std::atoi(argv[3]);
        const long before = pss_kib(argv[4]);
        std::vector<base::UniqueFd> streams;
        for (int i = 0; i < count; ++i) {
            streams.push_back(attach(argv[1], argv[2]));
        }
        const long with = pss_kib(argv[4]);
        std::printf("%d idle streams: %.1f MiB more (%.1f KiB each; %.1f MiB without, %.1f MiB with them)\n",
                    count, static_cast<double>(with - before) / 1024,
                    static_cast<double>(with - before) / count, static_cast<double>(before) / 1024,
                    static_cast<double>(with) / 1024);
        return 0;
    } catch (const base::Error& error) {
        std::fprintf(stderr, "bench_idle_streams: %s\n", error.what());
        return 1;
    }
}
