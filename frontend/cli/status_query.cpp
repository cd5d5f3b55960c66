// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/status_query.hpp"

namespace berth::cli {
namespace {

/// One round of questions, all under way at the same time.
class Round {
public:
    explicit Round(Session& session) : session_(session) {}

    template <class Response, class Take>
    void ask(const std::string& target, const google::protobuf::Message& command, Take take)
    {
        ++state_->open;
        session_.bus().request<Response>(
            target, command, kAnswerDeadline,
            [state = state_, target, take](const client::Outcome& outcome, const Response& response) {
                --state->open;
                if (outcome.ok()) {
                    take(state->report, response);
                } else {
                    state->report.unanswered.push_back({target, outcome.status});
                }
            });
    }

    StatusReport finish()
    {
        state_->report.running = true;
        // Each question ends at its own deadline; the loop gets a little more to deliver that.
        if (session_.wait([this] { return state_->open == 0; }, 2 * kAnswerDeadline) ==
            Session::Waited::interrupted) {
            throw Exit(ExitCode::failed, "interrupted");
        }
        return std::move(state_->report);
    }

private:
    struct State { // shared with callbacks that an interrupt may leave behind
        StatusReport report;
        int open = 0;
    };
    Session& session_;
    std::shared_ptr<State> state_ = std::make_shared<State>();
};

} // namespace

StatusReport query_status(Session& session)
{
    Round round(session);
    round.ask<bus::v1::ListServicesResponse>(
        "broker@host", bus::v1::ListServices{}, [](StatusReport& report, const auto& response) {
            report.services.assign(response.services().begin(), response.services().end());
        });
    round.ask<lifecycle::v1::GetEngineResponse>(
        "lifecycle@host", lifecycle::v1::GetEngine{},
        [](StatusReport& report, const auto& response) { report.engine = response.engine(); });
    round.ask<distro::v1::ListDistrosResponse>(
        "distro@host", distro::v1::ListDistros{}, [](StatusReport& report, const auto& response) {
            report.distros.assign(response.distros().begin(), response.distros().end());
        });
    round.ask<netbridge::v1::GetNetworkResponse>(
        "netbridge@host", netbridge::v1::GetNetwork{},
        [](StatusReport& report, const auto& response) { report.network = response; });
    round.ask<updater::v1::ListImagesResponse>(
        "updater@host", updater::v1::ListImages{}, [](StatusReport& report, const auto& response) {
            report.images.assign(response.images().begin(), response.images().end());
        });
    round.ask<k8s::v1::GetClusterResponse>(
        "k8s@host", k8s::v1::GetCluster{},
        [](StatusReport& report, const auto& response) { report.kubernetes = response.cluster(); });
    return round.finish();
}

} // namespace berth::cli
