"""Names that a front end has before it generates types: of globals and of what client libraries export."""

# Of TypeScript's lib.dom, Apollo Client, urql, Graphcache and relay-runtime: names of one word, and those
# that this schema had or has to have.
_LISTED = """
Algorithm Animatable Animation Attr Audio Blob Body Cache Client Clipboard Comment Console Consumer
Context Credential Crypto Data Dependencies Direction Directive Disposable Document Element Entity
Environment ErrorPolicy Event Exchange External File Fragments Gamepad Geolocation Headers Highlight
History Image Keyframe Link Location Lock Logger Modifier Modifiers Mutation Navigator Network Node
Notification Observable Observer Operation Option PageInfo Performance Permissions Plugin Policies
Primitive Props Provider Query Range Record Reference Report Request Resolver Response Result Scalar
Screen Selection Slottable Snapshot Storage Store Subscribable Subscription Text Touch Transaction
Transferable Transformer Unmasked Uploadable Variables Window Worker Worklet
"""
TAKEN_NAMES = frozenset(_LISTED.split())
# Relay asks for the first two, and the root types have their names in every schema.
REQUIRED_NAMES = frozenset({"Node", "PageInfo", "Query", "Mutation", "Subscription"})
