#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# A project of docker compose with everything that touches the host: binds, volumes, ports, files as secrets.

load instance

setup_file() {
    load instance
    use_instance e2ecompose
    engine_up
}
teardown_file() {
    load instance
    use_instance e2ecompose
    remove_instance
}
setup() {
    use_instance e2ecompose
    use_clients
    cd "$BATS_TEST_TMPDIR" || return
}

write_project() {
    mkdir -p www absolute app
    echo "relative" >www/index.html
    echo "absolute" >absolute/file
    echo "hidden" >secret.txt
    printf 'FROM berth/demo\nCMD ["sh", "-c", "echo built; sleep 1000"]\n' >app/Dockerfile
    cat >compose.yaml <<END
name: project
services:
  web:
    image: berth/demo
    command: httpd -f -p 80 -h /www
    stop_grace_period: 1s
    volumes:
      - ./www:/www:ro
      - $PWD/absolute:/absolute
      - data:/data
      - type: bind
        source: ./secret.txt
        target: /one-file
    ports: ["127.0.0.1:18100:80"]
    secrets: [token]
    healthcheck:
      test: ["CMD", "test", "-e", "/data/healthy"]
      interval: 1s
      retries: 60
  marker:
    image: berth/demo
    command: touch /data/healthy
    volumes: [data:/data]
  app:
    build: ./app
    image: project/app
    stop_grace_period: 1s
    depends_on:
      web: { condition: service_healthy }
      marker: { condition: service_completed_successfully }
secrets:
  token: { file: ./secret.txt }
volumes:
  data:
END
}

compose() { docker compose "$@" 2>&1; }

check_project() {
    compose up -d --build
    [ "$(compose ps --format '{{.Health}}' web)" = healthy ]
    [ "$(compose ps -a --format '{{.ExitCode}}' marker)" = 0 ]
    [ "$(curl -fsS http://127.0.0.1:18100/)" = relative ]
    [ "$(compose exec -T web cat /absolute/file /one-file /run/secrets/token)" = $'absolute\nhidden\nhidden' ]
    [ "$(compose exec -T web cat <<<through /dev/stdin)" = through ]
    run compose exec -T web sh -c 'exit 9'
    [ "$status" -eq 9 ]
    compose exec -T web sh -c 'echo back >/absolute/answer'
    [ "$(cat absolute/answer)" = back ]
    wait_until 10 logs_are_there
    [ "$(compose port web 80)" = 127.0.0.1:18100 ]
    compose run --rm -T app echo once | grep -x once
    compose cp web:/www/index.html copied >/dev/null
    [ "$(cat copied)" = relative ]
    compose down -v
    [ "$(docker ps -aq --filter label=com.docker.compose.project=project)" = "" ]
    [ "$(docker volume ls -q --filter label=com.docker.compose.project=project)" = "" ]
}
logs_are_there() { compose logs app | grep built; }

@test "a project goes up in the order of its dependencies, works, and goes down whole" {
    write_project
    with_each_client check_project
}

@test "up again recreates only what has changed, and says so by the user's own paths" {
    write_project
    compose up -d
    local web app
    web=$(compose ps -q web) app=$(compose ps -q app)
    [ "$(docker inspect -f '{{range .Mounts}}{{println .Source}}{{end}}' "$web" | grep -c "^$PWD/")" -eq 4 ]
    compose up -d
    [ "$(compose ps -q web)" = "$web" ]
    sed -i 's/"sh", "-c", "echo built/"sh", "-c", "echo changed/' app/Dockerfile
    compose up -d --build
    [ "$(compose ps -q web)" = "$web" ]
    [ "$(compose ps -q app)" != "$app" ]
    compose down -v
}

@test "up in the foreground shows the services' lines and ends its containers on a signal" {
    write_project
    "$(pack_docker)" compose up --build >output 2>&1 3>&- &
    local up=$!
    wait_until 60 grep built output
    kill -TERM "$up" # not INT, which a shell has its background processes ignore
    wait_until 30 nothing_runs
    wait "$up" || true
    compose down -v
}
nothing_runs() { [ "$(docker ps -q)" = "" ]; }
