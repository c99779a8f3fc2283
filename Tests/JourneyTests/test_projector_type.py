"""The big screen is set as Chinese is set: no character alone on a last line, brackets flush left."""

import pytest

import hall as halls
from roles import Screen, Trainer

# How many characters stand on the last line of each paragraph, and on how many lines it stands.
LAST_LINES = """() => [...document.querySelectorAll('.stage .line')].map((part) => {
  const text = part.firstChild, range = document.createRange(), tops = [];
  for (let i = 0; i < text.length; i++) {
    range.setStart(text, i); range.setEnd(text, i + 1);
    tops.push(Math.round(range.getBoundingClientRect().top / 8));
  }
  return { alone: tops.filter((top) => Math.abs(top - tops.at(-1)) < 2).length, lines: new Set(tops).size };
})"""

FLUSH = """() => {
  const title = document.querySelector('.stage h1'), range = document.createRange();
  range.setStart(title.firstChild, 0); range.setEnd(title.firstChild, 1);
  const size = parseFloat(getComputedStyle(title).fontSize);
  return { text: title.textContent, width: range.getBoundingClientRect().width / size };
}"""


@pytest.mark.skipif(not halls.REAL_PLAN.exists(), reason="../shared is missing")
def test_lines_end_well(start, eyes):
    hall = start(halls.REAL_PLAN)
    trainer = Trainer(eyes).go(hall.addresses["trainer"])
    screen = Screen(eyes).go(hall.addresses["projector"])
    trainer.jump("（二）原原本本学思想")
    screen.sees("原原本本学思想", "h1")
    several = 0
    for width in (1024, 1152, 1280, 1366, 1400, 1440, 1520, 1600, 1680, 1760, 1920):
        screen.page.set_viewport_size({"width": width, "height": width * 9 // 16})
        screen.page.wait_for_timeout(100)
        for line in screen.page.evaluate(LAST_LINES):
            several += line["lines"] > 1
            assert line["lines"] == 1 or line["alone"] >= 3, f"{line} at {width} px"
    assert several > 5
    title = screen.page.evaluate(FLUSH)
    assert title["text"].startswith("（")
    assert title["width"] < 0.7, "the bracket that opens a line takes half a square"
    screen.look("flush")
