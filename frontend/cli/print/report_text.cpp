// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/print/report_text.hpp"

#include <fmt/format.h>

#include "frontend/cli/print/service_words.hpp"
#include "frontend/cli/print/words.hpp"

namespace berth::cli {

using google::protobuf::Timestamp;
using lifecycle::v1::EngineStatus;

namespace {

Colour colour_of(Overall state)
{
    switch (state) {
    case Overall::ready:
        return Colour::green;
    case Overall::failed:
        return Colour::red;
    case Overall::stopped:
        return Colour::dim;
    default:
        return Colour::yellow;
    }
}

Cell good_or_bad(bool good, const std::string& good_word, const std::string& bad_word)
{
    return {good ? good_word : bad_word, good ? Colour::green : Colour::red};
}

std::string with_hint(const std::string& what, const std::string& hint)
{
    return hint.empty() ? what : what + " (" + hint + ")";
}

std::string comma_joined(const std::vector<std::string>& parts)
{
    std::string text;
    for (const std::string& part : parts) {
        if (!part.empty()) {
            text += (text.empty() ? "" : ", ") + part;
        }
    }
    return text;
}

Table engine_table(const EngineStatus& engine, const Timestamp& now)
{
    const std::string state = enum_word(EngineStatus::State_Name(engine.state()), "STATE_");
    const bool is_ready = engine.state() == EngineStatus::STATE_READY;
    const bool is_failed = engine.state() == EngineStatus::STATE_FAILED;
    Table table({"ENGINE", "STATE", "SINCE", "VERSION", "WHY"});
    table.add({engine.pack().empty() ? "-" : engine.pack(),
               {state, is_ready ? Colour::green : (is_failed ? Colour::red : Colour::yellow)},
               age_words(engine.since(), now),
               engine.engine_version().empty() ? "-" : engine.engine_version(),
               comma_joined({engine.phase().empty() ? "" : "phase " + engine.phase(), engine.why()})});
    if (!engine.hint().empty()) {
        table.add_note("hint: " + engine.hint());
    }
    for (const std::string& line : engine.degraded()) {
        table.add_note("degraded: " + line);
    }
    for (const std::string& line : engine.last_lines()) {
        table.add_note("log: " + line);
    }
    return table;
}

Table unanswered_table(const std::vector<Unanswered>& unanswered)
{
    Table table({"NO ANSWER FROM", "WHY"});
    for (const Unanswered& each : unanswered) {
        table.add({{each.target, Colour::red}, each.status.message()});
        if (!each.status.hint().empty()) {
            table.add_note("hint: " + each.status.hint());
        }
    }
    return table;
}

} // namespace

std::string headline(const StatusReport& report, const Timestamp& now, const Terminal& terminal)
{
    const Overall state = overall(report);
    std::string text =
        "berth is " +
        terminal.paint(colour_of(state), state == Overall::stopped ? "not running" : to_text(state));
    if (report.engine && (report.engine->state() == EngineStatus::STATE_READY ||
                          report.engine->state() == EngineStatus::STATE_DEGRADED)) {
        const EngineStatus& engine = *report.engine;
        const std::string age = age_words(engine.since(), now);
        text += ": " + comma_joined({engine.pack(), engine.base().empty() ? "" : "base " + engine.base(),
                                     age.empty() ? "" : "for " + age});
    }
    return text;
}

std::vector<std::string> degradations(const StatusReport& report)
{
    std::vector<std::string> lines;
    for (const bus::v1::ServiceStatus& service : report.services) {
        if (service.run() == bus::v1::ServiceStatus::RUN_DEGRADED) {
            lines.push_back(service.name() + ": " + with_hint(service.why(), service.hint()));
        }
    }
    if (report.engine) {
        for (const std::string& line : report.engine->degraded()) {
            const bool said = std::any_of(lines.begin(), lines.end(), [&](const std::string& each) {
                return each.find(line) != std::string::npos;
            });
            if (!said) {
                lines.push_back("engine: " + line);
            }
        }
    }
    for (const Unanswered& each : report.unanswered) {
        lines.push_back(each.target + ": " + with_hint(each.status.message(), each.status.hint()));
    }
    return lines;
}

/// Containers that the start gate holds back.
Table waiting_table(const netbridge::v1::GetNetworkResponse& network)
{
    Table table({"CONTAINER THAT WAITS", "FOR DISTRO", "STARTED BY"});
    for (const netbridge::v1::WaitingContainer& container : network.waiting()) {
        const std::vector<std::string> distros(container.distros().begin(), container.distros().end());
        table.add({{container.name(), Colour::yellow},
                   comma_joined(distros),
                   "berth distro attach " + (distros.empty() ? std::string("NAME") : distros.front())});
    }
    return table;
}

Table image_table(const std::vector<updater::v1::InstalledImage>& images, const Timestamp& now)
{
    Table table({"IMAGE", "KIND", "VERSION", "IN USE", "SIGNED", "INSTALLED", "WHY"});
    for (const updater::v1::InstalledImage& image : images) {
        const updater::v1::PackManifest& manifest = image.manifest();
        const std::string age = age_words(image.installed_at(), now);
        table.add({manifest.name(), enum_word(updater::v1::ImageKind_Name(manifest.kind()), "IMAGE_KIND_"),
                   manifest.version(), image.in_use() ? "yes" : "no", image.is_signed() ? "yes" : "no",
                   age.empty() ? "-" : age + " ago", image.why()});
    }
    return table;
}

Table network_table(const netbridge::v1::GetNetworkResponse& answer)
{
    const netbridge::v1::NetworkStatus& network = answer.network();
    Table table({"NETWORK", "STATE", "WHERE", "WHY"});
    const std::string where = fmt::format("{} {} -> {} in the engine", network.host_interface(),
                                          network.host_address(), network.engine_address());
    table.add({network.mode().empty() ? "-" : network.mode(),
               good_or_bad(network.why().empty(), "up", "down"), network.host_address().empty() ? "-" : where,
               network.why()});
    if (!network.hint().empty()) {
        table.add_note("hint: " + network.hint());
    }
    for (const netbridge::v1::SocketStatus& socket : answer.sockets()) {
        table.add({"docker for " + socket.origin(), good_or_bad(socket.answering(), "answers", "silent"),
                   socket.host_path(), socket.why()});
    }
    return table;
}

Table port_table(const netbridge::v1::GetNetworkResponse& answer)
{
    Table table({"PROTOCOL", "HOST", "CONTAINER", "STATE", "WHY"});
    for (const netbridge::v1::PublishedPort& port : answer.ports()) {
        table.add({port.protocol(), fmt::format("{}:{}", port.host_address(), port.host_port()),
                   fmt::format("{}:{}", port.container_address(), port.container_port()),
                   good_or_bad(port.why().empty(), "listens", "closed"), port.why()});
    }
    return table;
}

Table cluster_table(const k8s::v1::ClusterStatus& cluster)
{
    Table table({"KUBERNETES", "WHY"});
    table.add({enum_word(k8s::v1::ClusterStatus::State_Name(cluster.state()), "STATE_"), cluster.why()});
    if (!cluster.hint().empty()) {
        table.add_note("hint: " + cluster.hint());
    }
    return table;
}

std::vector<std::string> status_lines(const StatusReport& report, const Timestamp& now,
                                      const Terminal& terminal)
{
    std::vector<std::string> lines{headline(report, now, terminal)};
    const auto add = [&](const Table& table) {
        if (!table.empty()) {
            lines.emplace_back();
            const std::vector<std::string> more = table.lines(terminal);
            lines.insert(lines.end(), more.begin(), more.end());
        }
    };
    add(service_table(report.services, now));
    if (report.engine) {
        add(engine_table(*report.engine, now));
    }
    add(distro_table(report.distros));
    if (report.network) {
        add(waiting_table(*report.network));
        add(network_table(*report.network));
        add(port_table(*report.network));
    }
    add(image_table(report.images, now));
    if (report.kubernetes) {
        add(cluster_table(*report.kubernetes));
    }
    add(unanswered_table(report.unanswered));
    return lines;
}

} // namespace berth::cli
