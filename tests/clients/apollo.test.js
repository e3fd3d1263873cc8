import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from '@apollo/client'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { createClient } from 'graphql-ws'
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import {
  BOOK, FOLLOW, FRIDAY, LIST, VIEWER, booking, headers, heardOf, introduction, live, recording, socketUrl, url,
} from './gateway.js'

const over = (link) => new ApolloClient({ link, cache: new InMemoryCache() })
const http = (options = {}) => new HttpLink({ uri: url, headers, ...options })

test('Apollo Client queries', async () => {
  const { data } = await over(http()).query({ query: gql(VIEWER) })
  assert.equal(data.viewer.account.name, 'demo')
})

test('Apollo Client queries by GET', async () => {
  const { requests, fetch } = recording()
  const { data } = await over(http({ fetch, useGETForQueries: true })).query({ query: gql(LIST), variables: { first: 1 } })
  assert.equal(data.deliveries.edges.length, 1)
  assert.deepEqual(requests.map((each) => each.method), ['GET'])
})

test('Apollo Client mutates, and normalises what it gets by id', async () => {
  const client = over(http())
  const { data } = await client.mutate({ mutation: gql(BOOK), variables: booking('apollo') })
  const [delivery] = data.createDeliveries.deliveries
  assert.equal(client.cache.extract()[`Delivery:${delivery.id}`].reference, 'apollo')
})

test('Apollo Client gets refusals as data', async () => {
  const { data } = await over(http()).mutate({ mutation: gql(BOOK), variables: booking('apollo', FRIDAY) })
  assert.deepEqual(data.createDeliveries.deliveries, [])
  assert.equal(data.createDeliveries.violations[0].code, 'WEEKDAY_NOT_AVAILABLE')
})

test('Apollo Client gets a missing token and a wrong query as GraphQL errors with codes', async () => {
  const code = (error) => CombinedGraphQLErrors.is(error) && error.errors[0].extensions.code
  const nobody = over(http({ headers: {} })).query({ query: gql(VIEWER) })
  await assert.rejects(nobody, (error) => code(error) === 'UNAUTHENTICATED')
  const wrong = over(http()).query({ query: gql('{ thereIsNoSuchField }') })
  await assert.rejects(wrong, (error) => code(error) === 'GRAPHQL_VALIDATION_FAILED')
})

test('Apollo Client sends a document once and names it by its hash from then on', async () => {
  const { requests, fetch } = recording()
  const sha256 = (text) => createHash('sha256').update(text).digest('hex')
  const persisted = new PersistedQueryLink({ sha256, useGETForHashedQueries: true })
  const query = gql('query Apollo { viewer { account { id name } actor: __typename } }')
  for (const _ of [1, 2]) {
    const client = over(ApolloLink.from([persisted, http({ fetch })]))
    assert.equal((await client.query({ query })).data.viewer.account.name, 'demo')
  }
  const sent = (each) => each.body.includes('query Apollo') || new URL(each.address).searchParams.has('query')
  assert.deepEqual(requests.map(sent), [false, true, false])
})

test('Apollo Client subscribes over WebSocket', live, async (t) => {
  const socket = createClient({ url: socketUrl, connectionParams: introduction })
  t.after(() => socket.dispose())
  const heard = new Promise((resolve, reject) => {
    over(new GraphQLWsLink(socket)).subscribe({ query: gql(FOLLOW) }).subscribe({ next: resolve, error: reject })
  })
  const { data } = await heardOf('apollo live', heard)
  assert.equal(data.deliveryChanged.delivery.reference, 'apollo live')
})
