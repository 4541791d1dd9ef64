"""Nothing but names is asked, and nothing but names is shown: lines as address
books, mail logs, exports and bookmarks have them, with a word in every place
that is nobody's business, which must turn up neither in a question nor in a
table, manifest or message.
"""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path

import golden
import table

SECRET = "zq7Secret"

# S stands for the secret, D for a domain that is no secret.
MAIL = """
S@D|S.S@D|S+S@D|"S S"@D|"S\\"S"@D|"S@S.S"@D|S S <S@D>|S, S <S@D>
"S, S" <S@D>|"S S" <"S S"@D>|S@D (S S)|(S) S@D|S@D (S (S) S@S.S)|<S@D>|<S@D>;
'S@D'|`S@D`|mailto:S@D|mailto:S@D?subject=S&body=S|mailto:S%40D|MAILTO:S@D?cc=S
mailto:S@D,S@D|S%40D|S＠D|S﹫D|S[at]D|S(at)D[dot]com|S@D:S|S@D/S|S@D?S|S@D#S
S@D;S@D|S@D, S@D|S@D,S@D|S@D S@D|S <S@D>, S <S@D>|S <S@D>; S <S@D>|S@D; S
S@D # S|S,S@D|S S,S@D,+49 30 S|"S, S",S@D|SMTP:S@D|sip:S@D;user=S|S @ D|S@ D
S@[192.0.2.1]|S@192.0.2.1|S@|@@S@D|S@D..|S@-D-|S@D.local|S@D S|S@S@D|S@D$S
S/S@D|S#S@D|S.S/S@D|S.S#S@D|S.S?S@D|S.S\\S@D|S.com/S@D|S.S,<S@D>|S.S, <S/S@D>
S@S S@D|S <S>, S@D|<S@D> S <S@D>|From: S <S@D>|to=<S@D>, relay=S[192.0.2.1]
S@D\tS|S\tS@D|S\u00a0<S@D>|\ufeffS@D|\u3000S@D\u3000S|S@D\x01S|\xadS@D
"""

URLS = """
https://D/S|https://D?S|https://D#S|https://S:S@D|https://S@D/S
https://S:S@D:8443/S?S#S|https://D/S?mail=S@corp.com|https://D/S%40corp.com
https://D/?next=https://S.com/S|//D/S|//S@D/S|D/S|D:8080/S|D?S=S|D#S|D/S?m=S@D
hxxp://D/S|hxxps[:]//S@D/S|hxxps://D[.]com/S|https://https://D/S|S://D/
view-source:https://D/S|ftp://S:S@D/S|https:///S|http://192.0.2.1/S
http://[2001:db8::1]/S|https://D\\S|javascript:S()|data:text/plain,S|tel:+49S
https://D/S https://D/S|https://D/S S|<https://D/S>|[S](https://D/S)
https://S S/|https://D:S/|urn:S:S|file:///S/S|magnet:?xt=S|D/S S
"""

OTHER = """
S S|S: S|S=S|password=S|$2y$10$S/S|+49 30 S|S\tD|S;D|S|{"S": "S"}|<S>|S/S
S:1234|S:S|ssh-rsa S S|BEGIN:VCARD S|FN:S S|TEL;TYPE=S:+49 30 S|S\x01S|-S-|S..S
S.123|S!S|'S''S'|"S|S"S|(S)S|[S]|\\S|INSERT INTO S VALUES ('S')|S*S
!S|S~S|{SHA}S=|S\u2028S|S\u202eS|D S|D (S)|D,S|D # S|D;S;S|D,"S, S",S@D
"""


def shapes() -> list[str]:
    """Each of the above by itself, quoted, behind a rank, and so on."""
    single = [shape for text in (MAIL, URLS, OTHER)
              for line in text.strip("\n").split("\n")
              for shape in line.split("|") if shape not in ("S", "")]
    ways = ("{}", '"{}"', "7,{}", " {} ", "{} # S")
    return [way.format(shape) for shape in single for way in ways]


class Listener(golden.LoopbackResolver):
    """A resolver that knows of no name and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def reply(self, query: bytes, end: int) -> bytes:
        self.asked.add(query[12:end].decode("latin-1").lower())
        return golden.nothing_found(query, end)


class PrivacyTest(unittest.TestCase):
    """The program as users have it."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="mxsweep-golden-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_no_secret_gets_out(self) -> None:
        lines = shapes()
        self.assertGreater(len(lines), 600)
        path = self.folder / "list.txt"
        # Good names between, as a list has them for the most part.
        path.write_text("".join(
            line.replace("D", f"ok-{at}.com").replace("S", SECRET) +
            f"\nn{at}.com\nm{at}.com\nk{at}.com\n"
            for at, line in enumerate(lines)), encoding="utf-8")
        for kind in ("csv", "jsonl"):
            self.scan(path, kind, len(lines))

    def scan(self, path: Path, kind: str, count: int) -> None:
        out = self.folder / f"out.{kind}"
        manifest = self.folder / "manifest.json"
        with Listener() as listener:
            done = golden.run(path, "-r", listener.address,
                              "--no-resolver-check", *golden.PATIENT, "-v",
                              "-o", out, "--manifest", manifest)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        rest = {"table": out.read_text(encoding="utf-8"),
                "manifest": manifest.read_text(encoding="utf-8"),
                "messages": done.stderr.decode(),
                "output": done.stdout.decode(),
                "questions": "\n".join(sorted(listener.asked))}
        for where, text in rest.items():
            for line in text.lower().split("\n"):
                self.assertNotIn(SECRET.lower(), line, where)
        # It is not that nothing was asked.
        asked = rest["questions"]
        found = sum(f"\x05ok-{at}\x03com".replace(
            "\x05", chr(3 + len(str(at)))) in asked for at in range(count))
        self.assertGreater(found, count // 2)
        if kind == "csv":
            self.assertGreaterEqual(len(table.read_csv(out)), 4 * count)
        else:
            json.loads(rest["table"].split("\n", 1)[0])


if __name__ == "__main__":
    golden.main()
