// SPDX-License-Identifier: Apache-2.0
#include "services/lifecycle/core/engine_words.hpp"

#include <array>
#include <unordered_set>

namespace berth::lifecycle {
namespace {

// In order, so that a new word has one place. None of them is a word that only somebody's own data would
// have.
constexpr std::string_view kWords = R"(
a ab able abort aborted aborting about above abs absolute accept accepted access accessible account across
action activate activating active actual add added adding additional address addresses addrtype adopt after
again against agent alert alive all allocate allocated allocating allocation allow allowed already also
alternative although amd64 an and annotation annotations another any anyroute api apparmor append application
applied apply applying archive are arg args argument arguments arm64 array as assert assertion assigned
assigning associated at atomic attach attachable attached attaching attempt attempted attempting attempts
attribute attributes aufs auth authentication authority authorization auto available avoid away awslogs b back
backend background backingfs bad balance base based be because become been before begin being below berth
between bind binding binds bits bitseq blob blobs block blocked blockfile body bolt bool booted both bound
boundary bpf bridge broken btrfs bucket buffer bug build buildargs builder buildkit buildx built bundle bus
busy but by byte bytes c ca cache cached call called calling can cancel canceled cancelled cannot cap
capabilities capability capacity cause certificate certificates cgroup cgroupfs cgroups cgroupsv2 chain change
changed changes channel char character check checked checking checkpoint checkpointing checkpoints checksum
child children chmod chown chroot chunk chunked circular class clean cleaned cleaning cleanup clear client
clock close closed closemonitorchannel closing cluster cmd cni code collision com command commands comment
commit common compat compatible complete completed component compress compressed concurrent condition conf
config configs configuration configure configured conflict conflicts connect connected connecting connection
connections connectivity conntrack console constraint contain container containerd containers contains content
context continue continuing control controller controllers convert copied copy copying core corrupt corrupted
could count cpu cpus cpuset crash create created creates creating creation credential credentials cri ctstate
curr current currently custom d daemon daemons damaged dangling data database date day days db dbus dead
deadline deadlines deadlock debug decode decoding default defaultdriver defaultnetwork defaults define defined
delay delete deleted deleting denied dep depends deprecated deprecation deprecations depth descriptor
destination destroy detach detached detail details detected dev device devices devmapper dial did diff differ
different digest dir directories directory disable disabled disconnect disconnected discovery disk dispatch
distribution dmesg dns do docker docker0 dockerd dockerfile does doesn doing domain done down download
downloaded downloading downloads driver drivers drop dropped dst due dump duplicate duration during eacces
each eagain earlier easy ebadf ebusy econnrefused econnreset edit eexist efault eintr einval eio eisdir either
element eloop else emfile emit empty enable enabled enableservice encode encoded encountered encrypted end
ended endpoint endpoints enfile enforce engine enodev enoent enomem enospc enosys enotconn enotdir enotempty
enough ensure enter entered entries entry entrypoint env environment eof eperm equal erofs err errno error
errors errorstring escape esrch established etc etimedout event events every exceeded exceeds except exchange
exclude exec executable execute executed executing execution exist existing exists exit exitcode exited
exiting exitstatus expected expecting experimental expire expired export exported exporter exporting expose
exposed ext4 external extfs extra extract extracting f fail failed failing fails failure fallback false fatal
fd feature features fetch fetching field fifo file files filesystem filesystems filter filters final find
finish finished firewall firewalld first fixme flag flags flannel flight fluentd flush folder follow following
for force forced forcefully forcing fork form format forward forwarding found free freeze freezer from
fromimage fromsrc frontend fs full function fundamental fuse garbage gateway gathering gb gc gelf generate
generated generating generator get getting gib gid github given global go golang google goroutine gossip got
graceful gracefully graph graphdriver group groups grpc guest guid gzip had handle handler handling handshake
hard hardlink has hash have having head header health healthcheck healthstatus healthy hex hidden high history
hit hnsid home hook hooks host hostname hosts hour hours how http https hub hung i id identifier identity idle
if ignore ignored ignoring image images imageservice import importing in include including incompatible
incomplete inconsistent incorrect index indexoff info information ingress inherit init initial initialization
initialize initialized initializing inode inodes input insecure insert inspect inspected install installed
instance instead insufficient integer integration integrity interface interfaces internal interrupt
interrupted into introspection invalid invoke io ip ip6tables ipam ipc iptables ipv4 ipv6 ipvlan is isolation
issue it item iterate its itself j job join joined joining journal journald json just kb keep kernel key keys
kib kill killed killing kind known l label labels last later latest layer layers layerstore layout lease
leases least leave leaving left legacy length less level lib libcontainer libcontainerd libnetwork library
limit limits line link links linux list listen listener listening live load loaded loading local localdefault
location lock locked log logger logging login logrus logs long longer lookup loop lost low lower lowerdir
lsetxattr lxc m mac machine macvlan main maintenance make making malformed manage managed manager manifest
manifests map mapping mark marked mask masquerade match matches matching max maximum may mb means media member
memory memswap merged message metacopy metadata method metrics mib min minimum minute minutes mirror mirrors
mismatch mismatched missing mkdir moby mode modified modprobe module modules monitor monitoring more most
mount mounted mountinfo mounting mountopts mountpoint mountpoints mounts move moving ms msg mtu multiple must
mutex n name named names namespace namespaces nat native necessary need needed needs negative net netfilter
netlink netns network networking networks never new newer newest next nf nft nftables nil no node nodes nodev
noexec non none nonexistent nor normal nosuid not notary nothing notify now nri null number o object occurred
oci octet of off offset ok old older on once one only oom oomkilled op opaque open opencontainers opened
opening openmonitorchannel operating operation operations operator opt optimal option optional options opts or
order org orphan orphaned os other otherwise otlp our out output over overlaps overlay overlay2 overlayfs
overload overridden override own owned owner package page panic parallel param parameter parameters parent
parse parsing part partial pass passed passwd password path paths pattern pause paused peer pending per
perform permission permissions permit permitted persist persistent pid pidfd pids ping pipe pivot place plane
platform please plugin plugins pod pods point pointer policy poll pool poolid pools port portmapper ports
possible possibly post postrouting prefaddress prefix prepare preparing prerouting present preserve prevent
previous previously priority privilege privileged privileges probe problem proc proceed proceeding process
processes processing processor profile programming progress project projectquotasupported prompt propagate
propagation properties property protocol provide provided proxy proxying prune pruned pruning ptrace publish
published publisher pull pulled pulling push pushing put query queue quit quota quotas raft range rather raw
read readable reading readlink readonly ready real reap reaper reason receive received receiving reclaim
record recover recovered recovering recovery recreate recursive redirect reference referenced references
refresh refuse refused regardless register registered registering registries registry regular reinit reject
rejected related relatime relative release releaseaddress released releasing reload reloaded reloading remain
remaining remote remount remove removed removing rename repair repeat replace replaced replica reply repo
report reported repository request requestaddress requestaddresstype requested requestpool requests require
required requirement requires reserved reset resize resolve resolved resolver resolving resource resources
response restart restarted restarting restore restored restoring restrict restricted result results resume
resumed resuming retries retry retrying return returned returning returns reuse revision revoke revoking right
rlimit ro role rollback root rootfs rootless route routers routes rule rules run runc running runtime runtimes
rw s safe same sandbox sandboxes save saved saving sbin scan scheduler schema scope scratch script search sec
seccomp second seconds secret secrets secs section secure security see seek select selected self selinux send
sending sent sequence serial serve server servers service services serving session set setns sets setting
settings setup setxattr sh sha256 shared shim short should shutdown shutting sigkill signal signals signed
sigterm since single sirupsen size skip skipped skipping slave sleep slice slow snapshot snapshots snapshotter
so sock socket sockets solver some something soon source space spanid spec specification specified specify
split splunk squashfs src stack stage stale standard start started starting starts startup stat state statfs
stats status std stderr stdin stdout step still stop stopped stopping storage store stored stream streaming
string strong struct subnet subnets subscribe subscribing success successful successfully such superblock
support supported supports suspend swap swarm swarmkit symlink sync syncer syntax sys syscall sysctl sysfs
syslog system systemd t t06 table tag tags take taken tar tarball target task taskdelete tasks tcp tcp4 tcp6
temp temporary terminate terminated termination test text than that the their them then there these they this
thread threads throttle through time timed timeout timestamp tini tls tmp tmpfs to together token too took top
topic total trace traceid tracing track transaction transfer transport trigger truncated trust try trying
ttrpc tty type types u udp udp4 udp6 uid ulimit umount unable unauthorized unavailable unchanged undefined
under unexpected unhandled unhealthy union unit unix unknown unless unlink unlock unlocked unlockkey unmarshal
unmount unmounted unmounting unmounts unpack unpacking unpause unpausing unprivileged unreachable unrecognized
unregister unsafe unselected unset unshare unspecified unsupported untar until unused up update updated
updating upgrade upload uploads upper upperdir url usage use used user userland username usernamespace userns
users userxattr using usingmetacopy usr uts val valid validate validation value values var variable
verification verify version veth vfs via view virtual volume volumes vxlan wait waiting waitpid walking want
warning warnings was watch watcher way were what when where whether which while whiteout whiteouts whose will
with within without work workdir worker workers working would wrapper writable write writing written wrong ws
x x0 x509 xattr xattrs yaml yes yet you your z zero zfs zombie zstd
)";

std::unordered_set<std::string_view> words_of(std::string_view text)
{
    std::unordered_set<std::string_view> words;
    for (std::size_t begin = 0; (begin = text.find_first_not_of(" \n", begin)) != std::string_view::npos;) {
        const std::size_t end = text.find_first_of(" \n", begin);
        words.insert(text.substr(begin, end - begin));
        begin = end;
    }
    return words;
}

} // namespace

bool is_engine_word(std::string_view word)
{
    static const std::unordered_set<std::string_view> kKnown = words_of(kWords);
    constexpr std::size_t kLongest = 32;
    if (word.empty() || word.size() > kLongest) {
        return false;
    }
    std::array<char, kLongest> lower{};
    for (std::size_t i = 0; i < word.size(); ++i) {
        lower[i] = word[i] >= 'A' && word[i] <= 'Z' ? static_cast<char>(word[i] - 'A' + 'a') : word[i];
    }
    return kKnown.count(std::string_view(lower.data(), word.size())) != 0;
}

} // namespace berth::lifecycle
