// SPDX-License-Identifier: Apache-2.0
// Theory. A step of a place leads one container down, so the step that counts in a container is that of its
// depth. For each open container the search keeps the places whose steps led to it and go on in it; where
// none is left, keys are not even looked at.
#include "services/netbridge/core/json/json_search.hpp"

#include <array>
#include <vector>

#include "base/error.hpp"
#include "services/netbridge/core/json/json_scanner.hpp"

namespace berth::netbridge {
namespace {

constexpr std::string_view kElement = "[]";

/// The places' steps, by the depth at which each is taken.
class Steps {
public:
    explicit Steps(std::span<const std::string_view> places)
    {
        base::expects(places.size() <= kMaxPlaces, "a search has at most kMaxPlaces places");
        for (std::size_t place = 0; place < places.size(); ++place) {
            add(place, places[place]);
        }
        count_ = places.size();
    }

    std::size_t count() const { return count_; }
    std::string_view name(std::size_t place, std::size_t depth) const { return names_[depth][place]; }
    /// The places that end at a value with so many containers around it.
    PlaceSet ending(std::size_t depth) const { return depth <= kMaxSteps ? ending_[depth] : PlaceSet(); }
    /// The places that go on by an element, or a member, of a container at that depth.
    PlaceSet going_on(std::size_t depth, bool in_array) const
    {
        return depth < kMaxSteps ? (in_array ? by_element_ : by_name_)[depth] : PlaceSet();
    }

private:
    void add(std::size_t place, std::string_view where)
    {
        std::size_t depth = 0;
        for (; !where.empty(); ++depth) {
            base::expects(depth < kMaxSteps, "a place has at most kMaxSteps steps");
            const std::size_t size =
                where.starts_with(kElement) ? kElement.size() : where.find_first_of(".[");
            const std::string_view step = where.substr(0, size);
            names_[depth][place] = step;
            (step == kElement ? by_element_ : by_name_)[depth].set(place);
            where.remove_prefix(step.size());
            where.remove_prefix(where.starts_with('.') ? 1 : 0);
        }
        ending_[depth].set(place);
    }

    std::size_t count_ = 0;
    std::array<std::array<std::string_view, kMaxPlaces>, kMaxSteps> names_;
    std::array<PlaceSet, kMaxSteps> by_element_;
    std::array<PlaceSet, kMaxSteps> by_name_;
    std::array<PlaceSet, kMaxSteps + 1> ending_;
};

template <class Visit>
void for_each_in(const PlaceSet& set, std::size_t count, const Visit& visit)
{
    for (std::size_t place = 0; place < count && set.any(); ++place) {
        if (set.test(place)) {
            visit(place);
        }
    }
}

class Search {
public:
    using Visit = std::function<void(std::size_t, const JsonValue&)>;
    Search(std::string_view text, const Steps& steps, const Visit& visit)
        : text_(text), steps_(steps), visit_(visit)
    {
        value_.led_here.set();
        open_.reserve(kUsualDepth);
    }

    void begin_value(std::size_t at)
    {
        if (!open_.empty() && open_.back().in_array) {
            value_.led_here = open_.back().going_on;
        }
        value_.begin = at;
    }

    void end_scalar(std::size_t at) { found(value_, at, open_.size()); }

    void open(char bracket)
    {
        const bool in_array = bracket == '[';
        open_.push_back({.value = value_,
                         .in_array = in_array,
                         .going_on = value_.led_here & steps_.going_on(open_.size(), in_array),
                         .taken = {}});
    }

    void close(std::size_t at)
    {
        const Value value = open_.back().value;
        open_.pop_back();
        found(value, at, open_.size());
    }

    void key(std::size_t begin, std::size_t end)
    {
        value_.led_here.reset();
        Container& object = open_.back();
        const JsonValue key(text_, begin, end);
        for_each_in(object.going_on, steps_.count(), [&](std::size_t place) {
            if (key.is_key_of(steps_.name(place, open_.size() - 1))) {
                value_.led_here.set(place);
            }
        });
        ambiguous_ |= object.taken & value_.led_here;
        object.taken |= value_.led_here;
    }

    const PlaceSet& ambiguous() const { return ambiguous_; }

private:
    struct Value {
        std::size_t begin = 0;
        PlaceSet led_here; ///< the places whose steps up to it were taken
    };
    struct Container {
        Value value;
        bool in_array;
        PlaceSet going_on;
        PlaceSet taken; ///< whose name a key has had already
    };

    void found(const Value& value, std::size_t end, std::size_t depth)
    {
        for_each_in(value.led_here & steps_.ending(depth), steps_.count(),
                    [&](std::size_t place) { visit_(place, JsonValue(text_, value.begin, end)); });
    }

    std::string_view text_;
    const Steps& steps_;
    const Visit& visit_;
    Value value_; ///< the one that begins next
    std::vector<Container> open_;
    PlaceSet ambiguous_;
};

} // namespace

std::optional<PlaceSet> find_values(std::string_view text, std::span<const std::string_view> places,
                                    const std::function<void(std::size_t, const JsonValue&)>& visit)
{
    const Steps steps(places);
    Search search(text, steps, visit);
    if (!JsonScanner(text, search).takes_all()) {
        return std::nullopt;
    }
    return search.ambiguous();
}

} // namespace berth::netbridge
