// SPDX-License-Identifier: Apache-2.0
// What is called with dockerode; record runs it in the project's directory.
//   dockerode_calls.js CALL_FILE DATA_DIR BEGUN
'use strict';
const fs = require('fs');
const http = require('http');
const { finished } = require('stream/promises');
const Docker = require('dockerode');

const [callFile, data, begun] = process.argv.slice(2);
const socketPath = process.env.DOCKER_HOST.replace('unix://', '');
let number = 0;

// One recorded call on connections of its own; its failure is a part of the record.
async function call(name, what) {
    number += 1;
    const label = `${String(number).padStart(3, '0')}-${name}\ndockerode: ${name.replaceAll('-', ' ')}\n`;
    fs.writeFileSync(callFile + '.new', label);
    fs.renameSync(callFile + '.new', callFile);
    const agent = new http.Agent({ keepAlive: true });
    try {
        await what(new Docker({ socketPath, agent }));
    } catch (error) {
        console.log(name, 'failed:', error.message);
    }
    agent.destroy();
}

const toEnd = (stream) => finished(stream.resume());

async function asks(docker) {
    await docker.ping();
    await docker.version();
    await docker.info();
    await docker.df();
    await docker.listImages();
    await docker.getImage('berth/demo').inspect();
    await docker.listNetworks();
}

async function creates(docker) {
    await docker.createContainer({
        name: 'made', Image: 'berth/demo', Cmd: ['sh', '-c', 'ls /in; echo words; echo errors >&2'],
        HostConfig: {
            Binds: [`${data}/in:/in:ro`, 'named:/named'],
            Mounts: [{ Type: 'bind', Source: `${data}/more`, Target: '/more' }],
        },
    });
}

async function runs(docker) {
    const made = docker.getContainer('made');
    await made.start();
    await made.wait();
    await made.inspect();
    await docker.listContainers({ all: true });
    await made.logs({ stdout: true, stderr: true });
    await toEnd(await made.logs({ stdout: true, stderr: true, follow: true, timestamps: true }));
}

async function attaches(docker) {
    const sorted = await docker.createContainer({
        name: 'sorted', Image: 'berth/demo', Cmd: ['sort'], OpenStdin: true, StdinOnce: true, AttachStdin: true,
    });
    const stream = await sorted.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true });
    await sorted.start();
    stream.write('c\na\nb\n');
    stream.end();
    await toEnd(stream);
    await sorted.wait();
    await sorted.remove();
}

async function runsAttached(docker) {
    const sink = fs.createWriteStream('/dev/null');
    const [, container] = await docker.run('berth/demo', ['sh', '-c', 'echo out'], sink, { Tty: false });
    await container.remove();
}

async function executes(docker) {
    const task = await docker.createContainer({ name: 'task', Image: 'berth/demo', Cmd: ['sleep', '1000'] });
    await task.start();
    const echo = await task.exec({ Cmd: ['echo', 'words'], AttachStdout: true, AttachStderr: true });
    await toEnd(await echo.start({}));
    await echo.inspect();
    const cat = await task.exec({ Cmd: ['cat'], AttachStdin: true, AttachStdout: true });
    const stream = await cat.start({ hijack: true, stdin: true });
    stream.end('typed');
    await toEnd(stream);
    await (await task.exec({ Cmd: ['true'] })).start({ Detach: true });
}

async function copies(docker) {
    const task = docker.getContainer('task');
    const archive = await task.getArchive({ path: '/etc/passwd' });
    const parts = [];
    for await (const part of archive) parts.push(part);
    await task.putArchive(Buffer.concat(parts), { path: '/root' });
    await task.infoArchive({ path: '/root/passwd' });
}

async function manages(docker) {
    const task = docker.getContainer('task');
    await task.top();
    await task.stats({ stream: false });
    await task.rename({ name: 'worker' });
    const worker = docker.getContainer('worker');
    await worker.restart({ t: 0 });
    await worker.kill({ signal: 'USR1' });
    await worker.stop({ t: 0 });
    await worker.remove({ v: true });
    await docker.getContainer('made').remove({ v: true });
}

async function keeps(docker) {
    await docker.createVolume({ Name: 'bound', Driver: 'local', DriverOpts: { type: 'none', o: 'bind', device: `${data}/volume` } });
    await docker.getVolume('bound').inspect();
    await docker.listVolumes();
    await docker.getVolume('bound').remove();
    await (await docker.createNetwork({ Name: 'corpus', Internal: true })).remove();
}

async function builds(docker) {
    await toEnd(await docker.buildImage(
        { context: 'context', src: ['Dockerfile', 'file'] }, { t: 'corpus/classic', buildargs: { WORD: 'given' } }));
}

async function saves(docker) {
    const saved = await docker.getImage('corpus/tiny').get();
    const parts = [];
    for await (const part of saved) parts.push(part);
    await toEnd(await docker.loadImage(Buffer.concat(parts)));
    await docker.getImage('corpus/tiny').remove();
}

async function main() {
    await call('asks', asks);
    await call('create', creates);
    await call('run', runs);
    await call('attach', attaches);
    await call('run-attached', runsAttached);
    await call('exec', executes);
    await call('copy', copies);
    await call('manage', manages);
    await call('volumes-and-networks', keeps);
    await call('build', builds);
    await call('import', async (docker) => toEnd(await docker.importImage('tiny.tar', { repo: 'corpus/tiny' })));
    await call('save-and-load', saves);
    await call('events', async (docker) =>
        toEnd(await docker.getEvents({ since: begun, until: Math.floor(Date.now() / 1000) })));
    await call('no-such-container', (docker) => docker.getContainer('missing').inspect());
    await call('bad-mount', (docker) => docker.createContainer({
        Image: 'berth/demo', HostConfig: { Mounts: [{ Type: 'bind', Source: `${data}/missing`, Target: '/x' }] },
    }));
}

main();
