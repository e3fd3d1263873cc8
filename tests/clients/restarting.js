// A gateway of a test's own over the same database, which can be ended and started again.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export async function restartable() {
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  let running
  return {
    url: `${address}/graphql`,
    async start() {
      const command = ['-m', 'api', 'serve', '--demo', '--port', String(port)]
      running = spawn(process.env.GATEWAY_PYTHON, command, { cwd: root, stdio: 'ignore' })
      while (!(await answers(address))) await pause(100)
    },
    // Resolves to its exit code.
    async stop() {
      if (running.exitCode !== null) return running.exitCode
      const ended = once(running, 'exit')
      running.kill('SIGTERM')
      return (await ended)[0]
    },
  }
}

async function answers(address) {
  return fetch(`${address}/healthz`).then((response) => response.ok, () => false)
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
