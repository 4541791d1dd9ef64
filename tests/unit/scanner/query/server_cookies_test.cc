// ServerCookies: what goes out, what is believed, what is kept (RFC 7873).
#include "scanner/query/server_cookies.h"

#include <gtest/gtest.h>

#include <vector>

namespace mxsweep {
namespace {

using Octets = std::vector<std::uint8_t>;

bool take(ServerCookies& cookies, std::uint16_t server, const Octets& cookie) {
  return cookies.take(server, std::as_bytes(std::span(cookie)));
}

ServerCookies two_servers() {
  ServerCookies cookies{io::Prng(1)};
  cookies.add_server(0);
  cookies.add_server(1);
  return cookies;
}

Octets sent(const ServerCookies& cookies, std::uint16_t server) {
  const auto octets = cookies.of(server);
  return {octets.begin(), octets.end()};
}

Octets with_server_part(Octets cookie, std::size_t octets) {
  cookie.resize(ServerCookies::kClientOctets);
  cookie.insert(cookie.end(), octets, 0x5A);
  return cookie;
}

TEST(ServerCookiesTest, EachServerHasAClientCookieOfItsOwn) {
  const ServerCookies cookies = two_servers();
  EXPECT_EQ(sent(cookies, 0).size(), ServerCookies::kClientOctets);
  EXPECT_NE(sent(cookies, 0), sent(cookies, 1));
}

TEST(ServerCookiesTest, TheServersCookieIsSentBack) {
  ServerCookies cookies = two_servers();
  const Octets cookie = with_server_part(sent(cookies, 0), 16);
  EXPECT_TRUE(take(cookies, 0, cookie));
  EXPECT_EQ(sent(cookies, 0), cookie);
  EXPECT_EQ(sent(cookies, 1).size(), ServerCookies::kClientOctets);
  const Octets next = with_server_part(cookie, 8);
  EXPECT_TRUE(take(cookies, 0, next));
  EXPECT_EQ(sent(cookies, 0), next);
}

TEST(ServerCookiesTest, AnotherClientCookieIsNotBelieved) {
  ServerCookies cookies = two_servers();
  const Octets before = sent(cookies, 0);
  Octets forged = with_server_part(before, 16);
  forged[7] ^= 1U;
  EXPECT_FALSE(take(cookies, 0, forged));
  EXPECT_FALSE(take(cookies, 1, with_server_part(before, 16)));
  EXPECT_EQ(sent(cookies, 0), before);
}

TEST(ServerCookiesTest, NoCookieIsBelievedOfWhoNeverGaveOne) {
  ServerCookies cookies = two_servers();
  EXPECT_TRUE(take(cookies, 0, {}));
  EXPECT_TRUE(take(cookies, 0, with_server_part(sent(cookies, 0), 16)));
  EXPECT_FALSE(take(cookies, 0, {}));
  EXPECT_TRUE(take(cookies, 1, {}));
}

TEST(ServerCookiesTest, CookiesOfOtherLengthsAreNotBelieved) {
  ServerCookies cookies = two_servers();
  const Octets client = sent(cookies, 0);
  EXPECT_TRUE(take(cookies, 0, client));
  for (const std::size_t octets : {1U, 7U, 33U, 100U}) {
    EXPECT_FALSE(take(cookies, 0, with_server_part(client, octets))) << octets;
  }
  EXPECT_FALSE(take(cookies, 0, Octets(client.begin(), client.end() - 1)));
  EXPECT_TRUE(take(cookies, 0, with_server_part(client, 8)));
  EXPECT_TRUE(take(cookies, 0, with_server_part(client, 32)));
}

}  // namespace
}  // namespace mxsweep
