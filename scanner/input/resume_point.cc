#include "scanner/input/resume_point.h"

#include <string>

#include "io/base/number_text.h"

namespace mxsweep {
namespace {

io::Error other_list(const std::string& how) {
  return {io::ErrorCode::kInput, 0,
          "the list is not the one that the earlier run read: " + how +
              "; give the same list, or --resume-despite list to go on with "
              "this one"};
}

}  // namespace

io::Status ResumePoint::saw(const InputRecord& record) {
  digest_.add(record);
  const std::uint64_t records = digest_.records();
  if (before_.ended && records > before_.records) {
    return other_list("that ended after " + io::with_commas(before_.records) +
                      " records");
  }
  return !known_ && records == before_.records ? compare() : io::Status();
}

io::Status ResumePoint::saw_end() {
  digest_.end();
  if (digest_.records() < before_.records) {
    return other_list("it ends after " + io::with_commas(digest_.records()) +
                      " records, where " + io::with_commas(before_.records) +
                      " were read");
  }
  if (digest_.records() < done_.span()) {
    return io::Error{
        io::ErrorCode::kInput, 0,
        "the list ends after " + io::with_commas(digest_.records()) +
            " records, and the earlier run has results of later ones; give "
            "a list that has them, or --overwrite to begin anew"};
  }
  known_ = true;
  return {};
}

io::Status ResumePoint::compare() {
  if (digest_.now().digest != before_.digest) {
    return other_list("its first " + io::with_commas(before_.records) +
                      " records differ");
  }
  known_ = true;
  return {};
}

}  // namespace mxsweep
