import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { booking, post, recording, url } from './gateway.js'

const manifest = JSON.parse(readFileSync(new URL('generated/persisted-documents.json', import.meta.url), 'utf8'))
const idOf = (name) => Object.entries(manifest).find(([, text]) => text.startsWith(`${name}(`))[0]

test('the documents that graphql-codegen wrote down run by their ids', async () => {
  const { data } = await post({ documentId: `sha256:${idOf('query Deliveries')}`, variables: { first: 2 } })
  assert.equal(data.deliveries.edges.length, 2)
  const { requests, fetch } = recording()
  const answer = await fetch(`${url}?documentId=${idOf('query Deliveries')}&variables={"first":1}`, { headers: { Token: 'demo' } })
  assert.equal((await answer.json()).data.deliveries.edges.length, 1)
  assert.equal(requests.length, 1)
})

test('a mutation that graphql-codegen wrote down runs by its id', async () => {
  const { data } = await post({ documentId: idOf('mutation CreateDeliveries'), variables: booking('codegen') })
  assert.equal(data.createDeliveries.deliveries.length, 1)
})

test('a document nobody wrote down is not found', async () => {
  const { errors, status } = await post({ documentId: 'nobody' })
  assert.equal(status, 400)
  assert.equal(errors[0].extensions.code, 'PERSISTED_QUERY_NOT_FOUND')
})
