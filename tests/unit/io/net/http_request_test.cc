// What a client may send, and what it is answered.
#include "io/net/http_request.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mxsweep::io {
namespace {

using namespace std::string_view_literals;

constexpr Page kPage = {"/metrics", "text/plain; version=0.0.4"};

HttpVerdict judged(std::string_view first_line,
                   std::string_view fields = "Host: a\r\n") {
  return judge_request(
      std::string(first_line) + "\r\n" + std::string(fields) + "\r\n",
      kPage.path);
}

std::uint16_t status(std::string_view first_line,
                     std::string_view fields = "Host: a\r\n") {
  return judged(first_line, fields).status;
}

TEST(HttpRequest, TheHeaderEndsWithItsEmptyLine) {
  EXPECT_EQ(http_header_size(""), 0U);
  EXPECT_EQ(http_header_size("GET / HTTP/1.0\r\n"), 0U);
  EXPECT_EQ(http_header_size("GET / HTTP/1.0\r\n\r"), 0U);
  EXPECT_EQ(http_header_size("GET / HTTP/1.0\r\n\r\nrest"), 18U);
  EXPECT_EQ(http_header_size("GET / HTTP/1.0\nA: b\n\n"), 21U);
  EXPECT_EQ(http_header_size("\n\n"), 2U);
}

TEST(HttpRequest, OnePageIsThereToGet) {
  for (const std::string_view line :
       {"GET /metrics HTTP/1.1", "GET /metrics?name=x HTTP/1.1",
        "GET http://a:1/metrics HTTP/1.1", "HEAD /metrics HTTP/1.1"}) {
    EXPECT_EQ(status(line), 200) << line;
  }
  EXPECT_TRUE(judged("HEAD /metrics HTTP/1.1").head);
  EXPECT_FALSE(judged("GET /metrics HTTP/1.1").head);
  EXPECT_EQ(status("GET /metrics HTTP/1.0", ""), 200);
  EXPECT_EQ(status("GET /metrics HTTP/1.1", "hOsT:\r\n"), 200);
}

TEST(HttpRequest, WhatElseIsAskedIsRefusedByItsCode) {
  for (const std::string_view line :
       {"GET / HTTP/1.1", "GET /metrics/ HTTP/1.1", "GET http://a HTTP/1.1",
        "GET /metric HTTP/1.1", "GET /../metrics HTTP/1.1", "POST / HTTP/1.1",
        "HEAD /x HTTP/1.1", "GET * HTTP/1.1"}) {
    EXPECT_EQ(status(line), 404) << line;
  }
  for (const std::string_view line :
       {"POST /metrics HTTP/1.1", "get /metrics HTTP/1.1",
        "DELETE /metrics HTTP/1.0"}) {
    EXPECT_EQ(status(line), 405) << line;
  }
  for (const std::string_view line :
       {""sv, "GET"sv, "GET /metrics"sv, " /metrics HTTP/1.1"sv,
        "GET  HTTP/1.1"sv, "GET /metrics x HTTP/1.1"sv,
        "GET\t/metrics HTTP/1.1"sv, "GET /met\0rics HTTP/1.1"sv,
        "GET /metrics FTP/1.1"sv, "\x16\x03\x01"sv}) {
    EXPECT_EQ(status(line), 400) << line;
  }
  EXPECT_EQ(status("GET /metrics HTTP/2.0"), 505);
  EXPECT_EQ(status("PRI * HTTP/2.0"), 505);
}

// RFC 9112 section 3.2.
TEST(HttpRequest, OneHostIsNamed) {
  constexpr std::string_view kLine = "GET /metrics HTTP/1.1";
  EXPECT_EQ(status(kLine, ""), 400);
  EXPECT_EQ(status(kLine, "Hosts: a\r\n"), 400);
  EXPECT_EQ(status(kLine, "Host: a\r\nHost: b\r\n"), 400);
}

TEST(HttpRequest, AnswersSayHowLongTheyAre) {
  EXPECT_EQ(http_answer({200, false}, kPage, "a 1\n"),
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\n"
            "Content-Length: 4\r\nCache-Control: no-store\r\n"
            "Connection: close\r\n\r\na 1\n");
  const std::string head = http_answer({200, true}, kPage, "a 1\n");
  EXPECT_NE(head.find("Content-Length: 4\r\n"), std::string::npos);
  EXPECT_TRUE(head.ends_with("\r\n\r\n"));
  const std::string refused = http_answer({405, false}, kPage, "secret");
  EXPECT_NE(refused.find("\r\nAllow: GET, HEAD\r\n"), std::string::npos);
  EXPECT_EQ(refused.find("secret"), std::string::npos);
  for (const int code : {400, 404, 405, 431, 505}) {
    const HttpVerdict verdict = {static_cast<std::uint16_t>(code), false};
    EXPECT_EQ(http_answer(verdict, kPage, "").find("  "), std::string::npos)
        << code;
  }
}

}  // namespace
}  // namespace mxsweep::io
