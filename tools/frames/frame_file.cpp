// SPDX-License-Identifier: Apache-2.0
#include "tools/frames/frame_file.hpp"

#include <memory>

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>

#include "wire/length_frames.hpp"

namespace berth::tools {
namespace {

std::string message_text(const google::protobuf::Message& message)
{
    std::string text;
    google::protobuf::TextFormat::Printer printer;
    printer.SetInitialIndentLevel(1);
    printer.SetUseUtf8StringEscaping(true);
    printer.PrintToString(message, &text);
    return text;
}

std::string hex(std::string_view bytes)
{
    std::string text;
    for (const char c : bytes) {
        text += fmt::format("{:02x}", static_cast<unsigned char>(c));
    }
    return text;
}

/// Empty when there is no such type in this program or the payload is not one.
std::string payload_text(const std::string& type, const std::string& payload)
{
    const auto* descriptor = google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
    if (descriptor == nullptr) {
        return {};
    }
    const std::unique_ptr<google::protobuf::Message> message(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
    return message->ParseFromString(payload) ? "payload " + type + "\n" + message_text(*message) : "";
}

} // namespace

std::string to_file_bytes(const wire::Frame& frame)
{
    std::string bytes;
    for (const std::string& part : wire::encode(frame)) {
        wire::append_frame(bytes, part);
    }
    return bytes;
}

base::Result<std::vector<wire::Frame>> from_file_bytes(std::string_view bytes)
{
    wire::FrameDecoder decoder;
    decoder.feed(bytes);
    std::vector<std::string> parts;
    while (std::optional<std::string> part = decoder.next()) {
        parts.push_back(std::move(*part));
    }
    if (decoder.too_large() || decoder.in_frame() || parts.size() % wire::kFrames != 0) {
        return base::Failure{"this is no file of bus messages, or it is cut", "each message is three parts"};
    }
    std::vector<wire::Frame> frames;
    for (std::size_t at = 0; at < parts.size(); at += wire::kFrames) {
        const std::array<std::string_view, wire::kFrames> message{parts[at], parts[at + 1], parts[at + 2]};
        base::Result<wire::Frame> frame = wire::decode(message);
        if (!frame) {
            return frame.error();
        }
        frames.push_back(std::move(*frame));
    }
    return frames;
}

std::string to_text(const wire::Frame& frame)
{
    std::string payload = payload_text(frame.envelope.message_type(), frame.payload);
    if (payload.empty()) {
        payload = fmt::format("payload of {} bytes: {}\n", frame.payload.size(), hex(frame.payload));
    }
    return "topic " + frame.topic + "\nenvelope\n" + message_text(frame.envelope) + payload;
}

} // namespace berth::tools
