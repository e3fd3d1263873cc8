import { createClient as createEvents } from 'graphql-sse'
import { createClient as createSocket } from 'graphql-ws'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { FOLLOW, VIEWER, book, headers, heardOf, introduction, live, socketUrl, url } from './gateway.js'
import { restartable } from './restarting.js'

const clients = {
  'graphql-ws': () => createSocket({ url: socketUrl, connectionParams: introduction }),
  'graphql-sse': () => createEvents({ url, headers }),
}

async function first(client, payload) {
  for await (const result of client.iterate(payload)) return result
}

for (const [name, connect] of Object.entries(clients)) {
  test(`${name} queries`, async (t) => {
    const client = connect()
    t.after(() => client.dispose())
    assert.equal((await first(client, { query: VIEWER })).data.viewer.account.name, 'demo')
  })

  test(`${name} gets a wrong query as GraphQL errors, and goes on`, async (t) => {
    const client = connect()
    t.after(() => client.dispose())
    const codes = await first(client, { query: '{ thereIsNoSuchField }' }).then(
      (result) => result.errors.map((each) => each.extensions.code),
      (errors) => errors.map((each) => each.extensions.code),
    )
    assert.deepEqual(codes, ['GRAPHQL_VALIDATION_FAILED'])
    assert.equal((await first(client, { query: VIEWER })).data.viewer.account.name, 'demo')
  })

  test(`${name} subscribes, and resumes without missing anything`, live, async (t) => {
    const client = connect()
    t.after(() => client.dispose())
    const seen = await heardOf('first', first(client, { query: FOLLOW }))
    const { eventId } = seen.data.deliveryChanged
    await book(`missed by ${name}`)
    for await (const { data } of client.iterate({ query: FOLLOW, variables: { after: eventId } })) {
      if (data.deliveryChanged.delivery.reference === `missed by ${name}`) break
    }
  })
}

test('graphql-sse gets a missing token as a GraphQL error with a code', async (t) => {
  const client = createEvents({ url })
  t.after(() => client.dispose())
  const { errors } = await first(client, { query: VIEWER })
  assert.equal(errors[0].extensions.code, 'UNAUTHENTICATED')
})

test('graphql-ws is told by the close code that its token is missing', async (t) => {
  const client = createSocket({ url: socketUrl, retryAttempts: 0 })
  t.after(() => client.dispose())
  await assert.rejects(first(client, { query: VIEWER }), { code: 4403 })
})

test('graphql-ws connects again after its connection was lost', async (t) => {
  let connections = 0
  const client = createSocket({
    url: socketUrl, connectionParams: introduction, lazy: false, on: { connected: () => (connections += 1) },
  })
  t.after(() => client.dispose())
  await first(client, { query: VIEWER })
  client.terminate()
  assert.equal((await first(client, { query: VIEWER })).data.viewer.account.name, 'demo')
  assert.equal(connections, 2)
})

test('graphql-sse goes on after a restart of the gateway without missing anything', live, async (t) => {
  const gateway = await restartable()
  t.after(() => gateway.stop())
  await gateway.start()
  let last
  const client = createEvents({
    url: gateway.url,
    headers: () => (last ? { ...headers, 'Last-Event-ID': last } : headers),
    on: { message: ({ data }) => (last = data?.extensions.eventId ?? last) },
    retryAttempts: 1000,
    retry: () => pause(100),
  })
  t.after(() => client.dispose())
  const told = client.iterate({ query: FOLLOW })
  const next = async () => (await told.next()).value.data.deliveryChanged
  const seen = [await heardOf('before', next())]
  assert.equal(await gateway.stop(), 0)
  await book('meanwhile')
  await gateway.start()
  while (seen.at(-1).delivery.reference !== 'meanwhile') seen.push(await next())
  const first = Number(seen[0].eventId)
  assert.deepEqual(seen.map((each) => Number(each.eventId)), seen.map((_, index) => first + index))
})
