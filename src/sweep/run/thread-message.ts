/** What a thread is asked. */
export interface ThreadOrder<Order> {
  readonly id: number
  readonly order: Order
}

/** What a thread tells of an order: its answer, why there is none, or what share is done so far. */
export type ThreadAnswer<Answer> =
  | { readonly id: number; readonly answer: Answer }
  | { readonly id: number; readonly error: string }
  | { readonly id: number; readonly done: number }

/** What is sent to a thread is copied; no memory changes hands. */
export const NOTHING_HANDED_OVER: readonly never[] = []
