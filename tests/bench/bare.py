"""The floor of a rerun: reads and hashes every file, reads the cache, writes the records.

python bare.py fill DOCS RECORDS FOLDER     keeps the lines of RECORDS under the files' hashes
python bare.py rerun DOCS FOLDER            what is measured
"""

import hashlib
import os
import sys

import diskcache


def main(action: str, docs: str, *rest: str) -> None:
    folder = rest[-1]
    names = sorted(entry.name for entry in os.scandir(docs))
    cache = diskcache.Cache(os.path.join(folder, "cache"))  # noqa: PTH118 - bare
    if action == "fill":
        with open(rest[0], encoding="utf-8") as file, cache.transact():  # noqa: PTH123
            for name, line in zip(names, file, strict=True):
                cache.set(hashed(docs, name), line)
        return
    with open(os.path.join(folder, "records.jsonl"), "w", encoding="utf-8") as file:  # noqa: PTH118, PTH123
        for name in names:
            file.write(cache.get(hashed(docs, name)))


def hashed(docs: str, name: str) -> str:
    with open(f"{docs}/{name}", "rb") as file:  # noqa: PTH123
        return hashlib.sha256(file.read()).hexdigest()


if __name__ == "__main__":
    main(*sys.argv[1:])
