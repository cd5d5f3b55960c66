// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/api/body_translation.hpp"

#include "services/netbridge/core/api/path_edits.hpp"

namespace berth::netbridge {

namespace {
constexpr unsigned kFirstErrorStatus = 400;
}

BodyTranslation::BodyTranslation(std::shared_ptr<const Origin> origin) : origin_(std::move(origin)) {}

base::Result<std::string> BodyTranslation::request(const ApiRule& rule, std::string_view body) const
{
    const PathEditor editor{
        .path = [this](const std::string& path) { return origin_->to_engine(path); },
        .is_path = [this](std::string_view text) { return origin_->is_path(text); },
        .bind_source_end = [this](std::string_view bind) { return origin_->bind_source_end(bind); },
        .message = [](const std::string& text) { return text; },
        .is_request = true,
    };
    return edit_paths(body, rule.request, editor);
}

std::string BodyTranslation::response(const ApiRule* rule, unsigned status, std::string_view body) const
{
    const PathEditor editor{
        .path = [this](const std::string& path) -> base::Result<std::string> {
            return origin_->to_user(path);
        },
        .is_path = [](std::string_view text) { return text.starts_with('/'); },
        .bind_source_end = [](std::string_view bind) { return bind.find(':'); },
        .message = [this](const std::string& text) { return origin_->text_to_user(text); },
        .is_request = false,
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
