# SPDX-License-Identifier: Apache-2.0
"""Things by id that lie in several files, each of which is read when something of it is asked for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")


class OneEach(Mapping[str, T], Generic[T]):
    """Things of which each has a file of its own, named by its id."""

    def __init__(self, paths: Sequence[Path], read: Callable[[Path], T]) -> None:
        self._paths = {path.stem: path for path in paths}
        self._read = read
        self._found: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        """Give a thing by its id."""
        if key not in self._found:
            self._found[key] = self._read(self._paths[key])
        return self._found[key]

    def __contains__(self, key: object) -> bool:
        """Tell whether there is such a thing, without reading it."""
        return key in self._paths

    def __iter__(self) -> Iterator[str]:
        """Give every id, in the order of the files."""
        return iter(self._paths)

    def __len__(self) -> int:
        """Count the things."""
        return len(self._paths)


class SomeEach(Mapping[str, T], Generic[T]):
    """Things of which several lie in a file, looked for in one file after the other."""

    def __init__(self, paths: Sequence[Path], read: Callable[[Path], Mapping[str, T]]) -> None:
        self._files = OneEach(paths, read)

    def __getitem__(self, key: str) -> T:
        """Give a thing by its id."""
        for things in self._files.values():
            if key in things:
                return things[key]
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        """Give every id, in the order of the files."""
        return iter({key: None for things in self._files.values() for key in things})

    def __len__(self) -> int:
        """Count the things."""
        return sum(1 for _key in self)
