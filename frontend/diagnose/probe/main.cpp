// SPDX-License-Identifier: Apache-2.0
// berth-isolation-probe KIND=TARGET…: what `berth diagnose check` runs in a container of its own, to see what
// a container can reach. It is all that the container's image has, so it is static and needs no C library.
// Prints a line for each argument, "KIND=TARGET<TAB>reached|not<TAB>words", and ends by itself after
// kConnectMs, and kGreetingMs for each connection that was accepted. The kinds:
//   tcp=ADDRESS:PORT     a connection; the address "gateway" is that of the default route
//   zmtp=ADDRESS:PORT    the same, to a ZeroMQ peer: whoever else accepts is not reached
//   vsock=CID:PORT       the same to a virtual machine or its host
//   unix=PATH            a unix socket by path: seeing it is reaching it, whether or not it takes a
//   connection path=PATH            anything at the path abstract=any         unix sockets without a path, of
//   this network namespace processes=any        processes besides this one mounts=any           mounts that a
//   container without volumes does not have
#include <arpa/inet.h>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <linux/vm_sockets.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

constexpr int kConnectMs = 1500; ///< a link of veth pairs: what has not answered by then is dropped
constexpr int kGreetingMs = 300; ///< for the first words of whoever accepted

struct Trial {
    std::string argument, kind, target;
    int fd = -1; ///< a connection under way
    bool done = false;
};

void answer(Trial& trial, bool reached, const std::string& words)
{
    std::printf("%s\t%s\t%s\n", trial.argument.c_str(), reached ? "reached" : "not", words.c_str());
    trial.done = true;
}

std::string read_text(const char* path)
{
    std::string text;
    if (std::FILE* const file = std::fopen(path, "re")) {
        char block[4096];
        while (const std::size_t got = std::fread(block, 1, sizeof block, file)) {
            text.append(block, got);
        }
        (void)std::fclose(file); // it was only read
    }
    return text;
}

std::vector<std::string> lines_of(const std::string& text)
{
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

std::vector<std::string> words_of(const std::string& line)
{
    std::vector<std::string> words;
    for (std::size_t at = line.find_first_not_of(" \t"); at != std::string::npos;) {
        const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
        words.push_back(line.substr(at, end - at));
        at = line.find_first_not_of(" \t", end);
    }
    return words;
}

/// Of the default route; empty without one.
std::string gateway()
{
    for (const std::string& line : lines_of(read_text("/proc/net/route"))) {
        const std::vector<std::string> fields = words_of(line);
        if (fields.size() > 2 && fields[1] == "00000000" && fields[2] != "00000000") {
            const in_addr address{static_cast<in_addr_t>(std::strtoul(fields[2].c_str(), nullptr, 16))};
            char text[INET_ADDRSTRLEN];
            return ::inet_ntop(AF_INET, &address, text, sizeof text) == nullptr ? "" : text;
        }
    }
    return {};
}

/// 0 where the address is none.
socklen_t to_address(const std::string& target, sockaddr_storage& out)
{
    const std::size_t colon = target.rfind(':');
    std::string host = target.substr(0, colon);
    const auto port = static_cast<in_port_t>(std::strtoul(target.c_str() + colon + 1, nullptr, 10));
    if (host == "gateway") {
        host = gateway();
    }
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        std::memcpy(&out, &v4, sizeof v4);
        return sizeof v4;
    }
    if (host.size() > 2 &&
        ::inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        std::memcpy(&out, &v6, sizeof v6);
        return sizeof v6;
    }
    return 0;
}

socklen_t to_vsock_address(const std::string& target, sockaddr_storage& out)
{
    sockaddr_vm peer{};
    peer.svm_family = AF_VSOCK;
    peer.svm_cid = static_cast<unsigned>(std::strtoul(target.c_str(), nullptr, 10));
    peer.svm_port = static_cast<unsigned>(std::strtoul(target.c_str() + target.find(':') + 1, nullptr, 10));
    std::memcpy(&out, &peer, sizeof peer);
    return sizeof peer;
}

void begin_connecting(Trial& trial)
{
    sockaddr_storage address{};
    const socklen_t size =
        trial.kind == "vsock" ? to_vsock_address(trial.target, address) : to_address(trial.target, address);
    if (size == 0) {
        answer(trial, false, "there is no such address in the container");
        return;
    }
    trial.fd = ::socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (trial.fd < 0) {
        answer(trial, false, std::strerror(errno));
    } else if (::connect(trial.fd, reinterpret_cast<const sockaddr*>(&address), size) != 0 &&
               errno != EINPROGRESS) {
        answer(trial, false, std::strerror(errno));
    }
}

/// Who accepted is asked as a docker client would ask; its first line says who it is.
std::string greeting_of(int fd)
{
    const std::string question = "GET /_ping HTTP/1.0\r\n\r\n";
    (void)::send(fd, question.data(), question.size(), MSG_NOSIGNAL); // it accepted: that is enough
    pollfd readable{fd, POLLIN, 0};
    char block[80];
    const ssize_t got =
        ::poll(&readable, 1, kGreetingMs) == 1 ? ::recv(fd, block, sizeof block, MSG_DONTWAIT) : 0;
    std::string words = "it accepted a connection";
    for (ssize_t i = 0; i < got && block[i] >= ' ' && block[i] <= '~'; ++i) {
        words += (i == 0 ? ": " : "") + std::string(1, block[i]);
    }
    return words;
}

/// A ZeroMQ peer begins with its signature, and that with 0xFF (ZMTP 3.0, "signature"), before it is asked.
bool speaks_zmtp(int fd)
{
    pollfd readable{fd, POLLIN, 0};
    unsigned char first = 0;
    return ::poll(&readable, 1, kGreetingMs) == 1 && ::recv(fd, &first, 1, MSG_DONTWAIT) == 1 &&
           first == 0xFF;
}

void finish_connecting(Trial& trial)
{
    int error = 0;
    socklen_t size = sizeof error;
    (void)::getsockopt(trial.fd, SOL_SOCKET, SO_ERROR, &error, &size); // of an open socket: cannot fail
    if (error != 0) {
        answer(trial, false, std::strerror(error));
    } else if (trial.kind == "zmtp") {
        const bool is_peer = speaks_zmtp(trial.fd);
        answer(trial, is_peer, is_peer ? "a ZeroMQ peer" : "somebody else");
    } else {
        answer(trial, true, greeting_of(trial.fd));
    }
}

long now_ms()
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/// All at once: what drops packets costs its time one time only.
void wait_for_connections(std::vector<Trial>& trials)
{
    const long end = now_ms() + kConnectMs;
    for (;;) {
        std::vector<pollfd> polled;
        std::vector<Trial*> of;
        for (Trial& trial : trials) {
            if (trial.fd >= 0 && !trial.done) {
                polled.push_back({trial.fd, POLLOUT, 0});
                of.push_back(&trial);
            }
        }
        const long left = end - now_ms();
        if (polled.empty() || left <= 0 ||
            ::poll(polled.data(), polled.size(), static_cast<int>(left)) <= 0) {
            break;
        }
        for (std::size_t i = 0; i < polled.size(); ++i) {
            if (polled[i].revents != 0) {
                finish_connecting(*of[i]);
            }
        }
    }
    for (Trial& trial : trials) {
        if (trial.fd >= 0 && !trial.done) {
            answer(trial, false, "no answer");
        }
    }
}

void try_unix(Trial& trial)
{
    struct stat seen {};
    if (::lstat(trial.target.c_str(), &seen) != 0) {
        answer(trial, false, std::strerror(errno));
        return;
    }
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, trial.target.c_str(), sizeof address.sun_path - 1);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const bool connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    answer(trial, true, connected ? greeting_of(fd) : "it is there");
    (void)::close(fd); // nothing was written that could be lost
}

void try_abstract(Trial& trial)
{
    std::string found;
    for (const std::string& line : lines_of(read_text("/proc/net/unix"))) {
        const std::size_t at = line.find(" @");
        found += at == std::string::npos ? "" : line.substr(at);
    }
    answer(trial, !found.empty(), found.empty() ? "none" : found.substr(1));
}

void try_path(Trial& trial)
{
    struct stat seen {};
    const bool there = ::lstat(trial.target.c_str(), &seen) == 0;
    answer(trial, there, there ? "it is there" : std::strerror(errno));
}

void try_processes(Trial& trial)
{
    const std::string own = std::to_string(::getpid());
    std::string others;
    if (DIR* const entries = ::opendir("/proc")) {
        while (const dirent* const entry = ::readdir(entries)) {
            if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' && own != entry->d_name) {
                others += std::string(others.empty() ? "pid " : ", ") + entry->d_name;
            }
        }
        (void)::closedir(entries); // it was only read
    }
    answer(trial, !others.empty(), others.empty() ? "none" : others);
}

bool is_usual_mount(const std::string& at)
{
    for (const char* usual :
         {"/", "/proc", "/dev", "/sys", "/etc/resolv.conf", "/etc/hostname", "/etc/hosts"}) {
        if (at == usual) {
            return true;
        }
    }
    return at.rfind("/proc/", 0) == 0 || at.rfind("/dev/", 0) == 0 || at.rfind("/sys/", 0) == 0;
}

void try_mounts(Trial& trial)
{
    std::string found;
    for (const std::string& line : lines_of(read_text("/proc/self/mountinfo"))) {
        const std::vector<std::string> fields = words_of(line);
        if (fields.size() > 4 && !is_usual_mount(fields[4])) {
            found += (found.empty() ? "" : ", ") + fields[4];
        }
    }
    answer(trial, !found.empty(), found.empty() ? "none" : found);
}

void begin(Trial& trial)
{
    if (trial.kind == "tcp" || trial.kind == "zmtp" || trial.kind == "vsock") {
        begin_connecting(trial);
    } else if (trial.kind == "unix") {
        try_unix(trial);
    } else if (trial.kind == "path") {
        try_path(trial);
    } else if (trial.kind == "abstract") {
        try_abstract(trial);
    } else if (trial.kind == "processes") {
        try_processes(trial);
    } else if (trial.kind == "mounts") {
        try_mounts(trial);
    }
}

} // namespace

int main(int argc, char** argv)
{
    std::vector<Trial> trials;
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        const std::size_t equals = argument.find('=');
        if (equals == std::string::npos) {
            std::fprintf(stderr, "berth-isolation-probe: %s is not KIND=TARGET\n", argv[i]);
            return 2;
        }
        trials.push_back({argument, argument.substr(0, equals), argument.substr(equals + 1)});
    }
    for (Trial& trial : trials) {
        begin(trial);
    }
    wait_for_connections(trials);
    return 0;
}
