import { connect } from 'node:net'
import { TestProcess } from './child-process.ts'
import { freePort } from './free-ports.ts'
import { waitUntil } from './wait-until.ts'

/** A Redis of our own on loopback, which writes nothing to disk. */
export class RedisServer implements AsyncDisposable {
  readonly url: string
  readonly #process: TestProcess

  private constructor(program: string, port: number) {
    this.url = `redis://127.0.0.1:${port}`
    const memoryOnly = ['--save', '', '--appendonly', 'no']
    this.#process = new TestProcess(program, ['--port', String(port), '--bind', '127.0.0.1', ...memoryOnly])
  }

  /** Starts one on a free port and waits until it answers. */
  static async start(program: string): Promise<RedisServer> {
    const port = await freePort()
    const server = new RedisServer(program, port)
    const seen = (): string => server.#process.output.slice(-500)
    await waitUntil('redis-server answers', () => isOpen(port), { seen })
    return server
  }

  /** Ends it without a word. */
  kill(): Promise<void> {
    return this.#process.kill()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
