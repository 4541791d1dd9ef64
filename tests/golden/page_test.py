"""The page of `mxsweep report` in a browser: what is seen of it on a large and
on a small screen, in dark colours, by the keyboard, and on paper."""

from __future__ import annotations

import json
import re
import tempfile
import unittest
from pathlib import Path

import golden
from browser import Browser

LONG = "an operator of a very long name, Gesellschaft mbH & Co. KG "
# A page of A4 has 210 mm, 96 dots an inch, of which browsers leave 10 mm on
# either side.
PAPER = int((210 - 20) / 25.4 * 96)
CONTRAST = """(() => {
  const light = color => {
    const part = color.match(/[0-9.]+/g).slice(0, 3).map(octet => {
      const of = octet / 255;
      return of <= 0.04045 ? of / 12.92 : ((of + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
  };
  const paper = element => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$/.test(color)) return color;
    }
  };
  return Math.min(...["p", "th", "td", "a", "dt", "dd", "h2"].map(name => {
    const element = document.querySelector(name);
    const one = light(getComputedStyle(element).color) + 0.05;
    const other = light(paper(element)) + 0.05;
    return Math.max(one, other) / Math.min(one, other);
  }));
})()"""
TOO_WIDE = """[...document.querySelectorAll("table, h1, h2, p, dl, svg")]
  .filter(one => one.getBoundingClientRect().right > innerWidth)
  .map(one => one.outerHTML.slice(0, 80))"""
SEEN = """[...document.querySelectorAll("%s")].filter(
  one => one.checkVisibility() && one.getBoundingClientRect().height > 0)
  .length"""


def rows() -> list[dict]:
    kinds = (("mx", "NOERROR"), ("none", "NODATA"), ("unknown", "SERVFAIL"))
    out = []
    for number in range(120):
        kind, status = kinds[number % 7 // 3]
        out.append({
            "seq": number, "domain": f"name-{number}.example", "status": status,
            "mail_kind": kind, "preference": 10, "mx_ttl_s": 40 * number,
            "exchange": f"m{number}.example" if kind == "mx" else None,
            "mx_operator": (LONG + "x" * 60 if number == 0
                            else f"operator {number % 40}"),
            "mx_operator_category": "security_gateway",
            "mx_operator_country": "CH", "rtt_us": number * 1000,
            "dmarc_status": "valid", "dmarc_p": "reject",
            "findings": ["single_mx", "no_ipv6", "mx_unregistered",
                         "mx_no_global_address", "mx_bad_hostname"]
            if kind == "mx" else []})
    return out


class PageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        golden.find_program("chromium")
        result, page = cls.folder / "result.jsonl", cls.folder / "page.html"
        result.write_text("".join(json.dumps(row) + "\n" for row in rows()))
        golden.run_well("report", result, "--since", result, "-o", page)
        cls.browser = Browser(cls.folder)
        cls.addClassCleanup(cls.browser.stop)
        cls.browser.open(page)
        cls.examples = len(re.findall("<li>name-", page.read_text()))

    def seen(self, selector: str) -> int:
        return self.browser.value(SEEN % selector)

    def set_up(self, medium: str, width: int, **features: str) -> None:
        self.browser.show(medium, **features)
        self.browser.resize(width, 900)

    def test_a_large_screen(self) -> None:
        self.set_up("screen", 1280)
        self.assertEqual(self.browser.value(TOO_WIDE), [])
        self.assertGreater(self.seen(".bar svg"), 20)
        self.assertEqual(self.seen("details li"), 0)

    def test_a_small_screen(self) -> None:
        self.set_up("screen", 400)
        self.assertEqual(self.browser.value(TOO_WIDE), [])
        self.assertEqual(self.seen(".bar"), 0)
        for width in (400, 320):  # where tables may be scrolled, but no page
            self.set_up("screen", width)
            self.assertLessEqual(self.browser.value(
                "document.documentElement.scrollWidth"), width)

    def test_colours_are_told_apart(self) -> None:
        for scheme in ("light", "dark"):
            self.set_up("screen", 1280, prefers_color_scheme=scheme)
            self.assertGreaterEqual(self.browser.value(CONTRAST), 4.5, scheme)

    def test_examples_open_by_the_keyboard(self) -> None:
        self.set_up("screen", 1280)
        self.browser.value("document.querySelector('summary').focus()")
        press = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13,
                 "text": "\r"}
        for _ in range(2):
            self.browser.do("Input.dispatchKeyEvent", type="keyDown", **press)
            self.browser.do("Input.dispatchKeyEvent", type="keyUp", **press)
            opened = self.seen("details[open] li")
            self.assertEqual(opened, self.seen("details li"))
            self.assertIn(opened, (0, 5))
        self.assertEqual(opened, 0)

    def test_paper_has_all_of_it(self) -> None:
        """Nothing is cut off at its edge, and nobody clicks on paper."""
        self.set_up("print", PAPER)
        self.assertEqual(self.browser.value(TOO_WIDE), [])
        self.assertEqual(self.browser.value(
            "[...document.querySelectorAll('.scroll')].filter("
            "one => one.scrollWidth > one.clientWidth).length"), 0)
        self.assertGreater(self.examples, 20)
        self.assertEqual(self.seen("details li"), self.examples)
        self.assertEqual(self.seen("nav"), 0)


if __name__ == "__main__":
    golden.main()
