// The recommended rules for schemas and those of Relay; what differs from them has its reason here.
import plugin from '@graphql-eslint/eslint-plugin'
import { values } from './values.js'

const rules = {
  // Stricter: every field, argument and value has a description.
  '@graphql-eslint/require-description': [
    'error',
    { types: true, DirectiveDefinition: true, EnumValueDefinition: true, FieldDefinition: true, InputValueDefinition: true },
  ],
  // `deliveryDate` and `deliveryWindow` name the delivery as opposed to the pickup, whose window is `pickupWindow`.
  '@graphql-eslint/no-typename-prefix': 'off',
  // What has an `id` is a `Node`. Values are parts of other objects; payloads and pages are answers of one request.
  '@graphql-eslint/strict-id-in-types': [
    'error', { exceptions: { types: [...values, 'PageInfo'], suffixes: ['Connection', 'Edge', 'Payload'] } },
  ],
  // A history is read from its newest entry on, never from its end.
  '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
  // Lists that are short and bounded come whole; the entries of a history cannot be fetched by themselves.
  '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false, shouldImplementNode: false }],
}

export default [
  {
    files: ['generated/schema.graphql'],
    plugins: { '@graphql-eslint': plugin },
    languageOptions: { parser: plugin.parser, parserOptions: { graphQLConfig: { schema: 'generated/schema.graphql' } } },
    rules: {
      ...plugin.configs['flat/schema-recommended'].rules,
      ...plugin.configs['flat/schema-relay'].rules,
      ...rules,
    },
  },
]
