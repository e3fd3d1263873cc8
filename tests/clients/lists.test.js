// Lists in a client: two pages that are shown as one, and a booking that appears in what is shown.
import { gql } from '@apollo/client'
import { relayStylePagination } from '@apollo/client/utilities'
import { relayPagination } from '@urql/exchange-graphcache/extras'
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import relay from 'relay-runtime'
import { apollo, compiled, graphcache, hearComplaints, relayEnvironment } from './cache-clients.js'
import { BOOK, book, booking, headers } from './gateway.js'

const PAGE = `query Page($reference: String!, $after: String) {
  deliveries(first: 2, after: $after, filter: { reference: $reference }, orderBy: CREATED_ASC) {
    edges { cursor node { id reference } }
    nodes { id reference }
    pageInfo { hasNextPage endCursor }
  }
}`

const idsOf = ({ deliveries: { edges, nodes } }) => ({
  edges: edges.map((edge) => edge.node.id),
  nodes: nodes.map((node) => node.id),
})

async function bookSeveral(count) {
  const reference = randomUUID()
  const ids = []
  for (let made = 0; made < count; made += 1) ids.push(await book(reference))
  return { reference, ids }
}

// An update of Graphcache: every list of deliveries that was asked for is asked for again.
function invalidateLists(_result, _variables, cache) {
  for (const field of cache.inspectFields('Query')) {
    if (field.fieldName === 'deliveries') cache.invalidate('Query', field.fieldName, field.arguments)
  }
}

// Resolves to the first data that this fits.
function showing(source, fits) {
  return new Promise((resolve, reject) => {
    source.subscribe(({ data, error }) => (error ? reject(error) : data && fits(data) && resolve(data)))
  })
}

test("Apollo's relayStylePagination merges the edges of two pages and shows the nodes of the last", async (t) => {
  const complaints = hearComplaints(t)
  const { reference, ids } = await bookSeveral(4)
  const fields = { deliveries: relayStylePagination(['filter', 'orderBy']) }
  const { client } = apollo(headers, { typePolicies: { Query: { fields } } })
  const list = client.watchQuery({ query: gql(PAGE), variables: { reference } })
  const first = await showing(list, () => true)
  assert.deepEqual(idsOf(first), { edges: ids.slice(0, 2), nodes: ids.slice(0, 2) })
  await list.fetchMore({ variables: { after: first.deliveries.pageInfo.endCursor } })
  const both = await showing(list, ({ deliveries }) => deliveries?.pageInfo.hasNextPage === false)
  assert.deepEqual(idsOf(both), { edges: ids, nodes: ids.slice(2) })
  assert.deepEqual(complaints, [])
})

test("urql's relayPagination merges the edges of two pages and the nodes", async (t) => {
  const complaints = hearComplaints(t)
  const { reference, ids } = await bookSeveral(4)
  const { client } = graphcache(headers, { resolvers: { Query: { deliveries: relayPagination() } } })
  const first = await client.query(PAGE, { reference })
  assert.deepEqual(idsOf(first.data), { edges: ids.slice(0, 2), nodes: ids.slice(0, 2) })
  const both = await client.query(PAGE, { reference, after: first.data.deliveries.pageInfo.endCursor })
  assert.deepEqual(idsOf(both.data), { edges: ids, nodes: ids })
  assert.equal(both.data.deliveries.pageInfo.hasNextPage, false)
  assert.deepEqual(complaints, [])
})

test('Relay shows two pages as one connection, and a booking as its first edge', async (t) => {
  const complaints = hearComplaints(t)
  const { reference, ids } = await bookSeveral(4)
  const filter = { reference }
  const { environment, fetch, show, mutate } = relayEnvironment(headers)
  const [query, more, one, list, create] = await compiled(
    'deliveriesQuery', 'deliveriesPageQuery', 'deliveriesRowQuery', 'deliveries_list', 'deliveriesCreateMutation')
  const connection = () => {
    const selector = relay.getSingularSelector(list, show(query, { count: 2, filter }))
    return environment.lookup(selector).data.deliveries
  }
  const rows = () => connection().edges.map((edge) => edge.node.__id)
  await fetch(query, { count: 2, filter })
  await fetch(more, { count: 2, cursor: connection().pageInfo.endCursor, filter })
  assert.deepEqual(rows(), ids.toReversed())
  const connections = [relay.ConnectionHandler.getConnectionID('client:root', 'deliveries_list_deliveries', { filter })]
  await mutate(create, { ...booking(reference), connections })
  const [booked, ...others] = rows()
  assert.deepEqual(others, ids.toReversed())
  await fetch(one, { id: booked })
  assert.deepEqual(complaints, [])
})

test('Apollo Client shows a booking in a list that is asked for again', async (t) => {
  const complaints = hearComplaints(t)
  const { reference, ids } = await bookSeveral(1)
  const { client } = apollo(headers)
  const list = client.watchQuery({ query: gql(PAGE), variables: { reference } })
  await showing(list, () => true)
  const refetched = { refetchQueries: ['Page'], awaitRefetchQueries: true }
  const { data } = await client.mutate({ mutation: gql(BOOK), variables: booking(reference), ...refetched })
  const both = [...ids, data.createDeliveries.deliveries[0].id]
  assert.deepEqual(idsOf(list.getCurrentResult().data), { edges: both, nodes: both })
  assert.deepEqual(complaints, [])
})

test('urql with Graphcache shows a booking in a list that a mutation invalidates', async (t) => {
  const complaints = hearComplaints(t)
  const { reference, ids } = await bookSeveral(1)
  const { client } = graphcache(headers, { updates: { Mutation: { createDeliveries: invalidateLists } } })
  const list = client.query(PAGE, { reference })
  await showing(list, () => true)
  const { data } = await client.mutation(BOOK, booking(reference))
  const both = [...ids, data.createDeliveries.deliveries[0].id]
  const shown = await showing(list, ({ deliveries }) => deliveries?.nodes.length === 2)
  assert.deepEqual(idsOf(shown), { edges: both, nodes: both })
  assert.deepEqual(complaints, [])
})
