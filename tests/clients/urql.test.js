import { Client, fetchExchange, gql } from '@urql/core'
import { persistedExchange } from '@urql/exchange-persisted'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BOOK, FRIDAY, LIST, VIEWER, booking, headers, recording, url } from './gateway.js'

const over = (options = {}) =>
  new Client({ url, exchanges: [fetchExchange], fetchOptions: { headers }, preferGetMethod: false, ...options })

test('urql queries', async () => {
  const { data, error } = await over().query(gql(VIEWER), {})
  assert.equal(error, undefined)
  assert.equal(data.viewer.account.name, 'demo')
})

test('urql queries by GET', async () => {
  const { requests, fetch } = recording()
  const { data } = await over({ fetch, preferGetMethod: 'force' }).query(gql(LIST), { first: 1 })
  assert.equal(data.deliveries.edges.length, 1)
  assert.deepEqual(requests.map((each) => each.method), ['GET'])
})

test('urql mutates, and gets refusals as data', async () => {
  const good = await over().mutation(gql(BOOK), booking('urql'))
  assert.equal(good.data.createDeliveries.deliveries[0].reference, 'urql')
  const refused = await over().mutation(gql(BOOK), booking('urql', FRIDAY))
  assert.equal(refused.error, undefined)
  assert.equal(refused.data.createDeliveries.violations[0].code, 'WEEKDAY_NOT_AVAILABLE')
})

test('urql gets a missing token and a wrong query as GraphQL errors with codes', async () => {
  const nobody = await over({ fetchOptions: {} }).query(gql(VIEWER), {})
  assert.equal(nobody.error.graphQLErrors[0].extensions.code, 'UNAUTHENTICATED')
  const wrong = await over().query(gql('{ thereIsNoSuchField }'), {})
  assert.equal(wrong.error.graphQLErrors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED')
})

test('urql sends a document once and names it by its hash from then on', async () => {
  const { requests, fetch } = recording()
  const exchanges = [persistedExchange({ preferGetForPersistedQueries: true }), fetchExchange]
  for (const _ of [1, 2]) {
    const { data } = await over({ fetch, exchanges }).query(gql('query Urql { viewer { account { id name } } }'), {})
    assert.equal(data.viewer.account.name, 'demo')
  }
  const sent = (each) => each.body.includes('query Urql') || new URL(each.address).searchParams.has('query')
  assert.deepEqual(requests.map(sent), [false, true, false])
})
