// SPDX-License-Identifier: Apache-2.0
#include "base/linux/instance_processes.hpp"

#include <cstdint>
#include <sstream>

#include "base/files.hpp"
#include "base/linux/cgroup_dir.hpp"
#include "base/linux/pid_fd.hpp"

namespace berth::base {

std::vector<ServiceProcess> recorded_services(const Instance& instance)
{
    std::vector<ServiceProcess> recorded;
    const Result<std::string> record = read_file(instance.run_dir() / "processes");
    std::istringstream lines(record ? *record : std::string());
    ServiceProcess process;
    std::uint64_t start_time = 0;
    while (lines >> process.name >> process.pid >> start_time) {
        process.lives = process_start_time(process.pid) == start_time;
        recorded.push_back(process);
    }
    return recorded;
}

std::vector<ServiceProcess> living_services(const Instance& instance)
{
    std::vector<ServiceProcess> services = recorded_services(instance);
    std::erase_if(services, [](const ServiceProcess& process) { return !process.lives; });
    return services;
}

std::size_t engine_process_count(const Instance& instance)
{
    const CgroupDir engine(instance.engine_cgroup());
    return engine.exists() ? engine.processes().size() : 0;
}

} // namespace berth::base
