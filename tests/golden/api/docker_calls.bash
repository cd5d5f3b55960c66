# SPDX-License-Identifier: Apache-2.0
# What is called with the docker command-line client, its build and compose plugins. `call NAME COMMAND…` is record's.
# $data is a directory that the engine sees under the same path: only there do paths mean the same to both.

docker_asks() {
    call version docker version
    call info docker info
    call image-ls docker image ls
    call image-inspect docker image inspect berth/demo
    call image-history docker image history berth/demo
    call network-ls docker network ls
    call network-inspect docker network inspect bridge
    call system-df docker system df -v
}

docker_runs() {
    call create docker create --name made -v "$data/in:/in:ro" -v named:/named --label word=given \
        --mount "type=bind,source=$data/more,target=/more" --log-opt max-size=1m berth/demo \
        sh -c 'ls /in; echo words; echo errors >&2'
    call start docker start made
    call wait docker wait made
    call inspect docker inspect made
    call inspect-size docker inspect --size --type container made
    call ps docker ps -a
    call ps-filter docker ps -aq --filter name=made --no-trunc
    call logs docker logs made
    call logs-follow docker logs -f --timestamps made
    call run docker run --rm -v "$data/in:/in" berth/demo sh -c 'echo out; echo err >&2; exit 3'
    call run-stdin sh -c "printf 'c\na\nb\n' | docker run -i --rm berth/demo sort"
    call run-terminal script -qec 'docker run -it --rm berth/demo sh -c "tty; stty size"' /dev/null
    call run-detached docker run -d --name task -v "$data/in:/in" --mount "type=tmpfs,target=/scratch" berth/demo sleep 1000
    call start-attached docker start -a made
}

docker_works() {
    call exec docker exec task echo words
    call exec-stdin sh -c "printf 'typed' | docker exec -i task cat"
    call exec-terminal script -qec 'docker exec -it task tty' /dev/null
    call exec-detached docker exec -d task true
    call exec-fails docker exec task sh -c 'exit 5'
    call cp-in docker cp file task:/root/file
    call cp-out docker cp task:/root/file back
    call cp-out-stream sh -c 'docker cp task:/etc/passwd - >/dev/null'
    call cp-in-stream sh -c 'tar -c file | docker cp - task:/root'
    call top docker top task
    call stats docker stats --no-stream task
    call diff docker diff task
    call rename docker rename task worker
    call pause docker pause worker
    call unpause docker unpause worker
    call update docker update --memory 128m --memory-swap 128m worker
    call logs-left timeout -s INT 1 docker logs -f worker
    call events-left timeout -s INT 1 docker events
    call kill docker kill -s USR1 worker
    call restart docker restart -t 0 worker
    call stop docker stop -t 0 worker
    call commit docker commit -m words worker corpus/committed
    call rm docker rm -v worker made
}

docker_keeps() {
    call volume-create docker volume create --opt type=none --opt o=bind --opt "device=$data/volume" bound
    call volume-create-plain docker volume create --label word=given plain
    call volume-inspect docker volume inspect bound plain
    call volume-ls docker volume ls
    call run-volume docker run --name user -v bound:/b --mount type=volume,src=plain,dst=/p berth/demo ls /b
    call inspect-volume docker inspect user
    call system-df-used docker system df -v
    call volume-rm-used docker volume rm bound
    call rm-volumes sh -c 'docker rm user && docker volume rm bound plain named'
    call network-create docker network create --internal corpus
    call network-connect sh -c 'docker create --name joined berth/demo && docker network connect corpus joined'
    call network-rm sh -c 'docker rm joined && docker network rm corpus'
    call import sh -c 'tar -c file | docker import - corpus/tiny'
    call save sh -c 'docker save corpus/tiny >tiny.tar'
    call load docker load -i tiny.tar
    call load-stdin sh -c 'docker load -q <tiny.tar'
    call tag sh -c 'docker tag corpus/tiny corpus/other && docker image rm corpus/other'
    call export sh -c 'docker create --name tiny corpus/tiny /file && docker export tiny >/dev/null && docker rm tiny'
    call events docker events --since "$begun" --until "$(date +%s)"
    call events-filter docker events --since "$begun" --until "$(date +%s)" --filter type=volume --format '{{json .}}'
}

docker_fails() {
    call no-such-container docker inspect missing
    call no-such-start docker start missing
    call no-such-exec docker exec missing true
    call no-such-image docker run --pull never corpus/missing
    call name-taken sh -c 'docker create --name taken berth/demo; docker create --name taken berth/demo; docker rm taken'
    call bad-mount docker create --mount "type=bind,source=$data/missing,target=/x" berth/demo
    call bad-mount-target docker create -v "$data/in:relative" berth/demo
    call bad-start sh -c "docker run --name bad -v $data/in/word:/in/dir:ro berth/demo true; docker rm bad; docker run --rm berth/demo /none"
    call bad-volume sh -c "docker run --rm --mount 'type=volume,dst=/v,volume-opt=type=none,volume-opt=o=bind,volume-opt=device=$data/missing' berth/demo true; docker volume prune -f"
    call no-such-volume docker volume inspect missing
    call no-such-copy docker cp missing:/x .
}

docker_builds() {
    call build-classic env DOCKER_BUILDKIT=0 docker build -t corpus/classic --build-arg WORD=given context
    call build-classic-stdin sh -c 'tar -C context -c . | DOCKER_BUILDKIT=0 docker build -q -'
    call build-classic-fails env DOCKER_BUILDKIT=0 docker build -f context/Dockerfile.fails context
    call build-kit env DOCKER_BUILDKIT=1 docker build --progress plain -t corpus/kit --build-arg WORD=given context
    call build-kit-fails env DOCKER_BUILDKIT=1 docker build --progress plain -f context/Dockerfile.fails context
    call builder-prune docker builder prune -f
}

buildx_calls() {
    call ls docker buildx ls
    call inspect docker buildx inspect default
    call build docker buildx build --progress plain --secret id=word,src=file -t corpus/buildx context
    call build-output docker buildx build --progress plain -f context/Dockerfile.scratch --output type=local,dest=out context
    call build-stdin sh -c 'tar -C context -c . | docker buildx build --progress plain -'
    call du docker buildx du
    call prune docker buildx prune -f
}

compose_calls() { # COMMAND…: docker compose or docker-compose
    call config "$@" config
    call up "$@" up -d
    call ps "$@" ps
    call logs "$@" logs
    call exec "$@" exec -T web echo words
    call exec-stdin sh -c "echo typed | $* exec -T web cat"
    call run "$@" run --rm web echo once
    call up-again "$@" up -d
    call events timeout -s INT 4 "$@" events
    call top "$@" top
    call stop "$@" stop -t 0
    call start "$@" start
    call down "$@" down -t 0 -v
}

# What the other clients do not do with HTTP, and others may.
curl_calls() {
    local create="{\"Image\": \"berth/demo\", \"HostConfig\": {\"Binds\": [\"$data/in:/in\"]}}"
    local asked=(curl -sS --unix-socket "$project/api.sock")
    local posted=("${asked[@]}" -H "Content-Type: application/json" -d "$create")
    call head "${asked[@]}" -I http://docker/_ping
    call http10 "${asked[@]}" --http1.0 http://docker/info
    call close "${asked[@]}" -H "Connection: close" http://docker/images/json
    call expect "${posted[@]}" -H "Expect: 100-continue" "http://docker/containers/create?name=expected"
    call expect-load "${asked[@]}" -H "Expect: 100-continue" --data-binary @tiny.tar "http://docker/images/create?fromSrc=-&repo=corpus/tiny"
    call chunked "${posted[@]}" -H "Transfer-Encoding: chunked" "http://docker/containers/create?name=chunked"
    call inspect "${asked[@]}" http://docker/v1.24/containers/expected/json http://docker/containers/chunked/json
    call options "${asked[@]}" -X OPTIONS http://docker/containers/json
    call upgrade "${asked[@]}" --http2 http://docker/version
    call rejected "${asked[@]}" -X BREW http://docker/nowhere
}
