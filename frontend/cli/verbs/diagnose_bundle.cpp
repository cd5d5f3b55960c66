// SPDX-License-Identifier: Apache-2.0
// berth diagnose bundle: what a bug report needs, in one file, without secrets; or, with --preview, what
// would be in it.
#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "frontend/cli/broker_process.hpp"
#include "frontend/cli/invoking_user.hpp"
#include "frontend/cli/look_around.hpp"
#include "frontend/cli/print/json.hpp"
#include "frontend/cli/status_query.hpp"
#include "frontend/cli/verbs/print_services.hpp"
#include "frontend/cli/verbs/verbs.hpp"
#include "frontend/diagnose/bundle/bundle.hpp"
#include "frontend/diagnose/bundle/caller.hpp"
#include "frontend/diagnose/bundle/output_file.hpp"
#include "frontend/diagnose/check/run_check.hpp"

namespace berth::cli {
namespace {

namespace fs = std::filesystem;

/// Both names of this moment: as a file's, and as manifests have times.
struct Moment {
    std::time_t time = std::time(nullptr);
    std::string in_name() const { return fmt::format("{:%Y%m%d-%H%M%S}", fmt::gmtime(time)); }
    std::string in_manifest() const { return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(time)); }
};

std::string ask_status(const base::Instance& instance)
{
    if (!find_broker(instance)) {
        throw not_running(instance);
    }
    return to_json(query_status(*Session::open(instance)));
}

/// Each collector has a process of its own, so threads that are left behind there hurt nobody.
std::string ask_checks(const base::Instance& instance)
{
    std::vector<std::string> chosen = diagnose::ids_of(diagnose::all_checks());
    chosen.erase(std::remove_if(chosen.begin(), chosen.end(),
                                [](const std::string& id) { return id.starts_with("isolation."); }),
                 chosen.end());
    return diagnose::to_json(
        diagnose::run_checks(diagnose::all_checks(), chosen, look_around(instance), {}).report);
}

/// Progress is for people: one live line on a terminal, nothing elsewhere.
bundle::Bundle collect(const Invocation& invocation, const docker_context::User& user, const Moment& moment)
{
    const base::Instance instance = invocation.instance;
    const bundle::Scene scene{.instance = instance,
                              .ask_status = [instance] { return ask_status(instance); },
                              .ask_checks = [instance] { return ask_checks(instance); }};
    bundle::Redaction redaction(bundle::known_secrets(instance, user), bundle::known_names(instance, user));
    const Terminal terminal = standard_error();
    const std::vector<bundle::Collector>& all = bundle::all_collectors();
    bundle::Bundle made = bundle::make_bundle(
        all, scene, redaction, moment.in_manifest(), [&](const bundle::Collector& collector, std::size_t at) {
            show_live_line(terminal, fmt::format("[{}/{}] {}", at + 1, all.size(), collector.title));
        });
    show_live_line(terminal, "");
    return made;
}

std::string redacted_words(const bundle::ManifestFile& file)
{
    std::string words;
    for (const auto& [kind, count] : file.redacted) {
        words += fmt::format("{}{} {}", words.empty() ? "" : ", ", count, kind);
    }
    return words.empty() ? "-" : words;
}

void print_files(const bundle::Bundle& made)
{
    Table table({"FILE", "BYTES", "COLLECTOR", "TAKEN OUT"});
    table.add({bundle::kManifestName, std::to_string(made.files.front().content.size()), "-", "-"});
    for (const bundle::ManifestFile& file : made.manifest.files) {
        table.add({file.path, std::to_string(file.size_bytes), file.collector, redacted_words(file)});
    }
    print_table(table);
    for (const bundle::Manifest::Gap& gap : made.manifest.gaps) {
        print_line(fmt::format("not collected: {}: {}", gap.collector, gap.why));
    }
}

/// The manifest itself, with its own size, and where the bundle is (null of a preview).
void print_json(const bundle::Bundle& made, const std::string& file)
{
    bundle::Json out{{"file", file.empty() ? bundle::Json(nullptr) : bundle::Json(file)},
                     {"manifest_size_bytes", made.files.front().content.size()},
                     {"manifest", bundle::to_json(made.manifest)}};
    print_line(out.dump());
}

int preview(const Invocation& invocation, const docker_context::User& user)
{
    const bundle::Bundle made = collect(invocation, user, {});
    if (invocation.json) {
        print_json(made, "");
    } else {
        print_files(made);
    }
    return static_cast<int>(ExitCode::success);
}

int write(const Invocation& invocation, const docker_context::User& user)
{
    const Moment moment;
    const std::string name = "berth-diagnostics-" + moment.in_name();
    const fs::path file = fs::absolute(invocation.arguments.text("output", name + ".tar.gz"));
    bundle::check_archive_name(file.string());
    bundle::check_output_file(file);
    const bundle::Bundle made = collect(invocation, user, moment);
    bundle::write_output_file(file, bundle::make_archive(file.string(), name, made.files, moment.time), user);
    if (invocation.json) {
        print_json(made, file.string());
        return static_cast<int>(ExitCode::success);
    }
    print_line(file.string());
    print_note(
        fmt::format("{} files; look at them before you send them: `tar tf` lists, --preview shows what was "
                    "taken out",
                    made.files.size()));
    for (const bundle::Manifest::Gap& gap : made.manifest.gaps) {
        print_note(fmt::format("not collected: {}: {}", gap.collector, gap.why));
    }
    return static_cast<int>(ExitCode::success);
}

int run(const Invocation& invocation)
{
    const docker_context::User user = invoking_user();
    return invocation.arguments.flag("preview") ? preview(invocation, user) : write(invocation, user);
}

} // namespace

Verb diagnose_bundle_verb()
{
    return {
        .path = "diagnose bundle",
        .summary = "Make a file for a bug report, without secrets and names",
        .options = {{.names = "-o,--output",
                     .help = "The file; its ending says the format (default berth-diagnostics-TIME.tar.gz)",
                     .kind = Option::Kind::text,
                     .value_name = "FILE"},
                    {.names = "--preview", .help = "List what would be in it, and write nothing"},
                    json_option("the manifest")},
        .run = run};
}

} // namespace berth::cli
