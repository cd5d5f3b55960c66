// SPDX-License-Identifier: Apache-2.0
#include "frontend/cli/look_around.hpp"

#include "frontend/cli/broker_process.hpp"
#include "frontend/cli/exit.hpp"
#include "frontend/cli/invoking_user.hpp"
#include "frontend/cli/status_query.hpp"
#include "frontend/diagnose/check/isolation/isolation_run.hpp"
#include "services/lifecycle/host/engine_record.hpp"

namespace berth::cli {

using diagnose::Contact;
using diagnose::Scene;

namespace {

std::optional<docker_context::User> user_with_home()
{
    try {
        return invoking_user();
    } catch (const base::Error&) { // a check says so
        return std::nullopt;
    }
}

Contact::State state_of(ExitCode code)
{
    switch (code) {
    case ExitCode::not_running:
        return Contact::State::not_running;
    case ExitCode::denied:
        return Contact::State::denied;
    default:
        return Contact::State::silent;
    }
}

/// Asks once for all checks; each question of it has its own deadline.
void ask_berth(Scene& scene)
{
    try {
        const std::unique_ptr<Session> session = Session::open(scene.instance);
        scene.status = query_status(*session);
        scene.contact.state = Contact::State::answered;
    } catch (const Exit& exit) {
        scene.contact = {state_of(exit.code()), exit.what(), exit.hint()};
    } catch (const base::Error& error) {
        scene.contact = {Contact::State::silent, error.what(), error.hint()};
    }
}

/// Lifecycle's word, or where it is silent the record of the engine that it keeps for its successor.
int find_init(const Scene& scene)
{
    if (scene.status.engine) {
        return scene.status.engine->init_host_pid();
    }
    const auto record = scene.is_root
                            ? lifecycle::load_engine_record(lifecycle::engine_record_file(scene.instance))
                            : std::nullopt;
    return record && record->alive() ? record->init_host_pid : 0;
}

} // namespace

std::shared_ptr<const Scene> look_around(const base::Instance& instance)
{
    auto scene = std::make_shared<Scene>();
    scene->instance = instance;
    scene->is_root = !may_only_ask();
    scene->user = user_with_home();
    scene->isolation = std::make_shared<diagnose::IsolationRun>();
    ask_berth(*scene);
    scene->init_host_pid = find_init(*scene);
    return scene;
}

} // namespace berth::cli
