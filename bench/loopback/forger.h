// An off-path forger for the responder: a child process that sends false
// answers from the responder's own socket, so that address and port are right,
// to the ports that the client uses, about names of the list. It guesses only
// what such a forger would have to guess: the id, and which name is being asked
// just then. The socket and the list outlive it. The responder's thread.
#pragma once

#include <netinet/in.h>
#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>

namespace mxsweep::bench {

struct ForgerOptions {
  std::uint64_t count = 0;  // of forged replies; 0: none
  std::uint32_t rate_pps = 100'000;
  std::string names;  // file, a name a line
  std::uint64_t seed = 1;
};

// What the false answers say, an MX record's exchange.
inline constexpr const char* kForgedName = "forged.evil";

class Forger {
 public:
  // Null with errno where the system refuses something.
  [[nodiscard]] static std::unique_ptr<Forger> start(
      int socket, const ForgerOptions& options);

  // Ends the child.
  ~Forger();
  Forger(const Forger&) = delete;
  Forger& operator=(const Forger&) = delete;

  // The client asks from there.
  void saw(const sockaddr_in& client);

  [[nodiscard]] std::uint64_t sent() const;

 private:
  struct Shared;

  Forger(Shared* shared, pid_t child) : shared_(shared), child_(child) {}

  [[noreturn]] static void work(int socket, const ForgerOptions& options,
                                Shared& shared);

  Shared* shared_;
  const pid_t child_;
};

}  // namespace mxsweep::bench
