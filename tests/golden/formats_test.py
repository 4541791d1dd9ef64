"""One world in every format and shape: read back by DuckDB, pyarrow and the
json module, all must hold the same rows, of the types that docs/results.md
promises.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import golden

try:
    import duckdb
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError as missing:
    golden.needs_module(missing)

NAMES = 400
SHAPES = {"csv": ("flat", "mx", "domain"),
          "jsonl": ("flat", "mx", "domain", "nested"),
          "parquet": ("flat", "mx", "domain", "nested"),
          "arrows": ("flat", "mx", "domain", "nested")}
# Each run has its own clock; a TTL is a matter of when the cache was filled.
OF_THE_RUN = ("rtt_us", "answered_at", "resolver", "answer_bytes", "attempts",
              "mx_ttl_s", "address_ttl_s", "negative_ttl_s", "ttl_s",
              "mx_index", "address_index", "index")
TYPES = {"int64": pa.int64(), "int32": pa.int32(), "string": pa.string(),
         "bool": pa.bool_(), "enum": pa.string(),
         "timestamp": pa.timestamp("us", tz="UTC")}
# Values that hardly repeat; a dictionary would only cost.
NO_DICTIONARY = ("domain", "input")


def documented_columns() -> list[tuple[str, str, bool]]:
    """(name, type, nullable) of the table of `flat` in docs/results.md."""
    text = (golden.SOURCE / "docs" / "results.md").read_text()
    table = text.split("## Columns of `flat`")[1].split("\n## ")[0]
    columns = []
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) < 5 or cells[3] not in ("yes", "no"):
            continue
        columns += [(name.strip(), cells[2], cells[3] == "yes")
                    for name in cells[1].split(",")]
    return columns


def without_run(value: object) -> object:
    """The value without what differs between two runs, however deep."""
    if isinstance(value, dict):
        return {key: without_run(inner) for key, inner in value.items()
                if key not in OF_THE_RUN}
    if isinstance(value, list):
        return [without_run(inner) for inner in value if inner != "low_ttl"]
    return value


def ordered(rows: list[dict]) -> list[dict]:
    """In the input's order; the rows of one record keep theirs."""
    return [without_run(row)
            for row in sorted(rows, key=lambda row: row["seq"])]


def read_jsonl(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def from_csv(text: str | None, column: pa.Field) -> object:
    """A CSV field as a value of the column's type."""
    if text is None:
        return [] if pa.types.is_list(column.type) else None
    if pa.types.is_list(column.type):
        if pa.types.is_integer(column.type.value_type):
            return json.loads(text)
        # A ";" inside a name is written "\\;" (RFC 1035 section 5.1).
        return re.findall(r"(?:[^;\\]|\\.)+", text)
    if pa.types.is_integer(column.type):
        return int(text)
    if pa.types.is_boolean(column.type):
        return {"true": True, "false": False}[text]
    return text


def read_csv(path: Path, schema: pa.Schema) -> list[dict]:
    """By DuckDB, which tells an empty field (NULL) from a quoted one."""
    found = duckdb.sql(f"""SELECT * FROM read_csv('{path}', header=true,
        all_varchar=true, quote='"', escape='"', delim=',', nullstr='',
        allow_quoted_nulls=false, auto_detect=false, columns={
            {name: 'VARCHAR' for name in schema.names}})""")
    return [{name: from_csv(text, schema.field(name))
             for name, text in zip(found.columns, row)}
            for row in found.fetchall()]


class FormatsTest(golden.InternetTest):
    """Eleven files of the same scan."""

    profile, size, seed = "toplist", NAMES, 20260404

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.files = {(kind, shape): cls.world.path(f"{shape}.{kind}")
                     for kind, shapes in SHAPES.items() for shape in shapes}
        cls.scan_into(*(["--shape", shape, "-o", path]
                        for (_, shape), path in cls.files.items()))

    def parquet_rows(self, shape: str) -> list[dict]:
        return pq.read_table(self.files["parquet", shape]).to_pylist()

    def test_csv_jsonl_and_parquet_hold_equal_rows(self) -> None:
        for shape in ("flat", "mx", "domain"):
            schema = pq.read_schema(self.files["parquet", shape])
            parquet = ordered(self.parquet_rows(shape))
            self.assertGreater(len(parquet), NAMES)
            csv = ordered(read_csv(self.files["csv", shape], schema))
            jsonl = ordered(read_jsonl(self.files["jsonl", shape]))
            self.assertEqual(csv, parquet, shape)
            self.assertEqual(jsonl, parquet, shape)
            print(f"{shape}: {len(parquet)} rows equal in three formats")

    def test_nested_jsonl_and_parquet_hold_equal_rows(self) -> None:
        parquet = ordered(self.parquet_rows("nested"))
        jsonl = ordered(read_jsonl(self.files["jsonl", "nested"]))
        self.assertEqual(jsonl, parquet)
        self.assertEqual(len(parquet), len(self.truth))
        print(f"nested: {len(parquet)} rows equal in two formats")

    def test_arrow_streams_are_the_parquet_files(self) -> None:
        """Row by row, type by type, read by pyarrow and by DuckDB; and the
        manifest comes last."""
        for shape in SHAPES["arrows"]:
            path = self.files["arrows", shape]
            with pa.OSFile(str(path)) as file:
                reader = pa.ipc.open_stream(file)
                batches = list(reader.iter_batches_with_custom_metadata())
            whole = pa.Table.from_batches([batch for batch, _ in batches])
            self.assertTrue(whole.schema.equals(
                pq.read_schema(self.files["parquet", shape])), shape)
            self.assertEqual(ordered(whole.to_pylist()),
                             ordered(self.parquet_rows(shape)))
            found = duckdb.sql("SELECT count(*), count(DISTINCT seq) "
                               "FROM whole").fetchall()
            self.assertEqual(found, [(whole.num_rows, len(self.truth))])
            manifest = json.loads(batches[-1][1][b"mxsweep.manifest"])
            self.assertEqual(manifest["records_written"], len(self.truth))

    def test_named_columns_are_those_of_the_whole_table(self) -> None:
        """In the order named, in every format, without a number of the
        record to go by."""
        names = ["exchange", "domain", "mail_kind", "address", "status"]
        whole = sorted(tuple(str(row[name]) for name in names)
                       for row in self.parquet_rows("flat"))
        for kind in SHAPES:
            path = self.world.path(f"some.{kind}")
            golden.run_well(self.names, *self.world.through_resolver(),
                            *golden.PATIENT, "--columns", ",".join(names),
                            "-o", path)
            if kind == "arrows":
                stream = pa.ipc.open_stream(path.read_bytes()).read_all()
                found = stream.column_names
            else:
                found = duckdb.sql(f"SELECT * FROM '{path}'").columns
            self.assertEqual(found, names, kind)
            rows = {"csv": lambda: read_csv(path, pa.schema(
                        [(name, pa.string()) for name in names])),
                    "jsonl": lambda: read_jsonl(path),
                    "parquet": lambda: pq.read_table(path).to_pylist(),
                    "arrows": lambda: stream.to_pylist()}
            self.assertEqual(sorted(tuple(map(str, row.values()))
                                    for row in rows[kind]()), whole, kind)

    def test_tables_of_several_runs_go_together(self) -> None:
        paths = [self.world.path(f"run{number}.parquet") for number in (1, 2)]
        for first, path in zip((0, len(self.truth)), paths):
            golden.run_well(self.names, *self.world.through_resolver(),
                            *golden.PATIENT, "--columns", "run_id,seq,domain",
                            "--seq-from", str(first), "-o", path)
        runs, numbers, low, high = duckdb.sql(
            f"SELECT count(DISTINCT run_id), count(DISTINCT seq), min(seq), "
            f"max(seq) FROM read_parquet({list(map(str, paths))})"
        ).fetchall()[0]
        self.assertEqual((runs, low, high), (2, 0, 2 * len(self.truth) - 1))
        self.assertEqual(numbers, 2 * len(self.truth))
        for path in paths:
            manifest = json.loads(
                pq.read_metadata(path).metadata[b"mxsweep.manifest"])
            self.assertEqual(pq.read_table(path)["run_id"].unique()
                             .to_pylist(), [manifest["run_id"]])

    def test_duckdb_and_pyarrow_read_the_same(self) -> None:
        for shape in SHAPES["parquet"]:
            path = self.files["parquet", shape]
            schema = pq.read_schema(path)
            # pyarrow wants no time zone database for this comparison.
            names = [name for name in schema.names if name != "answered_at"]
            found = duckdb.sql(f"SELECT {', '.join(names)} FROM '{path}'")
            duck = [dict(zip(names, row)) for row in found.fetchall()]
            arrow = pq.read_table(path, columns=names).to_pylist()
            self.assertEqual(duck, arrow, shape)
            print(f"{shape}: {len(duck)} rows equal in DuckDB and pyarrow")

    def test_shapes_tell_the_same(self) -> None:
        """Unnested by DuckDB, the nested file is the flat one."""
        nested = duckdb.sql(f"""
            WITH m AS (SELECT seq, domain, status, mail_kind, mx_count,
                              unnest(mx) AS x
                       FROM '{self.files["parquet", "nested"]}'
                       WHERE len(mx) > 0)
            SELECT seq, domain, status, mail_kind, mx_count,
                   x.preference, x.exchange, x.status, x.a_status,
                   x.aaaa_status, x.cname, a.address, a.family, a.scope
            FROM m LEFT JOIN LATERAL unnest(x.addresses) AS t(a) ON true
            ORDER BY ALL""").fetchall()
        flat = duckdb.sql(f"""
            SELECT seq, domain, status, mail_kind, mx_count, preference,
                   exchange, exchange_status, a_status, aaaa_status,
                   exchange_cname, address, address_family, address_scope
            FROM '{self.files["parquet", "flat"]}'
            WHERE exchange IS NOT NULL ORDER BY ALL""").fetchall()
        self.assertEqual(nested, flat)
        by_mx = duckdb.sql(f"""
            SELECT seq, preference, exchange, unnest(addresses) AS address
            FROM '{self.files["parquet", "mx"]}' ORDER BY ALL""").fetchall()
        addressed = duckdb.sql(f"""
            SELECT seq, preference, exchange, address
            FROM '{self.files["parquet", "flat"]}'
            WHERE address IS NOT NULL ORDER BY ALL""").fetchall()
        self.assertEqual(by_mx, addressed)
        print(f"shapes: {len(flat)} exchange rows, {len(addressed)} address "
              f"rows equal")

    def test_types_are_those_of_the_documentation(self) -> None:
        documented = documented_columns()
        self.assertGreater(len(documented), 30)
        schema = pq.read_schema(self.files["parquet", "flat"])
        self.assertEqual([name for name, _, _ in documented], schema.names)
        for name, kind, nullable in documented:
            of_list = re.fullmatch(r"list of (\w+)", kind)
            wanted = TYPES[of_list[1] if of_list else kind]
            field = schema.field(name)
            got = field.type.value_type if of_list else field.type
            self.assertEqual(got, wanted, name)
            self.assertEqual(pa.types.is_list(field.type), bool(of_list))
            self.assertEqual(field.nullable, nullable, name)
        described = dict(duckdb.sql(
            f"DESCRIBE SELECT * FROM '{self.files['parquet', 'flat']}'")
            .project("column_name, column_type").fetchall())
        self.assertEqual(described["preference"], "INTEGER")
        self.assertEqual(described["answered_at"],
                         "TIMESTAMP WITH TIME ZONE")
        self.assertEqual(described["findings"], "VARCHAR[]")
        self.assertEqual(described["ad"], "BOOLEAN")

    def test_nested_is_a_list_of_structs(self) -> None:
        field = pq.read_schema(self.files["parquet", "nested"]).field("mx")
        self.assertTrue(pa.types.is_list(field.type))
        struct = field.type.value_type
        self.assertTrue(pa.types.is_struct(struct))
        self.assertEqual(
            [inner.name for inner in struct],
            ["preference", "exchange", "index", "ttl_s", "operator",
             "operator_category", "operator_rule", "status", "a_status",
             "aaaa_status", "cname", "findings", "addresses"])
        inner = struct.field("addresses").type.value_type
        self.assertEqual([one.name for one in inner],
                         ["address", "family", "index", "ttl_s", "scope"])
        self.assertEqual(field.type.value_field.name, "element")

    def test_manifest_is_json_beside_the_columns(self) -> None:
        for shape in SHAPES["parquet"]:
            metadata = pq.read_metadata(self.files["parquet", shape])
            manifest = json.loads(metadata.metadata[b"mxsweep.manifest"])
            self.assertIsInstance(manifest, dict)
            self.assertIn(shape, json.dumps(manifest))

    def test_zstd_and_dictionaries(self) -> None:
        for shape in SHAPES["parquet"]:
            path = self.files["parquet", shape]
            text = {field.name for field in pq.read_schema(path)
                    if pa.types.is_string(field.type)}
            group = pq.read_metadata(path).row_group(0)
            seen = set()
            for index in range(group.num_columns):
                column = group.column(index)
                self.assertEqual(column.compression, "ZSTD")
                name = column.path_in_schema
                encoded = "RLE_DICTIONARY" in column.encodings
                if name in NO_DICTIONARY:
                    self.assertFalse(encoded, name)
                elif name in text:
                    self.assertTrue(encoded, name)
                    seen.add(name)
            self.assertIn("status", seen)
            self.assertIn("mail_kind", seen)

    def test_statistics_are_those_of_the_values(self) -> None:
        """Of every column, as DuckDB finds them; and where each page is."""
        for shape in SHAPES["parquet"]:
            path = self.files["parquet", shape]
            schema = pq.read_schema(path)
            group = pq.read_metadata(path).row_group(0)
            for index in range(group.num_columns):
                column = group.column(index)
                name = column.path_in_schema
                self.assertTrue(column.has_column_index, name)
                self.assertTrue(column.has_offset_index, name)
                self.assertTrue(column.is_stats_set, name)
                codes = "RLE_DICTIONARY" in column.encodings
                if codes:
                    self.assertTrue(column.has_dictionary_page, name)
                if "." in name or pa.types.is_timestamp(
                        schema.field(name).type):
                    continue
                low, high, nulls = duckdb.sql(
                    f"SELECT min({name}), max({name}), count(*) - "
                    f"count({name}) FROM '{path}'").fetchall()[0]
                found = column.statistics
                self.assertEqual((found.min, found.max, found.null_count),
                                 (low, high, nulls), name)

    def test_bloom_filters_know_what_is_there(self) -> None:
        path = self.world.path("bloom.parquet")
        golden.run_well(self.names, *self.world.through_resolver(),
                        *golden.PATIENT, "--parquet-bloom", "-o", path)
        rows = pq.read_table(path).to_pylist()
        self.assertEqual(ordered(rows), ordered(self.parquet_rows("flat")))
        for column in ("domain", "exchange"):
            values = {row[column] for row in rows} - {None}
            for value in sorted(values)[:20]:
                found = duckdb.execute(
                    f"SELECT bool_or(bloom_filter_excludes) FROM "
                    f"parquet_bloom_probe('{path}', '{column}', $1)",
                    [value]).fetchall()
                self.assertEqual(found, [(False,)], value)
            excluded = sum(duckdb.execute(
                f"SELECT bool_and(bloom_filter_excludes) FROM "
                f"parquet_bloom_probe('{path}', '{column}', $1)",
                [f"none{number}.example"]).fetchall()[0][0]
                for number in range(100))
            self.assertGreater(excluded, 90)

    def test_nulls_are_nulls(self) -> None:
        rows = self.parquet_rows("flat")
        for row in rows:
            for name, value in row.items():
                if name != "domain":
                    self.assertNotEqual(value, "", name)
                if isinstance(value, int) and not isinstance(value, bool):
                    self.assertGreaterEqual(value, 0, name)
        self.assertEqual({row["error"] is None for row in rows
                          if row["status"] == "INVALID_NAME"}, {False})


if __name__ == "__main__":
    golden.main()
