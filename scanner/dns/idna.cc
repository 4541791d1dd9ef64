#include "scanner/dns/idna.h"

#include <idn2.h>

namespace mxsweep {
namespace {

constexpr int kFlags = IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL;
constexpr std::string_view kBadPunycode = "bad punycode in xn-- label";
constexpr std::string_view kNotAllowed = "characters that IDNA does not allow";

// Owns a text that libidn2 allocated.
class IdnText {
 public:
  IdnText() = default;
  IdnText(const IdnText&) = delete;
  IdnText& operator=(const IdnText&) = delete;

  ~IdnText() { idn2_free(text_); }

  char** out() { return &text_; }

  [[nodiscard]] const char* get() const { return text_; }

 private:
  char* text_ = nullptr;
};

std::string_view reason(int code) {
  switch (code) {
    case IDN2_PUNYCODE_BAD_INPUT:
    case IDN2_PUNYCODE_OVERFLOW:
    case IDN2_INVALID_ALABEL:
      return kBadPunycode;
    case IDN2_PUNYCODE_BIG_OUTPUT:
    case IDN2_TOO_BIG_LABEL:
      return "label longer than 63 octets";
    case IDN2_TOO_BIG_DOMAIN:
      return "name longer than 253 characters";
    case IDN2_ENCODING_ERROR:
    case IDN2_ICONV_FAIL:
      return "not valid UTF-8";
    case IDN2_HYPHEN_STARTEND:
      return "hyphen at start or end of a label";
    default:
      return kNotAllowed;
  }
}

}  // namespace

std::string_view to_ascii_name(std::string_view text, std::string& out) {
  if (text.find('\0') != std::string_view::npos) {
    return kNotAllowed;  // libidn2 would stop reading there
  }
  const std::string input(text);
  IdnText ascii;
  const int code = idn2_to_ascii_8z(input.c_str(), ascii.out(), kFlags);
  if (code != IDN2_OK) {
    return reason(code);
  }
  out = ascii.get();
  return {};
}

std::string_view check_a_labels(std::string_view text) {
  const std::string input(text);
  IdnText unicode;
  int code = idn2_to_unicode_8z8z(input.c_str(), unicode.out(), kFlags);
  if (code != IDN2_OK) {
    return reason(code);
  }
  IdnText ascii;
  code = idn2_to_ascii_8z(unicode.get(), ascii.out(), kFlags);
  if (code != IDN2_OK) {
    return reason(code);
  }
  return input == ascii.get() ? std::string_view{} : kBadPunycode;
}

}  // namespace mxsweep
