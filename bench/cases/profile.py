"""Where the CPU of a lookup goes, by area.

perf samples whole scans by their CPU time; each sample belongs to one area, by
the thread and the innermost symbol in the program, and by the way through the
kernel there. Samples times their distance are nanoseconds per lookup. Taking
them costs something, so sums are a little above those of cost."""

from __future__ import annotations

import collections
import pathlib
import re
import subprocess
from dataclasses import dataclass, field

from harness import (Context, Findings, Skip, ToolOptions, ToolRun, Trouble,
                     need, responder, run_tool)

FREQUENCY = 1999  # not a multiple of what happens every millisecond

SCANS = {
    "mx csv": ["--addresses", "none", "-O", "csv"],
    "full csv": ["-O", "csv"],
    "mx parquet": ["--addresses", "none", "-O", "parquet"],
    "mx csv mmsg": ["--addresses", "none", "-O", "csv", "--transport",
                    "mmsg"],
}

# The first whose expression is found in any frame of the kernel's part of
# the stack. What a query costs from the loopback device on to the
# responder's socket is paid by the sender; a network card takes it instead.
KERNEL_AREAS = (
    ("kernel: receive", r"^(io_recv|udp_recvmsg|__sys_recvmmsg|do_recvmmsg"
     r"|packet_recvmsg|tpacket_rcv)"),
    ("kernel: deliver the query", r"^(__netif_receive_skb|process_backlog"
     r"|net_rx_action|handle_softirqs)"),
    ("kernel: send", r"^(io_send|udp_sendmsg|__sys_sendmmsg|sock_sendmsg"
     r"|packet_sendmsg|packet_snd)"),
    ("kernel: write the result", r"^(ksys_write|vfs_write|ksys_pwrite)"),
    ("kernel: read the input", r"^(ksys_read|vfs_read)"),
    ("kernel: wait and wake", r"^(schedule|io_cqring_wait|do_futex|futex_"
     r"|hrtimer_nanosleep|finish_task_switch|do_poll|do_epoll)"),
    ("kernel: page faults", r"^(exc_page_fault|asm_exc_page_fault)"),
    ("kernel: io_uring", r"^(io_|__do_sys_io_uring|__io_)"),
    ("kernel: interrupts", r"sysvec_"),
)

# Which thread it is, by what it does most.
ROLES = (
    ("shard", r"mxsweep::Shard::|InflightTable|RowFormatter|Cursor::"),
    ("reader", r"mxsweep::NameReader|parse_input_line|LineReader"),
    ("writer", r"CsvWriter|JsonlWriter|ParquetWriter|ResultWriter"
     r"|append_csv|parquet::|arrow::|ZSTD"),
)

# In a shard's thread: the first whose expression is found in the symbol.
SHARD_AREAS = (
    ("shard: copies and hashes", r"^(__mem|mem|XXH|__str)"),
    ("shard: rows", r"RowFormatter|ColumnData|RowBatch|RowWriter|emit|put_"
     r"|append_text|append_rdata|write_plain_text|hand_over|mx_set_hash"),
    ("shard: verdict", r"take_mx_answer|add_exchange|conclude|[Vv]erdict"
     r"|findings|has_repeated|HostResolver|HostCache|finish_|request_hosts"
     r"|host_done|(introsort|insertion_sort)(?!.*unsigned long)|look_of"
     r"|address_scope|precedes|InlinedVector|inlined_vector"
     r"|take_ready_hosts"),
    ("shard: match and decode", r"absorb|InflightTable::(match|release)"
     r"|take_reply|note_reply|verify_|look_ahead|IdPermutation"
     r"|Cursor|RecordReader|read_|decode_|NameView|Name::|Question|Answer"
     r"|::find\b|note_arrivals|response"),
    ("shard: launch", r"launch|take_job|attempt|write_query|query"
     r"|InflightTable::|TimerWheel|ResolverPool|RateLimiter|Lookup::"
     r"|QueryPool|JobBatch|Prng|lane|retry|NameIndex|name_hash|free_lookup"
     r"|fill_slots|Pacer|RttEstimate"),
    ("shard: transport", r"Transport|TxQueue|Uring|uring|Lane|Packet"
     r"|clock|syscall|recvmmsg|sendmmsg|_sys_|introsort|insertion_sort"),
)


@dataclass
class Sample:
    """One sample: frames from the innermost outwards."""

    thread: str
    kernel: list[str] = field(default_factory=list)
    user: list[str] = field(default_factory=list)


def read_samples(text: str) -> list[Sample]:
    """What `perf script -F tid,ip,sym` prints."""
    samples: list[Sample] = []
    for line in text.splitlines():
        if not line.startswith("\t"):
            if line.strip():
                samples.append(Sample(line.strip()))
            continue
        address, _, symbol = line.strip().partition(" ")
        one = samples[-1]
        if len(address) == 16 and address.startswith("ffff"):
            one.kernel.append(symbol)
        else:
            one.user.append(symbol)
    return samples


def roles_of(samples: list[Sample]) -> dict[str, str]:
    votes: dict[str, collections.Counter] = {}
    for sample in samples:
        for role, pattern in ROLES:
            if sample.user and re.search(pattern, sample.user[0]):
                votes.setdefault(sample.thread,
                                 collections.Counter())[role] += 1
    return {thread: counter.most_common(1)[0][0]
            for thread, counter in votes.items()}


def area_of(sample: Sample, role: str) -> str:
    for area, pattern in KERNEL_AREAS:
        if any(re.search(pattern, frame) for frame in sample.kernel):
            return area
    if sample.kernel:
        return "kernel: other"
    if role == "reader":
        return "reader: lines to names"
    if role == "writer":
        return "writer: rows to the format"
    if role != "shard":
        return "start, end and watching"
    for area, pattern in SHARD_AREAS:
        if sample.user and re.search(pattern, sample.user[0]):
            return area
    return "shard: other"


def sample_scan(context: Context, flags: list[str],
                count: int) -> tuple[ToolRun, list[Sample]]:
    data = context.work / "perf.data"
    with responder(context, "--profile", context.args.profile) as state:
        command = [part.replace("{port}", state["port"])
                   for part in context.mxsweep("--rate", "0", "-s",
                                               str(context.args.window),
                                               *flags, "-o",
                                               str(context.work / "p.out"),
                                               context.names(count))]
        run = run_tool(context, command, ToolOptions(
            prefix=("perf", "record", "-q", "-e", "cpu-clock", "-F",
                    str(FREQUENCY), "-g", "-o", str(data))))
    run.responder = state["counts"]
    script = subprocess.run(
        ["perf", "script", "-i", str(data), "-F", "tid,ip,sym"],
        capture_output=True, text=True, check=False, errors="replace")
    samples = read_samples(script.stdout)
    if not samples:
        raise Trouble(f"perf script: {script.stderr[-500:]}")
    return run, samples


def check_perf(work: pathlib.Path) -> None:
    need("perf")
    done = subprocess.run(["perf", "record", "-q", "-e", "cpu-clock", "-g",
                           "-o", str(work / "try.data"), "true"],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Skip(f"perf: {done.stderr.strip()[-200:]}")


def areas_in_order(cells: dict[str, dict[str, float]]) -> list[str]:
    """As a lookup goes through them; only those that were seen."""
    order = (["reader: lines to names"]
             + [area for area, _ in SHARD_AREAS] + ["shard: other"]
             + ["writer: rows to the format"]
             + [area for area, _ in KERNEL_AREAS]
             + ["kernel: other", "start, end and watching"])
    return [area for area in order
            if any(area in column for column in cells.values())]


def run(context: Context) -> Findings:
    check_perf(context.work)
    count = context.scaled(context.args.names, 3000)
    cells: dict[str, dict[str, float]] = {}
    others: collections.Counter = collections.Counter()
    for name, flags in SCANS.items():
        one, samples = sample_scan(context, flags, count)
        roles = roles_of(samples)
        counts: collections.Counter = collections.Counter()
        for sample in samples:
            area = area_of(sample, roles.get(sample.thread, ""))
            counts[area] += 1
            if area == "shard: other" and sample.user:
                others[sample.user[0][:60]] += 1
            elif area == "kernel: other":
                others[" < ".join(sample.kernel[:2])[:60]] += 1
        ns = 1e9 / FREQUENCY / one.responder["answered"]
        cells[name] = {area: round(number * ns, 1)
                       for area, number in counts.items()}
    return Findings([], table(cells) + "\nnot told apart, most often: "
                    + ", ".join(f"{symbol} ({number})" for symbol, number
                                in others.most_common(6)),
                    {"names": count, "ns_per_lookup": cells})


def table(cells: dict[str, dict[str, float]]) -> str:
    lines = [f"{'ns per lookup':28}" + "".join(f"{name:>13}"
                                               for name in cells)]
    for area in areas_in_order(cells):
        lines.append(f"{area:28}" + "".join(
            f"{column.get(area, 0):13.0f}" for column in cells.values()))
    lines.append(f"{'sum':28}" + "".join(
        f"{sum(column.values()):13.0f}" for column in cells.values()))
    return "\n".join(lines)
