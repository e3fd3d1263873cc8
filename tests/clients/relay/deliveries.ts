import { graphql } from 'relay-runtime'

export const page = graphql`
  query deliveriesQuery($count: Int!, $cursor: String, $filter: DeliveryFilterInput) {
    ...deliveries_list @arguments(count: $count, cursor: $cursor, filter: $filter)
  }
`

export const list = graphql`
  fragment deliveries_list on Query
  @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" }, filter: { type: "DeliveryFilterInput" })
  @refetchable(queryName: "deliveriesPageQuery") {
    deliveries(first: $count, after: $cursor, filter: $filter) @connection(key: "deliveries_list_deliveries") {
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
