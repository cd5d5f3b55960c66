// SPDX-License-Identifier: Apache-2.0
// `berth status --json`, member by member: no names of containers, no file's path, no last lines (they are in
// the log).
#include "frontend/diagnose/bundle/collect/collect.hpp"
#include "frontend/diagnose/bundle/collect/findings.hpp"

namespace berth::bundle {
namespace {

const Json& allowed_status()
{
    static const Json kAllowed = Json::parse(R"({
        "state": true,
        "services": [{"name": true, "run": true, "why": true, "hint": true, "pid": true, "restarts": true,
                      "since": true}],
        "engine": {"state": true, "phase": true, "why": true, "hint": true, "init_host_pid": true,
                   "engine_version": true, "pack": true, "base": true, "degraded": [true], "since": true},
        "distros": [{"name": true, "state": true, "why": true, "hint": true,
                     "integration": {"in_place": true, "why": true, "hint": true}}],
        "network": {"network": {"mode": true, "host_address": true, "engine_address": true, "subnet": true,
                                "host_interface": true, "why": true, "hint": true},
                    "sockets": [{"origin": true, "answering": true, "why": true}],
                    "ports": [{"protocol": true, "host_port": true, "container_port": true, "why": true}],
                    "waiting": [{"id": true}]},
        "images": [{"manifest": {"kind": true, "name": true, "version": true, "architecture": true,
                                 "build_number": true, "content_key": true, "image_store": true},
                    "in_use": true, "is_signed": true, "why": true, "installed_at": true, "verified_at": true}],
        "kubernetes": {"state": true, "why": true, "hint": true},
        "unanswered": [{"target": true, "status": {"code": true, "message": true, "hint": true}}]
    })");
    return kAllowed;
}

} // namespace

void collect_status(const Scene& scene, Findings& findings)
{
    Json status = parse_reduced(scene.ask_status(), allowed_status(), "the status");
    if (const auto network = status.find("network"); network != status.end() && network->is_object()) {
        add_json(findings, "network.json", *network);
        status.erase("network");
    }
    add_json(findings, "status.json", status);
}

} // namespace berth::bundle
