#include "io/net/raw/packet_filter.h"

#include <linux/bpf_common.h>
#include <linux/if_packet.h>
#include <netinet/in.h>

#include <algorithm>
#include <span>
#include <utility>

#include "io/base/check.h"
#include "io/base/limits.h"

namespace mxsweep::io {
namespace {

static_assert(kPacketBytesMax >= 60 + 8 + kRxDatagramBytesMax);

constexpr std::uint32_t kIpv6HeaderBytes = 40;
constexpr std::uint32_t kFragmentHeaderBytes = 8;
constexpr std::size_t kLeafPorts = 8;

class Assembler {
 public:
  void statement(std::uint32_t code, std::uint32_t value) {
    program_.push_back({static_cast<std::uint16_t>(code), 0, 0, value});
  }

  // Jumps over `distance` instructions if the accumulator fulfils `test`.
  void jump_if(std::uint32_t test, std::uint32_t value, std::size_t distance) {
    program_.push_back({static_cast<std::uint16_t>(BPF_JMP | test | BPF_K),
                        static_cast<std::uint8_t>(distance), 0, value});
  }

  // Jumps over one instruction unless the accumulator fulfils `test`.
  void skip_unless(std::uint32_t test, std::uint32_t value) {
    program_.push_back(
        {static_cast<std::uint16_t>(BPF_JMP | test | BPF_K), 0, 1, value});
  }

  void drop_unless(std::uint32_t test, std::uint32_t value) {
    jump_if(test, value, 1);
    statement(BPF_RET | BPF_K, 0);
  }

  [[nodiscard]] std::size_t size() const { return program_.size(); }

  // Makes the jump at `from` lead to the instruction that is added next.
  void lead_here(std::size_t from) {
    program_[from].k = static_cast<std::uint32_t>(size() - from - 1);
  }

  [[nodiscard]] std::vector<sock_filter> take() { return std::move(program_); }

 private:
  std::vector<sock_filter> program_;
};

struct Branch {
  std::span<const std::uint16_t> ports;
  std::size_t jump = 0;  // leads here; 0: the code before continues here
};

// One test for each port, then the two ends: drop, keep.
void accept_leaf(std::span<const std::uint16_t> ports, Assembler& code) {
  for (std::size_t i = 0; i < ports.size(); ++i) {
    code.jump_if(BPF_JEQ, ports[i], ports.size() - i);
  }
  code.statement(BPF_RET | BPF_K, 0);
  code.statement(BPF_RET | BPF_K, kPacketBytesMax);
}

// A search tree over the sorted ports: a thousand tests in a row would cost
// more than all else that the kernel does with a packet. Conditional jumps
// reach 255 instructions, so the one to the far half is unconditional.
void accept_ports(std::span<const std::uint16_t> sorted, Assembler& code) {
  std::vector<Branch> open = {{sorted, 0}};
  while (!open.empty()) {
    const Branch branch = open.back();
    open.pop_back();
    if (branch.jump != 0) {
      code.lead_here(branch.jump);
    }
    if (branch.ports.size() <= kLeafPorts) {
      accept_leaf(branch.ports, code);
      continue;
    }
    const std::size_t half = branch.ports.size() / 2;
    code.skip_unless(BPF_JGE, branch.ports[half]);
    open.push_back({branch.ports.subspan(half), code.size()});
    code.statement(BPF_JMP | BPF_JA, 0);
    open.push_back({branch.ports.first(half), 0});
  }
}

// Both functions leave the offset of the UDP header in the index register.

void begin_ipv4(Assembler& code) {
  code.statement(BPF_LD | BPF_B | BPF_ABS, 9);
  code.drop_unless(BPF_JEQ, IPPROTO_UDP);
  code.statement(BPF_LD | BPF_H | BPF_ABS, 6);
  code.statement(BPF_ALU | BPF_AND | BPF_K, 0x1FFF);
  code.drop_unless(BPF_JEQ, 0);
  code.statement(BPF_LDX | BPF_B | BPF_MSH, 0);
}

void begin_ipv6(Assembler& code) {
  code.statement(BPF_LDX | BPF_IMM, kIpv6HeaderBytes);
  code.statement(BPF_LD | BPF_B | BPF_ABS, 6);
  constexpr std::size_t kFragmentPart = 10;  // instructions, from the next on
  code.jump_if(BPF_JEQ, IPPROTO_UDP, kFragmentPart);
  code.drop_unless(BPF_JEQ, IPPROTO_FRAGMENT);
  code.statement(BPF_LD | BPF_H | BPF_ABS, kIpv6HeaderBytes + 2);
  code.statement(BPF_ALU | BPF_AND | BPF_K, 0xFFF8);
  code.drop_unless(BPF_JEQ, 0);
  code.statement(BPF_LDX | BPF_IMM, kIpv6HeaderBytes + kFragmentHeaderBytes);
  code.statement(BPF_LD | BPF_B | BPF_ABS, kIpv6HeaderBytes);
  code.drop_unless(BPF_JEQ, IPPROTO_UDP);
}

}  // namespace

std::vector<sock_filter> make_packet_filter(
    const PacketFilterOptions& options) {
  MXSWEEP_CHECK(!options.ports.empty() &&
                options.ports.size() <= kFilterPortsMax);
  std::vector<std::uint16_t> sorted = options.ports;
  std::sort(sorted.begin(), sorted.end());
  Assembler code;
  code.statement(BPF_LD | BPF_B | BPF_ABS,
                 static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_PKTTYPE));
  code.drop_unless(BPF_JEQ, PACKET_HOST);
  if (options.family == 6) {
    begin_ipv6(code);
  } else {
    begin_ipv4(code);
  }
  if (options.peer_port != 0) {
    code.statement(BPF_LD | BPF_H | BPF_IND, 0);
    code.drop_unless(BPF_JEQ, options.peer_port);
  }
  code.statement(BPF_LD | BPF_H | BPF_IND, 2);
  accept_ports(sorted, code);
  return code.take();
}

}  // namespace mxsweep::io
