// What somebody may type that is wrong, and the sentence that it gets: each
// fault its own, with what to do.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "io/table/writer.h"

#include "scanner/cli/make_plan.h"
#include "scanner/cli/parse.h"

namespace mxsweep {
namespace {

struct Wrong {
  std::vector<const char*> args;
  const char* sentence;
};

// In a folder that holds a list (names.txt), resolvers (bad.txt) and a folder
// (results).
const std::vector<Wrong> kWrong = {
    // Words that are neither a list nor a name.
    {{"hepl"},
     "'hepl' is neither a file that is there nor a domain name with a dot; did "
     "you mean: mxsweep help"},
    {{"docter"},
     "'docter' is neither a file that is there nor a domain name with a dot; "
     "did you mean: mxsweep doctor"},
    {{"localhost"},
     "'localhost' is neither a file that is there nor a domain name with a "
     "dot"},
    {{"de"},
     "'de' is neither a file that is there nor a domain name with a dot; a "
     "top-level domain is asked as de."},
    {{"domains.old"},
     "there is no file 'domains.old', and no top-level domain that it ends "
     "with; to ask it as a name all the same: domains.old."},
    {{"explain", "notaname"},
     "'notaname' is one word and no top-level domain; to ask it as one all the "
     "same: notaname."},
    {{"explain", "hosts.bak"},
     "there is no file 'hosts.bak', and no top-level domain that it ends with; "
     "to ask it as a name all the same: hosts.bak."},
    {{""}, "the name of FILE is empty"},
    {{"results"},
     "'results' is a folder; name a list that is in it, or join those of text: "
     "cat FOLDER/* | mxsweep -"},
    {{"names.txt", "more.csv"},
     "one list is read in a run, and 'names.txt' and 'more.csv' are two: they "
     "may differ in format and column; put lists of the same kind together "
     "first (cat A B | mxsweep -)"},
    {{"names.txt", "example.com"},
     "names come from the list 'names.txt' or from the arguments "
     "('example.com'), not from both; put the name into the list, or ask "
     "twice"},
    {{"example.com", "--column", "2"},
     "--column is about a list, and names are given: 'example.com'; a list of "
     "that name is ./example.com"},
    {{"-l", "names.txt", "example.com"},
     "names come from 'example.com' or from --list 'names.txt', not from "
     "both"},
    // Flags that there are not.
    {{"--rat", "5"}, "unknown flag '--rat'; did you mean --rate?"},
    {{"--ouput=x.csv"}, "unknown flag '--ouput=x.csv'; did you mean --output?"},
    {{"--resolve", "x"}, "unknown flag '--resolve'; did you mean --resolvers?"},
    {{"--nameservers", "x"},
     "unknown flag '--nameservers'; did you mean --resolvers?"},
    {{"--colums", "full"}, "unknown flag '--colums'; did you mean --columns?"},
    {{"--colum", "2"}, "unknown flag '--colum'; did you mean --column?"},
    {{"--out-format", "csv"},
     "unknown flag '--out-format'; did you mean --format?"},
    {{"--max-rate", "5"}, "unknown flag '--max-rate'; did you mean --rate?"},
    {{"--resolver-file", "x"},
     "unknown flag '--resolver-file'; did you mean --resolvers?"},
    {{"--quite"}, "unknown flag '--quite'; did you mean --quiet?"},
    {{"--processes", "2"},
     "unknown flag '--processes'; mxsweep --help shows all flags"},
    {{"--port", "53"},
     "the port stands behind the address here: -r 192.0.2.53:5353"},
    {{"--Rate", "5"}, "unknown flag '--Rate'; did you mean --rate?"},
    {{"--dry_run"}, "unknown flag '--dry_run'; did you mean --dry-run?"},
    {{"\u2013rate", "5"},
     "'\u2013rate' begins with a dash of typeset text, as it is pasted from "
     "documents; type --rate"},
    {{"\u2014rate=5"},
     "'\u2014rate=5' begins with a dash of typeset text, as it is pasted from "
     "documents; type --rate"},
    {{"-\u2212o", "x.csv"},
     "'-\u2212o' begins with a dash of typeset text, as it is pasted from "
     "documents; type -o"},
    {{"\u2013ouput", "x.csv"},
     "'\u2013ouput' begins with a dash of typeset text, as it is pasted from "
     "documents; type --output"},
    {{"\u2013x"},
     "'\u2013x' begins with a dash of typeset text, as it is pasted from "
     "documents; type - or -- instead"},
    {{"-ersion"}, "unknown flag '-ersion'; did you mean --version?"},
    {{"--frobnicate"},
     "unknown flag '--frobnicate'; mxsweep --help shows all flags"},
    {{"-x"}, "unknown flag '-x'; mxsweep --help shows all flags"},
    {{"-qx"}, "unknown flag '-qx'; mxsweep --help shows all flags"},
    {{"-retry", "3"},
     "-retry counts attempts elsewhere; here use --retries N, the further "
     "tries after the first"},
    {{"-d", "example.com"},
     "-d has several meanings elsewhere; names are given as they are: mxsweep "
     "example.com"},
    {{"-p", "53"},
     "-p is a port elsewhere; here the port stands behind the address: -r "
     "192.0.2.53:5353"},
    // Values that are missing, doubled or of another kind.
    {{"--rate"}, "--rate needs a value: PPS|auto"},
    {{"-o", "--rate", "5"},
     "--output needs a value (FILE) but the flag --rate follows it"},
    {{"--rate", "5", "--rate", "6"}, "--rate is given twice; once is enough"},
    {{"--rate", "10q"},
     "--rate: '10q' has an unknown unit; k, M and G are known: 10k is 10,000"},
    {{"--rate", "10,00"},
     "--rate: '10,00' has a separator in a wrong place; write it like 10,000 "
     "or 10k"},
    {{"--rate", "fast"},
     "--rate: 'fast' is not a number; write it like 5000, 5k or 5,000"},
    {{"--rate", "10 000"},
     "--rate: '10 000' is not a number; write it like 5000, 5k or 5,000"},
    {{"--rate", "1e3"},
     "--rate: '1e3' is not a number; write it like 5000, 5k or 5,000"},
    {{"--rate", "-5"}, "--rate: '-5' is negative, and a count cannot be"},
    {{"--rate", "1.5k"},
     "--rate: '1.5k' has a point; write whole numbers, like 1500, with commas "
     "between thousands or none"},
    {{"--rate", "1G"},
     "--rate: '1G' is out of range; from 0 to 100,000,000 is possible"},
    {{"-s", "99999999999999999999G"},
     "--concurrency: '99999999999999999999G' is out of range; from 1 to "
     "1,000,000 is possible"},
    {{"-T", "auto"},
     "--threads: there is no 'auto': one thread, the default, asks some "
     "300,000 names a second, so more are for lists that it cannot keep up "
     "with; write how many"},
    {{"--timeout", "2"},
     "--timeout: '2' lacks a unit; write 2s for seconds, or use ms or m"},
    {{"--sample", "0%"},
     "--sample: '0%' is no share; write a number above 0 and up to 100, like "
     "1% or 0.25%"},
    {{"-t", "TXT"},
     "-t: a record type was expected and only MX is asked, not 'TXT'; did you "
     "mean --threads or --concurrency?"},
    // Resolvers.
    {{"-r", "192.0.2.1:99999"},
     "--resolvers: '192.0.2.1:99999' is not a resolver: a port is a number "
     "from 1 to 65535; write an IP address with an optional port, like "
     "192.0.2.1:53 or [2001:db8::1]:53"},
    {{"-r", "dns.google"},
     "--resolvers: 'dns.google' is not a resolver: it is a name, and resolvers "
     "are named by their addresses; look it up first: getent hosts "
     "dns.google"},
    {{"-r", "dns.google:53"},
     "--resolvers: 'dns.google:53' is not a resolver: it is a name, and "
     "resolvers are named by their addresses; look it up first: getent hosts "
     "dns.google"},
    {{"-r", "192.0.2.256"},
     "--resolvers: '192.0.2.256' is not a resolver: an IPv4 address has four "
     "numbers from 0 to 255; write an IP address with an optional port, like "
     "192.0.2.1:53 or [2001:db8::1]:53"},
    {{"-r", "192.0.2.0/24"},
     "--resolvers: '192.0.2.0/24' is not a resolver: it is a prefix, and "
     "resolvers are named one by one; write an IP address with an optional "
     "port, like 192.0.2.1:53 or [2001:db8::1]:53"},
    {{"-r", "https://dns.google/dns-query"},
     "--resolvers: 'https://dns.google/dns-query' is not a resolver: only "
     "plain DNS is spoken, not TLS or HTTPS; write an IP address with an "
     "optional port, like 192.0.2.1:53 or [2001:db8::1]:53"},
    {{"-r", "fe80::1%nosuch0"},
     "--resolvers: 'fe80::1%nosuch0' is not a resolver: this machine has no "
     "such interface behind the %; write an IP address with an optional port, "
     "like 192.0.2.1:53 or [2001:db8::1]:53"},
    {{"-r", "::1:53"},
     "--resolvers: '::1:53' is not a resolver: its end may be a port or a part "
     "of the address; did you mean [::1]:53? The address is written [::1:53]"},
    {{"-r", "192.0.2.1,2001:db8::1:5353"},
     "--resolvers: '2001:db8::1:5353' is not a resolver: its end may be a port "
     "or a part of the address; did you mean [2001:db8::1]:5353? The address "
     "is written [2001:db8::1:5353]"},
    {{"-r", "fe80::1"},
     "--resolvers: 'fe80::1' is not a resolver: it is link-local and lacks its "
     "interface; write that behind a %, like fe80::1%eth0"},
    {{"-r", "udp://127.0.0.1"},
     "--resolvers: 'udp://127.0.0.1' is not a resolver: it is written like a "
     "URL; leave udp:// away"},
    {{"-r", "127.0.0.1 127.0.0.2"},
     "--resolvers: '127.0.0.1 127.0.0.2': they are several; separate them by "
     "commas"},
    {{"-r", "192.0.2.1;192.0.2.2"},
     "--resolvers: '192.0.2.1;192.0.2.2': they are several; separate them by "
     "commas"},
    {{"-r", "bad.txt,127.0.0.1"},
     "--resolvers: 'bad.txt' is not a resolver: it is a file, which stands "
     "alone: -r FILE -r ADDRESS"},
    {{"-r", "1000"}, "-r takes resolvers; the rate is --rate 1000"},
    {{"-r", "nosuch.txt"}, "--resolvers: there is no file 'nosuch.txt'"},
    {{"-r", "results"},
     "--resolvers: 'results' is a folder; name a file of resolvers in it"},
    {{"-r", "google"},
     "--resolvers: 'google' is neither an IP address nor a file that can be "
     "read"},
    {{"-r", "bad.txt"},
     "--resolvers: bad.txt, line 2: '192.0.2.2:x' is not a resolver: a port is "
     "a number from 1 to 65535; write an IP address with an optional port, "
     "like 192.0.2.1:53 or [2001:db8::1]:53"},
    {{"--resolver-config", "nosuch.conf"},
     "--resolver-config: cannot read nosuch.conf: No such file or directory"},
    {{"-r", "192.0.2.1", "--resolver-config", "names.txt"},
     "--resolver-config is for the private unbound, which -r replaces; use one "
     "of the two"},
    {{"--recursive", "-r", "192.0.2.1"},
     "-r is for resolvers, which --recursive does without; use one of the two"},
    {{"--resolvers=192.0.2.1", "--recursive"},
     "--resolvers is for resolvers, which --recursive does without; use one of "
     "the two"},
    {{"--recursive", "--resolver-config", "names.txt"},
     "--resolver-config is for resolvers, which --recursive does without; use "
     "one of the two"},
    {{"--recursive", "--per-resolver-rate", "50"},
     "--per-resolver-rate is for resolvers, which --recursive does without; "
     "use one of the two"},
    {{"--recursive", "--no-resolver-check"},
     "--no-resolver-check is for resolvers, which --recursive does without; "
     "use one of the two"},
    {{"--recursive", "--transport", "raw"},
     "--transport raw has to know all servers beforehand, so it is not for "
     "--recursive; leave it out"},
    {{"--root-hints", "names.txt"}, "--root-hints is for --recursive"},
    {{"-r", "192.0.2.1", "--server-port", "54"},
     "--server-port is for --recursive"},
    {{"--per-server-rate", "54"}, "--per-server-rate is for --recursive"},
    {{"--qname-minimisation"}, "--qname-minimisation is for --recursive"},
    {{"--columns", "domain,zone_cut"},
     "--columns: 'zone_cut' is known only with --recursive"},
    {{"--recursive", "--server-port", "0"},
     "--server-port: '0' is out of range; from 1 to 65,535 is possible"},
    {{"--recursive", "--root-hints", "nosuch.hints"},
     "--root-hints: cannot read nosuch.hints: No such file or directory"},
    {{"--recursive", "--root-hints", "names.txt"},
     "--root-hints names.txt: line 1 is no NS record of the root and no A or "
     "AAAA record"},
    // Results.
    {{"names.txt", "-o", "x.csv", "--resume"},
     "--resume is for a folder of parts; end the name of -o in a slash"},
    {{"names.txt", "--parts"}, "--parts needs a folder; name one with -o"},
    {{"names.txt", "-o", "new/", "--sort", "seq"},
     "--sort is for one file or --partition-by; a folder of parts is written "
     "as the run goes"},
    {{"names.txt", "-o", "results", "--sort", "domain", "--resume"},
     "--sort is for one file or --partition-by; a folder of parts is written "
     "as the run goes"},
    {{"names.txt", "-o", "new/", "--partition-by", "tld", "--parts"},
     "--parts is for a folder of parts; --partition-by writes its folder when "
     "the run is over"},
    {{"names.txt", "-o", "new/", "--partition-by", "tld", "--resume"},
     "--resume is for a folder of parts; --partition-by writes its folder when "
     "the run is over"},
    {{"names.txt", "-o", "new/", "--partition-by", "tld", "--manifest",
      "new/run.json"},
     "--manifest: 'new/run.json' is in the folder that --partition-by makes; "
     "name a file beside it"},
    {{"names.txt", "--partition-by", "tld"},
     "--partition-by writes a folder of files; name it with -o DIR"},
    {{"names.txt", "--partition-by", "tld", "-o", "s3://b/results"},
     "--partition-by writes to a folder of this machine; write it there and "
     "copy it: aws s3 cp --recursive DIR s3://BUCKET/DIR"},
    {{"names.txt", "-o", "new", "--partition-by", "tld", "-O", "text"},
     "--partition-by writes files for programs, and text is for people"},
    {{"names.txt", "-o", "s3://b/r.csv", "--resume"},
     "--resume is for a folder of parts of this machine; an object of S3 is "
     "written whole or not at all"},
    {{"names.txt", "-o", "s3://b/parts/", "--parts"},
     "--parts is for a folder of parts of this machine; an object of S3 is "
     "written whole or not at all"},
    {{"names.txt", "--sort", "domian"},
     "--sort: 'domian' is none of none|seq|domain; did you mean domain?"},
    {{"names.txt", "--shape", "nestd"},
     "--shape: 'nestd' is none of flat|mx|domain|nested; did you mean "
     "nested?"},
    {{"names.txt", "-O", "JSON"},
     "--format: 'JSON' is none of csv|jsonl|parquet|arrow|text; did you mean "
     "jsonl?"},
    {{"names.txt", "-A", "v4"},
     "--addresses: 'v4' is none of both|4|6|none; did you mean 4?"},
    {{"names.txt", "--max-unknown", "half"},
     "--max-unknown: 'half' is not a number; write a whole number from 0 to "
     "100"},
    {{"names.txt", "--max-runtime", "tomorrow"},
     "--max-runtime: 'tomorrow' is not a time; write it like 90s, 30m or "
     "1h30m"},
    {{"names.txt", "-o=x"},
     "'-o=x': short flags take no sign; write -o x or --output=x"},
    {{"names.txt", "-qs=5"},
     "'-qs=5': short flags take no sign; write -s 5 or --concurrency=5"},
    {{"names.txt", "-j", "4"},
     "-j is a number of jobs elsewhere; here use --threads N, or -s N for the "
     "queries in flight"},
    {{"--config", "names.txt"},
     "--config names.txt:1: 'example.com' is no setting, like rate = 5000; a "
     "list of names is given without --config"},
    {{"names.txt", "--sort", "seq", "--columns", "domain"},
     "--sort seq needs the column seq; add it to --columns"},
    {{"names.txt", "--sort-memory", "64"},
     "--sort-memory is for --sort and --partition-by"},
    {{"example.com", "--passthrough", "rank"},
     "--passthrough is about a list, and names are given: 'example.com'; a "
     "list of that name is ./example.com"},
    {{"names.txt", "--manifest", "results"},
     "--manifest: 'results' is a folder; name a file in it, like "
     "results/manifest.json"},
    {{"names.txt", "-o", "J"},
     "-o is a file here; for a format use --format "
     "csv|jsonl|parquet|arrow|text (a file of that name is ./J)"},
    {{"names.txt", "-o", "x.xlsx"},
     "cannot tell the format of 'x.xlsx' from its name; end it in one of .csv, "
     ".jsonl, .parquet, .arrows, .text (all but parquet also with .gz or .zst) "
     "or add --format csv|jsonl|parquet|arrow|text"},
    {{"names.txt", "--shape", "nested"},
     "--shape nested needs a format with lists, which csv is not; use --format "
     "jsonl or parquet or arrow"},
    {{"names.txt", "-o", "names.txt", "-O", "csv"},
     "the list 'names.txt' would be overwritten; name another file"},
    // Commands.
    {{"explain"}, "explain needs NAME; use: mxsweep explain NAME"},
    {{"explain", "example.com", "-o", "x.csv"},
     "mxsweep explain does not take --output, which is for scan, diff or "
     "report"},
    {{"explain", "names.txt"},
     "'names.txt' is a list; explain takes a name; as a name it is asked as "
     "names.txt."},
    {{"explain", "./names.txt"},
     "'./names.txt' is a list; explain takes a name"},
    {{"explain", "-"}, "'-' is a list; explain takes a name"},
    {{"--help=rate"}, "--help takes no value; use: mxsweep help rate"},
    {{"-h", "foo"},
     "there is no topic 'foo'; mxsweep help lists them, and mxsweep help "
     "--FLAG explains a flag"},
    {{"doctor", "-o", "x.csv"},
     "mxsweep doctor does not take --output, which is for scan, diff or "
     "report"},
    {{"--quiet=no", "names.txt"},
     "--quiet is a switch and takes no value; write it or leave it out"},
    {{"-r", "224.0.0.1"},
     "--resolvers: '224.0.0.1' is not a resolver: it is the address of no "
     "host; write an IP address with an optional port, like 192.0.2.1:53 or "
     "[2001:db8::1]:53"},
    {{"-r", "localhost"},
     "--resolvers: 'localhost' is not a resolver: it is a name, and resolvers "
     "are named by their addresses; look it up first: getent hosts localhost"},
    {{"names.txt", "-o", "x.CSV"},
     "cannot tell the format of 'x.CSV' from its name (did you mean .csv?); "
     "end it in one of .csv, .jsonl, .parquet, .arrows, .text (all but parquet "
     "also with .gz or .zst) or add --format csv|jsonl|parquet|arrow|text"},
    {{"names.txt", "--max-unknown", "1.5"},
     "--max-unknown: '1.5' has a point; write a whole number from 0 to 100"},
    {{"completion", "tcsh"},
     "completion does not know 'tcsh'; use: mxsweep completion bash|zsh|fish"},
    {{"help", "nothing"},
     "there is no topic 'nothing'; mxsweep help lists them, and mxsweep help "
     "--FLAG explains a flag"},
    {{"--config", "nosuch.toml"},
     "--config: cannot read nosuch.toml: No such file or directory"},
    {{"-q", "-v"}, "--quiet and --verbose contradict each other"},
};

std::string sentence_of(std::vector<const char*> args) {
  args.insert(args.begin(), "mxsweep");
  const io::Result<ParsedArgs> parsed = parse_args(args);
  if (!parsed.ok()) {
    return parsed.error().what;
  }
  std::vector<std::string> warnings;
  const io::Result<ScanPlan> plan =
      make_plan(parsed.value().options, {}, warnings);
  return plan.ok() ? "(accepted)" : plan.error().what;
}

TEST(WrongInvocations, EachGetsItsSentence) {
  std::string folder = testing::TempDir() + "wrong_XXXXXX";
  ASSERT_NE(::mkdtemp(folder.data()), nullptr);
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder);
  std::ofstream("names.txt") << "example.com\n";
  std::ofstream("bad.txt") << "192.0.2.1\n192.0.2.2:x\n";
  std::filesystem::create_directory("results");
  EXPECT_GE(kWrong.size(), 40U);
  for (const Wrong& wrong : kWrong) {
    if (io::find_writer_kind("parquet") == nullptr &&
        std::string_view(wrong.sentence).find("parquet") !=
            std::string_view::npos) {
      continue;  // this build has none to name
    }
    EXPECT_EQ(sentence_of(wrong.args), wrong.sentence);
  }
  std::filesystem::current_path(before);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace mxsweep
