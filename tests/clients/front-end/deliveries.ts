// A front end's own code: it compiles only if the generated types are what it takes them for.
import type { ResultOf } from '@graphql-typed-document-node/core'
import { graphql } from '../generated'
import type { CreateDeliveriesMutationVariables } from '../generated/graphql'

export const deliveries = graphql(`
  query Deliveries($first: Int, $after: String, $filter: DeliveryFilterInput) {
    deliveries(first: $first, after: $after, filter: $filter) {
      edges {
        cursor
        node {
          id
          state
          deliveryDate
          deliveryWindow { start end }
          insuredValue { amount currency }
          dropOff { zip city address1 }
          updatedAt
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`)

export const create = graphql(`
  mutation CreateDeliveries($input: CreateDeliveriesInput!) {
    createDeliveries(input: $input) {
      deliveries { id }
      violations { index path code message }
    }
  }
`)

export function days(result: ResultOf<typeof deliveries>): string[] {
  const edges = result.deliveries?.edges ?? []
  return edges.flatMap((edge) => (edge?.node ? [`${edge.node.deliveryDate} ${edge.node.deliveryWindow.start}`] : []))
}

const place = { zip: '2100', city: 'København', address1: 'Kattegatvej 57' }

export const booking: CreateDeliveriesMutationVariables = {
  input: {
    deliveries: [{ recipient: { name: 'Test user' }, deliveryDate: '2018-04-05', pickup: place, dropOff: place }],
  },
}

// @ts-expect-error a delivery without a recipient is none
export const incomplete: CreateDeliveriesMutationVariables = { input: { deliveries: [{ deliveryDate: '2018-04-05' }] } }
