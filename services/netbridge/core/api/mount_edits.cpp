// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/api/mount_edits.hpp"

#include "services/netbridge/core/api/volume_options.hpp"

namespace berth::netbridge {
namespace {

void edit_local_options(BodyEditor& editor, const JsonValue& options)
{
    VolumeOptions found;
    options.for_each_member([&](const JsonValue& key, const JsonValue& value) {
        if (value.is_string()) {
            found.set(key.decoded(), value.decoded());
        }
    });
    options.for_each_member([&](const JsonValue& key, const JsonValue& value) {
        const std::string name = key.decoded();
        if (name == "device" && found.binds()) {
            editor.edit_absolute(value);
        } else if (name == "o" && found.is_overlay() && value.is_string()) {
            editor.replace(value, edit_overlay_layers(value.decoded(), [&](const std::string& layer) {
                               return editor.edited_absolute(layer);
                           }));
        }
    });
}

/// dockerd refuses a mount whose source is missing, unless the mount says otherwise.
IfMissing if_source_is_missing(const JsonValue& mount)
{
    bool makes = false;
    for_each_at(mount, "BindOptions.CreateMountpoint",
                [&](const JsonValue& value) { makes = value.is_true(); }); // the last of duplicates counts
    return makes ? IfMissing::make_directory : IfMissing::refuse;
}

} // namespace

void edit_mount(BodyEditor& editor, const JsonValue& mount)
{
    // dockerd refuses a mount without a type, and its own answers always have one.
    const std::string type = editor.single_string(mount, "Type");
    if (type.empty() || type == "bind") {
        editor.visit_single(mount, "Source", [&](const JsonValue& source) {
            editor.edit_absolute(source, if_source_is_missing(mount));
        });
    }
    editor.visit_single(mount, "VolumeOptions.DriverConfig", [&](const JsonValue& driver) {
        edit_volume(editor, driver, {.driver = "Name", .options = "Options"});
    });
}

void edit_volume(BodyEditor& editor, const JsonValue& volume, const VolumeNames& names)
{
    const std::string driver = editor.single_string(volume, names.driver);
    if (driver.empty() || driver == "local") {
        editor.visit_single(volume, names.options,
                            [&](const JsonValue& options) { edit_local_options(editor, options); });
    }
}

} // namespace berth::netbridge
