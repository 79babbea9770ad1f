"""
Results as files that other programs open.

    tables, charts, origin  ->  Parcel  ->  export("xlsx", parcel)  ->  File

A file says where it came from: run, workflow, environment, time, filters.  `run_ids`
finds that again in a file that somebody brings back.  To add a format, write one
function with `@file_format` and import its module here.
"""

from codika.results.exports import csvfile, jsonfiles, parquet, webpages, xlsx  # they register
from codika.results.exports.cells import harmless
from codika.results.exports.csvfile import to_csv
from codika.results.exports.finding import run_ids
from codika.results.exports.formats import FORMATS, ZIP, File, FileFormat, Parcel, export, file_name
from codika.results.exports.jsonfiles import to_json
from codika.results.exports.origin import Origin

__all__ = [
    "FORMATS",
    "ZIP",
    "File",
    "FileFormat",
    "Origin",
    "Parcel",
    "csvfile",
    "export",
    "file_name",
    "harmless",
    "jsonfiles",
    "parquet",
    "run_ids",
    "to_csv",
    "to_json",
    "webpages",
    "xlsx",
]
