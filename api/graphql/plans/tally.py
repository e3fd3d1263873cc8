"""The numbers of objects in an answer, from which its actual cost follows."""

from api.graphql.transport.documents.cost import Path


class Tally(dict[Path, int]):
    """The number of objects at each path that is selected; a count of a list is at its path, too.

    A path that ends in the name of a type has the number of objects of that type.
    """

    def add(self, path: Path, count: int) -> None:
        self[path] = self.get(path, 0) + count
