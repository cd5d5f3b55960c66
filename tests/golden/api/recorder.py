#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Stands between docker clients and an engine, passes their bytes on, and writes them down; README.md has the format.
#   recorder.py LISTEN ENGINE CALL_FILE OUT_DIR [OLD=NEW…]
# CALL_FILE holds the name of the call that is being made and, on its second line, the call. A connection belongs to the
# call at which it was opened. OLD=NEW are texts of this machine's own and what is written in their place, of the same
# length. TERM ends it: the files are written then.
import asyncio
import collections
import pathlib
import re
import signal
import sys

CONNECTION_LIMIT = 256 << 10  # bytes; of a connection with more only the size is told
PIECE = 64 << 10
LAST_WORDS_SECONDS = 3  # for connections that are open at TERM

NAMED = {0x0D: "\\r", 0x0A: "\\n", 0x5C: "\\\\"}


def escaped(data):
    text = "".join(NAMED.get(b) or (chr(b) if 0x20 <= b < 0x7F else "\\x%02x" % b) for b in data)
    text = re.sub(r"(?:\\x00){4,}", lambda run: "\\0{%d}" % (len(run.group()) // 4), text)
    return re.sub(r" $", r"\\x20", text)


class Connection:
    def __init__(self):
        self.chunks = []
        self.size = 0

    def note(self, side, data):
        self.size += len(data)
        if self.size <= CONNECTION_LIMIT:
            self.chunks.append((side, data))

    def text(self, replaced):
        if self.size > CONNECTION_LIMIT:
            return "# a connection of %d bytes is left out\n" % self.size
        lines = ["connection"]
        for side, data in self.chunks:
            for old, new in replaced:
                data = data.replace(old, new)
            pieces = re.findall(rb"[^\n]*\n|[^\n]+", data)
            lines += [side + "|"] if not data else []
            lines += [(side if at == 0 else " ") + " " + escaped(piece) for at, piece in enumerate(pieces)]
        return "\n".join(lines) + "\n"


class Recorder:
    def __init__(self, engine, call_file, out, replaced):
        self.engine = engine
        self.call_file = call_file
        self.out = out
        self.replaced = replaced
        self.calls = collections.OrderedDict()
        self.open = set()

    async def accept(self, reader, writer):
        connection = Connection()
        call = self.call_file.read_text()
        self.calls.setdefault(call, []).append(connection)
        self.open.add(asyncio.current_task())
        try:
            engine_reader, engine_writer = await asyncio.open_unix_connection(self.engine)
            await asyncio.gather(
                self.pump(reader, engine_writer, connection, ">"),
                self.pump(engine_reader, writer, connection, "<"),
            )
            engine_writer.close()
        finally:
            writer.close()
            self.open.discard(asyncio.current_task())

    @staticmethod
    async def pump(reader, writer, connection, side):
        try:
            while True:
                data = await reader.read(PIECE)
                connection.note(side, data)
                if not data:
                    break
                writer.write(data)
                await writer.drain()
            writer.write_eof()
        except OSError:
            pass  # the other side has gone: what it would have got is in the record

    def write(self):
        for call, connections in self.calls.items():
            name, command = call.split("\n", 1)
            text = "# " + command.strip() + "\n" + "".join(c.text(self.replaced) for c in connections)
            (self.out / (name + ".calls")).write_text(text, encoding="ascii")


async def main():
    listen, engine, call_file, out = sys.argv[1:5]
    replaced = [tuple(part.encode() for part in pair.split("=", 1)) for pair in sys.argv[5:]]
    assert all(len(old) == len(new) for old, new in replaced), "a length would be wrong"
    recorder = Recorder(engine, pathlib.Path(call_file), pathlib.Path(out), replaced)
    server = await asyncio.start_unix_server(recorder.accept, listen)
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    await ended.wait()
    server.close()
    if recorder.open:
        await asyncio.wait(recorder.open, timeout=LAST_WORDS_SECONDS)
    recorder.write()


asyncio.run(main())
