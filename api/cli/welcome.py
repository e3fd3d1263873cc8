from api.demo.accounts import DEMO_TOKENS

_ADDRESSES = """
delivery-gateway is ready.

  GraphQL and playground   {url}/graphql
  Legacy REST              {url}/v1/settings/config
                           {url}/v1.3/scheduled/create
                           {url}/v1.3/scheduled/update
                           {url}/v1/scheduled/
  OAuth 2.0                {url}/oauth/token
"""
_DEMO = """
  Demo tokens              {tokens}

  curl -H 'Token: demo' {url}/v1/settings/config
"""
_LIVE = """
  Make an account and a token with `accounts create` and `tokens create`, then
  curl -H 'Token: YOUR TOKEN' {url}/v1/settings/config
"""


def welcome_message(url: str, *, demo: bool) -> str:
    """Return the message that `serve` prints when the gateway is ready."""
    tokens = ", ".join(token.text for token in DEMO_TOKENS)
    text = _ADDRESSES + (_DEMO if demo else _LIVE) + "\n  Ctrl-C stops everything.\n"
    return text.format(url=url, tokens=tokens)
