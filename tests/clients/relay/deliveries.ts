import { graphql } from 'relay-runtime'

export const page = graphql`
  query deliveriesQuery($count: Int!, $cursor: String) {
    ...deliveries_list @arguments(count: $count, cursor: $cursor)
  }
`

export const list = graphql`
  fragment deliveries_list on Query
  @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" })
  @refetchable(queryName: "deliveriesPageQuery") {
    deliveries(first: $count, after: $cursor) @connection(key: "deliveries_list_deliveries") {
      edges { node { ...deliveries_row } }
    }
  }
`

export const row = graphql`
  fragment deliveries_row on Delivery @refetchable(queryName: "deliveriesRowQuery") {
    id
    state
    deliveryDate
    deliveryWindow { start end }
    insuredValue { amount }
    updatedAt
  }
`

export const create = graphql`
  mutation deliveriesCreateMutation($input: CreateDeliveriesInput!, $connections: [ID!]!) {
    createDeliveries(input: $input) {
      deliveries @prependNode(connections: $connections, edgeTypeName: "DeliveryEdge") { ...deliveries_row }
      violations { index path code message }
    }
  }
`
