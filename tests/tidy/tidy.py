#!/usr/bin/env python3
"""The house style as a test: `tidy.py [ROOT]`.

Looks at every file of the project (of ROOT, or of this checkout) and prints
`path:line: rule: why` for whatever breaks a rule of docs/style.md; the exit
code is 1 if anything did. Each rule is one function, listed in FILE_RULES or
TREE_RULES at the end; the numbers, ranks and banned words are in tables.py.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from posixpath import basename, dirname, normpath, splitext
from typing import Callable, Iterator

import tables

LITERALS = re.compile(
    r"//[^\n]*|/\*.*?\*/|R\"(\w*)\(.*?\)\1\"|\"(?:\\.|[^\"\\\n])*\""
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'", re.S)
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)', re.M)
SCOPE = re.compile(
    r"(inline |typedef )?(namespace|class|struct|union|enum|extern)\b")
TEST_NAME = re.compile(r"^(?:TYPED_)?TEST(?:_[FP])?\((\w+), *(\w+)\)")
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")
SCENARIO_RULES = re.compile(r"^rules (.*)$", re.M)
DECISION = re.compile(r"docs/decisions/(\d{3})-[\w-]+\.md")
DECISION_HEAD = re.compile(r"Date: \d{4}-\d\d-\d\d\b[^.]*\. Status: \w")
RULE_ROW = re.compile(r"^\| ([A-Z]\d+) \|(.*)\|$", re.M)

KINDS = {
    ".cc": "c++", ".h": "c++", ".cmake": "cmake", ".py": "python",
    ".sh": "shell", ".md": "markdown", ".scn": "text", ".in": "text",
    ".yml": "text",
}


@dataclass(frozen=True)
class File:
    """One text file; `path` is from the root, with slashes."""

    path: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def code(self) -> str:
        """The text with literals, comments and includes blanked out."""

        def blank(match: re.Match[str]) -> str:
            return re.sub(r"[^\n]", " ", match[0])

        return LITERALS.sub(blank, INCLUDE.sub(blank, self.text))

    @cached_property
    def prose(self) -> str:
        """Of C++ only comments and literals, in their places."""
        if self.kind != "c++":
            return self.text
        parts, last = [], 0
        for match in LITERALS.finditer(self.text):
            parts.append(re.sub(r"[^\n]", " ", self.text[last:match.start()]))
            parts.append(match[0])
            last = match.end()
        return "".join(parts)

    @cached_property
    def includes(self) -> list[tuple[int, str, bool]]:
        """Line, name, and whether it was written with quotes."""
        found = []
        for match in INCLUDE.finditer(self.text):
            line = self.line_at(match.end())
            found.append((line, match[1] or match[2], bool(match[1])))
        return found

    @cached_property
    def kind(self) -> str:
        name = basename(self.path)
        if "corpus" in PurePosixPath(self.path).parts:
            return "data"
        if name in ("CMakeLists.txt", "Makefile"):
            return "cmake" if name == "CMakeLists.txt" else "make"
        if self.text.startswith("#!") and "." not in name:
            return "python" if "python" in self.lines[0] else "shell"
        return KINDS.get(splitext(name)[1], "data")

    @property
    def folder(self) -> str:
        return dirname(self.path)

    @property
    def is_product(self) -> bool:
        return self.kind == "c++" and self.path.startswith(("io/", "scanner/"))

    def line_at(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1


Tree = dict[str, File]
Found = Iterator[tuple[int, str]]  # line and complaint
TreeFound = Iterator[tuple[str, int, str]]  # path, line and complaint


# ---- rules of one file -----------------------------------------------------


def width(file: File) -> Found:
    if file.kind not in ("c++", "cmake", "python", "shell", "markdown"):
        return
    in_fence = False
    for number, line in enumerate(file.lines, 1):
        in_fence ^= line.startswith("```")
        excepted = "://" in line
        if file.kind == "markdown":
            excepted |= in_fence or line.startswith("|") or "](" in line
        elif file.kind == "cmake":
            excepted |= " " not in line.strip()  # nothing to break at
        if len(line) > tables.WIDTH and not excepted:
            yield number, f"{len(line)} columns, at most {tables.WIDTH}"


def whitespace(file: File) -> Found:
    if file.kind == "data":
        return
    for number, line in enumerate(file.lines, 1):
        if "\r" in line:
            yield number, "carriage return"
        elif "\t" in line and file.kind != "make":
            yield number, "tab"
        elif line != line.rstrip():
            yield number, "white space at the end of the line"
    if not file.text.endswith("\n") or file.text.endswith("\n\n"):
        yield len(file.lines), "a file ends with one newline"


def include(file: File) -> Found:
    """Ranks, and how an include is written."""
    if file.kind != "c++":
        return
    own = tables.RANKS.get(file.folder)
    if file.is_product and own is None:
        yield 1, f"{file.folder} has no rank: add it to RANKS"
        return
    for number, name, quoted in file.includes:
        if not quoted:
            continue
        if not name.startswith(("io/", "scanner/", "tests/", "bench/")):
            yield number, f'"{name}": write it from the root of the project'
        elif own is None or dirname(name) == file.folder:
            continue  # tests and benches may include anything
        elif name.startswith(("tests/", "bench/")):
            yield number, f"{name}: the program does not know its tests"
        elif tables.RANKS.get(dirname(name), 99) >= own:
            yield number, f"{name}: {file.folder} may only look down"


def owned_header(file: File) -> Found:
    if not file.is_product:
        return
    for number, name, _ in file.includes:
        for header, owners, instead in tables.OWNED_HEADERS:
            if re.match(header, name) and not re.fullmatch(owners, file.path):
                yield number, f"<{name}>: {instead}"


def io_word(file: File) -> Found:
    if not file.path.startswith("io/"):
        return
    for number, line in enumerate(file.lines, 1):
        found = tables.IO_WORDS.search(line)
        if found and not INCLUDE.match(line):
            yield number, f"'{found[0]}': io/ has never heard of names"


def banned(file: File) -> Found:
    if file.kind != "c++":
        return
    for ban in tables.BANS:
        if not re.fullmatch(ban.where, file.path):
            continue
        if re.fullmatch(ban.exempt, file.path):
            continue
        for match in re.finditer(ban.pattern, file.code):
            name = match[0].rstrip("(")
            yield file.line_at(match.start()), f"{name}: {ban.instead}"


def foreign_word(file: File) -> Found:
    if file.path == "LICENSE":
        return
    for number, line in enumerate(file.lines, 1):
        found = tables.FOREIGN_WORDS.search(line)
        if file.kind != "markdown" and not re.search(r"(?i)licen[cs]e", line):
            found = found or tables.CODE_HOST.search(line)
        if found:
            yield number, f"'{found[0]}' is not about this program"


def todo(file: File) -> Found:
    for number, line in enumerate(file.lines, 1):
        if file.kind != "data" and tables.UNFINISHED.search(line):
            yield number, "do it now, or name its issue in brackets: (#123)"


def nolint(file: File) -> Found:
    if file.kind != "c++":
        return
    for number, line in enumerate(file.lines, 1):
        if tables.NOLINT.search(line):
            if not tables.NOLINT_WITH_REASON.search(line):
                yield number, "name the check and the reason: (check): why"


def test_name(file: File) -> Found:
    if file.kind != "c++":
        return
    for number, line in enumerate(file.lines, 1):
        match = TEST_NAME.match(line)
        if match and not all(re.fullmatch(r"[A-Z][A-Za-z0-9]*", name)
                             for name in match.groups()):
            yield number, "names of tests are sentences in CamelCase"


def block_kind(head: str) -> str:
    """What a brace after `head` opens: scope, function or other."""
    head = re.sub(r"(?m)^\s*#.*$|\b(public|private|protected):", "", head)
    head = re.sub(r"^\s*template\s*<[^{}]*?>\s*(?=\w)", "", head).strip()
    if SCOPE.match(head):
        return "scope"
    bare = re.sub(r"operator\S+|\([^()]*\)", "", head)
    return "function" if "(" in head and "=" not in bare else "other"


def functions(code: str) -> Iterator[tuple[int, int]]:
    """Offsets of the braces around each function body, outermost only."""
    blocks: list[tuple[str, int]] = []
    start = 0  # of what stands before the next brace
    for match in re.finditer(r"[;{}]", code):
        at = match.start()
        if match[0] == "{":
            inside = any(kind != "scope" for kind, _ in blocks)
            kind = "other" if inside else block_kind(code[start:at])
            blocks.append((kind, at))
        elif match[0] == "}" and blocks:
            kind, opened = blocks.pop()
            if kind == "function":
                yield opened, at
        start = at + 1


def size(file: File) -> Found:
    if not file.is_product:
        return
    most = tables.INCLUDES
    own = [number for number, _, quoted in file.includes if quoted]
    if len(own) > most:
        yield own[most], f"{len(own)} project includes, at most {most}"
    if file.path in tables.LONG_TABLES:
        return
    count, most = len(file.lines) - 1, tables.FILE_LINES
    if count > most:
        yield most, f"{count} lines, at most {most}"
    most = tables.FUNCTION_LINES
    for first, last in functions(file.code):
        line = file.line_at(first)
        count = file.line_at(last) - line + 1
        if count > most:
            yield line, f"function of {count} lines, at most {most}"


# ---- rules of the whole tree -----------------------------------------------


def layout(tree: Tree) -> TreeFound:
    for path in tree:
        top = path.split("/")[0]
        if top not in tables.TOP_LEVEL and not top.startswith("."):
            yield path, 1, f"'{top}' has no place at the top of the project"


def opening(tree: Tree) -> TreeFound:
    """A file says first what it is; a source with a header says it there."""
    for path, file in tree.items():
        if file.kind == "python" and not re.match(r'(#.*\n)*"""\w', file.text):
            yield path, 1, "open with a docstring that says what this is"
        if file.kind != "c++" or path.removesuffix(".cc") + ".h" in tree:
            continue
        if not file.text.startswith("// "):
            yield path, 1, "open with a paragraph that says what this is"
        if path.endswith(".h"):
            first_code = re.search(r"^[^/\n].*", file.text, re.M)
            if not first_code or first_code[0] != "#pragma once":
                yield path, 1, "#pragma once follows the first paragraph"


def is_named(name: str, text: str) -> bool:
    """As it is, or as a word that `${variable}_test.cc` completes."""
    ends = re.findall(r"\$\{\w+\}(\w*\.cc)", text)
    words = [name] + [name.removesuffix(end) for end in ends]
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
               for word in words)


def listed(tree: Tree) -> TreeFound:
    """Every source is named by a CMake file, of its folder if of io/ or
    scanner/."""
    for path, file in tree.items():
        if file.kind != "c++":
            continue
        if path.endswith(".h") and not file.is_product:
            continue
        near = file.folder if file.is_product else path.split("/")[0]
        if not any(is_named(basename(path), other.text)
                   for other in tree.values() if other.kind == "cmake"
                   and other.path.startswith(near + "/")):
            yield path, 1, f"not listed in a CMake file of {near}"


def missing(tree: Tree) -> TreeFound:
    """Includes and links lead to files of the project."""
    known = set(tree) | tables.GENERATED
    known |= {str(parent) for path in tree
              for parent in PurePosixPath(path).parents}
    for path, file in tree.items():
        if file.kind == "c++":
            for number, name, quoted in file.includes:
                if quoted and "/" in name and name not in known:
                    yield path, number, f"{name} is not in the project"
        if file.kind == "markdown":
            for match in LINK.finditer(file.text):
                target = match[2].split("#")[0]
                goal = normpath(f"{file.folder or '.'}/{target}")
                if not re.match(r"\w+:", target) and goal not in known:
                    line = file.line_at(match.start())
                    yield path, line, f"{target} is not in the project"


def cited_rules(file: File) -> Iterator[tuple[int, str]]:
    """Where a file cites a rule, and which."""
    scenario = tables.RULE_OF_SCENARIO.fullmatch(basename(file.path))
    if scenario:
        yield 1, scenario[1].upper() + scenario[2]
    about = SCENARIO_RULES.search(file.text)
    if about and file.path.endswith(".scn"):  # whatever is there is a rule
        for word in about[1].split():
            if not tables.RULE_CODE.fullmatch(word):
                yield file.line_at(about.start()), word
    if file.kind == "c++":
        for match in tables.RULE_OF_TEST.finditer(file.text):
            yield file.line_at(match.start(1)), match[1]
    if file.kind == "data":
        return
    for match in tables.RULE_CODE.finditer(file.prose):
        yield file.line_at(match.start()), match[0]


def shows(code: str, name: str, test: File) -> bool:
    """A scenario is about the rule; another file has a test of that name."""
    if test.path.endswith(".scn"):
        about = SCENARIO_RULES.search(test.text)
        return about is not None and code in about[1].split()
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", test.text) is not None


def rule_faults(page: File, tree: Tree) -> Found:
    """Rows of the page of rules without a source or a test that shows them.
    That a link leads nowhere is the affair of missing()."""
    seen: set[str] = set()
    for row in RULE_ROW.finditer(page.text):
        line, code = page.line_at(row.start()), row[1]
        if code in seen:
            yield line, f"{code} is defined twice"
        seen.add(code)
        cells = [cell.strip() for cell in row[2].split("|")]
        if len(cells) != 3 or not all(cells):
            yield line, f"{code}: source, what is done, and tests, please"
            continue
        links = LINK.findall(cells[2])
        if not links:
            yield line, f"{code}: link a test that shows it"
        for name, target in links:
            test = tree.get(normpath(f"{page.folder}/{target}"))
            if test and not shows(code, name, test):
                yield line, f"{code}: {name} is not in {test.path}"
            elif test and not test.path.startswith("tests/"):
                yield line, f"{code}: {test.path} is no test"


def rules(tree: Tree) -> TreeFound:
    """Rules that are cited are defined; those that are defined are shown."""
    page = tree.get(tables.RULES_PAGE, File(tables.RULES_PAGE, ""))
    defined = {row[1] for row in RULE_ROW.finditer(page.text)}
    for line, why in rule_faults(page, tree):
        yield page.path, line, why
    for path, file in tree.items():
        for line, code in cited_rules(file):
            if code not in defined:
                yield path, line, f"{code} is not in {page.path}"


def decisions(tree: Tree) -> TreeFound:
    """Each has its date and status, and code that follows it cites it."""
    for path, page in tree.items():
        number = DECISION.fullmatch(path)
        if not number:
            continue
        head = page.text.split("\n\n")[1:2]
        if not head or not DECISION_HEAD.match(head[0]):
            yield path, 3, "write 'Date: YYYY-MM-DD. Status: ...' here"
        elif "No code follows it" not in head[0] and not any(
                f"docs/decisions/{number[1]}" in file.text
                for file in tree.values()
                if file.kind != "markdown" and file.folder != "tests/tidy"):
            yield path, 3, ("cite it where code follows it, or say here: "
                            "'No code follows it'")


FILE_RULES: tuple[Callable[[File], Found], ...] = (
    width, whitespace, include, owned_header, io_word, banned, foreign_word,
    todo, nolint, test_name, size,
)
TREE_RULES: tuple[Callable[[Tree], TreeFound], ...] = (
    layout, opening, listed, missing, rules, decisions,
)


# ---- the program -----------------------------------------------------------


def paths_of(root: Path) -> list[str]:
    """What git tracks or would track; where git knows nothing, all but
    hidden folders and builds."""
    git = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others",
         "--exclude-standard"], capture_output=True, text=True, check=False)
    if git.returncode == 0 and git.stdout:
        return sorted(set(git.stdout.rstrip("\0").split("\0")))
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name == ".ci" or not
                      re.match(r"\.|build|__pycache__", name)]
        found += [(Path(folder) / name).relative_to(root).as_posix()
                  for name in names]
    return sorted(found)


def read_tree(root: Path) -> Tree:
    tree: Tree = {}
    for path in filter(lambda path: (root / path).is_file(), paths_of(root)):
        try:
            text = (root / path).read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            text = ""  # binary: only its place counts
        tree[path] = File(path, text)
    return tree


def complaints(root: Path) -> list[str]:
    tree = read_tree(root)
    found = [(path, line, rule.__name__, why) for path, file in tree.items()
             if file.text for rule in FILE_RULES for line, why in rule(file)]
    found += [(path, line, rule.__name__, why) for rule in TREE_RULES
              for path, line, why in rule(tree)]
    return [f"{path}:{line}: {rule}: {why}"
            for path, line, rule, why in sorted(found)]


def main() -> int:
    if len(sys.argv) > 2:
        sys.exit("usage: tidy.py [ROOT]")
    here = Path(__file__).resolve().parents[2]
    found = complaints(Path(sys.argv[1]) if len(sys.argv) == 2 else here)
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
