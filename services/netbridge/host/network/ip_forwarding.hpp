// SPDX-License-Identifier: Apache-2.0
// The host's net.ipv4.ip_forward, switched on for as long as an instance's engine needs it.
//
// Theory. The setting is one for the machine, and there may be several instances. Each keeps a record of the
// value that was there before any of them, in its own runtime directory: written before the setting is
// touched, so that a service that was killed between loses nothing. Who comes second finds the first one's
// record and copies it; who goes last finds no other record and puts the value back. A lock on the directory
// above the runtime directories makes each of these steps one.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace berth::netbridge {

class IpForwarding {
public:
    /// `run_dir` is the instance's, in the host's mount namespace; the other instances' lie beside it.
    explicit IpForwarding(std::filesystem::path run_dir) : run_dir_(std::move(run_dir)) {}

    /// Of the calling thread's network namespace, as is all here. Safe to repeat. Throws SystemError.
    void switch_on();
    /// Puts back what was there before the first instance, unless another one needs it still. Safe to repeat,
    /// and nothing without a record. Throws SystemError.
    void restore();

private:
    std::filesystem::path record() const;
    std::optional<std::string> record_of_another() const;

    std::filesystem::path run_dir_;
};

} // namespace berth::netbridge
