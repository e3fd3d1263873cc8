// The gateway under test, as every client's test sees it.
import { buildSchema } from 'graphql'
import { readFileSync } from 'node:fs'

export const url = `${process.env.GATEWAY_URL}/graphql`
export const socketUrl = url.replace('http', 'ws')
export const headers = { Token: 'demo' }
export const introduction = { Authorization: 'Bearer demo' }

export const BOOK = `mutation Book($input: CreateDeliveriesInput!) {
  createDeliveries(input: $input) { deliveries { id reference } violations { index path code message } }
}`
export const VIEWER = 'query Viewer { viewer { account { id name } } }'
export const LIST = 'query List($first: Int) { deliveries(first: $first) { edges { cursor node { id } } } }'
export const FOLLOW = `subscription Follow($after: String) {
  deliveryChanged(after: $after) { eventId delivery { reference } }
}`

export const THURSDAY = '2018-04-05'
export const FRIDAY = '2018-04-06' // when the demo account does not deliver

export function booking(reference, deliveryDate = THURSDAY) {
  const place = { zip: '2100', city: 'København', address1: 'Kattegatvej 57' }
  const delivery = { reference, deliveryDate, recipient: { name: 'Test user' }, pickup: place, dropOff: place }
  return { input: { deliveries: [delivery] } }
}

export const schema = buildSchema(readFileSync(new URL('generated/schema.graphql', import.meta.url), 'utf8'))
const follows = schema.getSubscriptionType()?.getFields().deliveryChanged

// What node's test runner prints next to each test that was left out.
export const live = { skip: follows ? false : 'the schema has no subscription deliveryChanged yet' }

// A fetch that remembers what was asked through it.
export function recording() {
  const requests = []
  const recorded = async (address, options = {}) => {
    requests.push({ method: options.method ?? 'GET', address: String(address), body: String(options.body ?? '') })
    return fetch(address, options)
  }
  return { requests, fetch: recorded }
}

export async function post(body, more = headers) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json', ...more },
    body: JSON.stringify(body),
  })
  return { status: response.status, headers: response.headers, ...(await response.json()) }
}

export async function book(reference) {
  const { data } = await post({ query: BOOK, variables: booking(reference) })
  return data.createDeliveries.deliveries[0].id
}

// Books again and again until the follower, whose subscription begins at its own time, has heard of it.
export async function heardOf(reference, coming) {
  const timer = setInterval(() => book(reference), 300)
  try {
    return await coming
  } finally {
    clearInterval(timer)
  }
}

export async function accessToken(scope) {
  const response = await fetch(`${process.env.GATEWAY_URL}/oauth/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa('demo:demo')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
  })
  return (await response.json()).access_token
}
