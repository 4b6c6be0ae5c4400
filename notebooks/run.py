"""Executes the notebooks from a clean kernel and keeps what a reader needs: python notebooks/run.py [NOTEBOOK ...].

The tests execute them through `execute` and compare: what is committed is what a fresh run gives.
"""

from __future__ import annotations

import base64
import sys
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).parent
SECONDS = 120
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def execute(path: Path) -> NotebookNode:
    """A notebook as it is after a run in its own folder, by this Python; what differs from run to run is left out."""
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    # kernel specifications of the user could name another Python; without them jupyter takes the one that runs this
    specs = KernelSpecManager(kernel_dirs=[])
    with TemporaryDirectory() as sockets:
        kernels = AsyncKernelManager(
            kernel_name="python3",
            kernel_spec_manager=specs,
            transport="ipc",  # files, so that kernels at work side by side never want the same port
            connection_file=str(Path(sockets) / "kernel.json"),
        )
        resources = {"metadata": {"path": str(path.parent)}}
        client = NotebookClient(notebook, km=kernels, timeout=SECONDS, resources=resources, record_timing=False)
        client.execute(cleanup_kc=True)
    notebook.metadata = NotebookNode(METADATA)
    for cell in notebook.cells:
        cell.metadata = NotebookNode()
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "image/png" in data:
                data["image/png"] = smaller(data["image/png"])
    return notebook


def smaller(picture: str) -> str:
    """A PNG picture (base64) packed as well as zlib can, which the one that draws it does not do."""
    data = base64.b64decode(picture)
    start, packed, rest = 8, b"", b""
    head = data[:start]
    while start < len(data):
        end = start + 12 + int.from_bytes(data[start : start + 4], "big")
        chunk = data[start:end]
        if chunk[4:8] == b"IDAT":
            packed += chunk[8:-4]
        elif packed:
            rest += chunk
        else:
            head += chunk
        start = end
    body = b"IDAT" + zlib.compress(zlib.decompress(packed), 9)
    again = (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    return base64.b64encode(head + again + rest).decode()


def main(names: list[str]) -> None:
    """Executes the notebooks named, or all, in place."""
    for path in [Path(name) for name in names] or sorted(FOLDER.glob("*.ipynb")):
        nbformat.write(execute(path), path)
        print(f"{path.name}: {path.stat().st_size / 1024:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
