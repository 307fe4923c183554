import * as v from 'valibot'
import { RequestError } from './request-error.ts'

/** More addresses, tags or bytes than anybody has are refused before anything is done with them. */
const MAX_ADDRESSES = 256
const MAX_TEXT = 65_536

/** `POST join`. */
export const joinBody: v.GenericSchema<unknown, { addresses: string[]; replay?: boolean | undefined }> = v.strictObject(
  {
    addresses: v.pipe(v.array(v.pipe(v.string(), v.maxLength(512))), v.minLength(1), v.maxLength(MAX_ADDRESSES)),
    replay: v.optional(v.boolean()),
  },
)

/** `POST event`: the payload as text or as base64. */
export const eventBody: v.GenericSchema<
  unknown,
  {
    name: string
    payload?: string | undefined
    payloadBase64?: string | undefined
    coalesce?: boolean | undefined
  }
> = v.pipe(
  v.strictObject({
    name: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_TEXT)),
    payload: v.optional(v.pipe(v.string(), v.maxLength(MAX_TEXT))),
    payloadBase64: v.optional(v.pipe(v.string(), v.maxLength(MAX_TEXT), v.base64('it is not base64'))),
    coalesce: v.optional(v.boolean()),
  }),
  v.check(
    ({ payload, payloadBase64 }) => payload === undefined || payloadBase64 === undefined,
    'give payload or payloadBase64, not both',
  ),
)

/** `PUT tags`. */
export const tagsBody: v.GenericSchema<unknown, { tags: Record<string, string> }> = v.strictObject({
  tags: v.record(v.string(), v.pipe(v.string(), v.maxLength(MAX_TEXT))),
})

/** `GET events`. */
export const eventsQuery: v.GenericSchema<unknown, { types?: string | undefined }> = v.strictObject({
  types: v.optional(v.pipe(v.string(), v.maxLength(1024))),
})

/** Checks what a request brought. @throws RequestError 400 naming the field */
export function checked<T>(schema: v.GenericSchema<unknown, T>, input: unknown): T {
  const result = v.safeParse(schema, input ?? {})
  if (result.success) return result.output
  const [issue] = result.issues
  const path = v.getDotPath(issue)
  throw new RequestError(400, 'ERR_BAD_REQUEST', `${path === null ? 'the body' : path}: ${issue.message}`)
}
