// SPDX-License-Identifier: Apache-2.0
// What Beast's parser does with a body that only passes by: nothing, or it keeps the text for who wants to
// read it. For .cpp files of the API proxy only.
#pragma once

#include <cstdint>
#include <string>

#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/optional.hpp>

namespace berth::netbridge {

struct PassingBody {
    struct value_type {
        bool kept = false;
        std::string text; ///< without the lines of chunks
    };

    class reader { // named and made as Beast's type requirement BodyReader wants it
    public:
        template <bool is_request, class Fields>
        reader(boost::beast::http::header<is_request, Fields>& /*head*/, value_type& body) : body_(body)
        {}

        void init(const boost::optional<std::uint64_t>& /*length*/, boost::beast::error_code& error)
        {
            error = {};
        }

        template <class Buffers>
        std::size_t put(const Buffers& buffers, boost::beast::error_code& error)
        {
            error = {};
            std::size_t size = 0;
            for (const auto& buffer : boost::beast::buffers_range_ref(buffers)) {
                size += buffer.size();
                if (body_.kept) {
                    body_.text.append(static_cast<const char*>(buffer.data()), buffer.size());
                }
            }
            return size;
        }

        void finish(boost::beast::error_code& error) { error = {}; }

    private:
        value_type& body_;
    };
};

} // namespace berth::netbridge
