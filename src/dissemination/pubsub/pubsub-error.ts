/**
 * What cannot be published or subscribed.
 *
 * - `ERR_TOO_LARGE`: data or a topic's name is longer than the option that the message names.
 */
export class PubSubError extends Error {
  readonly code = 'ERR_TOO_LARGE'

  constructor(message: string) {
    super(message)
    this.name = 'PubSubError'
  }
}
