// What names of S3 objects and URLs of services say.
#include "io/remote/s3_path.h"

#include <gtest/gtest.h>

#include "io/remote/s3_output.h"

namespace mxsweep::io {
namespace {

TEST(S3Path, HasABucketAndAKey) {
  EXPECT_TRUE(is_s3_path("s3://b/k"));
  EXPECT_FALSE(is_s3_path("s3:/b/k"));
  EXPECT_FALSE(is_s3_path("./s3://b/k"));
  const auto path = parse_s3_path("s3://my-bucket/a b/c?d#e%20.csv");
  ASSERT_TRUE(path.ok());
  EXPECT_EQ(path.value().bucket, "my-bucket");
  EXPECT_EQ(path.value().key, "a b/c?d#e%20.csv");
  for (const char* bad :
       {"s3://", "s3://b", "s3://b/", "s3:///k", "s3://b/k/"}) {
    const auto refused = parse_s3_path(bad);
    ASSERT_FALSE(refused.ok()) << bad;
    EXPECT_EQ(refused.error().code, ErrorCode::kUsage);
  }
}

TEST(S3Path, EndpointIsAUrlOrAHost) {
  EXPECT_EQ(s3_uri("b", ""), "s3://b");
  EXPECT_EQ(s3_uri("b", "http://127.0.0.1:9000"),
            "s3://b?scheme=http&endpoint_override=127.0.0.1%3A9000");
  EXPECT_EQ(s3_uri("b", "https://s3.example.com/"),
            "s3://b?scheme=https&endpoint_override=s3.example.com");
  EXPECT_EQ(s3_uri("b", "minio:9000"),
            "s3://b?scheme=https&endpoint_override=minio%3A9000");
  EXPECT_EQ(s3_uri("b&x=y", "h&z"),
            "s3://b%26x%3Dy?scheme=https&endpoint_override=h%26z");
}

}  // namespace
}  // namespace mxsweep::io
