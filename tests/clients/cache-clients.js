// The clients that keep what they fetched by id, each with the same few verbs.
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client'
import { Client, fetchExchange } from '@urql/core'
import { cacheExchange } from '@urql/exchange-graphcache'
import { introspectionFromSchema } from 'graphql'
import assert from 'node:assert/strict'
import { registerHooks } from 'node:module'
import relay from 'relay-runtime'
import { post, schema, url } from './gateway.js'
import { values } from './values.js'

// Relay's artifacts import each other without the ending of the file, as for a bundler.
registerHooks({ resolve: (name, context, next) => next(name.endsWith('.graphql') ? `${name}.ts` : name, context) })

// Documents of the folder relay as relay-compiler wrote them; `params.text` is what Relay sends.
export function compiled(...names) {
  return Promise.all(names.map(async (name) => (await import(`./generated/relay/${name}.graphql`)).default))
}

// What the clients say on the console while the test runs.
export function hearComplaints(t) {
  const complaints = []
  const hear = (...words) => isShorterList(words) || complaints.push(words.map(String).join(' '))
  for (const method of ['warn', 'error']) t.mock.method(console, method, hear)
  return complaints
}

// Apollo warns of every list that gets shorter, the old one and the new one last, and then replaces it as it should.
const isShorterList = (words) => words.length > 1 && words.slice(-2).every(Array.isArray)

export function apollo(headers, options = {}) {
  const client = new ApolloClient({ cache: new InMemoryCache(options), link: new HttpLink({ uri: url, headers }) })
  return {
    client,
    fetch: async ({ params }, variables) =>
      (await client.query({ query: gql(params.text), variables, fetchPolicy: 'network-only' })).data,
    show: ({ params }, variables) => client.readQuery({ query: gql(params.text), variables }),
    mutate: async ({ params }, variables) => (await client.mutate({ mutation: gql(params.text), variables })).data,
  }
}

const keys = Object.fromEntries(values.map((name) => [name, () => null]))
const introspection = introspectionFromSchema(schema)

export function graphcache(headers, options = {}) {
  const exchanges = [cacheExchange({ schema: introspection, keys, ...options }), fetchExchange]
  const client = new Client({ url, exchanges, fetchOptions: { headers }, preferGetMethod: false })
  const answer = async (pending) => {
    const { data, error } = await pending
    assert.equal(error, undefined)
    return data
  }
  return {
    client,
    fetch: ({ params }, variables) => answer(client.query(params.text, variables, { requestPolicy: 'network-only' })),
    show: ({ params }, variables) => client.readQuery(params.text, variables, { requestPolicy: 'cache-only' }).data,
    mutate: ({ params }, variables) => answer(client.mutation(params.text, variables)),
  }
}

export function relayEnvironment(headers) {
  const network = relay.Network.create(async ({ text }, variables) => {
    const { data, errors } = await post({ query: text, variables }, headers)
    return { data, errors }
  })
  const environment = new relay.Environment({ network, store: new relay.Store(new relay.RecordSource()) })
  const operation = (artifact, variables = {}) => relay.createOperationDescriptor(artifact, variables)
  return {
    environment,
    fetch: (artifact, variables = {}) => {
      environment.retain(operation(artifact, variables))
      return relay.fetchQuery(environment, artifact, variables, { fetchPolicy: 'network-only' }).toPromise()
    },
    show: (artifact, variables) => {
      const { data, isMissingData } = environment.lookup(operation(artifact, variables).fragment)
      assert.equal(isMissingData, false)
      return data
    },
    mutate: (mutation, variables) =>
      new Promise((resolve, onError) => {
        const onCompleted = (data, errors) => (errors ? onError(errors) : resolve(data))
        relay.commitMutation(environment, { mutation, variables, onCompleted, onError })
      }),
  }
}
