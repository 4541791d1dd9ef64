"""Bulk MX scans as Arrow record batches, by the program `mxsweep`."""

from ._program import ScanError
from ._scan import Progress, Scan, scan

__all__ = ["Progress", "Scan", "ScanError", "scan"]
__version__ = "0.1.0"
