"""Reads the files of a class back: workbooks by openpyxl, PDF by poppler, CSV by Python, so that tests compare numbers."""

import csv
import datetime
import decimal
import io
import re
import subprocess

import openpyxl


def pdf_text(pdf):
    """The words of a PDF without the spaces that set them."""
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True)
    return done.stdout


def squeezed(text):
    return re.sub(r"\s+", "", text)


def pdf_pages(pdf):
    """How many pages, and the size of the first in points."""
    said = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout
    width, height = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", said).groups()
    return int(re.search(r"Pages:\s+(\d+)", said).group(1)), (float(width), float(height))


class Table:
    """Title, heads and rows; sums and notes are rows too."""

    def __init__(self, title, heads, rows):
        self.title, self.heads, self.rows = title, heads, rows

    def column(self, head):
        place = self.heads.index(head)
        return [row[place] for row in self.rows if len(row) > place]

    def cell(self, first, head):
        """Of the row whose first cell says so."""
        return next(row[self.heads.index(head)] for row in self.rows if row and row[0] == first)

    def where(self, head, value):
        """The row as a dictionary."""
        place = self.heads.index(head)
        return next(dict(zip(self.heads, row)) for row in self.rows if len(row) > place and row[place] == value)


def csv_tables(path):
    data = path.read_bytes()
    assert data[:3] == b"\xef\xbb\xbf"
    tables, current = [], []
    for row in list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))) + [[]]:
        if row:
            current.append(row)
        elif current:
            tables.append(Table(current[0][0], current[1], current[2:]))
            current = []
    return tables


def rounded(value, places):
    """Half away from zero, of the decimal that a person would write, as spreadsheets round."""
    return str(decimal.Decimal(repr(value)).quantize(decimal.Decimal(places), decimal.ROUND_HALF_UP))


def percent(share):
    return rounded(float(decimal.Decimal(repr(share)) * 100), "1") + "%"


def shown(cell):
    """A cell of a workbook as a person sees it, by its number format."""
    value, code = cell.value, cell.number_format
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d" if code == "yyyy-mm-dd" else "%Y-%m-%d %H:%M")
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if code == "0%":
            return percent(value)
        if code in ("0.0", "0.00"):
            return rounded(value, code)
        return f"{value:g}"
    return str(value)


def book(path):
    """Every sheet, after what must hold of each."""
    opened = openpyxl.load_workbook(path)
    tables = []
    for sheet in opened.worksheets:
        assert 1 <= len(sheet.title) <= 31 and not re.search(r"[\[\]:*?/\\]", sheet.title), sheet.title
        assert sheet.freeze_panes == "A3", (path, sheet.title)
        assert sheet.print_title_rows == "$1:$2", (path, sheet.title)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and not sheet.page_setup.fitToHeight, sheet.title
        assert "&P" in sheet.oddFooter.center.text, sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" and cell.hyperlink is None, (path, sheet.title, cell.coordinate)
        rows = [[shown(cell) for cell in row] for row in sheet.iter_rows()]
        tables.append(Table(rows[0][0], rows[1], rows[2:]))
    return opened, tables
