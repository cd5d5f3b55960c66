#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Building images through the API proxy: the classic builder, and BuildKit with its sessions (files, secrets, ssh and
# results travel over connections that the client hijacks). No registry and no network is needed.

load instance

setup_file() {
    load instance
    use_instance e2ebuild
    engine_up
}
teardown_file() {
    load instance
    use_instance e2ebuild
    remove_instance
}
setup() {
    use_instance e2ebuild
    use_clients
    cd "$BATS_TEST_TMPDIR" || return
    mkdir context
}
teardown() {
    [ ! -e agent.pid ] || kill "$(cat agent.pid)"
}

classic_build() { DOCKER_BUILDKIT=0 docker build "$@" 2>&1; }
buildkit_build() { DOCKER_BUILDKIT=1 docker build --progress plain "$@" 2>&1; }

write_plain_context() {
    echo "seen" >context/file
    echo "unseen" >context/file.secret
    echo '*.secret' >context/.dockerignore
    cat >context/Dockerfile <<'END'
FROM berth/demo
ARG WORD=none
COPY . /context
RUN echo "$WORD" >/word && test ! -e /context/file.secret
CMD cat /context/file /word
END
}

check_plain() { # BUILD: classic_build or buildkit_build
    "$1" --build-arg WORD=given -t plain context
    [ "$(docker run --rm plain)" = $'seen\ngiven' ]
    docker image rm plain
}
check_plain_classic() { check_plain classic_build; }
check_plain_buildkit() { check_plain buildkit_build; }

@test "the classic builder takes a context, build arguments and .dockerignore" {
    write_plain_context
    with_each_client check_plain_classic
}

@test "BuildKit takes a context, build arguments and .dockerignore" {
    write_plain_context
    with_each_client check_plain_buildkit
}

@test "a build that fails ends with the command's own words and exit code" {
    printf 'FROM berth/demo\nRUN echo its words; exit 7\n' >context/Dockerfile
    run buildkit_build context
    [ "$status" -ne 0 ]
    [[ $output == *"its words"*"exit code: 7"* ]]
    run classic_build context
    [ "$status" -eq 7 ]
    [[ $output == *"its words"* ]]
}

@test "an image from scratch is built from standard input, and its id is written" {
    cp /bin/busybox context/
    printf 'FROM scratch\nCOPY busybox /busybox\nENTRYPOINT ["/busybox"]\n' >context/Dockerfile
    tar -C context -c . | buildkit_build --iidfile id -
    [ "$(docker run --rm "$(cat id)" echo works)" = works ]
}

check_secret() {
    TOKEN='from the environment' buildkit_build --no-cache --secret id=file,src=token --secret id=env,env=TOKEN \
        --output type=local,dest=out context
    [ "$(cat out/file)" = "from a file" ]
    [ "$(cat out/env)" = "from the environment" ]
    rm -r out
}

@test "a secret reaches the step that mounts it" {
    echo "from a file" >token
    cat >context/Dockerfile <<'END'
FROM berth/demo AS step
RUN --mount=type=secret,id=file --mount=type=secret,id=env mkdir /out && cp /run/secrets/* /out/
FROM scratch
COPY --from=step /out/ /
END
    with_each_client check_secret
}

check_ssh() { buildkit_build --no-cache --ssh default context | grep 'key of the test'; }

@test "a step that mounts ssh speaks with the user's own agent" {
    command -v ssh-agent >/dev/null || skip "there is no ssh-agent here"
    local library
    eval "$(ssh-agent -a "$BATS_TEST_TMPDIR/agent")" >/dev/null
    echo "$SSH_AGENT_PID" >agent.pid
    ssh-keygen -q -t ed25519 -N '' -C 'key of the test' -f key
    ssh-add -q key
    for library in $(ldd /usr/bin/ssh-add | grep -o '/[^ ]*'); do
        install -D "$library" "context/root$library"
    done
    install -D /usr/bin/ssh-add context/root/bin/ssh-add
    printf 'FROM berth/demo\nCOPY root /\nRUN --mount=type=ssh ssh-add -l\n' >context/Dockerfile
    with_each_client check_ssh
}

check_large_context() {
    buildkit_build --no-cache -t large context
    docker run --rm large | cmp - sum
    classic_build --no-cache -t large context
    docker run --rm large | cmp - sum
    docker image rm large
}

@test "a context of 200 MB arrives whole" {
    head -c 200M /dev/urandom >context/large
    sha256sum <context/large >sum
    printf 'FROM berth/demo\nCOPY large /large\nRUN sha256sum </large >/sum && rm /large\nCMD ["cat", "/sum"]\n' \
        >context/Dockerfile
    with_each_client check_large_context
}

check_outputs() {
    buildkit_build --output type=local,dest=out context
    cmp out/large context/large
    rm -r out
    DOCKER_BUILDKIT=1 docker build -q --output type=tar,dest=- context | tar -xO large | cmp - context/large
}

@test "a build's result comes back as a directory and as a tar stream" {
    head -c 20M /dev/urandom >context/large
    printf 'FROM scratch\nCOPY large /\n' >context/Dockerfile
    with_each_client check_outputs
}

@test "a mount of type cache and a bind of the context work in a step" {
    echo "bound" >context/file
    cat >context/Dockerfile <<'END'
FROM berth/demo
RUN --mount=type=cache,target=/cache --mount=type=bind,source=file,target=/file cp /file /cache/file
RUN --mount=type=cache,target=/cache cat /cache/file >/copy
CMD ["cat", "/copy"]
END
    buildkit_build -t cached context
    [ "$(docker run --rm cached)" = bound ]
}

check_buildx() {
    docker buildx ls | grep 'default .* running'
    docker buildx inspect default | grep '^BuildKit'
    docker buildx du
    docker buildx bake -f bake.hcl 2>&1
    [ "$(docker run --rm baked)" = given ]
}

@test "buildx lists the engine's own builder as running, and bakes with it" {
    write_plain_context
    cat >bake.hcl <<'END'
target "default" {
  context = "context"
  dockerfile-inline = "FROM berth/demo\nARG WORD\nRUN echo $WORD >/word\nCMD cat /word\n"
  args = { WORD = "given" }
  tags = ["baked"]
}
END
    with_each_client check_buildx
}

@test "a build whose client is killed ends in the engine, too" {
    printf 'FROM berth/demo\nRUN touch /started && sleep 1000\n' >context/Dockerfile
    DOCKER_BUILDKIT=1 "$(pack_docker)" build context >/dev/null 2>&1 3>&- &
    local build=$!
    wait_until 20 pgrep -f '^sleep 1000$'
    kill -KILL "$build"
    wait_until 20 not_running 'sleep 1000'
}
not_running() { ! pgrep -f "^$1\$"; }
