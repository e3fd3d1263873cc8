// After a list and after a mutation, a client's cache shows every object as the gateway has it.
import { gql } from '@apollo/client'
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import relay from 'relay-runtime'
import { apollo, compiled, graphcache, hearComplaints, relayEnvironment } from './cache-clients.js'
import { BOOK, FRIDAY, accessToken, booking, headers, post, schema } from './gateway.js'

const clients = { 'Apollo Client': apollo, 'urql with Graphcache': graphcache, Relay: relayEnvironment }

const credentials = {
  'an API token': () => headers,
  'an access token': async () => ({ Authorization: `Bearer ${await accessToken('admin settings:read')}` }),
}

const PEOPLE = [
  { name: 'Ada', reference: 'customer-1', email: 'ada@example.com' },
  { name: 'Bo', reference: 'customer-1', email: null },
  { name: 'Cy', reference: null, email: 'cy@example.com' },
  { name: 'Di', reference: null, email: null },
]

const PLACE = { zip: '2100', city: 'København', address1: 'Kattegatvej 53' }

// Books a delivery for each of the people under a reference of its own, and resolves to that.
async function bookPeople() {
  const reference = randomUUID()
  const [form] = booking(reference).input.deliveries
  const deliveries = PEOPLE.map((recipient) => ({ ...form, recipient }))
  const { data } = await post({ query: BOOK, variables: { input: { deliveries } } })
  assert.deepEqual(data.createDeliveries.violations, [])
  return reference
}

// What a client shows, without what it adds of its own.
const plain = (data) => JSON.parse(JSON.stringify(data, (key, value) => (key.startsWith('__') ? undefined : value)))

for (const [name, connect] of Object.entries(clients)) {
  const shows = (claim, run) =>
    test(`${name} shows ${claim}`, async (t) => {
      const complaints = hearComplaints(t)
      await run()
      assert.deepEqual(complaints, [])
    })

  shows('each delivery with its own recipient', async () => {
    const client = connect(headers)
    const [list, one, update] = await compiled('cachesDeliveriesQuery', 'cachesDeliveryQuery', 'cachesUpdateMutation')
    const reference = await bookPeople()
    await client.fetch(list, { reference })
    const rows = () => plain(client.show(list, { reference })).deliveries.nodes
    assert.deepEqual(rows().map((row) => row.recipient), PEOPLE)
    const eve = { name: 'Eve', reference: 'customer-1', email: null }
    const changed = [PEOPLE[0], PEOPLE[1], eve, PEOPLE[3]]
    await client.mutate(update, { input: { deliveries: [{ id: rows()[2].id, recipient: eve, notes: 'Ring twice' }] } })
    assert.deepEqual(rows().map((row) => row.recipient), changed)
    assert.deepEqual(rows().map((row) => row.notes), [null, null, 'Ring twice', null])
    await client.fetch(one, { id: rows()[3].id })
    assert.deepEqual(rows().map((row) => row.recipient), changed)
  })

  for (const [credential, headersOf] of Object.entries(credentials)) {
    shows(`the token of ${credential} alike as the viewer's and in the list of tokens`, async () => {
      const client = connect(await headersOf())
      const [list, create, revoke, viewer] = await compiled(
        'cachesTokensQuery', 'cachesCreateTokenMutation', 'cachesRevokeTokenMutation', 'cachesViewerQuery')
      const created = await client.mutate(create, { input: { name: randomUUID(), scopes: ['SETTINGS_READ'] } })
      const { id } = created.createToken.token
      await client.fetch(list)
      const shown = () => plain(client.show(list))
      const inList = (token) => shown().tokens.nodes.find((each) => each.id === token)
      const assertAlike = () => assert.deepEqual(inList(shown().viewer.token.id), shown().viewer.token)
      assertAlike()
      assert.equal(inList(id).revokedAt, null)
      await client.mutate(revoke, { input: { id } })
      assert.notEqual(inList(id).revokedAt, null)
      await client.fetch(viewer)
      assert.equal(client.show(viewer).viewer.account.name, 'demo')
      assertAlike()
    })
  }

  shows('settings and stores as a mutation leaves them', async () => {
    const client = connect({ Token: 'demo-2' })
    const [query, update, add, remove] = await compiled(
      'cachesSettingsQuery', 'cachesUpdateSettingsMutation', 'cachesAddStoreMutation', 'cachesRemoveStoreMutation')
    await client.fetch(query)
    const shown = () => plain(client.show(query)).settings
    const { stores } = shown()
    const zone = { zipFrom: '2100', zipTo: '2199' }
    const zoneWindows = [{ zone, window: { start: '10:00', end: '12:00' } }]
    const change = { address: name, weekDays: ['MONDAY'], zoneWindows }
    await client.mutate(update, { input: change })
    assert.deepEqual(shown(), { ...shown(), ...change, stores })
    const added = await client.mutate(add, { input: { name, ...PLACE } })
    const { id } = added.addStore.store
    assert.deepEqual(shown(), { ...shown(), ...change, stores: [...stores, { id, name, zip: '2100' }] })
    await client.mutate(remove, { input: { id } })
    assert.deepEqual(shown(), { ...shown(), ...change, stores })
  })
}

// Graphcache knows the types of an interface by the schema, Apollo Client by `possibleTypes`.
const payloads = schema.getPossibleTypes(schema.getType('MutationPayload')).map((type) => type.name)
const informed = {
  'Apollo Client': () => apollo(headers, { possibleTypes: { MutationPayload: payloads } }),
  'urql with Graphcache': () => graphcache(headers),
}

const REFUSED = `mutation Refused($deliveries: CreateDeliveriesInput!, $store: AddStoreInput!) {
  createDeliveries(input: $deliveries) { ...Refusals }
  addStore(input: $store) { ...Refusals }
}
fragment Refusals on MutationPayload { violations { code } }`

for (const [name, connect] of Object.entries(informed)) {
  test(`${name} takes one fragment for the refusals of all mutations`, async (t) => {
    const complaints = hearComplaints(t)
    const variables = { deliveries: booking('refused', FRIDAY).input, store: { name: '', ...PLACE } }
    const { createDeliveries, addStore } = await connect().mutate({ params: { text: REFUSED } }, variables)
    assert.deepEqual(createDeliveries.violations.map(({ code }) => code), ['WEEKDAY_NOT_AVAILABLE'])
    assert.deepEqual(addStore.violations.map(({ code }) => code), ['MALFORMED_REQUEST'])
    assert.deepEqual(complaints, [])
  })
}

// Each client is given what it complains about: a test above can fail.
const careless = {
  'Apollo Client': [/Cache data may be lost/, () => {
    const { client } = apollo(headers)
    for (const money of [{ amount: '1' }, { currency: 'DKK' }]) {
      const query = gql(`{ insuredValue { ${Object.keys(money)} } }`)
      client.writeQuery({ query, data: { insuredValue: { __typename: 'Money', ...money } } })
    }
  }],
  'urql with Graphcache': [/Invalid key/, async () => {
    const text = '{ deliveries(first: 1) { nodes { id recipient { name } } } }'
    await graphcache(headers, { keys: {} }).fetch({ params: { text } })
  }],
  Relay: [/conflicting field/, async () => {
    const [list] = await compiled('cachesDeliveriesQuery')
    const nodes = ['Ring twice', null].map((notes) => ({ id: 'one', notes, recipient: null }))
    const { environment } = relayEnvironment(headers)
    environment.commitPayload(relay.createOperationDescriptor(list, { reference: '' }), { deliveries: { nodes } })
  }],
}

for (const [name, [expected, run]] of Object.entries(careless)) {
  test(`a complaint of ${name} is heard`, async (t) => {
    const complaints = hearComplaints(t)
    await run()
    assert.equal(complaints.length, 1)
    assert.match(complaints[0], expected)
  })
}
