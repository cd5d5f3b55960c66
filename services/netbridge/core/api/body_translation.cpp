// SPDX-License-Identifier: Apache-2.0
#include "services/netbridge/core/api/body_translation.hpp"

namespace berth::netbridge {

namespace {
constexpr unsigned kFirstErrorStatus = 400;
}

BodyTranslation::BodyTranslation(std::shared_ptr<const Origin> origin) : origin_(std::move(origin)) {}

base::Result<PathQuestions> BodyTranslation::questions(const ApiRule& rule, std::string_view body) const
{
    PathQuestions questions;
    std::size_t count = 0;
    const auto collect = [&](const std::string& path, IfMissing if_missing) -> base::Result<std::string> {
        const auto place = origin_->asks_about(path);
        if (!place) {
            return origin_->to_engine(path, {}); // what is refused now is refused before anybody is asked
        }
        const auto [asked, is_new] = questions[place->distro].try_emplace(place->path, false);
        asked->second = asked->second || if_missing == IfMissing::make_directory;
        count += is_new ? 1 : 0;
        if (count > kMaxPathsOfBody) {
            return base::Failure(
                "the body names more than " + std::to_string(kMaxPathsOfBody) + " host paths", "");
        }
        return path;
    };
    const auto walked = edit_request(rule, body, collect);
    if (!walked) {
        return walked.error();
    }
    return questions;
}

base::Result<std::string> BodyTranslation::request(const ApiRule& rule, std::string_view body,
                                                   const PathAnswers& answers) const
{
    return edit_request(rule, body, [&](const std::string& path, IfMissing /*the guest's, by now*/) {
        return origin_->to_engine(path, answers);
    });
}

base::Result<std::string> BodyTranslation::edit_request(const ApiRule& rule, std::string_view body,
                                                        EditPath edit) const
{
    const PathEditor editor{
        .path = std::move(edit),
        .is_path = [this](std::string_view text) { return origin_->is_path(text); },
        .bind_source_end = [this](std::string_view bind) { return origin_->bind_source_end(bind); },
        .message = [](const std::string& text) { return text; },
        .is_request = true,
    };
    return edit_paths(body, rule.request, editor);
}

BodyTranslation::Shown BodyTranslation::response(const ApiRule* rule, unsigned status,
                                                 std::string_view body) const
{
    const bool failed = status >= kFirstErrorStatus;
    Shown shown{.body = "", .lasts = !failed && rule != nullptr};
    const PathEditor editor{
        .path = [this](const std::string& path, IfMissing /*is the client's affair*/)
            -> base::Result<std::string> { return origin_->to_user(path); },
        .is_path = [](std::string_view text) { return text.starts_with('/'); },
        .bind_source_end = [](std::string_view bind) { return bind.find(':'); },
        .message =
            [&](const std::string& text) {
                shown.lasts = shown.lasts && text.empty(); // it may speak of a distro that comes or goes
                return origin_->text_to_user(text);
            },
        .is_request = false,
    };
    const auto places = failed || rule == nullptr ? error_places() : rule->response;
    auto edited = edit_paths(body, places, editor);
    shown.body = edited ? *std::move(edited) : std::string(body);
    return shown;
}

bool BodyTranslation::concerns(const ApiRule* rule, unsigned status)
{
    const bool has_places = rule != nullptr && !rule->response.empty();
    return status >= kFirstErrorStatus || (has_places && (status == 200 || status == 201));
}

} // namespace berth::netbridge
