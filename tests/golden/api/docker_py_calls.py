# SPDX-License-Identifier: Apache-2.0
# What is called with docker-py; record runs it in the project's directory.
#   docker_py_calls.py CALL_FILE DATA_DIR BEGUN
import io
import os
import socket
import sys
import tarfile
import time

import docker
from docker.types import LogConfig, Mount

call_file, data, begun = sys.argv[1], sys.argv[2], int(sys.argv[3])
number = 0


def archive(name, content):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        tar.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


def call(name, what):
    """One recorded call on connections of its own; its failure is a part of the record."""
    global number
    number += 1
    with open(call_file + ".new", "w") as file:
        file.write("%03d-%s\n%s\n" % (number, name, "docker-py: " + name.replace("-", " ")))
    os.rename(call_file + ".new", call_file)
    client = docker.from_env(timeout=30)
    try:
        return what(client)
    except docker.errors.DockerException as error:
        print(name, "failed:", error)
    finally:
        client.close()


def asks(client):
    client.version()
    client.info()
    client.df()
    client.images.list()
    client.images.get("berth/demo")
    client.networks.list()


def creates(client):
    client.containers.create(
        "berth/demo", ["sh", "-c", "ls /in; echo words; echo errors >&2"], name="made",
        volumes={data + "/in": {"bind": "/in", "mode": "ro"}, "named": {"bind": "/named", "mode": "rw"}},
        mounts=[Mount("/more", data + "/more", type="bind")], log_config=LogConfig(config={"max-size": "1m"}))


def runs(client):
    made = client.containers.get("made")
    made.start()
    made.wait()
    made.reload()
    client.containers.list(all=True)
    made.logs()
    for _ in made.logs(stream=True, follow=True, timestamps=True):
        pass


def attaches(client):
    made = client.api.create_container("berth/demo", ["sort"], stdin_open=True, name="sorted")
    stream = client.api.attach_socket(made, {"stdin": 1, "stdout": 1, "stream": 1})
    client.api.start(made)
    raw = getattr(stream, "_sock", stream)
    raw.sendall(b"c\na\nb\n")
    raw.shutdown(socket.SHUT_WR)
    while raw.recv(4096):
        pass
    stream.close()
    client.api.wait(made)
    client.api.remove_container(made)


def executes(client):
    task = client.containers.run("berth/demo", ["sleep", "1000"], detach=True, name="task")
    task.exec_run("echo words")
    task.exec_run(["sh", "-c", "echo out; echo err >&2"], demux=True)
    task.exec_run("true", detach=True)
    stream = task.exec_run("cat", stdin=True, socket=True).output
    raw = getattr(stream, "_sock", stream)
    raw.sendall(b"typed")
    raw.shutdown(socket.SHUT_WR)
    while raw.recv(4096):
        pass
    stream.close()


def copies(client):
    task = client.containers.get("task")
    task.put_archive("/root", archive("file", b"content\n"))
    for _ in task.get_archive("/root/file")[0]:
        pass


def manages(client):
    task = client.containers.get("task")
    task.top()
    task.stats(stream=False)
    task.rename("worker")
    task.restart(timeout=0)
    task.kill("USR1")
    task.stop(timeout=0)
    task.remove(v=True)
    client.containers.get("made").remove(v=True)


def keeps(client):
    bound = client.volumes.create("bound", driver_opts={"type": "none", "o": "bind", "device": data + "/volume"})
    client.volumes.list()
    client.containers.run("berth/demo", "ls /b", remove=True, volumes={"bound": {"bind": "/b"}})
    bound.remove()
    client.volumes.prune()
    client.networks.create("corpus", internal=True).remove()


def builds(client):
    client.images.build(path="context", tag="corpus/classic", buildargs={"WORD": "given"})
    client.images.build(fileobj=io.BytesIO(b"FROM berth/demo\nRUN exit 7\n"))


def saves(client):
    client.api.import_image_from_data(archive("file", b"content\n"), repository="corpus/tiny")
    saved = b"".join(client.images.get("corpus/tiny").save())
    client.images.load(saved)
    client.images.remove("corpus/tiny")


def listens(client):
    for _ in client.events(since=begun, until=int(time.time()), decode=True):
        pass


call("asks", asks)
call("create", creates)
call("run", runs)
call("attach", attaches)
call("exec", executes)
call("copy", copies)
call("manage", manages)
call("volumes-and-networks", keeps)
call("build", builds)
call("save-and-load", saves)
call("events", listens)
call("no-such-container", lambda client: client.containers.get("missing"))
call("bad-mount", lambda client: client.containers.create("berth/demo", mounts=[Mount("/x", data + "/missing", type="bind")]))
call("bad-start", lambda client: client.containers.run("berth/demo", "/none", remove=True))
