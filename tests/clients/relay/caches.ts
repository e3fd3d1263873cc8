// What the tests of caches ask for; Relay runs the compiled operations, Apollo Client and urql their texts.
import { graphql } from 'relay-runtime'

export const deliveries = graphql`
  query cachesDeliveriesQuery($reference: String!) {
    deliveries(first: 10, filter: { reference: $reference }, orderBy: CREATED_ASC) {
      nodes { id notes recipient { name reference email } }
    }
  }
`

export const delivery = graphql`
  query cachesDeliveryQuery($id: ID!) {
    delivery(id: $id) { id notes recipient { name reference email } }
  }
`

export const update = graphql`
  mutation cachesUpdateMutation($input: UpdateDeliveriesInput!) {
    updateDeliveries(input: $input) {
      deliveries { id notes recipient { name reference email } }
      violations { index path code message }
    }
  }
`

export const tokens = graphql`
  query cachesTokensQuery {
    viewer { token { id name scopes revokedAt } scopes }
    tokens(first: 100) { nodes { id name scopes revokedAt } }
  }
`

export const createToken = graphql`
  mutation cachesCreateTokenMutation($input: CreateTokenInput!) {
    createToken(input: $input) {
      token { id name scopes revokedAt }
      secret
      violations { index path code message }
    }
  }
`

export const revokeToken = graphql`
  mutation cachesRevokeTokenMutation($input: RevokeTokenInput!) {
    revokeToken(input: $input) {
      token { id revokedAt }
      violations { index path code message }
    }
  }
`

export const viewer = graphql`
  query cachesViewerQuery {
    viewer { account { id name } expiresAt }
  }
`

export const settings = graphql`
  query cachesSettingsQuery {
    settings {
      id
      address
      weekDays
      zoneWindows { zone { zipFrom zipTo } window { start end } }
      stores { id name zip }
    }
  }
`

export const updateSettings = graphql`
  mutation cachesUpdateSettingsMutation($input: UpdateSettingsInput!) {
    updateSettings(input: $input) {
      settings { id address weekDays zoneWindows { zone { zipFrom zipTo } window { start end } } }
      violations { index path code message }
    }
  }
`

export const addStore = graphql`
  mutation cachesAddStoreMutation($input: AddStoreInput!) {
    addStore(input: $input) {
      settings { id stores { id name zip } }
      store { id }
      violations { index path code message }
    }
  }
`

export const removeStore = graphql`
  mutation cachesRemoveStoreMutation($input: RemoveStoreInput!) {
    removeStore(input: $input) {
      settings { id stores { id name zip } }
      violations { index path code message }
    }
  }
`
