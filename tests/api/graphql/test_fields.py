"""How fields are declared, by types that no client sees."""

import re
from dataclasses import dataclass

import strawberry

from api.graphql.domain_type import DomainType, attribute
from api.graphql.resolvers import resolver
from domain.model.auth import Scope


@dataclass(frozen=True)
class Shoe:
    size: int
    maker: str | None = None


@strawberry.type(name="Shoe")
class ShoeType(DomainType):
    domain_type = Shoe

    size: int = attribute("The size.")
    label: str = attribute("The size in words.", path="size", convert=lambda size: f"size {size}")
    maker: str | None = attribute("The maker.", convert=str.upper)

    @resolver(path="")
    @staticmethod
    def self(root: strawberry.Parent[Shoe]) -> str:
        """All of it."""
        return repr(root.size)

    pair: int = attribute("Two of them.", path="size", convert=lambda size: 2 * size)


def test_a_resolver_is_the_whole_declaration_of_its_field() -> None:
    @strawberry.type
    class Query:
        @resolver(scope=Scope.ADMIN)
        @staticmethod
        def shoe_sizes(_info: strawberry.Info, most: int = 3) -> list[int]:
            """Sizes of shoes.

            At most `most`.
            """
            return [36, 37, 38, 39][:most]

    schema = strawberry.Schema(Query)
    assert "Sizes of shoes. At most `most`. Needs the scope `admin`." in schema.as_str()
    assert "shoeSizes(most: Int! = 3): [Int!]!" in schema.as_str()
    assert schema.execute_sync("{ shoeSizes(most: 2) }").data == {"shoeSizes": [36, 37]}


def test_an_attribute_is_found_by_its_own_name_or_by_its_path_and_converted_unless_null() -> None:
    @strawberry.type
    class Query:
        @resolver(graphql_type=list[ShoeType])
        @staticmethod
        def shoes() -> list[Shoe]:
            """Some shoes."""
            return [Shoe(36), Shoe(37, "Ada")]

    schema = strawberry.Schema(Query)
    result = schema.execute_sync("{ shoes { size label maker self pair } }")
    assert result.data == {
        "shoes": [
            {"size": 36, "label": "size 36", "maker": None, "self": "36", "pair": 72},
            {"size": 37, "label": "size 37", "maker": "ADA", "self": "37", "pair": 74},
        ]
    }


def test_fields_keep_the_order_of_their_class_whether_they_have_a_resolver_or_not() -> None:
    names = re.findall(r"^  (\w+): (?:Int|String)", strawberry.Schema(ShoeType).as_str(), re.MULTILINE)
    assert names == ["size", "label", "maker", "self", "pair"]
