"""The program under test, and the plans that several tests give it."""

import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
GUILDHALL = os.environ.get("GUILDHALL", str(ROOT / ".build/debug/guildhall"))
REAL_PLAN = ROOT.parent / "shared/plans/000_9bfbc4b03e2c5a4f.txt"
SAMPLE = ROOT / "Examples/劳动争议预防与处理/教案.md"
ENGLISH = ROOT / "Examples/Workplace safety committees/plan.md"
needs_real_plan = pytest.mark.skipif(
    not REAL_PLAN.exists(), reason="../shared is missing: the real plan cannot be checked"
)


def run(*arguments, language="zh_CN.UTF-8", **options):
    environment = {**os.environ, "LANG": language, "LC_ALL": "", "LC_MESSAGES": ""}
    return subprocess.run(
        [GUILDHALL, *map(str, arguments)],
        capture_output=True, text=True, env=environment, timeout=600, **options,
    )
