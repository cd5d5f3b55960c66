// SPDX-License-Identifier: Apache-2.0
// berth diagnose check: what is wrong, and what to do about it. The checks are in frontend/diagnose/check.
#include <algorithm>
#include <cstdlib>

#include "frontend/cli/exit.hpp"
#include "frontend/cli/interrupts.hpp"
#include "frontend/cli/look_around.hpp"
#include "frontend/cli/verbs/print_services.hpp"
#include "frontend/cli/verbs/verbs.hpp"
#include "frontend/diagnose/check/core/choice.hpp"
#include "frontend/diagnose/check/report_text.hpp"
#include "frontend/diagnose/check/run_check.hpp"

namespace berth::cli {
namespace {

std::vector<std::string> chosen_ids(const Invocation& invocation)
{
    const auto chosen =
        diagnose::choose(diagnose::ids_of(diagnose::all_checks()), invocation.arguments.texts("ID"));
    if (!chosen) {
        throw Exit(ExitCode::usage, chosen.error().message, chosen.error().hint);
    }
    return *chosen;
}

int list(const Invocation& invocation)
{
    const std::vector<std::string> chosen = chosen_ids(invocation);
    std::vector<diagnose::Check> checks;
    for (const diagnose::Check& check : diagnose::all_checks()) {
        if (std::find(chosen.begin(), chosen.end(), check.id) != chosen.end()) {
            checks.push_back(check);
        }
    }
    if (!invocation.json) {
        print_table(diagnose::check_table(checks));
        return static_cast<int>(ExitCode::success);
    }
    std::vector<std::string> elements;
    for (const diagnose::Check& check : checks) {
        elements.push_back(JsonObject{}.add_text("id", check.id).add_text("title", check.title).text());
    }
    print_line(JsonObject{}.add("checks", json_array(elements)).text());
    return static_cast<int>(ExitCode::success);
}

void print_report(const diagnose::Report& report, bool json)
{
    if (json) {
        print_line(diagnose::to_json(report));
        return;
    }
    print_table(diagnose::report_table(report));
    print_line(diagnose::report_summary(report, standard_output()));
}

int run(const Invocation& invocation)
{
    if (invocation.arguments.flag("list")) {
        return list(invocation);
    }
    const std::vector<std::string> chosen = chosen_ids(invocation);
    const base::UniqueFd interrupts = open_interrupts(); // before the first thread
    const Terminal terminal = standard_error();
    const std::shared_ptr<const diagnose::Scene> scene = look_around(invocation.instance);
    const diagnose::Run done = diagnose::run_checks(
        diagnose::all_checks(), chosen, scene,
        {.interrupt_fd = interrupts.get(), .on_begin = [&](const diagnose::Check& check) {
             show_live_line(terminal, "checking " + check.id + ": " + check.title);
         }});
    show_live_line(terminal, "");
    print_report(done.report, invocation.json);
    if (done.interrupted) {
        print_error("interrupted: the checks after these were not run", "");
    }
    const bool is_down = scene->contact.state == diagnose::Contact::State::not_running;
    const auto code = done.interrupted ? ExitCode::failed : diagnose::exit_code_of(done.report, is_down);
    if (done.left_threads) {
        std::_Exit(static_cast<int>(code)); // everything is printed, and that thread may wake at any moment
    }
    return static_cast<int>(code);
}

std::vector<std::string> completions()
{
    const std::vector<std::string> ids = diagnose::ids_of(diagnose::all_checks());
    std::vector<std::string> words = diagnose::areas(ids);
    words.insert(words.end(), ids.begin(), ids.end());
    return words;
}

} // namespace

Verb diagnose_check_verb()
{
    return {
        .path = "diagnose check",
        .summary = "Look for what is wrong with the machine and with berth, and say how to mend it",
        .options = {{.names = "--list", .help = "Print the checks, and run none"}, json_option("one object")},
        .positionals = {{.name = "ID",
                         .help = "Only these: \"store.space\", or \"store\" for all that begin with it",
                         .required = false,
                         .choices = completions(),
                         .many = true}},
        .run = run};
}

} // namespace berth::cli
