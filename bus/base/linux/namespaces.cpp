// SPDX-License-Identifier: Apache-2.0
#include "base/linux/namespaces.hpp"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace berth::base {

NamespaceFd::NamespaceFd(pid_t pid, const std::string& kind)
    : NamespaceFd("/proc/" + std::to_string(pid) + "/ns/" + kind)
{}

NamespaceFd::NamespaceFd(const std::string& path) : fd_(open_file(path, O_RDONLY)), path_(path) {}

void NamespaceFd::enter() const
{
    if (::setns(fd_.get(), 0) != 0) {
        throw SystemError("entering namespace " + path_);
    }
}

EnteredNamespace::EnteredNamespace(const NamespaceFd& target, const std::string& kind)
    : home_("/proc/thread-self/ns/" + kind)
{
    target.enter();
}

EnteredNamespace::~EnteredNamespace()
{
    expects(::setns(home_.get(), 0) == 0, "a thread could not return to its own namespace");
}

} // namespace berth::base
