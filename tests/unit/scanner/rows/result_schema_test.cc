// The schemas are those of docs/results.md: the page's own tables are read
// and compared, so that neither can change without the other.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "scanner/mail/findings.h"
#include "scanner/mail/lookup.h"
#include "scanner/policy/policies.h"
#include "scanner/rows/delegation_columns.h"
#include "scanner/rows/place_columns.h"
#include "scanner/rows/row_plan.h"

namespace mxsweep {
namespace {

using Row = std::vector<std::string>;

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(' ');
  const std::size_t last = text.find_last_not_of(' ');
  return first == std::string::npos ? "" : text.substr(first, last - first + 1);
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> out;
  std::istringstream in(text);
  std::string part;
  while (std::getline(in, part, at)) {
    out.push_back(trimmed(part));
  }
  return out;
}

std::ifstream open_page() {
  std::ifstream in(std::string(MXSWEEP_SOURCE_DIR) + "/docs/results.md");
  EXPECT_TRUE(in.is_open());
  return in;
}

// The rows of the table below the heading, header and rule left out.
std::vector<Row> table_below(const std::string& heading) {
  std::ifstream in = open_page();
  std::vector<Row> rows;
  std::string line;
  bool inside = false;
  while (std::getline(in, line)) {
    if (line.rfind("## ", 0) == 0) {
      inside = line == "## " + heading;
    } else if (inside && line.rfind("| ", 0) == 0) {
      rows.push_back(split(line.substr(1), '|'));
    }
  }
  EXPECT_GT(rows.size(), 2U) << heading;
  if (rows.size() > 2) {
    rows.erase(rows.begin(), rows.begin() + 2);
  }
  return rows;
}

// The whole page as one line with single blanks.
std::string page_text() {
  std::ifstream in = open_page();
  std::string out;
  std::string word;
  while (in >> word) {
    out += (out.empty() ? "" : " ") + word;
  }
  return out;
}

std::string type_text(const io::Column& column) {
  switch (column.type) {
    case io::ColumnType::kInt32:
      return "int32";
    case io::ColumnType::kInt64:
      return "int64";
    case io::ColumnType::kBool:
      return "bool";
    case io::ColumnType::kTimestampUs:
      return "timestamp";
    case io::ColumnType::kString:
      return "string";
    case io::ColumnType::kEnum:
      return "enum";
    case io::ColumnType::kList:
      return "list of " + type_text(column.children[0]);
    case io::ColumnType::kStruct:
      break;
  }
  std::string fields;
  for (const io::Column& field : column.children) {
    fields += fields.empty() ? "" : ", ";
    fields += field.name;
    if (field.type == io::ColumnType::kList &&
        field.children[0].type == io::ColumnType::kStruct) {
      fields += ": " + type_text(field);
    }
  }
  return "struct(" + fields + ")";
}

// name, type, yes or no.
Row described(const io::Column& column) {
  return {std::string(column.name), type_text(column),
          column.nullable ? "yes" : "no"};
}

std::vector<Row> documented_flat() {
  std::vector<Row> out;
  for (const Row& row : table_below("Columns of `flat`")) {
    for (const std::string& name : split(row[0], ',')) {
      out.push_back({name, row[1], row[2]});
    }
  }
  return out;
}

std::vector<Row> schema_rows(Shape shape) {
  std::vector<Row> out;
  const RowPlan plan(shape);
  for (const io::Column& column : plan.schema()) {
    out.push_back(described(column));
  }
  return out;
}

bool is_address_column(const std::string& name) {
  return name.rfind("address", 0) == 0;
}

bool is_of_exchange(const std::string& name) {
  return is_address_column(name) || name == "preference" ||
         name == "mx_index" || name == "a_status" || name == "aaaa_status" ||
         name.rfind("exchange", 0) == 0;
}

bool is_of_operator(const std::string& name) {
  return name.rfind("mx_operator", 0) == 0;
}

std::vector<std::string> names_of(const std::vector<Row>& rows) {
  std::vector<std::string> out;
  for (const Row& row : rows) {
    out.push_back(row[0]);
  }
  return out;
}

TEST(ResultSchemaTest, FlatColumnsAreThoseOfTheDocs) {
  EXPECT_EQ(schema_rows(Shape::kFlat), documented_flat());
}

TEST(ResultSchemaTest, MxHasOneListInPlaceOfTheAddressColumns) {
  std::vector<Row> expected;
  for (const Row& row : documented_flat()) {
    if (!is_address_column(row[0])) {
      expected.push_back(row);
    } else if (row[0] == "address") {
      expected.push_back({"addresses", "list of string", "no"});
    }
  }
  EXPECT_EQ(schema_rows(Shape::kMx), expected);
  EXPECT_NE(page_text().find("`mx` has `addresses` (list) in place of the five "
                             "address columns."),
            std::string::npos);
}

TEST(ResultSchemaTest, NestedHasTheDomainsColumnsAndTheListOfMx) {
  std::vector<std::string> expected;
  for (const Row& row : documented_flat()) {
    const std::string& name = row[0];
    if (name == "preference") {
      expected.emplace_back("mx_operators");
    }
    if (is_of_exchange(name) || is_of_operator(name)) {
      continue;
    }
    expected.push_back(name);
    if (name == "mx_owner") {
      expected.emplace_back("cname_chain");
      expected.emplace_back("mx");
    }
  }
  EXPECT_EQ(names_of(schema_rows(Shape::kNested)), expected);
}

TEST(ResultSchemaTest, DomainHasColumnsOfItsOwn) {
  std::vector<Row> expected;
  for (const Row& row : documented_flat()) {
    if (row[0] == "preference") {
      for (const Row& own : table_below("Columns of `domain`")) {
        expected.push_back({own[0], own[1], own[2]});
      }
    }
    if (!is_of_exchange(row[0])) {
      expected.push_back(row);
    }
  }
  EXPECT_EQ(schema_rows(Shape::kDomain), expected);
}

TEST(ResultSchemaTest, NestedStructIsThatOfTheDocs) {
  const std::string page = page_text();
  const RowPlan plan(Shape::kNested);
  for (const io::Column& column : plan.schema()) {
    if (column.name == "mx") {
      EXPECT_NE(page.find("`mx`: " + type_text(column)), std::string::npos)
          << type_text(column);
      return;
    }
  }
  FAIL() << "no column mx";
}

TEST(ResultSchemaTest, ColumnsOfPoliciesAreThoseOfTheDocsInEveryShape) {
  std::vector<Row> documented;
  for (const Row& row : table_below("Mail policies")) {
    for (const std::string& name : split(row[0], ',')) {
      documented.push_back({name, row[1], row[2]});
    }
  }
  for (const Shape shape :
       {Shape::kFlat, Shape::kMx, Shape::kDomain, Shape::kNested}) {
    std::vector<Row> rows;
    for (const Choosable& column : choosable_columns(shape)) {
      if (policy_of_column(column.column.name) != nullptr) {
        EXPECT_TRUE(column.on_request) << column.column.name;
        rows.push_back(described(column.column));
      }
    }
    EXPECT_EQ(rows, documented);
  }
}

TEST(ResultSchemaTest, ColumnsOfDelegationsAreThoseOfTheDocsInEveryShape) {
  std::vector<Row> documented;
  std::vector<std::string> statuses;
  for (const Row& row : table_below("Delegations")) {
    if (row.size() == 4) {
      documented.push_back({row[0], row[1], row[2]});
    } else {
      statuses.push_back(row[0]);
    }
  }
  for (const auto& shape : kShapes) {
    std::vector<Row> rows;
    for (const Choosable& column : choosable_columns(shape.value)) {
      if (tells_delegation(column.column.name)) {
        EXPECT_TRUE(column.on_request) << column.column.name;
        rows.push_back(described(column.column));
      }
    }
    EXPECT_EQ(rows, documented) << shape.name;
  }
  std::vector<std::string> expected = {"delegation_status", "---"};
  expected.insert(expected.end(), kDelegationStatusLabels.begin(),
                  kDelegationStatusLabels.end());
  expected.emplace_back("NULL");
  EXPECT_EQ(statuses, expected);
}

TEST(ResultSchemaTest, ColumnsOfPlacesAreThoseOfTheDocs) {
  std::map<std::string, std::vector<Row>> documented;  // by shape
  for (const Row& row : table_below("Where addresses are")) {
    if (row.size() < 5) {
      continue;  // of the fields of databases
    }
    const std::vector<std::string> names = split(row[0], ',');
    const std::vector<std::string> types = split(row[2], ',');
    for (const std::string& shape : split(row[1], ',')) {
      for (std::size_t i = 0; i < names.size(); ++i) {
        documented[shape].push_back({names[i], types[i], row[3]});
      }
    }
  }
  for (const auto& shape : kShapes) {
    std::vector<Row> rows;
    for (const Choosable& column : choosable_columns(shape.value)) {
      if (column.column.name.starts_with(kNetworkColumns) ||
          column.column.name.starts_with(kCountryColumns)) {
        EXPECT_TRUE(column.on_request) << column.column.name;
        rows.push_back(described(column.column));
      }
    }
    EXPECT_EQ(rows, documented[std::string(shape.name)]) << shape.name;
  }
}

TEST(ResultSchemaTest, SeqIsTheFirstColumnOfEveryShape) {
  for (const Shape shape :
       {Shape::kFlat, Shape::kMx, Shape::kDomain, Shape::kNested}) {
    const RowPlan plan(shape);
    EXPECT_EQ(plan.schema()[0].name, "seq");
    std::set<std::string_view> names;
    for (const io::Column& column : plan.schema()) {
      EXPECT_TRUE(names.insert(column.name).second) << column.name;
      EXPECT_EQ(column.type == io::ColumnType::kEnum, !column.labels.empty());
    }
  }
}

// Every word of the first column, which may hold several with a comma.
std::vector<std::string> documented_words(const std::string& heading) {
  std::vector<std::string> out;
  for (const Row& row : table_below(heading)) {
    for (const std::string& word : split(row[0], ',')) {
      out.push_back(word);
    }
  }
  return out;
}

template <class Labels>
std::vector<std::string> words_of(const Labels& labels) {
  return {labels.begin(), labels.end()};
}

TEST(ResultSchemaTest, StatusesAndMailKindsAreThoseOfTheDocs) {
  EXPECT_EQ(documented_words("status"), words_of(kLookupStatusLabels));
  EXPECT_EQ(documented_words("mail_kind"), words_of(kMailKindLabels));
}

TEST(ResultSchemaTest, StatusesOfPoliciesAreThoseOfTheDocs) {
  std::vector<std::string> expected = words_of(kPolicyStatusLabels);
  expected.emplace_back("NULL");
  EXPECT_EQ(documented_words("Status of a policy"), expected);
}

TEST(ResultSchemaTest, FindingsAreThoseOfTheDocs) {
  const std::vector<std::string> words = documented_words("findings");
  std::set<std::string> documented(words.begin(), words.end());
  EXPECT_EQ(documented.size(), words.size());
  // Named in the line of mx_bad_hostname.
  EXPECT_NE(page_text().find("with mx_underscore when"), std::string::npos);
  documented.insert("mx_underscore");
  const std::vector<std::string> labels = words_of(kFindingLabels);
  EXPECT_EQ(documented, std::set<std::string>(labels.begin(), labels.end()));
}

}  // namespace
}  // namespace mxsweep
