// SPDX-License-Identifier: Apache-2.0
// berth-image: writes and shows images. Used when berth is built (deploy/images/make), and by a person who
// looks into an iso; installing is the updater's business.
#include <cstdio>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <archive.h>
#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "service/service.hpp"
#include "services/updater/core/limits.hpp"
#include "services/updater/core/manifest.hpp"
#include "services/updater/image/image_file.hpp"

namespace {

using namespace berth;

updater::v1::PackManifest read_template(const std::string& path)
{
    const std::string text = base::read_file(path, updater::kMaxManifestBytes).value();
    updater::v1::PackManifest manifest;
    const auto parsed = google::protobuf::util::JsonStringToMessage(text, &manifest);
    if (!parsed.ok()) {
        throw base::Error(path + " is not a PackManifest in JSON: " + std::string(parsed.message()));
    }
    return manifest;
}

/// "PATH=FILE", or "FILE" for a file that keeps its name.
updater::ImageSource to_source(const std::string& argument)
{
    const std::size_t equals = argument.find('=');
    if (equals != std::string::npos) {
        return {argument.substr(0, equals), argument.substr(equals + 1)};
    }
    return {std::filesystem::path(argument).filename(), argument};
}

void write(const std::string& out, const std::string& template_path, const std::vector<std::string>& files)
{
    std::vector<updater::ImageSource> sources;
    for (const std::string& file : files) {
        sources.push_back(to_source(file));
    }
    const auto manifest = updater::write_image(out, read_template(template_path), sources);
    fmt::print("{}: {}\n", out, updater::describe(manifest));
}

void inspect(const std::string& iso, bool as_json, bool key_only)
{
    const updater::ManifestText found = updater::read_manifest(iso);
    if (as_json) {
        fmt::print("{}", found.text);
        return;
    }
    if (key_only) {
        fmt::print("{}\n", found.manifest.content_key());
        return;
    }
    fmt::print("{}\n  architecture  {}\n  build number  {}\n  content key   {}\n",
               updater::describe(found.manifest), found.manifest.architecture(),
               found.manifest.build_number(), found.manifest.content_key());
    for (const auto& file : found.manifest.files()) {
        fmt::print("  file          {} ({} bytes, sha256 {})\n", file.path(), file.size_bytes(),
                   file.sha256());
    }
    for (const auto& component : found.manifest.components()) {
        fmt::print("  component     {} {}\n", component.name(), component.version());
    }
}

int run(int argc, char** argv)
{
    CLI::App app{"Writes and shows berth's images."};
    app.set_version_flag("--version", fmt::format("{}\n{}", BERTH_VERSION, archive_version_string()));
    app.require_subcommand(1);

    std::string iso;
    std::string template_path;
    std::vector<std::string> files;
    CLI::App& writing = *app.add_subcommand("write", "Write an image; the same inputs give the same bytes");
    writing.add_option("--out", iso, "The iso to write")->required();
    writing.add_option("--manifest-template", template_path, "A manifest without files, JSON")->required();
    writing.add_option("files", files, "FILE, or PATH-IN-THE-IMAGE=FILE")->required();
    writing.callback([&] { write(iso, template_path, files); });

    bool as_json = false;
    bool key_only = false;
    CLI::App& inspecting = *app.add_subcommand("inspect", "Show what an image holds");
    inspecting.add_option("iso", iso)->required();
    inspecting.add_flag("--json", as_json, "The manifest as it stands in the image");
    inspecting.add_flag("--content-key", key_only, "Only the digest of what it was built from");
    inspecting.callback([&] { inspect(iso, as_json, key_only); });

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) { // --help is one too, with the code 0
        return app.exit(error) == 0 ? 0 : static_cast<int>(service::ExitCode::usage);
    }
    return static_cast<int>(service::ExitCode::success);
}

} // namespace

int main(int argc, char** argv)
{
    return service::run_program([&] { return run(argc, argv); });
}
