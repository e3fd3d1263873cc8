// PostGraphile 5 as its documentation starts it, with a token check in front: node server.js PORT
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import pg from 'pg'
import { grafserv } from 'postgraphile/grafserv/node'
import { postgraphile } from 'postgraphile'
import { makePgService } from 'postgraphile/adaptors/pg'
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber'
import { jsonPgSmartTags } from 'postgraphile/utils'

const CONNECTIONS = 16
const pool = new pg.Pool({ max: CONNECTIONS }) // the rest comes from the PG* variables

// An event has no foreign key to its delivery in the database.
const relations = jsonPgSmartTags({
  version: 1,
  config: {
    class: {
      'public.event': {
        tags: { foreignKey: '(account_id, subject_id) references public.delivery (account_id, id)|@foreignFieldName events' },
      },
    },
  },
})

const { rows } = await pool.query('SELECT token_hash FROM api_token WHERE revoked_at IS NULL')
const tokens = new Set(rows.map((row) => row.token_hash))
const preset = {
  extends: [PostGraphileAmberPreset],
  plugins: [relations],
  pgServices: [makePgService({ pool, schemas: ['public'] })],
  grafserv: { graphqlPath: '/graphql', graphiql: false, watch: false },
  grafast: { explain: false },
}
const serv = postgraphile(preset).createServ(grafserv)
const inner = createServer()
await serv.addTo(inner)
createServer((request, response) => {
  const hash = createHash('sha256').update(request.headers.token ?? '').digest('hex')
  if (tokens.has(hash)) inner.emit('request', request, response)
  else response.writeHead(401).end()
}).listen(Number(process.argv[2]), '127.0.0.1')
