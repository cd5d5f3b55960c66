// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/body_translation.hpp"

namespace berth::netbridge {

namespace {
constexpr unsigned kFirstErrorStatus = 400;
}

BodyTranslation::BodyTranslation(HostPaths paths, ReadLink read_link)
    : paths_(std::move(paths)), read_link_(std::move(read_link))
{}

base::Result<std::string> BodyTranslation::request(const ApiRule& rule, std::string_view body) const
{
    const PathEditor editor{
        .path = [this](const std::string& path) -> base::Result<std::string> {
            if (auto plain = paths_.to_engine(path); !plain) {
                return plain; // nothing is looked up for a path that cannot be one
            }
            auto resolved = resolve_absolute_links(path, read_link_);
            return resolved ? paths_.to_engine(*resolved) : resolved;
        },
        .message = [](const std::string& text) { return text; },
    };
    return edit_paths(body, rule.request, editor);
}

std::string BodyTranslation::response(const ApiRule* rule, unsigned status, std::string_view body) const
{
    const PathEditor editor{
        .path = [this](const std::string& path) -> base::Result<std::string> { return paths_.to_user(path); },
        .message = [this](const std::string& text) { return paths_.text_to_user(text); },
    };
    const bool failed = status >= kFirstErrorStatus;
    const auto places = failed || rule == nullptr ? error_places() : rule->response;
    auto edited = edit_paths(body, places, editor);
    return edited ? *edited : std::string(body);
}

bool BodyTranslation::concerns(const ApiRule* rule, unsigned status)
{
    const bool has_places = rule != nullptr && !rule->response.empty();
    return status >= kFirstErrorStatus || (has_places && (status == 200 || status == 201));
}

} // namespace berth::netbridge
