import { auditServer } from 'graphql-http'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { url } from './gateway.js'

test('every audit of graphql-http is ok', async (t) => {
  const results = await auditServer({ url })
  const bad = results.filter((each) => each.status !== 'ok').map((each) => `${each.id} ${each.name}: ${each.reason}`)
  t.diagnostic(`graphql-http: ${results.length - bad.length} of ${results.length} audits are ok`)
  assert.deepEqual(bad, [])
  assert.equal(results.length, 61)
})
