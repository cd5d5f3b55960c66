// SPDX-License-Identifier: Apache-2.0
#include "wire/event_head.hpp"

#include <cstddef>
#include <cstdint>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format_lite.h>

#include "wire/frame.hpp"

namespace berth::wire {
namespace {

using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;
using WireType = WireFormatLite::WireType;

bool skip_field(CodedInputStream& in, WireType type)
{
    constexpr int kFixed64Bytes = 8;
    constexpr int kFixed32Bytes = 4;
    std::uint64_t number = 0;
    int bytes = 0;
    switch (type) {
    case WireFormatLite::WIRETYPE_VARINT:
        return in.ReadVarint64(&number);
    case WireFormatLite::WIRETYPE_FIXED64:
        return in.Skip(kFixed64Bytes);
    case WireFormatLite::WIRETYPE_LENGTH_DELIMITED:
        return in.ReadVarintSizeAsInt(&bytes) && in.Skip(bytes);
    case WireFormatLite::WIRETYPE_FIXED32:
        return in.Skip(kFixed32Bytes);
    default:
        return false; // no message of ours has groups
    }
}

/// A text of the message that `in` reads.
bool read_text(CodedInputStream& in, std::string_view message, std::string_view& text)
{
    int bytes = 0;
    if (!in.ReadVarintSizeAsInt(&bytes)) {
        return false;
    }
    text = message.substr(static_cast<std::size_t>(in.CurrentPosition()), static_cast<std::size_t>(bytes));
    return in.Skip(bytes);
}

} // namespace

std::optional<EventHead> read_head(std::span<const std::string_view> parts)
{
    using Envelope = bus::v1::Envelope;
    constexpr auto text_tag = [](int field) {
        return WireFormatLite::MakeTag(field, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
    };
    constexpr auto kState =
        WireFormatLite::MakeTag(Envelope::kStateFieldNumber, WireFormatLite::WIRETYPE_VARINT);
    if (!shape_complaint(parts).empty()) {
        return std::nullopt;
    }
    const std::string_view bytes = parts[1];
    CodedInputStream in(reinterpret_cast<const std::uint8_t*>(bytes.data()), static_cast<int>(bytes.size()));
    EventHead head;
    std::string_view correlation_id;
    while (const std::uint32_t tag = in.ReadTag()) {
        bool good = false;
        if (tag == text_tag(Envelope::kIdFieldNumber)) {
            good = read_text(in, bytes, head.id);
        } else if (tag == text_tag(Envelope::kCorrelationIdFieldNumber)) {
            good = read_text(in, bytes, correlation_id);
        } else if (tag == text_tag(Envelope::kMessageTypeFieldNumber)) {
            good = read_text(in, bytes, head.message_type);
        } else if (tag == kState) {
            std::uint64_t state = 0;
            good = in.ReadVarint64(&state);
            head.state = state != 0;
        } else {
            good = skip_field(in, WireFormatLite::GetTagWireType(tag));
        }
        if (!good) {
            return std::nullopt;
        }
    }
    const bool named = !head.message_type.empty() || !correlation_id.empty();
    return in.ConsumedEntireMessage() && named ? std::optional(head) : std::nullopt;
}

} // namespace berth::wire
