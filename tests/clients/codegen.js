// What the README recommends: every scalar has a type, or the build fails.
export default {
  schema: 'generated/schema.graphql',
  documents: ['front-end/*.ts'],
  generates: {
    'generated/': {
      preset: 'client',
      presetConfig: { persistedDocuments: { hashAlgorithm: 'sha256' } },
      config: {
        strictScalars: true,
        scalars: { Date: 'string', DateTime: 'string', LocalTime: 'string', Decimal: 'string' },
        useTypeImports: true,
      },
    },
  },
}
