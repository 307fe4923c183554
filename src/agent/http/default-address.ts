/** The port that Consul's agents have, whose clients the agent is to serve. */
export const DEFAULT_HTTP_PORT = 8500

/** Where an agent answers over HTTP unless told otherwise. */
export const DEFAULT_HTTP_ADDRESS: string = `127.0.0.1:${DEFAULT_HTTP_PORT}`
